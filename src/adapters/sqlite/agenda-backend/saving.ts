import type { JobParameters } from 'agenda';
import type { SqliteConnection } from '../connections.js';
import type { Row, SqlValue } from '../driver.js';
import { ofUnique, type Condition } from './conditions.js';
import { toColumns, type Columns } from './rows.js';
import { TABLE } from './tables.js';

/** What a save needs to know beside the job. */
export interface Saving {
  readonly now: number;
  /** for a job that is not there yet */
  readonly id: string;
  readonly lastModifiedBy: string | undefined;
}

/** Writes a job in the ways Agenda saves one; returns its row, undefined when a job with that id is gone. One transaction. */
export function save(
  connection: SqliteConnection,
  job: JobParameters,
  saving: Saving,
): Row | undefined {
  const columns = toColumns(job, saving.lastModifiedBy);
  if (job._id !== undefined) {
    return updated(connection, columns, {
      sql: 'id = ? AND name = ?',
      parameters: [job._id, job.name],
    });
  }
  if (job.type === 'single') return saveSingle(connection, columns, saving);
  if (job.unique) return saveUnique(connection, job, columns, saving);
  return inserted(connection, columns, saving);
}

/** One row of that name for ever. A time in the past is only for a job that is not there yet: it must not pull a run forward. */
function saveSingle(
  connection: SqliteConnection,
  { nextRunAt = null, ...columns }: Columns,
  saving: Saving,
): Row | undefined {
  const past = nextRunAt !== null && Number(nextRunAt) <= saving.now;
  const kept = updated(
    connection,
    { ...columns, ...(past ? {} : { nextRunAt }) },
    { sql: `name = ? AND type = 'single'`, parameters: [columns['name'] ?? null] },
  );
  return kept ?? inserted(connection, { ...columns, nextRunAt }, saving);
}

function saveUnique(
  connection: SqliteConnection,
  { name, unique = {}, uniqueOpts }: JobParameters,
  columns: Columns,
  saving: Saving,
): Row | undefined {
  const { sql, parameters } = ofUnique(name, unique);
  const there = connection.get(`SELECT * FROM ${TABLE} WHERE ${sql} LIMIT 1`, parameters);
  const { insertOnly, debounce } = uniqueOpts ?? {};
  if (there !== undefined && insertOnly && !debounce) return there;
  const delayed = debounce
    ? { ...columns, ...debounced(debounce, there, columns, saving) }
    : columns;
  if (there === undefined) return inserted(connection, delayed, saving);
  return updated(connection, delayed, { sql: 'id = ?', parameters: [String(there['id'])] });
}

type Debounce = NonNullable<NonNullable<JobParameters['uniqueOpts']>['debounce']>;

/** Leading: the first save decides when it runs. Trailing: each save puts it off again, up to `maxWait` after the first. */
function debounced(
  { delay, maxWait, strategy }: Debounce,
  there: Row | undefined,
  { nextRunAt = null }: Columns,
  { now }: Saving,
): Columns {
  const began = Number(there?.['debounceStartedAt'] ?? now);
  if (strategy === 'leading') {
    const kept = there === undefined ? nextRunAt : (there['nextRunAt'] as SqlValue);
    return { nextRunAt: kept, debounceStartedAt: began };
  }
  const waitedOut = there !== undefined && maxWait !== undefined && now - began >= maxWait;
  return waitedOut
    ? { nextRunAt: now, debounceStartedAt: null }
    : { nextRunAt: now + delay, debounceStartedAt: began };
}

function inserted(connection: SqliteConnection, columns: Columns, { id }: Saving): Row | undefined {
  const row: Columns = { id, ...columns };
  const names = Object.keys(row);
  const marks = names.map(() => '?').join(', ');
  const sql = `INSERT INTO ${TABLE} (${names.join(', ')}) VALUES (${marks}) RETURNING *`;
  return connection.get(sql, Object.values(row));
}

export function updated(
  connection: SqliteConnection,
  columns: Columns,
  { sql: where, parameters }: Condition,
): Row | undefined {
  const changes = Object.keys(columns).map((name) => `${name} = ?`);
  const sql = `UPDATE ${TABLE} SET ${changes.join(', ')} WHERE ${where} RETURNING *`;
  return connection.get(sql, [...Object.values(columns), ...parameters]);
}
