import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { containerMalloc, containerOptions } from './container-options.js';

/** The server as its container starts it: what is built, without the bench's loader, with the flags of the Dockerfile. */
export interface BuiltServer {
  readonly url: string;
  /** now, in MB */
  rssMb(): number;
  /** the most since its start, in MB */
  peakMb(): number;
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const START_MS = 120_000;

export async function startBuilt(storeUrl: string, operatorKey: string): Promise<BuiltServer> {
  const port = await freePort();
  const child = spawn(process.execPath, ['bin/muster.js', 'start'], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      NODE_OPTIONS: containerOptions(),
      ...containerMalloc(),
      MUSTER_HTTP__PORT: String(port),
      MUSTER_STORE__URL: storeUrl,
      MUSTER_OPERATOR__KEY: operatorKey,
      MUSTER_SECRETS__KEY: 'secrets-key-of-the-bench-0123456789',
      MUSTER_LOG__LEVEL: 'silent',
      MUSTER_SCIM__RATE_LIMIT__SUSTAINED: '1000000',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await ready(child, url);
  return {
    url,
    rssMb: () => statusMb(child, 'VmRSS'),
    peakMb: () => statusMb(child, 'VmHWM'),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

async function ready(child: ChildProcess, url: string): Promise<void> {
  const until = Date.now() + START_MS;
  while (Date.now() < until && child.exitCode === null) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await pause(100);
  }
  child.kill('SIGTERM');
  throw new Error(`The built server did not start: ${String(child.exitCode)}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function statusMb({ pid }: ChildProcess, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? NaN) / 1_024);
}
