import {
  all,
  MAX_LISTED_COUNT,
  oneOf,
  type ColumnQuery,
  type ColumnValues,
  type Listed,
  type ListedQuery,
} from '#store/index.js';

/** Records that are listed by one question. */
const MAX_ROW_COUNT = 1_000;

/** What is listed of the records of these ids, as far as one question answers it: each that is not in the map has more. */
export async function listsOf(
  columns: (query: ColumnQuery) => Promise<ColumnValues[]>,
  { foreign, column, named, unless }: ListedQuery,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Listed[]>> {
  const isOut = { kind: 'present', field: { column: unless } } as const;
  const rows = await columns({
    where: all(oneOf(foreign, ids), { kind: 'not', term: isOut }),
    columns: [foreign, column],
    joined: { collection: named.collection, local: column, column: named.column },
    sort: [foreign, column],
    limit: MAX_ROW_COUNT,
  });
  const lists = new Map<string, Listed[]>(ids.map((id) => [id, []]));
  for (const [id, value, name = null] of rows) {
    lists.get(String(id))?.push([String(value), name === null ? null : String(name)]);
  }
  // where the question is cut off, whoever it has nothing of may follow
  const last = rows.length < MAX_ROW_COUNT ? undefined : String(rows.at(-1)?.[0]);
  for (const [id, list] of lists) {
    const isCut = last !== undefined && (id === last || list.length === 0);
    if (isCut || list.length > MAX_LISTED_COUNT) lists.delete(id);
  }
  return lists;
}
