import {
  BASE_COLUMNS,
  columnTypesOf,
  DECLARED,
  type Collection,
  type ColumnType,
  type Stored,
} from '#store/index.js';
import { COLUMN_FORMS } from './column-forms.js';

/** A collection as SQLite keeps it. */
export interface Table {
  readonly collection: Collection<Stored>;
  /** name in SQL */
  readonly name: string;
  readonly columns: ReadonlyMap<string, ColumnType>;
  readonly required: ReadonlySet<string>;
  /** columns of a unique key, joined by a space → the key's name */
  readonly keys: ReadonlyMap<string, string>;
  /** columns by which an index leaves records out that begin so */
  readonly excepted: ReadonlyMap<string, string>;
  /** columns of which an index keeps what stands behind a mark */
  readonly behind: ReadonlyMap<string, string>;
  /** name in SQL of the table of facets; absent when the collection has none */
  readonly facets?: string;
}

/** Names that go into SQL come from declarations only; this refuses any other. */
export function identifier(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
    throw new TypeError(`"${name}" cannot be the name of a table or column.`);
  }
  return `"${name}"`;
}

export function underscored(name: string): string {
  return name.replaceAll('-', '_');
}

/** How a declared collection is kept: also for collections of a test's own. */
export function tableOf(collection: Collection<Stored>): Table {
  const name = underscored(collection.name);
  const columns = columnTypesOf(collection);
  for (const { except, behind } of collection.indexes) {
    // an index looks into the text of these
    const texts = [except?.column, behind?.[0]].filter((column) => column !== undefined);
    if (texts.every((column) => columns.get(column) === 'text')) continue;
    throw new TypeError(`An index of "${name}" needs its columns ${texts.join()} as texts.`);
  }
  return {
    collection,
    name: identifier(name),
    columns,
    required: new Set([...BASE_COLUMNS, ...collection.required]),
    keys: new Map([['id', 'id'], ...collection.unique.map((key) => keyEntry(key))]),
    excepted: new Map(
      collection.indexes.flatMap(({ except }) =>
        except === undefined ? [] : [[except.column, except.beginning] as const],
      ),
    ),
    behind: new Map(collection.indexes.flatMap(({ behind }) => (behind ? [behind] : []))),
    ...(collection.searchScope !== undefined && { facets: identifier(`${name}_facets`) }),
  };
}

function keyEntry(key: { name: string; on: readonly string[] }): [string, string] {
  return [key.on.join(' '), key.name];
}

export const TABLES: ReadonlyMap<string, Table> = new Map(
  DECLARED.map((collection) => [collection.name, tableOf(collection)]),
);

/** The table of a declared collection. */
export function tableNamed(collection: string): Table {
  const table = TABLES.get(collection);
  if (table === undefined) throw new TypeError(`There is no collection "${collection}".`);
  return table;
}

/**
 * The column by which facets name their record: a few bytes, where an id has 36. It is SQLite's row id, which a VACUUM keeps because it
 * has a name; no field of a record has an underscore.
 */
export const NUMBER = '"row_number"';

/** The statement that makes a table. */
export function tableSql(table: Table): string {
  const isNumbered = table.facets !== undefined;
  const columns = orderOf(table).map((name) => {
    const type = table.columns.get(name) ?? 'text';
    const key = name !== 'id' ? '' : isNumbered ? ' UNIQUE' : ' PRIMARY KEY';
    return `${identifier(name)} ${COLUMN_FORMS[type].sql}${key}${table.required.has(name) ? ' NOT NULL' : ''}`;
  });
  if (isNumbered) columns.unshift(`${NUMBER} INTEGER PRIMARY KEY`);
  // `facets`: the names and values that the record has in the table of facets, so that an update writes the difference only
  const definition = `(${columns.join(', ')}, doc TEXT NOT NULL, search TEXT, facets TEXT)`;
  return `CREATE TABLE ${table.name} ${definition}${isOneTree(table) ? ' WITHOUT ROWID' : ''}`;
}

/** In what order the columns lie in a row. Of a table that is there it stays as it was: all that asks says their names. */
function orderOf({ columns, collection: { readFirst } }: Table): readonly string[] {
  const names = [...columns.keys()];
  if (readFirst === undefined) return names;
  const [id = 'id', ...others] = BASE_COLUMNS;
  return [...new Set([...others, ...readFirst, id, ...names])];
}

/** Records that are found by their id alone lie in the tree of their ids: one page less for each that is written. */
function isOneTree({ collection, facets }: Table): boolean {
  const { unique, indexes } = collection;
  return facets === undefined && unique.length + indexes.length === 0;
}

/** The statement that makes its table of facets, where it has one. */
export function facetsSql({ facets }: Table): string | undefined {
  if (facets === undefined) return undefined;
  const columns = 'key TEXT NOT NULL, owner INTEGER NOT NULL, PRIMARY KEY (key, owner)';
  return `CREATE TABLE ${facets} (${columns}) WITHOUT ROWID`;
}

/** The statements that make a table with all that belongs to it. */
export function createTable(table: Table): string[] {
  const facets = facetsSql(table);
  const tables = [tableSql(table), ...(facets === undefined ? [] : [facets])];
  return [...tables, ...indexSql(table).values()];
}

export interface Index {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly present?: string;
  readonly except?: { readonly column: string; readonly beginning: string };
  readonly behind?: readonly [column: string, mark: string];
}

export function indexesOf(table: Table): Index[] {
  const name = underscored(table.collection.name);
  return [
    ...table.collection.unique.map((key) => ({
      name: `${name}_key_${underscored(key.name)}`,
      columns: key.on,
      unique: true,
      ...(key.present !== undefined && { present: key.present }),
    })),
    ...[table.collection.firstOf ?? []].flat().map((column) => ({
      name: `${name}_by_first`,
      columns: [column, 'id'],
      unique: false,
    })),
    ...table.collection.indexes.map((index) => ({
      name: `${name}_by_${underscored(index.name)}`,
      columns: [...index.on, 'id'],
      unique: false,
      ...(index.present !== undefined && { present: index.present }),
      ...(index.except !== undefined && { except: index.except }),
      ...(index.behind !== undefined && { behind: index.behind }),
    })),
  ];
}

/** The statements that make a table's indexes, by the index's name. */
export function indexSql(table: Table): Map<string, string> {
  return new Map(indexesOf(table).map((index) => [index.name, createIndex(table, index)]));
}

function createIndex(table: Table, index: Index): string {
  const { present, except, behind } = index;
  const columns = index.columns
    .map((name) => {
      const column = identifier(name);
      return name === behind?.[0] ? partBehind(column, behind[1]) : column;
    })
    .join(', ');
  const conditions = present === undefined ? [] : [`${identifier(present)} IS NOT NULL`];
  if (except) conditions.push(doesNotBegin(identifier(except.column), except.beginning));
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const kind = index.unique ? 'UNIQUE INDEX' : 'INDEX';
  return `CREATE ${kind} ${identifier(index.name)} ON ${table.name} (${columns})${where}`;
}

/** An index of an expression is used where a question says the very same. */
export function partBehind(column: string, mark: string): string {
  if (!/^[:/ ]$/.test(mark)) throw new TypeError(`"${mark}" cannot divide a column.`);
  return `substr(${column}, instr(${column}, '${mark}') + 1)`;
}

/** A partial index is used where a question says the very words of its condition. */
export function doesNotBegin(column: string, beginning: string): string {
  if (!/^[a-z:_]+$/.test(beginning)) throw new TypeError(`"${beginning}" cannot be left out.`);
  return `${column} NOT GLOB '${beginning}*'`;
}
