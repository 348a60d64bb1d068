import { Schema, type Connection, type mongo } from 'mongoose';
import { COLLECTION_LIST, type Collection, type CollectionName } from '#store/index.js';
import type { Searchable, Stored } from '#store/index.js';

/**
 * A record as it is kept: `_id` is its id; `search` and `facets` are what it is found by, never
 * handed out.
 */
export interface Row {
  readonly _id: string;
  readonly version: number;
  readonly [field: string]: unknown;
}

/** One collection: its declaration and the place where its rows are. */
export interface Table {
  readonly declaration: Collection<Stored>;
  readonly rows: mongo.Collection<Row>;
}

export type Tables = ReadonlyMap<CollectionName, Table>;

export interface TallyRow {
  readonly _id: string;
  readonly value: number;
}

/** Kept out of every read. */
export const WITHOUT_SEARCH = { search: 0, facets: 0 } as const;

/** Stands between scope, name and value of a facet; no name and no id holds it. */
export const UNIT_SEPARATOR = '\u001f';

const ALWAYS = ['id', 'version', 'createdAt', 'updatedAt'];
const TYPES = {
  text: String,
  shared: String,
  digest: String,
  uuid: String,
  integer: Number,
  boolean: Boolean,
} as const;

export function collectionName(declaration: Collection<Stored>): string {
  return declaration.name.replaceAll('-', '_');
}

/**
 * The name of a column in the database. An undeclared one is a mistake of the program, never of a
 * client.
 */
export function columnPath(declaration: Collection<Stored>, column: string): string {
  if (column === 'id') return '_id';
  if (ALWAYS.includes(column) || Object.hasOwn(declaration.columns, column)) return column;
  throw new TypeError(`The collection ${declaration.name} declares no column ${column}.`);
}

export function isRequired(declaration: Collection<Stored>, column: string): boolean {
  return ALWAYS.includes(column) || (declaration.required as readonly string[]).includes(column);
}

export interface IndexPlan {
  readonly name: string;
  readonly keys: Readonly<Record<string, 1>>;
  readonly unique: boolean;
  /** rows without this field are outside of the index */
  readonly present?: string;
}

function ascending(paths: readonly string[]): Record<string, 1> {
  return Object.fromEntries(paths.map((path) => [path, 1 as const]));
}

/**
 * The indexes of a collection, exactly as declared; plain ones end in the id, so that keyset paging
 * walks them.
 */
export function indexPlans(declaration: Collection<Stored>): IndexPlan[] {
  const paths = (on: readonly string[]) => on.map((column) => columnPath(declaration, column));
  const plans: IndexPlan[] = declaration.unique.map(({ name, on, present }) => ({
    name: `unique_${name}`,
    keys: ascending(paths(on)),
    unique: true,
    ...(present === undefined ? {} : { present }),
  }));
  for (const { name, on, present } of declaration.indexes) {
    const keys = ascending([...paths(on), '_id']);
    const partial = present === undefined ? {} : { present };
    plans.push({ name: `index_${name}`, keys, unique: false, ...partial });
  }
  if (declaration.searchScope !== undefined) {
    plans.push({ name: 'index_facets', keys: ascending(['facets', '_id']), unique: false });
  }
  if (declaration.facetOrder !== undefined) {
    const keys = ascending(['facets', columnPath(declaration, declaration.facetOrder), '_id']);
    plans.push({ name: 'index_facets_in_order', keys, unique: false });
  }
  return plans;
}

export function indexOptions({ name, unique, present }: IndexPlan): mongo.CreateIndexesOptions {
  return {
    name,
    ...(unique ? { unique } : {}),
    ...(present === undefined ? {} : { partialFilterExpression: { [present]: { $exists: true } } }),
  };
}

/**
 * The Mongoose schema of a collection. Columns are typed, everything else is kept as it comes
 * (`strict: false`): records were checked above, and an attribute of a person is whatever the
 * identity provider said.
 */
export function schemaFor(declaration: Collection<Stored>): Schema {
  const columns = Object.entries(declaration.columns).map(([name, type]) => {
    const required = isRequired(declaration, name);
    return [name, { type: TYPES[type as keyof typeof TYPES], required }] as const;
  });
  const schema = new Schema(
    {
      _id: { type: String, required: true },
      version: { type: Number, required: true },
      createdAt: { type: String, required: true },
      updatedAt: { type: String, required: true },
      ...Object.fromEntries(columns),
    },
    {
      collection: collectionName(declaration),
      strict: false,
      minimize: false,
      versionKey: false,
      autoCreate: false,
      autoIndex: false,
      bufferCommands: false,
    },
  );
  for (const plan of indexPlans(declaration)) schema.index(plan.keys, indexOptions(plan));
  return schema;
}

/**
 * One Mongoose model per collection. Rows are read and written through the model's own collection,
 * as plain objects: hydrating costs five times the read, and casting would turn the number 5 asked
 * of a text column into the text "5", where the port says that values of different types never
 * match.
 */
export function openTables(connection: Connection): Tables {
  return new Map(
    COLLECTION_LIST.map(([name, declaration]) => {
      const model = connection.model(name, schemaFor(declaration));
      return [name, { declaration, rows: model.collection as unknown as mongo.Collection<Row> }];
    }),
  );
}

/** `search` and `facets` are only there when they were given. */
export function toRow(
  declaration: Collection<Stored>,
  record: Stored,
  searchable?: Searchable,
): Row {
  const { id, version, ...fields } = record;
  const row = { _id: id, version, ...fields };
  if (searchable === undefined) return row;
  const scope = scopeOf(declaration, record);
  const facets = searchable.facets.map(([name, value]) => facetKey(scope, name, value));
  return { ...row, search: searchable.search, facets: [...new Set(facets)] };
}

function scopeOf(declaration: Collection<Stored>, record: Stored): string {
  const { searchScope } = declaration;
  if (searchScope === undefined) {
    throw new TypeError(`The collection ${declaration.name} declares no search scope.`);
  }
  return String(record[searchScope]);
}

export function facetKey(scope: string, name: string, value: string): string {
  return `${scope}${UNIT_SEPARATOR}${name}${UNIT_SEPARATOR}${value}`;
}

export function toRecord(row: Row): Stored {
  const { _id, ...fields } = row;
  // every row was written from a record
  return { id: _id, ...fields } as unknown as Stored;
}
