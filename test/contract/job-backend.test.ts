import { afterEach, expect } from '@jest/globals';
import type { JobNotification, JobParameters, JobRepository } from 'agenda';
import type { FencedJob, JobBackend } from '#jobs/index.js';
import { isFault } from '#kernel/index.js';
import { jobBackendOf } from '../kit/job-backends.js';
import { overStores, contractTest, type OpenedStore, type StoreKind } from '../kit/stores.js';

// What the jobs rely on in a backend of Agenda: one suite for every backend, beyond what Agenda itself asks for.

const LIFETIME = 10_000;
const SECOND = 1_000;

const at = (offset: number): Date => new Date(Date.now() + offset);

let opened: OpenedStore | undefined;
const others: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const other of others.splice(0)) await other.close();
  await opened?.close();
  opened = undefined;
});

async function backend(kind: StoreKind): Promise<JobBackend> {
  opened = await kind.open();
  const made = await jobBackendOf(opened.store);
  await made.connect();
  return made;
}

/** What `every()` saves. */
function every(name: string, more: Partial<JobParameters> = {}): JobParameters {
  return {
    name,
    type: 'single',
    priority: 0,
    data: undefined,
    nextRunAt: at(-SECOND),
    repeatInterval: 60_000,
    repeatTimezone: 'UTC',
    ...more,
  };
}

/** What `now()` and `schedule()` save. */
function once(name: string, more: Partial<JobParameters> = {}): JobParameters {
  return { name, type: 'normal', priority: 0, data: undefined, nextRunAt: at(-SECOND), ...more };
}

const save = (jobs: JobRepository, job: JobParameters): Promise<JobParameters> =>
  jobs.saveJob(job, { lastModifiedBy: 'test' });

/** The next due job, locked; `later` milliseconds from now. */
const next = (jobs: JobRepository, name: string, later = 0): Promise<FencedJob | undefined> =>
  jobs.getNextJobToRun(name, at(later), at(later - LIFETIME), at(later), undefined);

async function only(jobs: JobRepository, name: string): Promise<JobParameters> {
  const { jobs: found, total } = await jobs.queryJobs({ name });
  expect(total).toBe(1);
  return found[0] as JobParameters;
}

function held<T>(job: T | undefined): T {
  if (job === undefined) throw new Error('There was nothing to lock.');
  return job;
}

