/**
 * Agenda's own table beside the store's. Instants are milliseconds since 1970, as Agenda compares them. `fence` rises with every
 * lock; `wakeAt` is a request to run that outlives the state a running worker saves over its row.
 */
export const TABLE = 'agenda_jobs';

/** Idempotent, so that processes of one file may all say it. */
export const SCHEMA: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS ${TABLE} (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    priority INTEGER NOT NULL,
    nextRunAt INTEGER,
    wakeAt INTEGER,
    lockedAt INTEGER,
    fence INTEGER NOT NULL DEFAULT 0,
    disabled INTEGER NOT NULL DEFAULT 0,
    lastRunAt INTEGER,
    lastFinishedAt INTEGER,
    failedAt INTEGER,
    failCount INTEGER,
    failReason TEXT,
    progress REAL,
    debounceStartedAt INTEGER,
    lastModifiedBy TEXT,
    schedule TEXT NOT NULL DEFAULT '{}',
    data TEXT
  )`,
  `CREATE INDEX IF NOT EXISTS ${TABLE}_due ON ${TABLE} (name, nextRunAt, priority DESC)`,
  `CREATE UNIQUE INDEX IF NOT EXISTS ${TABLE}_single ON ${TABLE} (name) WHERE type = 'single'`,
];
