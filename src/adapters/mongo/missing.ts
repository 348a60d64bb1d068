import type { mongo } from 'mongoose';
import { ENDED_INDEXES, type Collection, type Stored } from '#store/index.js';
import { collectionName, indexOptions, indexPlans, type IndexPlan } from './collections.js';

/** One thing that is declared and not in the database. */
interface Lack {
  /** `collection products`, `index members.index_name` */
  readonly name: string;
  make(): Promise<unknown>;
}

type Declared = readonly Collection<Stored>[];

/** What the database lacks of the declarations, by name. Changes nothing. */
export async function findMissing(db: mongo.Db, declared: Declared): Promise<string[]> {
  return (await lacksOf(db, declared)).map(({ name }) => name);
}

/**
 * Makes what the database lacks and returns the names; what is there already stays. May be run at
 * any time, by several.
 */
export async function createMissing(db: mongo.Db, declared: Declared): Promise<string[]> {
  const lacks = await lacksOf(db, declared);
  for (const lack of lacks) await lack.make();
  return lacks.map(({ name }) => name);
}

/** Steps 7, 9 and 11: indexes that earlier releases declared are no longer written. */
export async function dropEndedIndexes(db: mongo.Db): Promise<void> {
  const there = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(nameOf));
  for (const [collection, names] of Object.entries(ENDED_INDEXES)) {
    const name = collection.replaceAll('-', '_');
    if (!there.has(name)) continue;
    const rows = db.collection(name);
    const known = new Set((await rows.indexes()).map((index) => index.name));
    for (const index of names.map((one) => `index_${one}`)) {
      if (known.has(index)) await rows.dropIndex(index);
    }
  }
}

/**
 * Looks first: making an index waits for open transactions, even where there is nothing to make.
 */
async function lacksOf(db: mongo.Db, declared: Declared): Promise<Lack[]> {
  const there = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(nameOf));
  const lacks: Lack[] = ['tallies', ...declared.map(collectionName)]
    .filter((name) => !there.has(name))
    .map((name) => ({ name: `collection ${name}`, make: () => createCollection(db, name) }));
  for (const declaration of declared) {
    const name = collectionName(declaration);
    const rows = db.collection(name);
    const indexes = there.has(name) ? await rows.indexes() : [];
    for (const plan of indexPlans(declaration)) {
      const known = indexes.find((index) => index.name === plan.name);
      if (known !== undefined && isAsPlanned(known, plan)) continue;
      lacks.push({
        name: `index ${name}.${plan.name}`,
        make: async () => {
          if (known !== undefined) await rows.dropIndex(plan.name);
          await rows.createIndex(plan.keys, indexOptions(plan));
        },
      });
    }
  }
  return lacks;
}

/**
 * Whether an index that is there is the one that is planned, and not one of another release under
 * its name.
 */
function isAsPlanned(there: mongo.IndexDescriptionInfo, plan: IndexPlan): boolean {
  const { partialFilterExpression } = indexOptions(plan);
  return (
    JSON.stringify(there.key) === JSON.stringify(plan.keys) &&
    (there.unique ?? false) === plan.unique &&
    JSON.stringify(there['partialFilterExpression']) === JSON.stringify(partialFilterExpression)
  );
}

function nameOf({ name }: { name: string }): string {
  return name;
}

const NAMESPACE_EXISTS = 48;

async function createCollection(db: mongo.Db, name: string): Promise<void> {
  try {
    await db.createCollection(name);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== NAMESPACE_EXISTS) throw error;
  }
}
