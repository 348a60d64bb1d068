import type { JobId, JobParameters } from 'agenda';
import type { Row, SqlValue } from '../driver.js';

/** What the processor of jobs keeps about runs: a save by anybody else that does not name them leaves them as they are. */
const OF_RUNS = [
  'lockedAt',
  'lastRunAt',
  'lastFinishedAt',
  'failedAt',
  'failCount',
  'failReason',
  'progress',
] as const;

/** Rarely asked for and never searched by: one JSON column. */
const OF_SCHEDULE = [
  'repeatInterval',
  'repeatTimezone',
  'repeatAt',
  'startDate',
  'endDate',
  'skipDays',
  'fork',
] as const;

const DATES = new Set([
  'nextRunAt',
  'lockedAt',
  'lastRunAt',
  'lastFinishedAt',
  'failedAt',
  'debounceStartedAt',
  'startDate',
  'endDate',
]);

export type Columns = Record<string, SqlValue>;

/** A job with the token of its lock. */
export type FencedParameters<DATA = unknown> = JobParameters<DATA> & { readonly fence?: number };

function toSql(value: unknown): SqlValue {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' ? value : String(value);
}

/** The columns that a save sets. */
export function toColumns(job: JobParameters, lastModifiedBy: string | undefined): Columns {
  const schedule = OF_SCHEDULE.map((name) => [name, job[name]] as const);
  const columns: Columns = {
    name: job.name,
    type: job.type,
    priority: job.priority,
    nextRunAt: toSql(job.nextRunAt),
    debounceStartedAt: toSql(job.debounceStartedAt),
    lastModifiedBy: lastModifiedBy ?? null,
    schedule: JSON.stringify(Object.fromEntries(schedule)),
    data: job.data === undefined ? null : JSON.stringify(job.data),
  };
  if (job.disabled !== undefined) columns['disabled'] = toSql(job.disabled);
  for (const name of OF_RUNS) if (job[name] !== undefined) columns[name] = toSql(job[name]);
  return columns;
}

/** The columns that a worker sets while it holds the lock. */
export function toState(job: JobParameters, lastModifiedBy: string | undefined): Columns {
  const state: Columns = {
    nextRunAt: toSql(job.nextRunAt),
    lastModifiedBy: lastModifiedBy ?? null,
  };
  for (const name of OF_RUNS) state[name] = toSql(job[name]);
  return state;
}

function toValue(name: string, value: unknown): unknown {
  return DATES.has(name) ? new Date(value as number | string) : value;
}

export function toJob(row: Row): FencedParameters & { _id: JobId } {
  const { id, data, schedule, disabled, wakeAt: _wakeAt, ...rest } = row;
  const given = { ...rest, ...(JSON.parse(String(schedule)) as object) };
  const values = Object.entries(given)
    .filter(([name, value]) => value !== null || name === 'nextRunAt')
    .map(([name, value]) => [name, value === null ? null : toValue(name, value)]);
  return {
    ...(Object.fromEntries(values) as Omit<FencedParameters, '_id' | 'data'>),
    _id: String(id) as JobId,
    disabled: disabled === 1,
    data: data === null ? undefined : JSON.parse(String(data)),
  };
}
