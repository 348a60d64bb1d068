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

function movedBy({ ahead, jump }: MovedClockOptions): Record<string, string> {
  const preload = pathToFileURL(resolve('test/journeys/moved-clock.mjs')).href;
  return {
    NODE_OPTIONS: `--import ${preload}`,
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
    MUSTER_STORE__URL: options.storeUrl,
    MUSTER_HTTP__PORT: String(options.port),
    MUSTER_OPERATOR__KEY: OPERATOR_KEY,
    MUSTER_SECRETS__KEY: SECRETS_KEY,
    MUSTER_OUTGOING__ALLOW: JSON.stringify(options.receivers),
  });
  await running.prints('"listening"');
  return running.child;
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
