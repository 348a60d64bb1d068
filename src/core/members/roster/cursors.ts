import { createHash } from 'node:crypto';
import { Fault } from '#kernel/index.js';

/** Where a page of the roster ended: the value by which its last row was sorted (null: it had none), and its id. */
export interface RosterPosition {
  readonly value: string | null;
  readonly id: string;
}

/** In base64url, with a digest of the query, so that a cursor of another sort or filter is refused. */
export function encodeRosterCursor(queryKey: string, { value, id }: RosterPosition): string {
  return Buffer.from(JSON.stringify([digestOf(queryKey), value, id])).toString('base64url');
}

/** Fault `request.invalid` for a text that is no cursor of this query. */
export function decodeRosterCursor(queryKey: string, cursor: string): RosterPosition {
  const [digest, value, id] = parseParts(cursor);
  const isWellFormed = typeof id === 'string' && (value === null || typeof value === 'string');
  if (isWellFormed && digest === digestOf(queryKey)) return { value, id };
  throw new Fault('request.invalid', {
    errors: [
      {
        field: 'cursor',
        problem: 'is not a cursor of this list with this filter and sort; start without one',
      },
    ],
  });
}

function digestOf(queryKey: string): string {
  return createHash('sha256').update(queryKey).digest('base64url').slice(0, 12);
}

function parseParts(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
