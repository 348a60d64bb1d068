import { afterEach, expect } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import type { Store } from '#store/index.js';
import { TYPESCRIPT } from '../kit/program.js';
import { overStores, contractTest, storeKinds } from '../kit/stores.js';
import { pause, waitUntil } from './runner-fixtures.js';

// Two real processes over one database, one of which is killed in the middle of a run.

const PROCESS = new URL('working-process.ts', import.meta.url).pathname;
const TASKS = 40;
const LOCK = 3_000;

interface Worker {
  readonly child: ChildProcess;
  readonly lines: { readonly text: string; readonly at: number }[];
  readonly ended: Promise<void>;
}

const workers: Worker[] = [];

afterEach(async () => {
  for (const { child } of workers) child.kill('SIGKILL');
  await Promise.all(workers.splice(0).map(({ ended }) => ended));
});

function start(url: string, name: string): Worker {
  const program = [...TYPESCRIPT, PROCESS, url, name];
  const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Worker['lines'] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) lines.push({ text: part, at: performance.now() });
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const worker = { child, lines, ended };
  workers.push(worker);
  return worker;
}

const reported = ({ lines }: Worker, what: string): number =>
  lines.filter(({ text }) => text.includes(what)).length;

async function effects(store: Store): Promise<number[]> {
  const tasks = Array.from({ length: TASKS }, (_, task) => task);
  return Promise.all(tasks.map((task) => store.read.tallies.get(`effect:${task}`)));
}

overStores(
  'two processes',
  (kind) => {
    contractTest(
      kind,
      'do everything once, though one is killed in the middle of a run',
      async () => {
        const opened = await kind.open();
        const { store } = opened;
        await store.transaction('lane', (tx) => tx.tallies.adjust('total', TASKS));
        const both = [start(opened.url, 'one'), start(opened.url, 'two')];
        await waitUntil(() => both.some((worker) => reported(worker, 'did') >= 7), 30_000);
        const killed = both.find((worker) => reported(worker, 'did') >= 7) as Worker;
        const survivor = both.find((worker) => worker !== killed) as Worker;
        killed.child.kill('SIGKILL');
        await killed.ended;
        const death = performance.now();
        const before = reported(survivor, 'did');
        await waitUntil(() => survivor.lines.some(({ text }) => text.includes('ready')), 30_000);
        await waitUntil(() => reported(survivor, 'did') > before, 30_000);
        // after the lock lapsed, and not at the next time of the schedule
        expect(performance.now() - death).toBeLessThan(LOCK + 20_000);
        await waitUntil(async () => (await effects(store)).every((effect) => effect === 1), 60_000);
        // nobody looked at the list while another worked on it, so that none was begun by both but the one that was cut off
        const begun = both.flatMap(({ lines }) => lines.map(({ text }) => text.slice(4)));
        const times = new Map<string, number>();
        for (const line of begun.filter((text) => text.startsWith('begins'))) {
          times.set(line, (times.get(line) ?? 0) + 1);
        }
        expect([...times.values()].filter((count) => count > 1).length).toBeLessThanOrEqual(1);
        await pause(1_500);
        expect(await effects(store)).toEqual(Array<number>(TASKS).fill(1));
        survivor.child.kill('SIGTERM');
        await survivor.ended;
        expect(survivor.lines.at(-1)?.text).toContain('stopped');
        await opened.close();
      },
    );
  },
  storeKinds.filter(({ durable }) => durable),
);
