import { Fault, isFault } from '#kernel/index.js';
import type { Table } from './schema.js';

/** Primary result codes (https://www.sqlite.org/rescode.html). */
const CONSTRAINT = 19;
const LOCKED: readonly number[] = [5, 6];
/** permission, out of memory, read-only, I/O, corrupt, full, cannot open, protocol, not a database */
const UNAVAILABLE_CODES: readonly number[] = [3, 7, 8, 10, 11, 13, 14, 15, 26];

const DAMAGE_MESSAGE = /disk image is malformed|malformed json|file is not a database/i;

/** SQLite's primary result code of an error, undefined when it is not one of SQLite's. */
function resultCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code !== undefined && LOCKED.includes(code);
}

/** What the log says of a record that cannot be read: a page of the file is damaged, which SQLite itself does not always see. */
export function damaged(error: unknown): Error {
  return new Error('The database file is damaged: a record cannot be read.', { cause: error });
}

/** The fault that an error of SQLite's means; whatever else was thrown stays as it is. */
export function toFault(error: unknown): unknown {
  if (isFault(error)) return error;
  // an iterator, and a thread beside the server, hand on the message without the code
  if (DAMAGE_MESSAGE.test(error instanceof Error ? error.message : '')) {
    return new Fault('store.unavailable', {}, { cause: damaged(error) });
  }
  const code = resultCode(error);
  if (code === undefined) return error;
  if (LOCKED.includes(code)) {
    return new Fault('store.contention', { reason: 'locked by another process' }, { cause: error });
  }
  return UNAVAILABLE_CODES.includes(code)
    ? new Fault('store.unavailable', {}, { cause: error })
    : error;
}

/**
 * The fault `record.exists` for a taken unique key; other errors as `toFault` has them. SQLite names the columns of the key:
 * `UNIQUE constraint failed: scim_users.connectionId, scim_users.userNameKey`.
 */
export function toWriteFault(error: unknown, table: Table): unknown {
  if (resultCode(error) !== CONSTRAINT) return toFault(error);
  const message = String((error as { message?: unknown }).message);
  const columns = message
    .slice(message.indexOf(':') + 1)
    .split(',')
    .map((column) => column.slice(column.indexOf('.') + 1).trim())
    .join(' ');
  const key = table.keys.get(columns);
  if (key === undefined) return error;
  return new Fault('record.exists', { collection: table.collection.name, key }, { cause: error });
}
