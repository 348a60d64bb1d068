import { createHash } from 'node:crypto';
import { type Page } from '#kernel/index.js';
import type { Reading, Stored, Term } from '#store/index.js';
import { invalidCursor, type ListQuery } from './lists.js';

/** Where a page of a sorted list ended: the value by which its last row was sorted (null: it had none), and its id. */
export interface SortedPosition {
  readonly value: string | null;
  readonly id: string;
}

/** In base64url, with a digest of the query, so that a cursor of another sort or filter is refused. */
export function encodeSortedCursor(queryKey: string, { value, id }: SortedPosition): string {
  return Buffer.from(JSON.stringify([digestOf(queryKey), value, id])).toString('base64url');
}

/** Fault `request.invalid` for a text that is no cursor of this query. */
export function decodeSortedCursor(queryKey: string, cursor: string): SortedPosition {
  const [digest, value, id] = parseParts(cursor);
  const isWellFormed = typeof id === 'string' && (value === null || typeof value === 'string');
  if (isWellFormed && digest === digestOf(queryKey)) return { value, id };
  throw invalidCursor('is not a cursor of this list with this filter and sort; start without one');
}

/** A page in the order of a column that has an index, ascending, those without a value last. Fault `request.invalid`. */
export async function listSorted<R extends Stored>(
  reading: Reading<R>,
  where: Term,
  column: keyof R & string,
  { limit, cursor }: ListQuery,
): Promise<Page<R>> {
  const queryKey = JSON.stringify([where, column]);
  const after = cursor === undefined ? undefined : decodeSortedCursor(queryKey, cursor);
  const { records } = await reading.find({
    where,
    sort: [{ field: { column } }],
    limit: limit + 1,
    ...(after && { after: { values: [after.value], id: after.id } }),
  });
  const items = records.slice(0, limit);
  const last = items.at(-1);
  if (!last || records.length <= limit) return { items };
  const value = (last[column] as string | undefined) ?? null;
  return { items, next: encodeSortedCursor(queryKey, { value, id: last.id }) };
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
