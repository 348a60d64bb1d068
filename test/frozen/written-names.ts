import { mongo } from 'mongoose';
import { loadDriver, type Database } from '../../src/adapters/sqlite/driver.js';
import { facetsOf } from '../../src/adapters/sqlite/facet-keys.js';
import { rowReader } from '../kit/raw-records.js';

/** A record as it lies in the database, beside what it is found by. */
export interface Kept {
  readonly collection: string;
  readonly record: unknown;
  readonly search: unknown;
  readonly facets: readonly string[];
}

/** Fields whose values are words of the program, in every collection. */
const WORDS = new Set([
  'because',
  'compatibility',
  'delivery',
  'enrolment',
  'family',
  'job',
  'kind',
  'mappingMode',
  'notice',
  'operation',
  'outcome',
  'plan',
  'preset',
  'problem',
  'reminded',
  'resourceType',
  'role',
  'roles',
  'source',
  'standing',
  'status',
  'step',
  'suspendedBy',
  'template',
  'trouble',
  'type',
  'verifiedBy',
]);

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const HASH = /[0-9a-f]{64}/g;

/**
 * Names and words in the rows themselves: fields, journal types, counters, statuses. They exist as literals here and there in the
 * code; what lies in a database after the history of past/story.ts says which of them are persisted.
 */
export async function writtenNames(url: string): Promise<string[]> {
  return (await rowsOf(url))
    .flatMap(namesOf)
    .map((line) => line.replace(ID, '{id}').replace(HASH, '{hash}'));
}

/** Every record in a database, past the adapter. */
export function rowsOf(url: string): Promise<Kept[]> {
  return url.startsWith('sqlite:') ? sqliteRows(url.slice('sqlite:'.length)) : mongoRows(url);
}

function namesOf({ collection, record, search, facets }: Kept): string[] {
  const lines = facets.map((facet) => `${collection} facet ${facet}`);
  lines.push(...fields(`${collection} searched`, search));
  const { type, actor, target, name } = record as Record<string, unknown>;
  if (collection === 'tallies') return [`tally ${String(name)}`];
  if (collection === 'rates') lines.push(`rate ${String((record as { key: unknown }).key)}`);
  if (collection === 'journal') {
    const { kind } = target as { kind: unknown };
    const { kind: who } = actor as { kind: unknown };
    lines.push(`journal ${String(type)} of a ${String(kind)}`, `journal actor ${String(who)}`);
    lines.push(...changes(`journal ${String(type)}`, record as Record<string, unknown>));
    return lines;
  }
  return [...lines, ...fields(`${collection} field`, record)];
}

/** What a fact says of before and after. Lists of changes name attributes of people, which are not the program's. */
function changes(path: string, { before, after }: Record<string, unknown>): string[] {
  const keys = (word: string, value: unknown): string[] =>
    Object.keys(value ?? {}).map((key) => `${path} ${word} ${key}`);
  return [...keys('before', before), ...keys('after', after)];
}

function fields(path: string, value: unknown, name = ''): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one) => fields(`${path}[]`, one, name));
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([key, inner]) => {
      return fields(name === '' ? `${path} ${key}` : `${path}.${key}`, inner, key);
    });
  }
  const isWord = typeof value === 'string' && WORDS.has(name) && /^[\w:.-]+$/.test(value);
  return isWord ? [path, `${path} = ${value}`] : [path];
}

const SEPARATOR = '\u001f';

/** SQLite lists names and values, MongoDB their scope before them. */
function facetName(key: string, place: 0 | 1): string {
  return key.split(SEPARATOR)[place] ?? key;
}

async function sqliteRows(path: string): Promise<Kept[]> {
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database
      .prepare(
        `SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE c.name = 'doc'`,
      )
      .all();
    const read = rowReader(database);
    const rows = tables.flatMap(({ name }) => tableRows(database, String(name), read));
    const tallies = database.prepare('SELECT name FROM tallies').all();
    return [...rows, ...tallies.map(({ name }) => bare('tallies', { name }))];
  } finally {
    database.close();
  }
}

type Read = ReturnType<typeof rowReader>;

function tableRows(database: Database, name: string, read: Read): Kept[] {
  const columns = database.prepare(`SELECT name FROM pragma_table_info('${name}')`).all();
  // as earlier releases wrote them, a scope stands before the name
  const place = columns.some((column) => column['name'] === 'row_number') ? 0 : 1;
  const rows = database.prepare(`SELECT * FROM "${name}"`).all();
  return rows.map(({ row_number: _number, search, facets, ...row }) => ({
    collection: name,
    record: recordOf(read(name, row)),
    search: typeof search === 'string' ? (JSON.parse(search) as unknown) : undefined,
    facets: facetNames(String(facets ?? '[]'), place),
  }));
}

/** By name, or as releases before schema version 10 listed them. */
function facetNames(listed: string, place: 0 | 1): string[] {
  if (listed.startsWith('{')) return facetsOf(listed).map(([name]) => name);
  return (JSON.parse(listed) as string[]).map((one) => facetName(one, place));
}

/** The columns that say something, and what the text says beside them. */
function recordOf({ doc, ...row }: Readonly<Record<string, unknown>>): object {
  const said = Object.entries(row).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(said), ...(JSON.parse(String(doc)) as object) };
}

function bare(collection: string, record: unknown): Kept {
  return { collection, record, search: undefined, facets: [] };
}

async function mongoRows(url: string): Promise<Kept[]> {
  const client = await mongo.MongoClient.connect(url);
  try {
    const db = client.db();
    const rows: Kept[] = [];
    for (const { name: collection } of await db.listCollections().toArray()) {
      if (collection.startsWith('system.') || collection === 'agenda_jobs') continue;
      if (collection === 'schema_version') continue;
      for (const { _id, search, facets, ...rest } of await db
        .collection(collection)
        .find()
        .toArray()) {
        const record = collection === 'tallies' ? { name: String(_id) } : { id: _id, ...rest };
        const names = ((facets ?? []) as string[]).map((one) => facetName(one, 1));
        rows.push({ collection, record, search: search as unknown, facets: names });
      }
    }
    return rows;
  } finally {
    await client.close();
  }
}
