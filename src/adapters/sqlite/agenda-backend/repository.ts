import {
  computeJobState,
  type JobParameters,
  type JobRepository,
  type JobRepositoryOptions,
  type JobsOverview,
  type JobsQueryOptions,
  type JobsResult,
  type JobWithState,
  type RemoveJobsOptions,
} from 'agenda';
import { Fault, newId, systemClock } from '#kernel/index.js';
import type { SqliteConnection } from '../connections.js';
import type { SqlValue } from '../driver.js';
import type { ConnectionAccess } from '../sqlite-store.js';
import { ofOptions, ofQuery, orderOf, type Condition } from './conditions.js';
import { toJob, toState, type FencedParameters } from './rows.js';
import { save, updated } from './saving.js';
import { SCHEMA, TABLE } from './tables.js';

type Options = JobRepositoryOptions | undefined;

/** Due, or locked by a worker that has not renewed its lock since the deadline. */
const DUE =
  'name = ? AND disabled = 0 AND ((lockedAt IS NULL AND (nextRunAt <= ? OR wakeAt IS NOT NULL)) OR lockedAt <= ?)';

/** What was asked for, or begun and not ended, is to run now, not at its next time. */
const LOCK =
  `UPDATE ${TABLE} SET lockedAt = ?, fence = fence + 1, lastModifiedBy = ?, wakeAt = NULL,` +
  ' nextRunAt = CASE WHEN wakeAt IS NULL AND lockedAt IS NULL THEN nextRunAt ELSE ? END' +
  ` WHERE id = (SELECT id FROM ${TABLE} WHERE ${DUE} ORDER BY nextRunAt, priority DESC LIMIT 1)` +
  ' RETURNING *';

/** Agenda's jobs in the store's own file, in line with the store's own writes. Agenda asks the system for the time, so this does. */
export class SqliteJobs implements JobRepository {
  constructor(private readonly beside: ConnectionAccess) {}

  async connect(): Promise<void> {
    await this.beside.write((connection) => {
      for (const statement of SCHEMA) connection.exec(statement);
    });
  }

  async queryJobs(options: JobsQueryOptions = {}): Promise<JobsResult> {
    const { state, skip = 0, limit = 0, sort } = options;
    const { sql, parameters } = ofQuery(options);
    const order = `SELECT * FROM ${TABLE} WHERE ${sql} ORDER BY ${orderOf(sort)}`;
    // Agenda computes the state, not the database: only without one can the page be cut there
    const page = state === undefined ? ` LIMIT ${String(limit || -1)} OFFSET ${String(skip)}` : '';
    const rows = await this.beside.read((connection) => connection.all(order + page, parameters));
    const now = new Date(systemClock.now());
    const jobs = rows.map(toJob).map((job) => ({ ...job, state: computeJobState(job, now) }));
    if (state === undefined) {
      const count = `SELECT count(*) AS n FROM ${TABLE} WHERE ${sql}`;
      const row = await this.beside.read((connection) => connection.get(count, parameters));
      return { jobs, total: Number(row?.['n']) };
    }
    const such = jobs.filter((job) => (state === 'paused' ? job.disabled : job.state === state));
    return { jobs: such.slice(skip, limit > 0 ? skip + limit : undefined), total: such.length };
  }

  async getJobsOverview(): Promise<JobsOverview[]> {
    const { jobs } = await this.queryJobs({ sort: { name: 'asc' } });
    const overviews = new Map<string, JobsOverview>();
    for (const job of jobs) count(overviews, job);
    return [...overviews.values()];
  }

  async getDistinctJobNames(): Promise<string[]> {
    const sql = `SELECT DISTINCT name FROM ${TABLE} ORDER BY name`;
    const rows = await this.beside.read((connection) => connection.all(sql, []));
    return rows.map((row) => String(row['name']));
  }

  async getJobById(id: string): Promise<JobParameters | null> {
    const sql = `SELECT * FROM ${TABLE} WHERE id = ?`;
    const row = await this.beside.read((connection) => connection.get(sql, [id]));
    return row === undefined ? null : toJob(row);
  }

  async getQueueSize(): Promise<number> {
    const sql = `SELECT count(*) AS n FROM ${TABLE} WHERE nextRunAt < ?`;
    const now = systemClock.now();
    const row = await this.beside.read((connection) => connection.get(sql, [now]));
    return Number(row?.['n']);
  }

  removeJobs(options: RemoveJobsOptions): Promise<number> {
    return this.#change(`DELETE FROM ${TABLE}`, ofOptions(options));
  }

  async saveJob<DATA>(job: JobParameters<DATA>, options: Options): Promise<JobParameters<DATA>> {
    const saving = {
      now: systemClock.now(),
      id: newId(),
      lastModifiedBy: options?.lastModifiedBy,
    };
    const row = await this.beside.write((connection) =>
      save(connection, job as JobParameters, saving),
    );
    return row === undefined ? job : (toJob(row) as JobParameters<DATA>);
  }