overStores('a backend of jobs', (kind) => {
  contractTest(kind, 'connecting twice keeps what is there', async () => {
    const made = await backend(kind);
    await save(made.repository, every('tick'));
    await made.connect();
    const again = await jobBackendOf((opened as OpenedStore).store);
    await again.connect();
    expect(await again.repository.getDistinctJobNames()).toEqual(['tick']);
  });

  contractTest(kind, 'of many workers one gets the lock', async () => {
    const { repository } = await backend(kind);
    await save(repository, every('tick'));
    const locked = await Promise.all(Array.from({ length: 20 }, () => next(repository, 'tick')));
    expect(locked.filter((job) => job !== undefined)).toHaveLength(1);
    expect((await only(repository, 'tick')).lockedAt).toBeInstanceOf(Date);
  });

  contractTest(kind, 'of two processes one gets each lock', async () => {
    const { repository } = await backend(kind);
    for (let count = 0; count < 20; count += 1) await save(repository, once('work'));
    const workers = [repository];
    if (kind.durable) {
      const store = await (opened as OpenedStore).openSecond();
      others.push(store);
      workers.push((await jobBackendOf(store)).repository);
      await workers[1]?.connect();
    }
    const ids: string[] = [];
    const work = async (worker: JobRepository): Promise<void> => {
      for (let job = await next(worker, 'work'); job; job = await next(worker, 'work')) {
        ids.push(String(job._id));
      }
    };
    await Promise.all(workers.map(work));
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  contractTest(kind, 'what is not due, disabled or of another name is not locked', async () => {
    const { repository } = await backend(kind);
    await save(repository, once('later', { nextRunAt: at(5 * SECOND) }));
    await save(repository, once('never', { nextRunAt: null }));
    await save(repository, once('off', { disabled: true }));
    for (const name of ['later', 'never', 'off', 'other']) {
      expect(await next(repository, name)).toBeUndefined();
    }
    // not ahead of time either: a lock that lapses before its run begins is never given back
    const soon = await repository.getNextJobToRun('later', at(60_000), at(-LIFETIME), at(0), {});
    expect(soon).toBeUndefined();
    expect((await next(repository, 'later', 6 * SECOND))?.name).toBe('later');
  });

  contractTest(kind, 'the longest due comes first, then the higher priority', async () => {
    const { repository } = await backend(kind);
    const due = at(-SECOND);
    await save(repository, once('work', { nextRunAt: due, priority: 0, data: 'third' }));
    await save(repository, once('work', { nextRunAt: due, priority: 10, data: 'second' }));
    await save(repository, once('work', { nextRunAt: at(-9 * SECOND), data: 'first' }));
    const order: unknown[] = [];
    for (let count = 0; count < 3; count += 1) order.push((await next(repository, 'work'))?.data);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  contractTest(
    kind,
    'a lock that shows no sign of life lapses, and the job runs at once',
    async () => {
      const { repository } = await backend(kind);
      await save(repository, every('tick'));
      const first = held(await next(repository, 'tick'));
      // a worker says its next time before it begins
      await repository.saveJobState({ ...first, nextRunAt: at(60_000) }, undefined);
      expect(await next(repository, 'tick', LIFETIME - SECOND)).toBeUndefined();
      const second = held(await next(repository, 'tick', LIFETIME + SECOND));
      expect(second.nextRunAt?.getTime()).toBeLessThanOrEqual(Date.now() + LIFETIME + SECOND);
      expect(second.fence).toBeGreaterThan(Number(first.fence));
    },
  );

  contractTest(kind, 'a worker whose lock lapsed saves nothing over its successor', async () => {
    const { repository } = await backend(kind);
    await save(repository, every('tick'));
    const first = held(await next(repository, 'tick'));
    const second = held(await next(repository, 'tick', LIFETIME + SECOND));
    const stale = repository.saveJobState({ ...first, failReason: 'late' }, undefined);
    expect(isFault(await stale.catch((error: unknown) => error), 'record.stale')).toBe(true);
    await repository.unlockJob(first);
    const kept = await only(repository, 'tick');
    expect(kept.failReason).toBeUndefined();
    expect(kept.lockedAt?.getTime()).toBe(second.lockedAt?.getTime());
    const { lockedAt: _ended, ...ended } = { ...second, lastRunAt: at(0), nextRunAt: at(SECOND) };
    await repository.saveJobState(ended, undefined);
    expect((await only(repository, 'tick')).lockedAt).toBeUndefined();
    // nobody saves a state who never had a lock, as long as somebody has one
    const third = held(await next(repository, 'tick', LIFETIME));
    const { fence: _fence, ...unlocked } = third;
    await expect(repository.saveJobState(unlocked, undefined)).rejects.toThrow();
  });

  contractTest(kind, 'the state of a run is kept as it was saved', async () => {
    const { repository } = await backend(kind);
    await save(repository, every('tick'));
    const locked = held(await next(repository, 'tick'));
    const state = {
      lockedAt: at(1),
      lastRunAt: at(2),
      lastFinishedAt: at(3),
      nextRunAt: at(60_000),
      failedAt: at(4),
      failCount: 3,
      failReason: 'it was away',
      progress: 40,
    };
    await repository.saveJobState({ ...locked, ...state }, undefined);
    expect(await only(repository, 'tick')).toMatchObject(state);
    const { _id, name, type, priority, fence } = locked;
    const data = undefined;
    const cleared = { _id, name, type, priority, data, nextRunAt: null, fence } as FencedJob;
    await repository.saveJobState(cleared, undefined);
    const kept = await only(repository, 'tick');
    expect(kept.nextRunAt).toBeNull();
    for (const field of ['lockedAt', 'lastRunAt', 'failedAt', 'failReason', 'failCount'] as const) {
      expect(kept[field]).toBeUndefined();
    }
  });

  contractTest(kind, 'every() of a process that boots keeps lock, history and switch', async () => {
    const { repository } = await backend(kind);
    await save(repository, every('tick'));
    const locked = held(await next(repository, 'tick'));
    const lastRunAt = at(-5);
    const nextRunAt = at(60_000);
    await repository.saveJobState({ ...locked, lastRunAt, nextRunAt, failCount: 2 }, undefined);
    expect(await repository.disableJobs({ name: 'tick' })).toBe(1);
    await save(repository, every('tick', { repeatInterval: 5_000 }));
    const kept = await only(repository, 'tick');
    expect(kept.lockedAt?.getTime()).toBe(locked.lockedAt?.getTime());
    expect(kept).toMatchObject({ lastRunAt, nextRunAt, failCount: 2, disabled: true });
    expect(kept.repeatInterval).toBe(5_000);
    // and the worker is still the worker
    await repository.saveJobState({ ...locked, lastRunAt, failCount: 0 }, undefined);
  });

  contractTest(kind, 'twenty processes that boot together make one job', async () => {
    const { repository } = await backend(kind);
    await Promise.all(Array.from({ length: 20 }, () => save(repository, every('tick'))));
    await only(repository, 'tick');
    expect((await only(repository, 'tick')).repeatInterval).toBe(60_000);
  });

  contractTest(kind, 'a job saved again by its id keeps lock and history', async () => {
    const { repository } = await backend(kind);
    const made = await save(repository, once('work'));
    const locked = held(await next(repository, 'work'));
    await repository.saveJobState({ ...locked, lastRunAt: at(-5) }, undefined);
    const { _id, name, type, data } = made;
    const changed = { name, type, data, _id, priority: 7, nextRunAt: at(SECOND) } as JobParameters;
    expect((await save(repository, changed)).priority).toBe(7);
    const kept = await only(repository, 'work');
    expect(kept.lockedAt?.getTime()).toBe(locked.lockedAt?.getTime());
    expect(kept.lastRunAt).toBeInstanceOf(Date);
    await repository.removeJobs({ name: 'work' });
    // gone meanwhile: nothing is made of it
    await save(repository, changed);
    expect((await repository.queryJobs()).total).toBe(0);
  });

  contractTest(kind, 'a unique key makes one job, changes it, or leaves it alone', async () => {
    const { repository } = await backend(kind);
    const unique = { 'data.account': 'one' };
    const job = (mark: string, more: Partial<JobParameters> = {}): JobParameters =>
      once('sync', { data: { account: 'one', mark }, unique, ...more });
    await save(repository, job('first'));
    const locked = held(await next(repository, 'sync'));
    await save(repository, job('second', { nextRunAt: at(SECOND) }));
    const kept = await only(repository, 'sync');
    expect(kept.data).toEqual({ account: 'one', mark: 'second' });
    expect(kept.lockedAt?.getTime()).toBe(locked.lockedAt?.getTime());
    await save(repository, job('third', { uniqueOpts: { insertOnly: true } }));
    expect((await only(repository, 'sync')).data).toMatchObject({ mark: 'second' });
    await save(
      repository,
      once('sync', { data: { account: 'two' }, unique: { 'data.account': 'two' } }),
    );
    expect((await repository.queryJobs({ name: 'sync' })).total).toBe(2);
    const hostile = once('sync', { unique: { $where: 'true' } });
    await expect(save(repository, hostile)).rejects.toThrow();
  });

  contractTest(
    kind,
    'trailing debounce puts off, up to its longest wait; leading does not',
    async () => {
      const { repository } = await backend(kind);
      const job = (name: string, debounce: object): JobParameters =>
        once(name, {
          data: { key: 1 },
          unique: { 'data.key': 1 },
          nextRunAt: at(0),
          uniqueOpts: { debounce: debounce as { delay: number } },
        });
      const first = await save(repository, job('trail', { delay: 5_000, maxWait: 50 }));
      expect(first.nextRunAt?.getTime()).toBeGreaterThan(Date.now() + 4_000);
      await new Promise((resolve) => setTimeout(resolve, 60));
      const forced = await save(repository, job('trail', { delay: 5_000, maxWait: 50 }));
      expect(forced.nextRunAt?.getTime()).toBeLessThanOrEqual(Date.now());
      const put = await save(repository, job('trail', { delay: 9_000, maxWait: 60_000 }));
      expect(put.nextRunAt?.getTime()).toBeGreaterThan(Date.now() + 8_000);
      const lead = await save(repository, job('lead', { delay: 5_000, strategy: 'leading' }));
      const later = await save(repository, job('lead', { delay: 5_000, strategy: 'leading' }));
      expect(later.nextRunAt?.getTime()).toBe(lead.nextRunAt?.getTime());
      expect(await repository.getDistinctJobNames()).toEqual(
        expect.arrayContaining(['lead', 'trail']),
      );
    },
  );

  contractTest(kind, 'a wish to run is heard, also while the job runs', async () => {
    const made = await backend(kind);
    const { repository } = made;
    await save(repository, every('tick', { nextRunAt: at(60_000) }));
    expect(await next(repository, 'tick')).toBeUndefined();
    expect(await made.wake('tick')).toBe(true);
    const running = held(await next(repository, 'tick'));
    expect(running.nextRunAt?.getTime()).toBeLessThanOrEqual(Date.now());
    expect(await next(repository, 'tick')).toBeUndefined();
    await made.wake('tick');
    const { lockedAt: _lockedAt, ...ended } = { ...running, nextRunAt: at(60_000) };
    await repository.saveJobState(ended, undefined);
    expect(await next(repository, 'tick')).toBeDefined();
    expect(await next(repository, 'tick')).toBeUndefined();
    expect(await made.wake('nobody')).toBe(false);
  });

  contractTest(kind, 'another schedule touches neither lock nor history', async () => {
    const made = await backend(kind);
    await save(made.repository, every('tick'));
    const locked = held(await next(made.repository, 'tick'));
    await made.repository.saveJobState({ ...locked, failCount: 2 }, undefined);
    await made.reschedule('tick', '0 3 * * *', 'UTC');
    expect(await only(made.repository, 'tick')).toMatchObject({
      repeatInterval: '0 3 * * *',
      repeatTimezone: 'UTC',
      failCount: 2,
      lockedAt: locked.lockedAt,
    });
    await made.reschedule('tick', 5_000, 'UTC');
    expect((await only(made.repository, 'tick')).repeatInterval).toBe(5_000);
  });

  contractTest(kind, 'a job can be switched off and on', async () => {
    const { repository } = await backend(kind);
    await save(repository, every('tick'));
    expect(await repository.disableJobs({ name: 'tick' })).toBe(1);
    expect(await next(repository, 'tick')).toBeUndefined();
    expect((await repository.queryJobs({ includeDisabled: false })).total).toBe(0);
    expect((await repository.queryJobs({ state: 'paused' })).total).toBe(1);
    expect(await repository.enableJobs({ names: ['tick', 'other'] })).toBe(1);
    expect(await next(repository, 'tick')).toBeDefined();
    // nothing named is nothing, not everything
    expect(await repository.disableJobs({})).toBe(0);
    expect(await repository.enableJobs({})).toBe(0);
    expect(await repository.removeJobs({})).toBe(0);
  });

  contractTest(kind, 'a chosen job is locked once, and can be unlocked', async () => {
    const { repository } = await backend(kind);
    const made = await save(repository, once('work'));
    const locked = held(await repository.lockJob(made, undefined));
    expect(await repository.lockJob(made, undefined)).toBeUndefined();
    await repository.unlockJob(locked);
    expect((await only(repository, 'work')).lockedAt).toBeUndefined();
    held(await next(repository, 'work'));
    await repository.unlockJobs([String(made._id)]);
    expect(await next(repository, 'work')).toBeDefined();
    await repository.unlockJobs([]);
    expect((await only(repository, 'work')).lockedAt).toBeInstanceOf(Date);
  });

  contractTest(
    kind,
    'jobs are found by name, id, data, state and text, sorted and paged',
    async () => {
      const { repository } = await backend(kind);
      const made: string[] = [];
      for (let count = 0; count < 5; count += 1) {
        const job = once('work', {
          data: { count, deep: { key: 'x' } },
          nextRunAt: at(count * 9_000),
        });
        made.push(String((await save(repository, job))._id));
      }
      await save(repository, every('Tick_100%'));
      const query = repository.queryJobs.bind(repository);
      expect((await query({ names: ['work', 'other'] })).total).toBe(5);
      expect((await query({ id: made[1] as string })).jobs[0]?.data).toMatchObject({ count: 1 });
      expect((await query({ ids: made.slice(0, 2) })).total).toBe(2);
      expect((await query({ data: { deep: { key: 'x' } } })).total).toBe(5);
      expect((await query({ data: { count: 3 } })).jobs[0]?.data).toMatchObject({ count: 3 });
      expect((await query({ data: { count: '3' } })).total).toBe(0);
      expect((await query({ search: 'tick_100%' })).jobs[0]?.name).toBe('Tick_100%');
      expect((await query({ search: 'k_1.' })).total).toBe(0);
      const page = await query({ name: 'work', sort: { nextRunAt: 'asc' }, skip: 1, limit: 2 });
      expect(page.jobs.map((job) => job.data)).toMatchObject([{ count: 1 }, { count: 2 }]);
      expect(page.total).toBe(5);
      expect((await query({ state: 'repeating' })).total).toBe(1);
      expect((await query({ state: 'scheduled', limit: 2 })).total).toBe(4);
      expect(await repository.getJobById(made[0] as string)).toMatchObject({ name: 'work' });
      expect(await repository.getQueueSize()).toBe(2);
      const overview = await repository.getJobsOverview();
      expect(overview.find(({ name }) => name === 'work')).toMatchObject({
        total: 5,
        scheduled: 4,
      });
    },
  );

  contractTest(kind, 'jobs are removed by what is named, and purged all at once', async () => {
    const { repository } = await backend(kind);
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      ids.push(String((await save(repository, once(name, { data: { name } })))._id));
    }
    expect(await repository.removeJobs({ id: ids[0] as string })).toBe(1);
    expect(await repository.getJobById(ids[0] as string)).toBeNull();
    expect(await repository.removeJobs({ data: { name: 'b' } })).toBe(1);
    expect(await repository.removeJobs({ notNames: ['d', 'e'] })).toBe(1);
    expect(await repository.removeJobs({ name: 'd' })).toBe(1);
    expect(await repository.purgeAllJobs()).toBe(1);
    expect(await repository.getDistinctJobNames()).toEqual([]);
  });

  contractTest(kind, 'word of a due job reaches those who listen in this process', async () => {
    const { notificationChannel: channel } = await backend(kind);
    if (channel === undefined) throw new Error('The backend has no channel.');
    const heard: JobNotification[] = [];
    await channel.connect();
    const stop = channel.subscribe((word) => void heard.push(word));
    const about = { jobId: 'x' as never, jobName: 'tick', nextRunAt: at(0), priority: 0 };
    await channel.publish({ ...about, timestamp: at(0) });
    stop();
    await channel.publish({ ...about, timestamp: at(0) });
    await channel.disconnect();
    expect(heard.map(({ jobName }) => jobName)).toEqual(['tick']);
    expect(channel.state).toBe('disconnected');
  });
});
