import { mongo } from 'mongoose';
import { Fault } from '#kernel/index.js';

/**
 * What a driver's error means to the caller. `again`: the transaction lost a conflict and may be
 * thought again. `lost`: the same, and the connection broke. `away`: no server answers. `other`: the
 * error as it is.
 */
export interface Failure {
  readonly kind: 'again' | 'lost' | 'away' | 'other';
  /** what the caller gets */
  readonly error: unknown;
}

const TRANSIENT = mongo.MongoErrorLabel.TransientTransactionError;
const UNKNOWN_COMMIT = mongo.MongoErrorLabel.UnknownTransactionCommitResult;
const DUPLICATE_KEY = 11000;
/** A question took longer than its `maxTimeMS`. */
const TIME_EXPIRED = 50;

/**
 * Server error codes of a node that is going, gone or no longer primary (MongoDB manual, "Error
 * codes").
 */
const UNAVAILABLE_CODES = new Set<number | string | undefined>([
  6, 7, 89, 91, 133, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);

/** Of the driver's connection pool, which keeps their classes to itself. */
const POOL_ERRORS = new Set(['MongoWaitQueueTimeoutError', 'MongoPoolClosedError']);

export function unavailable(cause: unknown, details: Readonly<Record<string, unknown>> = {}) {
  return new Fault('store.unavailable', details, { cause });
}

function hasLabel(error: unknown, label: string): boolean {
  return error instanceof mongo.MongoError && error.hasErrorLabel(label);
}

export function isDuplicateKey(error: unknown): error is mongo.MongoServerError {
  return error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
}

/** Of several writes at once nothing failed but those that met a key. */
export function areDuplicateKeys(error: unknown): boolean {
  if (!(error instanceof mongo.MongoBulkWriteError)) return false;
  if (error.result.getWriteConcernError() !== undefined) return false;
  const failed = [error.writeErrors].flat();
  return failed.length > 0 && failed.every(({ code }) => code === DUPLICATE_KEY);
}

/** No server could be reached: waiting for a server took its whole timeout already. */
function isUnreachable(error: unknown): boolean {
  return (
    error instanceof mongo.MongoServerSelectionError ||
    error instanceof mongo.MongoTopologyClosedError ||
    error instanceof mongo.MongoNotConnectedError ||
    error instanceof mongo.MongoClientClosedError ||
    (error instanceof Error && POOL_ERRORS.has(error.name))
  );
}

function isUnavailable(error: unknown): boolean {
  return (
    isUnreachable(error) ||
    error instanceof mongo.MongoNetworkError ||
    (error instanceof mongo.MongoServerError && UNAVAILABLE_CODES.has(error.code)) ||
    // Mongoose after its connection was closed
    (error instanceof Error &&
      /^Mongo.*Error$/.test(error.name) &&
      /force closed/.test(error.message))
  );
}

/**
 * Thrown by a write after the database ended its transaction, when what to do about it is known
 * already.
 */
export class TransactionEnd extends Error {
  override readonly name = 'Ended';

  constructor(readonly failure: Failure) {
    super('The database has ended the transaction.');
  }
}

const BAD_VALUE = 2;

/**
 * A write that lost a conflict, as servers over PostgreSQL (DocumentDB) say it of one of several writes: without the code and the label of
 * MongoDB, in the words of PostgreSQL (its states 40001 and 40P01).
 */
function isLostConflict(error: unknown): boolean {
  return (
    error instanceof mongo.MongoServerError &&
    error.code === BAD_VALUE &&
    /could not serialize access|deadlock detected/.test(error.message)
  );
}

/** Reads a failed operation, inside or outside of a transaction. */
export function failureOf(error: unknown): Failure {
  if (error instanceof TransactionEnd) return error.failure;
  if (error instanceof Fault) return { kind: 'other', error };
  if (error instanceof mongo.MongoServerError && error.code === TIME_EXPIRED) {
    return { kind: 'other', error: new Fault('query.too_costly', {}, { cause: error }) };
  }
  if (isUnreachable(error)) return { kind: 'away', error: unavailable(error) };
  if (hasLabel(error, TRANSIENT) || isLostConflict(error)) {
    const kind = error instanceof mongo.MongoNetworkError ? 'lost' : 'again';
    return { kind, error: new Fault('store.contention', {}, { cause: error }) };
  }
  return isUnavailable(error)
    ? { kind: 'away', error: unavailable(error) }
    : { kind: 'other', error };
}

/** What became of a commit that failed: `unknown` may be asked again, `again` did not happen. */
export function commitFailureOf(error: unknown): Failure | { readonly kind: 'unknown' } {
  return hasLabel(error, UNKNOWN_COMMIT) ? { kind: 'unknown' } : failureOf(error);
}

/** Runs one operation outside of any transaction and turns its errors into Faults. */
export async function guarded<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    const failure = failureOf(error);
    // outside of a transaction there is no caller to retry: the driver has retried already
    throw failure.kind === 'again' || failure.kind === 'lost' ? unavailable(error) : failure.error;
  }
}
