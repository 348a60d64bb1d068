import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { containerMalloc, containerOptions } from './container-options.js';
import type { Burst } from './probe.js';

/** The child under measurement. */
export interface Subject {
  readonly url: string;
  readonly pid: number;
  /** from the start of the process to listening, milliseconds */
  readonly readyMs: number;
  /** CPU of the process since its start, milliseconds of user and system time together */
  cpuMs(): number;
  rssMb(): number;
  /** Writes what waits; resolves to the CPU of the process since its start, milliseconds, of the process itself and not in ticks. */
  settle(): Promise<number>;
  /** the longest burst of its main thread while `work` is under way; `isTraced`: it says what its long turns were */
  burstDuring(work: () => Promise<unknown>, isTraced?: boolean): Promise<Burst>;
  /** makes a deleted organization one that may be erased now */
  letPurge(organizationId: string): Promise<void>;
  /** runs a job until there is nothing left for it to do */
  runJob(name: string): Promise<void>;
  /** mails that were sent since the database was made */
  sentMails(): Promise<number>;
  stop(): Promise<void>;
}

const TICK_MS = 10;

/** What of the sources runs in the child. */
export interface SubjectOptions {
  /** `house` when absent */
  readonly part?: 'house' | 'bare';
  /** the folder `bench` of another commit (checkouts.ts); this one when absent */
  readonly from?: URL;
}

export async function startSubject(
  storeUrl: string,
  operatorKey: string,
  { part = 'house', from }: SubjectOptions = {},
): Promise<Subject> {
  const child = forkScript('server.ts', [storeUrl, operatorKey, part], from);
  const ready = await message<{ url: string; readyMs: number }>(child);
  return {
    ...ready,
    pid: child.pid ?? 0,
    cpuMs: () => cpuMs(child),
    rssMb: () => rssMb(child),
    async settle() {
      child.send('settle');
      return message<number>(child);
    },
    async burstDuring(work, isTraced = false) {
      child.send(isTraced ? 'probe and trace' : 'probe');
      await message(child);
      await work();
      child.send('burst');
      return message<Burst>(child);
    },
    async letPurge(organizationId) {
      child.send({ purge: organizationId });
      await message(child);
    },
    async runJob(name) {
      child.send({ job: name });
      await message(child);
    },
    async sentMails() {
      child.send('sent');
      return message<number>(child);
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** The server as it is built and shipped: this tsconfig has no path to the sources. */
export function forkScript(
  name: string,
  args: readonly string[],
  from = new URL('.', import.meta.url),
): ChildProcess {
  return fork(new URL(name, from), args, {
    cwd: new URL('..', from),
    execArgv: [
      '--import',
      'tsx',
      ...(process.env['MUSTER_BENCH_NODE_FLAGS'] ?? '').split(' '),
    ].filter(Boolean),
    env: {
      ...process.env,
      NODE_OPTIONS: containerOptions(),
      ...containerMalloc(),
      TSX_TSCONFIG_PATH: fileURLToPath(new URL('tsconfig.json', from)),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

export function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => {
      reject(new Error(`The server under measurement ended with ${code}`));
    };
    child.once('exit', onExit);
    child.once('message', (value) => {
      child.off('exit', onExit);
      resolve(value as T);
    });
  });
}

/** /proc/PID/stat: utime and stime are the 14th and 15th fields, in ticks of 10 ms. */
function cpuMs({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function rssMb({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
}
