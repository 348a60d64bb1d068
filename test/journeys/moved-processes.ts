import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startMuster } from '../cli/processes.js';
import { SECRETS_KEY } from '../kit/server.js';

export const OPERATOR_KEY = 'operator-key-of-a-test-0123456789';

/** Of a process whose clock is not that of this machine, in milliseconds. */
export interface MovedClockOptions {
  /** how far it is ahead when the process begins */
  readonly ahead: number;
  /** how far it jumps at each SIGUSR2 */
  readonly jump: number;
}

function movedBy({ ahead, jump }: MovedClockOptions, ...more: string[]): Record<string, string> {
  const preloads = ['moved-clock.mjs', ...more].map(
    (name) => `--import ${pathToFileURL(resolve('test/journeys', name)).href}`,
  );
  return {
    NODE_OPTIONS: preloads.join(' '),
    TEST_CLOCK_AHEAD: String(ahead),
    TEST_CLOCK_JUMP: String(jump),
  };
}

export interface ServedProcess {
  readonly folder: string;
  readonly storeUrl: string;
  readonly port: number;
  /** admitted by outgoing.allow */
  readonly receivers: readonly string[];
  readonly clock: MovedClockOptions;
}

/** `muster start` with jobs, once it listens. */
export async function startMoved(options: ServedProcess): Promise<ChildProcess> {
  const running = startMuster(options.folder, ['start'], {
    ...movedBy(options.clock),
    ...settingsOf(options),
  });
  await running.prints('"listening"');
  return running.child;
}

/** A server that has loaded its program and touched nothing yet. */
export interface StandingBy {
  readonly child: ChildProcess;
  /** resolves once it listens */
  start(): Promise<ChildProcess>;
}

/** The next one of many servers, one after the other: it gets ready while another one still works. */
export function standBy(options: ServedProcess): StandingBy {
  const built = pathToFileURL(resolve('dist/main.js')).href;
  const running = startMuster(options.folder, ['start'], {
    ...movedBy(options.clock, 'standing-by.mjs'),
    ...settingsOf(options),
    // from the sources there is nothing that could be loaded so early
    TEST_STANDING_BY_WITH: process.env['MUSTER_TEST_BUILD'] === undefined ? '' : built,
  });
  const { child } = running;
  const ready = running.prints('standing by');
  // one that is ended before its turn is no fault
  ready.catch(() => undefined);
  return {
    child,
    async start() {
      await ready;
      child.kill('SIGHUP');
      await running.prints('"listening"');
      return child;
    },
  };
}

function settingsOf({ storeUrl, port, receivers }: ServedProcess): Record<string, string> {
  return {
    MUSTER_STORE__URL: storeUrl,
    MUSTER_HTTP__PORT: String(port),
    MUSTER_OPERATOR__KEY: OPERATOR_KEY,
    MUSTER_SECRETS__KEY: SECRETS_KEY,
    MUSTER_OUTGOING__ALLOW: JSON.stringify(receivers),
  };
}

interface ReceivingProcess {
  readonly port: number;
  readonly secret: string;
  /** what it took, one line each */
  readonly file: string;
  readonly clock: MovedClockOptions;
}

/** A receiver in a process of its own, once it listens. */
export async function startReceiver(options: ReceivingProcess): Promise<ChildProcess> {
  const { port, secret, file, clock } = options;
  const child = fork(resolve('test/journeys/webhook-receiver.mjs'), [String(port), secret, file], {
    execArgv: [],
    env: { ...process.env, ...movedBy(clock) },
    stdio: 'inherit',
  });
  await new Promise((listening, failed) => {
    child.once('message', listening);
    child.once('exit', () => failed(new Error('The receiver ended before it listened.')));
  });
  return child;
}

export interface TakenWebhook {
  /** header webhook-id */
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly sequence: number;
}

/** What a receiver wrote, in the order in which it came. Whole lines only. */
export function takenIn(file: string): TakenWebhook[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TakenWebhook);
}

export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
