import type { mongo } from 'mongoose';
import {
  type ColumnQuery,
  type ColumnValues,
  type FewQuery,
  type Kept,
  type Part,
  type QueryResult,
  type Query,
  type Reading,
  type Stored,
  type Term,
  keptOf,
} from '#store/index.js';
import { columnPath, toRecord, WITHOUT_SEARCH, type Row } from './collections.js';
import { columnPlan, valuesOf, type ColumnPlan } from './column-plans.js';
import { conditionFor, ownCondition, tableOf, type Source } from './links.js';
import { listsOf } from './listed.js';
import { orderOf, rangesOf, type Order, type Range } from './orders.js';
import { byIds, questionOf, MAX_TOGETHER_COUNT, type Asking } from './asking.js';
import { asDriverFilter, type Condition, type Filter } from './terms.js';

/** Largest number of rows in an answer and of ids in a question. */
const MAX_RECORD_COUNT = 1_000;

/** Hands an operation the session that it belongs to, and turns its errors into Faults. */
export type Run = <T>(operation: (source: Source) => Promise<T>) => Promise<T>;

export function sessionOf({ session }: Source): { session?: mongo.ClientSession } {
  return session === undefined ? {} : { session };
}

/** What clients ask may find no index: so long the server may look before it gives up. */
const MAX_QUERY_MS = 10_000;

function withTimeLimit(source: Source): { session?: mongo.ClientSession; maxTimeMS?: number } {
  // a transaction has a time limit of its own
  if (source.session?.inTransaction()) return sessionOf(source);
  return { ...sessionOf(source), maxTimeMS: MAX_QUERY_MS };
}

function aggregate(source: Source, stages: readonly mongo.BSON.Document[], batchSize: number) {
  return source.table.rows.aggregate<Row>([...stages], {
    ...withTimeLimit(source),
    allowDiskUse: true,
    batchSize,
  });
}

function matching(condition: Condition): mongo.BSON.Document[] {
  const { own, joined } = partsOf(condition);
  return [{ $match: own }, ...joined];
}

/** What a row says of itself, and the stages that ask other collections: only rows that pass the first are looked up for the second. */
function partsOf({ filter, lookups }: Condition): {
  readonly own: Filter;
  readonly joined: readonly mongo.BSON.Document[];
} {
  if (lookups.length === 0) return { own: filter, joined: [] };
  const names = lookups.flatMap(({ $lookup }) => [String(($lookup as { as: unknown }).as)]);
  const parts = (filter['$and'] as readonly Filter[] | undefined) ?? [filter];
  const asksOthers = (part: Filter): boolean => {
    const text = JSON.stringify(part);
    return names.some((name) => text.includes(name));
  };
  const own = parts.filter((part) => !asksOthers(part));
  return {
    own: own.length === 0 ? {} : { $and: own },
    joined: [
      ...lookups,
      { $match: { $and: parts.filter(asksOthers) } },
      { $project: excluded(names) },
    ],
  };
}

function excluded(fields: readonly string[]): Record<string, 0> {
  return Object.fromEntries(fields.map((field) => [field, 0 as const]));
}

interface Page {
  readonly filter: Filter;
  readonly order: Order;
  readonly skip: number;
  readonly limit: number;
}

function findPlain(source: Source, { filter, order, skip, limit }: Page): Promise<Row[]> {
  return source.table.rows
    .find(asDriverFilter(filter), {
      ...withTimeLimit(source),
      sort: order.sort,
      skip,
      limit,
      // one more than the limit, so that the whole page comes in one answer
      batchSize: limit + 1,
      projection: WITHOUT_SEARCH,
    })
    .toArray();
}

/** `filter` of the page is asked after its order is computed. */
async function findComputed(source: Source, condition: Condition, page: Page): Promise<Row[]> {
  const { filter, order, skip, limit } = page;
  const { own, joined } = partsOf(condition);
  const stages: mongo.BSON.Document[] = [
    { $match: own },
    ...order.stages,
    { $match: filter },
    { $sort: order.sort },
    // row by row in their order, until the page is full
    ...joined,
    ...(skip === 0 ? [] : [{ $skip: skip }]),
    { $limit: limit },
    { $project: WITHOUT_SEARCH },
  ];
  return aggregate(source, stages, limit + 1).toArray();
}

function withoutComputed(row: Row): Row {
  const kept = Object.entries(row).filter(([name]) => !/^_(?:sort|absent)\d+$/.test(name));
  return Object.fromEntries(kept) as unknown as Row;
}

