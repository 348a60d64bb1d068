import { createHash } from 'node:crypto';
import { Fault } from '#kernel/index.js';

/** Where a page of the roster ended: what its last row was sorted by (null: it had nothing there), and its id. */
export interface RosterPosition {
  readonly value: string | null;
  readonly id: string;
}

/** Hidden in base64url, with a mark of the question, so that a cursor of another sort or filter is known for one. */
export function encodeRosterCursor(question: string, { value, id }: RosterPosition): string {
  return Buffer.from(JSON.stringify([markOf(question), value, id])).toString('base64url');
}

/** Fault `request.invalid` for what is no cursor of this question. */
export function decodeRosterCursor(question: string, cursor: string): RosterPosition {
  const [mark, value, id] = partsOf(cursor);
  const fits = typeof id === 'string' && (value === null || typeof value === 'string');
  if (fits && mark === markOf(question)) return { value, id };
  throw new Fault('request.invalid', {
    errors: [
      {
        field: 'cursor',
        problem: 'is not a cursor of this list with this filter and sort; start without one',
      },
    ],
  });
}

function markOf(question: string): string {
  return createHash('sha256').update(question).digest('base64url').slice(0, 12);
}

function partsOf(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
