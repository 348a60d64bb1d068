import type { mongo } from 'mongoose';
import type { Log } from '#kernel/index.js';
import type { CommitCallbacks } from '#store/index.js';
import type { Batch } from './batches.js';
import { readAhead, type Change } from './lanes.js';
import { pause, tryOnce, type Attempt, type Outcome } from './transactions.js';

export interface SettlingMeans {
  readonly log: Log;
  startSession(): mongo.ClientSession;
  openBatch(attempt: Attempt): Batch;
  /** Runs and settles one change in transactions of its own. Rejects nothing. */
  settleAlone(change: Change): Promise<void>;
  /** called for each change that was committed with others */
  onCommitted(): void;
  /** called when the database was found away */
  onAway(): void;
  /** called before each repetition of a batch */
  onRetry(): void;
}

/** What became of the changes of a batch, if its commit holds. */
interface Settled {
  readonly answers: readonly Answer[];
  /** takes too long for others to wait for it */
  readonly long: Change | undefined;
  /** were not begun */
  readonly left: readonly Change[];
}

type Answer =
  | {
      readonly isKept: true;
      readonly change: Change;
      readonly value: unknown;
      readonly callbacks: CommitCallbacks;
    }
  // refused by its own work, of which nothing was sent
  | { readonly isKept: false; readonly change: Change; readonly error: unknown };

/**
 * Settles changes of one lane: those that wait together by one transaction. A conflict with another process repeats them in halves, down
 * to one; where anything else ends the transaction (a key that is taken, a record that is not as it was, a refusal of which something was
 * sent), nothing of it was kept, and each change is made by itself. Rejects nothing.
 */
export async function settle(changes: readonly Change[], means: SettlingMeans): Promise<void> {
  const [only, ...more] = changes;
  if (!only) return;
  if (more.length === 0) return means.settleAlone(only);
  let batch: Batch | undefined;
  const outcome: Outcome<Settled> = await tryOnce(means.startSession, async (attempt) => {
    batch = means.openBatch(attempt);
    return runAll(changes, batch, attempt);
  });
  if (outcome.done) {
    batch?.tallies.committed();
    return finish(outcome.value, means);
  }
  const { kind, error } = outcome.failure;
  batch?.tallies.failed(kind === 'again' || kind === 'lost');
  if (kind === 'away') {
    means.onAway();
    for (const { reject } of changes) reject(error);
    return undefined;
  }
  if (kind === 'other') {
    for (const change of changes) await means.settleAlone(change);
    return undefined;
  }
  means.onRetry();
  await pause(1);
  const half = Math.ceil(changes.length / 2);
  await settle(changes.slice(0, half), means);
  return settle(changes.slice(half), means);
}

async function finish({ answers, long, left }: Settled, means: SettlingMeans): Promise<void> {
  for (const answer of answers) {
    if (answer.isKept) {
      means.onCommitted();
      answer.callbacks.run(means.log);
      answer.change.resolve(answer.value);
    } else {
      answer.change.reject(answer.error);
    }
  }
  if (long) await means.settleAlone(long);
  await settle(left, means);
}

async function runAll(
  changes: readonly Change[],
  batch: Batch,
  attempt: Attempt,
): Promise<Settled> {
  await readAhead(changes, batch.readers);
  const answers: Answer[] = [];
  let long: Change | undefined;
  let begun = 0;
  for (const change of changes) {
    requireSound(attempt);
    begun += 1;
    const mayTakeLong = answers.length === 0;
    const running = batch.begin(mayTakeLong);
    const answer = await runOne(change, running);
    running.end();
    requireSound(attempt);
    const isBrokenOff = running.takesLong && !mayTakeLong;
    if (running.hasLeft && (isBrokenOff || !answer.isKept)) throw new BatchGivenUp();
    if (isBrokenOff) {
      long = change;
      break;
    }
    if (answer.isKept) await running.keep();
    answers.push(answer);
    if (running.takesLong) break;
  }
  await batch.flush();
  return { answers, long, left: changes.slice(begun) };
}

/** Whatever a work made of it: what the database has ended is over for all. */
function requireSound({ failure }: Attempt): void {
  if (failure) throw failure.error;
}

async function runOne(change: Change, running: ReturnType<Batch['begin']>): Promise<Answer> {
  const { writers, callbacks } = running;
  try {
    return { isKept: true, change, value: await change.work(writers), callbacks };
  } catch (error) {
    return { isKept: false, change, error };
  }
}

/** Something of a refused change was sent already. */
class BatchGivenUp extends Error {
  override readonly name = 'BatchGivenUp';
}
