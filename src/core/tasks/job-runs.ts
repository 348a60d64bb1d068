import type { Context, Instant, Page } from '#kernel/index.js';
import { compare, equals, type JobRun, type Position, type Store } from '#store/index.js';
import {
  firstVersion,
  invalidCursor,
  readCursor,
  removeSome,
  toPage,
  type ListQuery,
  type SweepResult,
} from '#core/tenancy/index.js';

/** One run as the runner of jobs reports it. */
export type JobRunReport = Omit<JobRun, 'id' | 'version' | 'createdAt' | 'updatedAt'>;

export interface JobRuns {
  /** Keeps one report. */
  note(ctx: Context, run: JobRunReport): Promise<void>;
  /** Newest first. Fault `request.invalid` for a cursor that is not one of this list. */
  list(ctx: Context, job: string, query: ListQuery): Promise<Page<JobRun>>;
  /** Removes runs that ended before that time, a bounded part, oldest first. */
  removeBefore(ctx: Context, before: Instant): Promise<SweepResult>;
}

/** Rows per transaction: short enough that other writes do not wait long. */
const PURGE_BATCH_SIZE = 500;

const BY_END = { field: { column: 'finishedAt' } };

export function createJobRuns(store: Store): JobRuns {
  async function positionAt(job: string, cursor?: string): Promise<Position | undefined> {
    const id = readCursor(cursor);
    if (id === undefined) return undefined;
    const run = await store.read.jobRuns.get(id);
    if (run?.job !== job) throw invalidCursor();
    return { values: [run.finishedAt], id };
  }

  return {
    async note(ctx, run) {
      const record = firstVersion<JobRun>(ctx, run);
      await store.transaction('job runs', (tx) => tx.jobRuns.insert(record), {
        durability: 'relaxed',
      });
    },
    async list(_ctx, job, { limit, cursor }) {
      const after = await positionAt(job, cursor);
      const { records } = await store.read.jobRuns.find({
        where: equals('job', job),
        sort: [{ ...BY_END, descending: true }],
        limit: limit + 1,
        ...(after && { after }),
      });
      return toPage(records, limit);
    },
    removeBefore: (_ctx, before) =>
      removeSome(store, 'job runs', 'jobRuns', {
        where: compare('finishedAt', 'lt', before),
        sort: [BY_END],
        limit: PURGE_BATCH_SIZE,
      }),
  };
}
