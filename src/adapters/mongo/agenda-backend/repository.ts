import { MongoJobRepository } from '@agendajs/mongo-backend';
import type { JobParameters, JobRepositoryOptions, JobsQueryOptions, JobsResult } from 'agenda';
import { mongo } from 'mongoose';
import { Fault, systemClock } from '#kernel/index.js';
import { guarded } from '../faults.js';
import { protectRunFields, toJob, type FencedParameters } from './documents.js';

const COLLECTION = 'agenda_jobs';
const DUPLICATE_KEY = 11_000;
const SORT = { nextRunAt: 1, priority: -1 } as const;

type Options = JobRepositoryOptions | undefined;

function idOf(job: JobParameters): mongo.ObjectId {
  return new mongo.ObjectId(String(job._id ?? ''));
}

/** What a worker saves; everything of it, so that what it does not have is taken away. */
function stateOf(job: JobParameters, lastModifiedBy: string | undefined): Record<string, unknown> {
  const { lockedAt, nextRunAt, lastRunAt, lastFinishedAt, failedAt } = job;
  return {
    lockedAt: lockedAt ?? null,
    nextRunAt: nextRunAt ?? null,
    lastRunAt: lastRunAt ?? null,
    lastFinishedAt: lastFinishedAt ?? null,
    failedAt: failedAt ?? null,
    failCount: job.failCount ?? null,
    failReason: job.failReason ?? null,
    progress: job.progress ?? null,
    lastModifiedBy: lastModifiedBy ?? null,
  };
}

/**
 * Agenda's repository with a fence: every lock has a higher number, and only who holds the latest
 * one can save. A request to run (`wakeAt`) stands in a field of its own, which no worker overwrites.
 */
export class FencedMongoJobs extends MongoJobRepository {
  /** as it is; the inherited field is the one that keeps what belongs to runs */
  readonly #jobs: mongo.Collection;

  constructor(db: mongo.Db) {
    super({ mongo: db, db: { collection: COLLECTION } });
    this.#jobs = db.collection(COLLECTION);
  }

  override async connect(): Promise<void> {
    await guarded(async () => {
      await super.connect();
      this.collection = protectRunFields(this.collection);
      // two upserts at the same time would otherwise make two of them
      await this.#jobs.createIndex(
        { name: 1 },
        { name: 'single', unique: true, partialFilterExpression: { type: 'single' } },
      );
    });
  }

  /** With the fence, which Agenda's own does not read. */
  override queryJobs(options?: JobsQueryOptions): Promise<JobsResult> {
    return guarded(async () => {
      const { jobs, total } = await super.queryJobs(options);
      const some = { _id: { $in: jobs.map(idOf) } };
      const rows = await this.#jobs.find(some, { projection: { fence: 1 } }).toArray();
      const fences = new Map(rows.map(({ _id, fence }) => [String(_id), fence as number]));
      const withFence = (job: (typeof jobs)[number]) => {
        const fence = fences.get(String(job._id));
        return fence === undefined ? job : { ...job, fence };
      };
      return { jobs: jobs.map(withFence), total };
    });
  }

  override async saveJob<DATA>(
    job: JobParameters<DATA>,
    options: Options,
  ): Promise<JobParameters<DATA>> {
    try {
      return await super.saveJob(job, options);
    } catch (error) {
      // another process made it meanwhile: it can be updated now
      if (!(error instanceof mongo.MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
      return super.saveJob(job, options);
    }
  }

  /** Fault `record.stale` when the job is gone, or was locked by another worker since. */
  override async saveJobState(job: FencedParameters, options: Options): Promise<void> {
    const { name, fence } = job;
    const held = fence === undefined ? { lockedAt: null } : { fence };
    const state = { $set: stateOf(job, options?.lastModifiedBy) };
    const { matchedCount } = await guarded(() =>
      this.#jobs.updateOne({ _id: idOf(job), name, ...held }, state),
    );
    if (matchedCount === 1) return;
    throw new Fault('record.stale', { job: name, reason: 'removed, or locked by another worker' });
  }

  override async lockJob(job: JobParameters, options: Options): Promise<JobParameters | undefined> {
    const found = await this.#jobs.findOneAndUpdate(
      {
        _id: idOf(job),
        name: job.name,
        lockedAt: null,
        nextRunAt: job.nextRunAt,
        disabled: { $ne: true },
      },
      {
        $set: {
          lockedAt: new Date(systemClock.now()),
          lastModifiedBy: options?.lastModifiedBy ?? null,
        },
        $inc: { fence: 1 },
      },
      { returnDocument: 'after' },
    );
    return found ? toJob(found) : undefined;
  }

  override async unlockJob(job: FencedParameters): Promise<void> {
    const { fence } = job;
    await this.#jobs.updateOne(
      {
        _id: idOf(job),
        nextRunAt: { $ne: null },
        ...(fence !== undefined && { fence }),
      },
      { $set: { lockedAt: null } },
    );
  }

  /**
   * What was asked for, or begun and not ended, is to run now, not at its next time. Locks what is
   * due, not what will be at the next scan: Agenda never gives back a lock that lapses before its
   * run begins.
   */
  override async getNextJobToRun(
    jobName: string,
    _nextScanAt: Date,
    lockDeadline: Date,
    now: Date | undefined,
    options: Options,
  ): Promise<JobParameters | undefined> {
    const at = now ?? new Date(systemClock.now());
    const asPlanned = {
      $and: [{ $eq: [{ $ifNull: ['$lockedAt', null] }, null] }, withoutWake],
    };
    const found = await this.#jobs.findOneAndUpdate(
      {
        name: jobName,
        disabled: { $ne: true },
        $or: [
          { lockedAt: null, nextRunAt: { $lte: at } },
          { lockedAt: null, wakeAt: { $gt: new Date(0) } },
          { lockedAt: { $lte: lockDeadline } },
        ],
      },
      [
        {
          $set: {
            nextRunAt: { $cond: [asPlanned, '$nextRunAt', at] },
            lockedAt: at,
            lastModifiedBy: options?.lastModifiedBy ?? null,
            wakeAt: null,
            fence: { $add: [{ $ifNull: ['$fence', 0] }, 1] },
          },
        },
      ],
      { returnDocument: 'after', sort: SORT },
    );
    return found ? toJob(found) : undefined;
  }

  /** The request stays until the job is locked again. Returns how many there are of that name. */
  wake(name: string): Promise<number> {
    const update = { $set: { wakeAt: new Date(systemClock.now()) } };
    return guarded(async () => (await this.#jobs.updateMany({ name }, update)).matchedCount);
  }

  /** Touches neither a lock nor what is known of past runs. */
  async reschedule(name: string, interval: string | number, timezone: string): Promise<void> {
    const schedule = { $set: { repeatInterval: interval, repeatTimezone: timezone } };
    await guarded(() => this.#jobs.updateMany({ name }, schedule));
  }
}

const withoutWake = { $eq: [{ $ifNull: ['$wakeAt', null] }, null] };
