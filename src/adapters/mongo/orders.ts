import type { mongo } from 'mongoose';
import type {
  Collection,
  ColumnType,
  Position,
  Query,
  Scalar,
  Sort,
  Stored,
  Term,
} from '#store/index.js';
import { columnPath, isRequired, type Row } from './collections.js';
import { literal, sortValue, type Expression } from './expressions.js';
import type { Filter } from './terms.js';

/** How a page is put in order, and where it starts. */
export interface Order {
  /** stages that compute what is sorted by; none when the columns themselves do */
  readonly stages: readonly mongo.BSON.Document[];
  readonly sort: Readonly<Record<string, 1 | -1>>;
  /** rows after a position; asked after the stages */
  after(position: Position): Filter;
  positionOf(row: Row): Position;
}

interface Key {
  readonly path: string;
  readonly direction: 1 | -1;
}

function sortDocument(keys: readonly Key[], isTotal = false): Record<string, 1 | -1> {
  const sort: Record<string, 1 | -1> = {};
  for (const { path, direction } of keys) sort[path] ??= direction;
  if (!isTotal) sort['_id'] ??= 1;
  return sort;
}

/**
 * Whether no two records of the answer are equal in what is sorted by: a unique key lies in the columns that the query fixes and those of
 * its order. Then the id decides nothing, and is left out of the order, because the index of the key does not end in it and MongoDB would
 * sort all that it finds.
 */
export function isTotal(declaration: Collection<Stored>, { where, sort = [] }: Query): boolean {
  const known = new Set(equalColumns(where));
  for (const { field } of sort) if ('column' in field) known.add(field.column);
  return declaration.unique.some(({ on }) => on.every((column) => known.has(column)));
}

function equalColumns(term: Term): string[] {
  if (term.kind === 'all') return term.terms.flatMap(equalColumns);
  const isEqual = term.kind === 'compare' && term.operator === 'eq' && 'column' in term.field;
  return isEqual ? [(term.field as { readonly column: string }).column] : [];
}

/** `(a, b, id) > (x, y, z)` spelled out, each key in its own direction. */
function lexicographic<Test>(
  keys: readonly Key[],
  values: readonly unknown[],
  id: string,
  compare: (path: string, operator: '$eq' | '$gt' | '$lt', value: unknown) => Test,
): Test[][] {
  const alternatives: Test[][] = [];
  const before: Test[] = [];
  keys.forEach(({ path, direction }, index) => {
    alternatives.push([...before, compare(path, direction === 1 ? '$gt' : '$lt', values[index])]);
    before.push(compare(path, '$eq', values[index]));
  });
  alternatives.push([...before, compare('_id', '$gt', id)]);
  return alternatives;
}

/** Columns that every row has: an index can hand them out in order. */
function plainOrder(keys: readonly Key[], isTotalOrder = false): Order {
  return {
    stages: [],
    sort: sortDocument(keys, isTotalOrder),
    after: ({ values, id }) => {
      const alternatives = lexicographic(keys, values, id, (path, operator, value) => ({
        [path]: { [operator]: value },
      }));
      const [first] = keys;
      if (first === undefined) return { _id: { $gt: id } };
      // says again what all ways share, so that an index is entered at the position
      const entry = { [first.path]: { [first.direction === 1 ? '$gte' : '$lte']: values[0] } };
      return { $and: [entry, { $or: alternatives.map((tests) => ({ $and: tests })) }] };
    },
    positionOf: (row) => ({
      values: keys.map(({ path }) => row[path] as Scalar),
      id: row._id,
    }),
  };
}

/**
 * Values that may be absent: MongoDB puts nothing before everything, RFC 7644 section 3.4.2.3 after
 * it, so each row gets a computed value and a flag that sorts before it in the same direction.
 */
function computedOrder(found: readonly Expression[], sorts: readonly Sort[]): Order {
  const value = (index: number) => `_sort${index}`;
  const flag = (index: number) => `_absent${index}`;
  const values = found.map((one, index) => [value(index), one] as const);
  const flags = found.map(
    (_, index) => [flag(index), { $cond: [{ $eq: [`$${value(index)}`, null] }, 1, 0] }] as const,
  );
  const keys = sorts.flatMap(({ descending }, index): Key[] => {
    const direction = descending === true ? -1 : 1;
    return [
      { path: flag(index), direction },
      { path: value(index), direction },
    ];
  });
  return {
    stages: [{ $addFields: Object.fromEntries(values) }, { $addFields: Object.fromEntries(flags) }],
    sort: sortDocument(keys),
    after: (position) => {
      const known = found.flatMap((_, index) => {
        const at = position.values[index] ?? null;
        return [at === null ? 1 : 0, at];
      });
      const alternatives = lexicographic(keys, known, position.id, (path, operator, at) => ({
        [operator]: [`$${path}`, literal(at)],
      }));
      return { $expr: { $or: alternatives.map((tests) => ({ $and: tests })) } };
    },
    positionOf: (row) => ({
      values: found.map((_, index) => row[value(index)] as Scalar | null),
      id: row._id,
    }),
  };
}

/**
 * The rows of one collection with and without a value in a column, in the order in which a sort by
 * it meets them.
 */
export interface Range {
  readonly filter: Filter;
  readonly order: Order;
  /** whether a position lies in this range */
  readonly holds: (position: Position) => boolean;
}

/** Below every value of its type, which is above nothing: a bound that an index is entered by. */
const MIN_VALUE = {
  text: '',
  shared: '',
  digest: '',
  uuid: '',
  integer: -Infinity,
  boolean: false,
} as const;

/**
 * When a query is sorted by one column that may be absent: two ranges of its index, walked one
 * after the other, instead of computing and sorting everything for each page.
 */
export function rangesOf(
  declaration: Collection<Stored>,
  { sort = [] }: Query,
): readonly [Range, Range] | undefined {
  const [only] = sort;
  if (sort.length !== 1 || only === undefined || !('column' in only.field)) return undefined;
  const { column } = only.field;
  if (isRequired(declaration, column)) return undefined;
  const path = columnPath(declaration, column);
  const columns: Readonly<Record<string, ColumnType | undefined>> = declaration.columns;
  const type = columns[column] ?? 'text';
  const byId = plainOrder([]);
  const absent: Range = {
    filter: { [path]: { $exists: false } },
    order: { ...byId, positionOf: ({ _id }) => ({ values: [null], id: _id }) },
    holds: ({ values }) => (values[0] ?? null) === null,
  };
  const present: Range = {
    filter: { [path]: { $gte: MIN_VALUE[type] } },
    order: plainOrder([{ path, direction: only.descending === true ? -1 : 1 }]),
    holds: (position) => !absent.holds(position),
  };
  return only.descending === true ? [absent, present] : [present, absent];
}

export function orderOf(declaration: Collection<Stored>, query: Query): Order {
  const sorts = query.sort ?? [];
  const plain: Key[] = [];
  for (const { field, descending } of sorts) {
    if (!('column' in field) || !isRequired(declaration, field.column)) continue;
    const path = columnPath(declaration, field.column);
    plain.push({ path, direction: descending === true ? -1 : 1 });
  }
  if (plain.length === sorts.length) {
    return plainOrder(plain, plain.length > 0 && isTotal(declaration, query));
  }
  const context = {
    root: '$search',
    depth: 0,
    column: (name: string) => columnPath(declaration, name),
  };
  return computedOrder(
    sorts.map((one) => sortValue(context, one)),
    sorts,
  );
}
