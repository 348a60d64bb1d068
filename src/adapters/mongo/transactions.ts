import type { mongo } from 'mongoose';
import { Fault } from '#kernel/index.js';
import { DURABLE } from './connection.js';
import { TransactionEnd, commitFailureOf, failureOf, unavailable, type Failure } from './faults.js';

/**
 * Whole transactions thought again after a conflict, before giving up: about six seconds of waiting
 * in the worst case.
 */
const MAX_ATTEMPT_COUNT = 40;
/**
 * Commits asked again when the answer was lost; each waits for a server as long as the connection's
 * settings say.
 */
const MAX_COMMIT_COUNT = 3;
const FIRST_PAUSE_MS = 4;
const MAX_PAUSE_MS = 300;

const OPTIONS: mongo.TransactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: DURABLE,
  readPreference: 'primary',
};

/**
 * One attempt: operations of a session go one after the other, as MongoDB asks, and the first
 * failure ends it.
 */
export class Attempt {
  #tail: Promise<unknown> = Promise.resolve();
  #ended = false;
  #failure: Failure | undefined;

  constructor(readonly session: mongo.ClientSession) {}

  /** What the database said of this attempt, whatever `work` made of it. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  run<T>(operation: (session: mongo.ClientSession) => Promise<T>): Promise<T> {
    if (this.#ended) {
      const message =
        'This transaction is over; await every call inside of the work that was handed to it.';
      return Promise.reject(new Error(message));
    }
    const result = this.#tail.then(() => this.#one(operation));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #one<T>(operation: (session: mongo.ClientSession) => Promise<T>): Promise<T> {
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      return await operation(this.session);
    } catch (error) {
      // our own findings (missing, stale) leave the transaction as it is; an error of the database
      // ends it
      if (error instanceof Fault || error instanceof TypeError) throw error;
      this.#failure = failureOf(error);
      throw this.#failure.error;
    }
  }

  /** Takes no more operations and waits for those under way. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#tail;
  }
}

export type Outcome<T> =
  { readonly done: true; readonly value: T } | { readonly done: false; readonly failure: Failure };

async function commit(session: mongo.ClientSession): Promise<Failure | undefined> {
  for (let count = 1; ; count += 1) {
    try {
      await session.commitTransaction();
      return undefined;
    } catch (error) {
      const failure = commitFailureOf(error);
      if (failure.kind !== 'unknown') return failure;
      if (count >= MAX_COMMIT_COUNT) {
        // the outcome is unknown: the caller must look before it retries
        return { kind: 'away', error: unavailable(error, { outcome: 'unknown' }) };
      }
    }
  }
}

/**
 * Gives the session back. A server that does not answer is not waited for: it ends the transaction
 * by itself.
 */
async function release(session: mongo.ClientSession, failure?: Failure): Promise<void> {
  const ending = (async () => {
    if (session.inTransaction()) await session.abortTransaction();
    await session.endSession();
  })().catch(() => undefined);
  if (failure?.kind !== 'away' && failure?.kind !== 'lost') await ending;
}

/** What a write found out by itself after its command was answered. */
function endOf(error: unknown): Failure | undefined {
  return error instanceof TransactionEnd ? error.failure : undefined;
}

async function attemptOnce<T>(
  session: mongo.ClientSession,
  work: (attempt: Attempt) => Promise<T>,
): Promise<Outcome<T>> {
  session.startTransaction(OPTIONS);
  const attempt = new Attempt(session);
  let value: T;
  try {
    value = await work(attempt);
  } catch (error) {
    await attempt.end();
    // after a conflict it does not matter what the work made of it: it saw a transaction that never
    // was
    const failure = attempt.failure ?? endOf(error);
    const retryable = failure?.kind === 'again' || failure?.kind === 'lost';
    return {
      done: false,
      failure: retryable ? failure : { kind: failure?.kind ?? 'other', error },
    };
  }
  await attempt.end();
  const failure = attempt.failure ?? (await commit(session));
  return failure === undefined ? { done: true, value } : { done: false, failure };
}

/** Before the next attempt: random, and longer after each. */
export function pause(attempt: number): Promise<void> {
  const maxMs = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, Math.random() * maxMs));
}

/** One attempt in a session of its own. */
export async function tryOnce<T>(
  startSession: () => mongo.ClientSession,
  work: (attempt: Attempt) => Promise<T>,
): Promise<Outcome<T>> {
  const session = startSession();
  const outcome = await attemptOnce(session, work);
  await release(session, outcome.done ? undefined : outcome.failure);
  return outcome;
}

export interface RetryOptions {
  readonly startSession: () => mongo.ClientSession;
  /** called before each repetition */
  readonly onRetry: () => void;
}

/**
 * Runs `work` in a transaction until one commit holds. Conflicts and lost connections: all of it
 * again, after a short random pause. Faults of the work: passed on untouched, nothing kept. Fault
 * `store.contention` after too many conflicts, `store.unavailable` when the database is away
 * (details `{outcome: 'unknown'}` when the answer to the commit was lost).
 *
 * A process that is killed in the middle of a transaction leaves it open in the server, which ends it
 * after `transactionLifetimeLimitSeconds` (60 by default): until then a transaction that changes the same rows
 * gets `store.contention`, here as in every client of MongoDB.
 */
export async function withRetries<T>(
  { startSession, onRetry }: RetryOptions,
  work: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  for (let count = 1; ; count += 1) {
    const outcome = await tryOnce(startSession, work);
    if (outcome.done) return outcome.value;
    const { kind, error } = outcome.failure;
    if ((kind !== 'again' && kind !== 'lost') || count >= MAX_ATTEMPT_COUNT) throw error;
    onRetry();
    await pause(count);
  }
}