  /** Fault `record.stale` when the job is gone, or was locked by another worker since. */
  async saveJobState(job: FencedParameters, options: Options): Promise<void> {
    const { _id: id = '', name, fence } = job;
    const held = fence === undefined ? 'lockedAt IS NULL' : 'fence = ?';
    const parameters: SqlValue[] = [id, name, ...(fence === undefined ? [] : [fence])];
    const row = await this.beside.write((connection) =>
      updated(connection, toState(job, options?.lastModifiedBy), {
        sql: `id = ? AND name = ? AND ${held}`,
        parameters,
      }),
    );
    if (row !== undefined) return;
    throw new Fault('record.stale', { job: name, reason: 'removed, or locked by another worker' });
  }

  async lockJob(job: JobParameters, options: Options): Promise<JobParameters | undefined> {
    const sql =
      `UPDATE ${TABLE} SET lockedAt = ?, fence = fence + 1, lastModifiedBy = ?` +
      ' WHERE id = ? AND name = ? AND lockedAt IS NULL AND nextRunAt IS ? AND disabled = 0 RETURNING *';
    return this.#locked(sql, [
      systemClock.now(),
      options?.lastModifiedBy ?? null,
      job._id ?? null,
      job.name,
      job.nextRunAt?.getTime() ?? null,
    ]);
  }

  async unlockJob({ _id, fence }: FencedParameters): Promise<void> {
    const held = fence === undefined ? '' : ' AND fence = ?';
    const sql = `UPDATE ${TABLE} SET lockedAt = NULL WHERE id = ? AND nextRunAt IS NOT NULL${held}`;
    const parameters = [_id ?? null, ...(fence === undefined ? [] : [fence])];
    await this.beside.write((connection) => connection.run(sql, parameters));
  }

  async unlockJobs(jobIds: readonly string[]): Promise<void> {
    if (jobIds.length === 0) return;
    await this.#change(`UPDATE ${TABLE} SET lockedAt = NULL`, ofOptions({ ids: [...jobIds] }));
  }

  /**
   * Most of the time nothing is due, and a look does not wait in line with those who write. Locks what is due, not what will be
   * at the next scan: Agenda never gives back a lock that lapses before its run begins.
   */
  async getNextJobToRun(
    jobName: string,
    _nextScanAt: Date,
    lockDeadline: Date,
    now: Date | undefined,
    options: Options,
  ): Promise<JobParameters | undefined> {
    const at = now?.getTime() ?? systemClock.now();
    const due = [jobName, at, lockDeadline.getTime()];
    const query = `SELECT 1 FROM ${TABLE} WHERE ${DUE} LIMIT 1`;
    const seen = await this.beside.read((connection) => connection.get(query, due));
    if (seen === undefined) return undefined;
    return this.#locked(LOCK, [at, options?.lastModifiedBy ?? null, at, ...due]);
  }

  disableJobs(options: RemoveJobsOptions): Promise<number> {
    return this.#change(`UPDATE ${TABLE} SET disabled = 1`, ofOptions(options));
  }

  enableJobs(options: RemoveJobsOptions): Promise<number> {
    return this.#change(`UPDATE ${TABLE} SET disabled = 0`, ofOptions(options));
  }

  purgeAllJobs(): Promise<number> {
    return this.beside.write((connection) => connection.run(`DELETE FROM ${TABLE}`, []));
  }

  /** The request stays until the job is locked again, so that a worker that ends meanwhile does not save it away. */
  wake(name: string): Promise<number> {
    const sql = `UPDATE ${TABLE} SET wakeAt = ? WHERE name = ?`;
    return this.beside.write((connection) => connection.run(sql, [systemClock.now(), name]));
  }

  /** Touches neither a lock nor what is known of past runs. */
  reschedule(name: string, interval: string | number, timezone: string): Promise<number> {
    const sql =
      `UPDATE ${TABLE} SET schedule = json_set(schedule, '$.repeatInterval', json(?), '$.repeatTimezone', ?)` +
      ' WHERE name = ?';
    const parameters = [JSON.stringify(interval), timezone, name];
    return this.beside.write((connection) => connection.run(sql, parameters));
  }

  async #locked(
    sql: string,
    parameters: readonly SqlValue[],
  ): Promise<FencedParameters | undefined> {
    const row = await this.beside.write((connection) => connection.get(sql, parameters));
    return row === undefined ? undefined : toJob(row);
  }

  /** Does nothing when nothing was named. */
  async #change(statement: string, where: Condition | undefined): Promise<number> {
    if (where === undefined) return 0;
    const work = (connection: SqliteConnection): number =>
      connection.run(`${statement} WHERE ${where.sql}`, where.parameters);
    return this.beside.write(work);
  }
}

function count(overviews: Map<string, JobsOverview>, job: JobWithState): void {
  let overview = overviews.get(job.name);
  if (overview === undefined) {
    const none = { total: 0, running: 0, scheduled: 0, queued: 0, completed: 0 };
    overview = { name: job.name, ...none, failed: 0, repeating: 0, paused: 0 };
    overviews.set(job.name, overview);
  }
  overview.total += 1;
  overview[job.state] += 1;
  if (job.disabled === true) overview.paused += 1;
}
