import type { Collection, Query, QueryResult, Stored } from '#store/index.js';
import { toRow } from './collections.js';
import { orderOf, rangesOf } from './orders.js';
import { isRequired } from './collections.js';
import type { Concerned } from './pending-rows.js';

interface Asked {
  readonly declaration: Collection<Stored>;
  readonly query: Query;
}

/** Whether what waits can be laid over the answer to a query: its first page, in the order of ids or of one number. */
export function isOverlaid(declaration: Collection<Stored>, query: Query): boolean {
  const { limit, offset = 0, after, sort = [] } = query;
  const [by, ...more] = sort;
  if (limit === 0 || offset > 0 || after || more.length > 0) return false;
  if (by === undefined) return true;
  if (rangesOf(declaration, query) || orderOf(declaration, query).stages.length > 0) return false;
  return 'column' in by.field && isRequired(declaration, by.field.column);
}

/**
 * The answer from below with what waits in it. Undefined where it can not be told: what left a full page may be followed by something
 * that was not read.
 */
export function overlaid(
  below: QueryResult<Stored>,
  concerned: readonly Concerned[],
  { declaration, query }: Asked,
): QueryResult<Stored> | undefined {
  const { limit, sort: [by] = [] } = query;
  const byId = new Map(concerned.map((row) => [row.id, row]));
  const kept = below.records.filter(({ id }) => !byId.has(id));
  // whoever stays keeps its place in the order of ids
  const left = below.records.filter(({ id }) => {
    const row = byId.get(id);
    return row && (by !== undefined || !row.found);
  });
  if (left.length > 0 && below.records.length >= limit) return undefined;
  const records = [...kept, ...concerned.flatMap(({ found }) => found ?? [])];
  const compare = comparing(by);
  if (!records.every((record) => compare.isComparable(record)) && records.length > 1) {
    return undefined;
  }
  const page = records.sort(compare.order).slice(0, limit);
  const last = page.at(-1);
  if (!last) return { records: [] };
  const position = orderOf(declaration, query).positionOf(toRow(declaration, last));
  return { records: page, last: position };
}

/** Text is put in order by the database alone. */
function comparing(by: NonNullable<Query['sort']>[number] | undefined) {
  const column = by && 'column' in by.field ? by.field.column : undefined;
  const valueOf = (record: Stored): number =>
    column === undefined ? 0 : Number(Reflect.get(record, column));
  const direction = by?.descending ? -1 : 1;
  return {
    isComparable: (record: Stored): boolean =>
      column === undefined || typeof Reflect.get(record, column) === 'number',
    order: (a: Stored, b: Stored): number => {
      const difference = (valueOf(a) - valueOf(b)) * direction;
      if (difference !== 0) return difference;
      return a.id < b.id ? -1 : Number(a.id > b.id);
    },
  };
}
