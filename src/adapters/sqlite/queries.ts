import {
  columnOrder,
  type ColumnQuery,
  type FewQuery,
  type Position,
  type Query,
  type Sort,
  type Term,
} from '#store/index.js';
import type { SqlValue } from './driver.js';
import { formOf } from './row-forms.js';
import { COLUMN_FORMS, toSql, valueOf, type ColumnForm } from './column-forms.js';
import type { SharedTexts } from './shared-texts.js';
import { TermWriter, type BroadFacets } from './terms.js';
import { identifier, tableNamed, type Table } from './schema.js';
import { WATCHED } from './watches.js';

/** A statement and what stands for its question marks. */
export interface Prepared {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** The row of the first by id, in the form of its table. */
export function firstOf(table: Table, where: Term): Prepared {
  const terms = new TermWriter(table);
  const sql = `SELECT ${formOf(table).aliased} FROM ${table.name} AS r WHERE ${terms.where(where)} ORDER BY r.id LIMIT 1`;
  return { sql, parameters: terms.parameters };
}

/** One row with `n`, which is not more than `limit`. `watched`: for a connection with a Watch. */
export function countOf(
  table: Table,
  where: Term,
  { limit, watched = false }: { readonly limit?: number | undefined; readonly watched?: boolean },
): Prepared {
  const terms = new TermWriter(table);
  const brake = watched ? WATCHED : '';
  const from = `FROM ${table.name} AS r WHERE ${brake}${terms.where(where)}`;
  const sql =
    limit === undefined
      ? `SELECT count(*) AS n ${from}`
      : `SELECT count(*) AS n FROM (SELECT 1 ${from} LIMIT ${String(Math.trunc(limit))})`;
  return { sql, parameters: terms.parameters };
}

/**
 * Rows of the values of the columns, then the joined one. A caller that asks often keeps its list of columns, and asks about one record:
 * the text of its question is written once, because to write it takes as long as SQLite does to answer it.
 */
export function columnsOf(table: Table, query: ColumnQuery): Prepared {
  const about = oneValueOf(query.where);
  if (about === undefined) return columnTextOf(table, query);
  const { columns, joined, limit, sort, after } = query;
  const kept = KEPT_QUESTIONS.get(columns);
  const isKept =
    kept?.column === about.column &&
    kept.table === table &&
    kept.query.joined === joined &&
    kept.query.sort === sort &&
    kept.query.limit === limit &&
    after === undefined;
  if (isKept) return { sql: kept.sql, parameters: [askedValue(table, about)] };
  const prepared = columnTextOf(table, query);
  // what an index leaves out may be said of the value as well
  const isOfOneValue = after === undefined && prepared.parameters.length === 1;
  if (isOfOneValue && !table.excepted.has(about.column)) {
    KEPT_QUESTIONS.set(columns, { table, query, column: about.column, sql: prepared.sql });
  }
  return prepared;
}

interface KeptQuestion {
  readonly table: Table;
  readonly query: ColumnQuery;
  /** that has the value */
  readonly column: string;
  readonly sql: string;
}

/** By the lists of columns of their callers. */
const KEPT_QUESTIONS = new WeakMap<readonly string[], KeptQuestion>();

/** Of a question about the records that have one text in one column. */
function oneValueOf(where: Term): { readonly column: string; readonly value: string } | undefined {
  if (where.kind !== 'in' || !('column' in where.field)) return undefined;
  const [value, ...others] = where.values;
  if (typeof value !== 'string' || others.length > 0) return undefined;
  return { column: where.field.column, value };
}

function columnTextOf(table: Table, query: ColumnQuery): Prepared {
  const { where, columns, joined, limit, after } = query;
  const terms = new TermWriter(table);
  const names = columns.map((name) => `r.${columnOf(table, name)}`);
  const other = joined && tableNamed(joined.collection);
  if (joined && other) names.push(`j.${columnOf(other, joined.column)}`);
  const join =
    joined && other
      ? ` LEFT JOIN ${other.name} AS j ON j.id = r.${orderedOf(table, joined.local)}`
      : '';
  const order = columnOrder(table.collection, query).map((name) => `r.${orderedOf(table, name)}`);
  const condition = terms.where(where);
  const encoders = columnOrder(table.collection, query).map((name) => encoderOf(table, name));
  terms.parameters.push(...(after ?? []).map((value, at) => (encoders[at] ?? toSql)(value)));
  const marks = order.map(() => '?').join(', ');
  const later = after === undefined ? '' : ` AND (${order.join(', ')}) > (${marks})`;
  return {
    sql:
      `SELECT ${names.join(', ')} FROM ${table.name} AS r${join} WHERE ${condition}${later}` +
      ` ORDER BY ${order.join(', ')} LIMIT ${String(Math.trunc(limit))}`,
    parameters: terms.parameters,
  };
}

/** Rows with `value`, up to one more than the limit. `watched`: for a connection with a Watch. */
export function fewOf(table: Table, { where, column, limit }: FewQuery, watched = false): Prepared {
  const terms = new TermWriter(table);
  const name = orderedOf(table, column);
  const condition = terms.where(where);
  return {
    sql:
      `SELECT r.${name} AS value FROM ${table.name} AS r` +
      ` WHERE ${watched ? WATCHED : ''}${condition} LIMIT ${String(Math.trunc(limit) + 1)}`,
    parameters: terms.parameters,
  };
}

/** A shared text is looked up by the statement. */
function askedValue(
  table: Table,
  { column, value }: { readonly column: string; readonly value: string },
): SqlValue {
  return table.columns.get(column) === 'shared' ? value : encoderOf(table, column)(value);
}

function encoderOf(table: Table, name: string): ColumnForm['encode'] {
  return COLUMN_FORMS[table.columns.get(name) ?? 'text'].encode;
}

/** Its name in SQL. */
function columnOf({ columns, collection }: Table, name: string): string {
  if (columns.has(name)) return identifier(name);
  throw new TypeError(`"${name}" is not a column of the collection "${collection.name}".`);
}

/** The same of a column by whose kept values records are put in order, joined, or answered as they are. */
function orderedOf(table: Table, name: string): string {
  const column = columnOf(table, name);
  const type = table.columns.get(name);
  if (type === 'digest') throw new TypeError(`Nothing is put in the order of "${name}", a digest.`);
  if (type !== 'shared') return column;
  throw new TypeError(`"${name}" is shared by many: its numbers have no order and no meaning.`);
}

/** What makes the value of each part of a row of `columnsOf`, where that is not the value itself. */
export function decodersOf(
  table: Table,
  { columns, joined }: ColumnQuery,
): readonly ColumnForm['decode'][] {
  const decoder = (of: Table, name: string): ColumnForm['decode'] =>
    COLUMN_FORMS[of.columns.get(name) ?? 'text'].decode;
  const own = columns.map((name) => decoder(table, name));
  return joined ? [...own, decoder(tableNamed(joined.collection), joined.column)] : own;
}

interface Key {
  /** the value in WHERE and ORDER BY */
  readonly sql: string;
  readonly descending: boolean;
  /** every record has one */
  readonly required: boolean;
  /** what is kept of a value of a position */
  readonly encode: ColumnForm['encode'];
}

/**
 * Rows in a form of their table, then `sort_0`, `sort_1` …: the values that were sorted by. `watched`: for a connection with a Watch, and
 * with the id alone in place of the row, because SQLite keeps whole rows in memory while it sorts, also those that OFFSET passes over.
 * `broad`: see facet-plans.ts.
 */
export function pageOf(
  table: Table,
  query: Query,
  watched = false,
  broad: BroadFacets = new Map(),
  selected = formOf(table).aliased,
): Prepared {
  const terms = new TermWriter(table, broad);
  const sort = query.sort ?? [];
  const values = sort.map((one, at) => `, ${terms.sortValue(one)} AS sort_${String(at)}`);
  const keys = sort.map((one, at) => keyOf(table, one, at));
  const where = [terms.where(query.where)];
  if (query.after !== undefined) {
    where.push(afterOf(keys, keptPosition(table, keys, query.after), terms.parameters));
  }
  const hasId = keys.some(({ sql }) => sql === 'r."id"');
  const order = [...keys.map(orderOf), ...(hasId ? [] : ['r.id'])].join(', ');
  // as a number in the text: SQLite plans a statement anew whenever a LIMIT is bound, which costs more than most pages
  const limit = `LIMIT ${String(Math.trunc(query.limit))}`;
  const offset = query.offset === undefined || query.offset === 0 ? '' : ' OFFSET ?';
  if (offset !== '') terms.parameters.push(query.offset ?? 0);
  return {
    sql:
      `SELECT ${watched ? 'r.id' : selected}${values.join('')} FROM ${table.name} AS r` +
      ` WHERE ${watched ? WATCHED : ''}${where.join(' AND ')} ORDER BY ${order} ${limit}${offset}`,
    parameters: terms.parameters,
  };
}

function keyOf(table: Table, sort: Sort, at: number): Key {
  const descending = sort.descending === true;
  if ('column' in sort.field) {
    const { column } = sort.field;
    const required = table.required.has(column);
    return { sql: `r."${column}"`, descending, required, encode: encoderOf(table, column) };
  }
  // the name of the selected value: written out, its parameters would have to be repeated
  return { sql: `sort_${String(at)}`, descending, required: false, encode: toSql };
}

/** SQLite puts NULL first when ascending and last when descending; SCIM wants the contrary (RFC 7644 section 3.4.2.3). */
function orderOf(key: Key): string {
  const direction = key.descending ? 'DESC' : 'ASC';
  if (key.required) return `${key.sql} ${direction}`;
  return `${key.sql} ${direction} NULLS ${key.descending ? 'FIRST' : 'LAST'}`;
}

interface KeptPosition {
  readonly values: readonly SqlValue[];
  readonly id: SqlValue;
}

function keptPosition(table: Table, keys: readonly Key[], { values, id }: Position): KeptPosition {
  const encoded = values.map((value, at) =>
    value === null ? null : (keys[at]?.encode ?? toSql)(value),
  );
  return { values: encoded, id: encoderOf(table, 'id')(id) };
}

/** What comes after a position: above it in the first key that differs, or equal in all keys with a greater id. */
function afterOf(keys: readonly Key[], after: KeptPosition, parameters: SqlValue[]): string {
  if (after.values.length !== keys.length) {
    throw new TypeError('The position belongs to another sort order.');
  }
  const alternatives: string[] = [];
  // said once more for the index: SQLite does not see a range in an OR
  const bound = rangeOf(keys[0], after.values[0], parameters);
  for (let at = 0; at <= keys.length; at += 1) {
    const parts: string[] = [];
    for (const [before, key] of keys.slice(0, at).entries()) {
      parameters.push(after.values[before] ?? null);
      parts.push(`${key.sql} IS ?`);
    }
    const key = keys[at];
    if (key === undefined) {
      parameters.push(after.id);
      parts.push('r.id > ?');
    } else {
      parts.push(beyond(key, after.values[at] ?? null, parameters));
    }
    alternatives.push(`(${parts.join(' AND ')})`);
  }
  return `${bound}(${alternatives.join(' OR ')})`;
}

function rangeOf(
  key: Key | undefined,
  value: SqlValue | undefined,
  parameters: SqlValue[],
): string {
  if (key?.required !== true || value === null || value === undefined) return '';
  parameters.push(value);
  return `${key.sql} ${key.descending ? '<=' : '>='} ? AND `;
}

function beyond(key: Key, value: SqlValue, parameters: SqlValue[]): string {
  if (value === null) return key.descending ? `${key.sql} IS NOT NULL` : '0';
  parameters.push(value);
  if (key.descending) return `${key.sql} < ?`;
  return key.required ? `${key.sql} > ?` : `(${key.sql} > ? OR ${key.sql} IS NULL)`;
}

/** The position of a row of `pageOf`, by its id and its values that were sorted by. */
export function positionOf(
  table: Table,
  query: Query,
  { id, sorted }: { readonly id: unknown; readonly sorted: readonly unknown[] },
  texts: SharedTexts,
): Position {
  const values = (query.sort ?? []).map(({ field }, at) => {
    const type = 'column' in field ? table.columns.get(field.column) : undefined;
    return valueOf(type ?? 'text', (sorted[at] ?? null) as SqlValue, texts);
  });
  return { values, id: String(valueOf(table.columns.get('id') ?? 'text', id as SqlValue, texts)) };
}
