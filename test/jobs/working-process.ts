/**
 * A process that runs jobs: `working-process.ts <store url> <name of the process>`. Its work is a list in the store, which is made
 * by tallies: task n is done when the tally `done:n` is 1, and the mark is set in the same transaction as the effect. Says every
 * task that it begins and every one that it has done.
 */
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createJobRunner, type Job } from '#jobs/index.js';
import { noTracer, silentLog, systemClock } from '#kernel/index.js';
import type { Store } from '#store/index.js';
import { jobBackendOf } from '../kit/job-backends.js';

const [url = '', worker = ''] = process.argv.slice(2);
const PER_RUN = 5;
const LOCK = 3_000;

const report = (line: string): void => void writeSync(1, `${worker} ${line}\n`);

async function open(): Promise<Store> {
  const options = { url, clock: systemClock, log: silentLog, migrate: 'auto' } as const;
  if (url.startsWith('sqlite:')) {
    return (await import('#adapters/sqlite/index.js')).openSqliteStore(options);
  }
  return (await import('#adapters/mongo/index.js')).openMongoStore(options);
}

const store = await open();

/** Does one task unless it is done; resolves to whether it did. */
async function once(task: number): Promise<boolean> {
  return store.transaction(`lane ${task % 3}`, async (tx) => {
    if ((await tx.tallies.get(`done:${task}`)) > 0) return false;
    await tx.tallies.adjust(`done:${task}`, 1);
    await tx.tallies.adjust(`effect:${task}`, 1);
    return true;
  });
}

/** The tasks from here on; a tally says how far the list is done. */
const work: Job = {
  name: 'work-list',
  purpose: 'Works through the list of the test.',
  every: '1 second',
  async run(_ctx, signal) {
    const total = await store.read.tallies.get('total');
    let done = 0;
    for (let task = 0; task < total && done < PER_RUN && !signal.aborted; task += 1) {
      if ((await store.read.tallies.get(`done:${task}`)) > 0) continue;
      report(`begins ${task}`);
      await pause(60);
      if (await once(task)) {
        done += 1;
        report(`did ${task}`);
      }
    }
    return { done, more: done === PER_RUN };
  },
};

const runner = createJobRunner({
  openBackend: () => jobBackendOf(store),
  jobs: [work],
  runs: { note: async () => undefined },
  clock: systemClock,
  log: silentLog,
  tracer: noTracer,
  processEvery: 100,
  lockLifetime: LOCK,
});
await runner.start();
report('ready');
process.on('SIGTERM', () => {
  void runner
    .drain()
    .then(() => store.close())
    .then(() => report('stopped'));
});
