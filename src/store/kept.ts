import type { Collection, ColumnType, Stored } from './record.js';

/**
 * A record of which only the columns are read. `text`, JSON, says the rest; of rows of earlier releases it says all, so that what both say
 * is what the text says.
 */
export interface Kept<R> {
  readonly fields: Stored & Partial<R>;
  readonly text: string;
  /** what was asked for by `Part.listed`; absent where the store does not say it with the record: then it is asked for by itself */
  readonly listed?: readonly Listed[];
}

/** What is read of records beside their texts. A caller keeps its part: it is what a store knows the question by. */
export interface Part {
  /** these columns at least, and those of every record */
  readonly columns: readonly string[];
  readonly listed?: ListedQuery;
}

/**
 * Records of another collection that hold the id of the record in their column `foreign`: what each of them says in `column`, in the order
 * of that, and the name that is found by it. Both are texts, and `foreign` and `column` are a unique key together.
 */
export interface ListedQuery {
  readonly collection: string;
  readonly foreign: string;
  readonly column: string;
  /** `column` holds the id of a record in that collection, whose column of text is the name */
  readonly named: { readonly collection: string; readonly column: string };
  /** those that say something in this column are left out */
  readonly unless: string;
}

/** Null where there is no such record, or it has no name. Records with equal lists may have the same one. */
export type Listed = readonly [value: string, name: string | null];

/** So many are listed with a record that is asked for by its id. */
export const MAX_LISTED_COUNT = 100;

const BASE: readonly (readonly [string, ColumnType])[] = [
  ['id', 'text'],
  ['version', 'integer'],
  ['createdAt', 'text'],
  ['updatedAt', 'text'],
];

export const BASE_COLUMNS = BASE.map(([name]) => name);

const types = new WeakMap<Collection<Stored>, ReadonlyMap<string, ColumnType>>();

/** All columns of a collection: those of every record first. */
export function columnTypesOf(declaration: Collection<Stored>): ReadonlyMap<string, ColumnType> {
  const known = types.get(declaration);
  if (known !== undefined) return known;
  const columns = declaration.columns as Readonly<Record<string, ColumnType>>;
  const all = new Map([...BASE, ...Object.entries(columns)]);
  if (declaration.idType !== undefined) all.set('id', declaration.idType);
  types.set(declaration, all);
  return all;
}

/** No database hands these back as they were: a NUL, and half of a character. */
const UNTOLD = /[\0\u{d800}-\u{dfff}]/u;

/** Whether a column of that type says all of a value, so that the text of the record need not. */
export function isTold(type: ColumnType, value: unknown): boolean {
  switch (type) {
    case 'text':
    case 'shared':
    case 'digest':
    case 'uuid':
      return typeof value === 'string' && !UNTOLD.test(value);
    case 'integer':
      return Number.isSafeInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
  }
}

/** JSON of what the columns do not say of a record. */
export function untoldText(columns: ReadonlyMap<string, ColumnType>, record: Stored): string {
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) {
    const type = columns.get(name);
    if (type === undefined || !isTold(type, value)) rest[name] = value;
  }
  return JSON.stringify(rest);
}

/** A whole record as one that is read by its columns. */
export function keptOf(declaration: Collection<Stored>, record: Stored): Kept<Stored> {
  const columns = columnTypesOf(declaration);
  const fields = Object.entries(record).filter(([name, value]) => {
    const type = columns.get(name);
    return type !== undefined && isTold(type, value);
  });
  return {
    fields: Object.fromEntries(fields) as unknown as Stored,
    text: untoldText(columns, record),
  };
}
