import type { mongo } from 'mongoose';
import type { Scalar, Term } from '#store/index.js';
import { columnPath, type Table, type Tables } from './collections.js';
import {
  asDriverFilter,
  linkedFilter,
  linkedTerms,
  translate,
  type Condition,
  type Linked,
  type Scheme,
} from './terms.js';

/** Rows of another collection that are carried back as values; above that the database joins. */
const MAX_CARRIED_COUNT = 5_000;

/** What reads and writes of one table need beside it. */
export interface Source {
  readonly table: Table;
  readonly tables: Tables;
  readonly session: mongo.ClientSession | undefined;
}

export function tableOf(tables: Tables, name: string): Table {
  for (const table of tables.values()) if (table.declaration.name === name) return table;
  throw new TypeError(`There is no collection ${name}.`);
}

async function linkedValues(
  source: Source,
  term: Linked,
  others: Scheme['others'],
): Promise<Scalar[] | undefined> {
  const { rows, declaration } = tableOf(source.tables, term.collection);
  const foreign = columnPath(declaration, term.foreign);
  const found = await rows
    .find(
      asDriverFilter({ $and: [linkedFilter(term, others), { [foreign]: { $exists: true } }] }),
      {
        ...(source.session === undefined ? {} : { session: source.session }),
        projection: { _id: foreign === '_id' ? 1 : 0, [foreign]: 1 },
        limit: MAX_CARRIED_COUNT + 1,
        batchSize: MAX_CARRIED_COUNT + 2,
      },
    )
    .toArray();
  if (found.length > MAX_CARRIED_COUNT) return undefined;
  return [...new Set(found.map((row) => row[foreign] as Scalar))];
}

/** The condition of a term that asks no other collection; undefined for one that does. */
export function ownCondition({ table, tables }: Omit<Source, 'session'>, where: Term) {
  if (linkedTerms(where).length > 0) return undefined;
  const others = (name: string) => tableOf(tables, name).declaration;
  return translate(where, { declaration: table.declaration, others }, new Map());
}

/** The condition of a term, after asking the collections that it links to. */
export async function conditionFor(source: Source, where: Term): Promise<Condition> {
  const others = (name: string) => tableOf(source.tables, name).declaration;
  const links = new Map<Linked, readonly Scalar[]>();
  for (const term of linkedTerms(where)) {
    const values = await linkedValues(source, term, others);
    if (values !== undefined) links.set(term, values);
  }
  return translate(where, { declaration: source.table.declaration, others }, links);
}