function toFound(rows: readonly Row[], order: Order): QueryResult<Stored> {
  const plain = order.stages.length === 0 ? rows : rows.map(withoutComputed);
  const records = plain.map(toRecord);
  const last = rows.at(-1);
  return last === undefined ? { records } : { records, last: order.positionOf(last) };
}

/** Fills the page from the first range and, when that ends in it, from the second. */
async function findInRanges(
  source: Source,
  filter: Filter,
  [first, second]: readonly [Range, Range],
  { limit, offset = 0, after }: Query,
): Promise<QueryResult<Stored>> {
  const within = ({ filter: range, order }: Range): Filter => {
    const later = after === undefined ? [] : [order.after(after)];
    return { $and: [filter, range, ...later] };
  };
  const start = after !== undefined && second.holds(after) ? second : first;
  const { order } = start;
  const rows = await findPlain(source, { filter: within(start), order, skip: offset, limit });
  if (start === second || rows.length === limit) return toFound(rows, order);
  // what is passed over may reach into the second range
  const reaches = offset > 0 && rows.length === 0;
  const passed = reaches ? offset - (await countRows(source, within(first))) : 0;
  const others = await findPlain(source, {
    filter: { $and: [filter, second.filter] },
    order: second.order,
    skip: passed,
    limit: limit - rows.length,
  });
  return toFound([...rows, ...others], others.length === 0 ? first.order : second.order);
}

export async function find(source: Source, query: Query): Promise<QueryResult<Stored>> {
  const { where, limit, offset: skip = 0, after } = query;
  if (limit > MAX_RECORD_COUNT)
    throw new TypeError('At most 1,000 records can be asked for at once.');
  // to MongoDB a limit of 0 is no limit
  if (limit === 0) return { records: [] };
  const { declaration } = source.table;
  const condition = await conditionFor(source, where);
  const joins = condition.lookups.length > 0;
  const ranges = joins ? undefined : rangesOf(declaration, query);
  if (ranges !== undefined) return findInRanges(source, condition.filter, ranges, query);
  const order = orderOf(declaration, query);
  const later = after === undefined ? {} : order.after(after);
  if (joins || order.stages.length > 0) {
    const rows = await findComputed(source, condition, { filter: later, order, skip, limit });
    return toFound(rows, order);
  }
  const filter = after === undefined ? condition.filter : { $and: [condition.filter, later] };
  return toFound(await findPlain(source, { filter, order, skip, limit }), order);
}

function countRows(source: Source, filter: Filter, limit?: number): Promise<number> {
  return source.table.rows.countDocuments(asDriverFilter(filter), {
    ...withTimeLimit(source),
    ...(limit !== undefined && { limit }),
  });
}

async function count(source: Source, where: Term, limit?: number): Promise<number> {
  const condition = await conditionFor(source, where);
  if (condition.lookups.length === 0) return countRows(source, condition.filter, limit);
  const cut = limit === undefined ? [] : [{ $limit: limit }];
  const stages = [...matching(condition), ...cut, { $count: 'rows' }];
  const [counted] = await aggregate(source, stages, 2).toArray();
  return Number(counted?.['rows'] ?? 0);
}

/** Ids of all rows that match, however many. */
export async function idsWhere(source: Source, where: Term): Promise<string[]> {
  const condition = await conditionFor(source, where);
  const rows =
    condition.lookups.length === 0
      ? await source.table.rows
          .find(asDriverFilter(condition.filter), {
            ...sessionOf(source),
            projection: { _id: 1 },
            batchSize: 10_000,
          })
          .toArray()
      : await aggregate(
          source,
          [...matching(condition), { $project: { _id: 1 } }],
          10_000,
        ).toArray();
  return rows.map(({ _id }) => _id);
}

async function get(source: Source, id: string): Promise<Stored | undefined> {
  const row = await source.table.rows.findOne(
    { _id: { $eq: id } },
    { ...sessionOf(source), projection: WITHOUT_SEARCH },
  );
  return row === null ? undefined : toRecord(row);
}

async function getMany(source: Source, ids: readonly string[]): Promise<Stored[]> {
  if (ids.length > MAX_RECORD_COUNT)
    throw new TypeError('At most 1,000 ids can be asked for at once.');
  if (ids.length === 0) return [];
  const rows = await source.table.rows
    .find(
      { _id: { $in: [...ids] } },
      { ...sessionOf(source), projection: WITHOUT_SEARCH, batchSize: ids.length + 1 },
    )
    .toArray();
  return rows.map(toRecord);
}

async function findTogether(
  asking: Asking | undefined,
  run: Run,
  query: Query,
): Promise<QueryResult<Stored>> {
  const asked = asking && questionOf(asking, query);
  if (!asked) return run((source) => find(source, query));
  return toFound(await asking.ask(asked.question), asked.order);
}

