import type { mongo } from 'mongoose';
import { columnOrder, type ColumnQuery, type ColumnValues, type Scalar } from '#store/index.js';
import { collectionName, columnPath, type Row } from './collections.js';
import { tableOf, type Source } from './links.js';

/** How a question of columns is put to the database. */
export interface ColumnPlan {
  /** as they are answered */
  readonly paths: readonly string[];
  readonly sort: Readonly<Record<string, 1>>;
  readonly later: mongo.BSON.Document;
  readonly projection: Readonly<Record<string, 1>>;
  /** a join is made by the database, so that it is asked once */
  readonly joined: readonly mongo.BSON.Document[] | undefined;
}

export function columnPlan(
  { table, tables }: Omit<Source, 'session'>,
  query: ColumnQuery,
): ColumnPlan {
  const { declaration } = table;
  const own = query.columns.map((name) => columnPath(declaration, name));
  const order = columnOrder(declaration, query).map((name) => columnPath(declaration, name));
  const sort = Object.fromEntries(order.map((path) => [path, 1 as const]));
  const paths = [...own, ...(query.joined ? ['_joined'] : [])];
  const projection = Object.fromEntries(['_id', ...paths].map((path) => [path, 1 as const]));
  const joined = query.joined && joinOf({ table, tables }, query.joined);
  return { paths, sort, later: laterThan(order, query.after), projection, joined };
}

export function valuesOf(rows: readonly Row[], { paths }: ColumnPlan): ColumnValues[] {
  return rows.map((row) => paths.map((path) => (row[path] as Scalar | undefined) ?? null));
}

/** What comes after these values: above them in the first that differs. */
function laterThan(order: readonly string[], after: ColumnQuery['after']): mongo.BSON.Document {
  if (after === undefined) return {};
  const alternatives = order.map((path, at) => ({
    ...Object.fromEntries(order.slice(0, at).map((before, index) => [before, after[index]])),
    [path]: { $gt: after[at] },
  }));
  return { $or: alternatives };
}

/** The value of one column of the other record, as `_joined`. */
function joinOf(
  { table, tables }: Omit<Source, 'session'>,
  joined: NonNullable<ColumnQuery['joined']>,
): mongo.BSON.Document[] {
  const other = tableOf(tables, joined.collection).declaration;
  const value = `$_others.${columnPath(other, joined.column)}`;
  const lookup = {
    from: collectionName(other),
    localField: columnPath(table.declaration, joined.local),
    foreignField: '_id',
    as: '_others',
  };
  return [{ $lookup: lookup }, { $addFields: { _joined: { $arrayElemAt: [value, 0] } } }];
}
