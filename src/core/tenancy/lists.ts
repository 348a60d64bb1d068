import { decodeCursor, encodeCursor, Fault, type Page } from '#kernel/index.js';
import { all, type Reading, type Stored, type Term } from '#store/index.js';

export interface ListQuery {
  /** 1 to 200 */
  readonly limit: number;
  readonly cursor?: string;
  /** of their making; `asc` when absent */
  readonly order?: 'asc' | 'desc';
}

/** The id after which a page begins; absent: the first page. Fault `request.invalid` for anything that is not a cursor of this server. */
export function readCursor(cursor: string | undefined): string | undefined {
  const id = cursor === undefined ? undefined : decodeCursor(cursor);
  if (cursor === undefined || id !== undefined) return id;
  throw invalidCursor();
}

export function invalidCursor(problem = 'is not a cursor of this list; start without one'): Fault {
  return new Fault('request.invalid', { errors: [{ field: 'cursor', problem }] });
}

/** A page by creation time, which ids follow. Fault `request.invalid` for anything that is not a cursor of this server. */
export async function listPage<R extends Stored>(
  reading: Reading<R>,
  where: Term,
  { limit, cursor, order }: ListQuery,
): Promise<Page<R>> {
  const after = readCursor(cursor);
  const isDescending = order === 'desc';
  const { records } = await reading.find({
    where: all(where),
    limit: limit + 1,
    ...(isDescending && { sort: [{ field: { column: 'id' }, descending: true }] }),
    ...(after !== undefined && { after: { values: isDescending ? [after] : [], id: after } }),
  });
  return toPage(records, limit);
}

/** The first `limit` of `limit + 1` records; the one more only says that there is a next page. */
export function toPage<R extends { readonly id: string }>(
  records: readonly R[],
  limit: number,
): Page<R> {
  const items = records.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(records.length > limit && last && { next: encodeCursor(last.id) }) };
}