async function getManyTogether(
  asking: Asking | undefined,
  run: Run,
  ids: readonly string[],
): Promise<Stored[]> {
  if (ids.length === 0) return [];
  if (!asking || ids.length > MAX_TOGETHER_COUNT) return run((source) => getMany(source, ids));
  return (await asking.ask(byIds(asking, ids))).map(toRecord);
}

async function columnRows(source: Source, query: ColumnQuery, plan: ColumnPlan): Promise<Row[]> {
  const { where, limit } = query;
  const { sort, later, projection, joined } = plan;
  const condition = await conditionFor(source, where);
  if (joined === undefined && condition.lookups.length === 0) {
    return source.table.rows
      .find(asDriverFilter({ $and: [condition.filter, later] }), {
        ...withTimeLimit(source),
        sort,
        limit,
        batchSize: limit + 1,
        projection,
      })
      .toArray();
  }
  const stages: mongo.BSON.Document[] = [
    ...matching(condition),
    { $match: later },
    { $sort: sort },
    { $limit: limit },
    ...(joined ?? []),
    { $project: projection },
  ];
  return aggregate(source, stages, limit + 1).toArray();
}

async function columns(source: Source, query: ColumnQuery): Promise<ColumnValues[]> {
  const plan = columnPlan(source, query);
  return valuesOf(await columnRows(source, query, plan), plan);
}

async function columnsTogether(
  asking: Asking | undefined,
  run: Run,
  query: ColumnQuery,
): Promise<ColumnValues[]> {
  const condition = asking && ownCondition(asking, query.where);
  if (!asking || !condition) return run((source) => columns(source, query));
  const plan = columnPlan(asking, query);
  const { sort, later, projection, joined } = plan;
  const filter = { $and: [condition.filter, later] };
  const { table } = asking;
  const question = { table, filter, sort, limit: query.limit, projection };
  return valuesOf(await asking.ask({ ...question, ...(joined && { joined }) }), plan);
}

async function few(
  source: Source,
  { where, column, limit }: FewQuery,
): Promise<string[] | undefined> {
  const path = columnPath(source.table.declaration, column);
  const condition = await conditionFor(source, where);
  // without the id an index that has the column answers alone
  const projection = { ...(path !== '_id' && { _id: 0 as const }), [path]: 1 as const };
  const rows =
    condition.lookups.length === 0
      ? await source.table.rows
          .find(asDriverFilter(condition.filter), {
            ...withTimeLimit(source),
            limit: limit + 1,
            batchSize: limit + 2,
            projection,
          })
          .toArray()
      : await aggregate(
          source,
          [...matching(condition), { $limit: limit + 1 }, { $project: projection }],
          limit + 2,
        ).toArray();
  if (rows.length > limit) return undefined;
  return rows.flatMap((row) => (typeof row[path] === 'string' ? row[path] : []));
}

/** The whole records: MongoDB hands them out as they are. What is listed is one more question, for all of them together. */
async function kept(
  source: Source,
  records: readonly Stored[],
  part: Part | undefined,
): Promise<Kept<Stored>[]> {
  const all = records.map((record) => keptOf(source.table.declaration, record));
  if (part?.listed === undefined || all.length === 0) return all;
  const { collection } = part.listed;
  const other = { ...source, table: tableOf(source.tables, collection) };
  const ids = records.map(({ id }) => id);
  const lists = await listsOf((query) => columns(other, query), part.listed, ids);
  return all.map((one) => {
    const listed = lists.get(one.fields.id);
    return listed === undefined ? one : { ...one, listed };
  });
}

/** `asking`: what is asked at once goes as one command. */
export function reading(run: Run, asking?: Asking): Reading<Stored> {
  const findOnes = (query: Query) => findTogether(asking, run, query);
  const getOne = async (id: string): Promise<Stored | undefined> =>
    (await getManyTogether(asking, run, [id]))[0];
  return {
    get: asking ? getOne : (id) => run((source) => get(source, id)),
    getMany: (ids) => getManyTogether(asking, run, ids),
    first: async (where) => (await findOnes({ where, limit: 1 })).records[0],
    find: findOnes,
    count: (where, limit) => run((source) => count(source, where, limit)),
    columns: (query) => columnsTogether(asking, run, query),
    few: (query) => run((source) => few(source, query)),
    getKept: (id, part) =>
      run(async (source) => {
        const record = await get(source, id);
        return record && (await kept(source, [record], part))[0];
      }),
    findKept: (query, part) =>
      run(async (source) => {
        const { records, ...rest } = await find(source, query);
        return { ...rest, records: await kept(source, records, part) };
      }),
  };
}
