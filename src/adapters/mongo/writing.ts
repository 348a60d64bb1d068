import { Fault } from '#kernel/index.js';
import type { Searchable, Stored, Term, Writing } from '#store/index.js';
import { columnPath, toRow, type Row } from './collections.js';
import { TransactionEnd, isDuplicateKey } from './faults.js';
import { conditionFor, type Source } from './links.js';
import type { Asking } from './asking.js';
import { idsWhere, reading, sessionOf, type Run } from './reading.js';
import { asDriverFilter, type Filter } from './terms.js';

/** Rows per statement: far below the server's limits on statement and answer. */
const CHUNK_SIZE = 1_000;

function* chunks<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < list.length; start += CHUNK_SIZE)
    yield list.slice(start, start + CHUNK_SIZE);
}

/**
 * The declared name of the key that MongoDB reports: by its fields, or by the index name in older
 * answers.
 */
function keyName({ table }: Source, error: { keyPattern?: unknown; message: string }): string {
  const reported = Object.keys((error.keyPattern ?? {}) as object).join();
  for (const { name, on } of table.declaration.unique) {
    const fields = on.map((column) => columnPath(table.declaration, column)).join();
    if (fields === reported || error.message.includes(`index: unique_${name} `)) return name;
  }
  return 'id';
}

/** Runs a write whose unique keys may be taken; the database has then ended the transaction. */
async function withUniqueKeys<T>(source: Source, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const { name } = source.table.declaration;
    const key = keyName(source, error);
    const fault = new Fault('record.exists', { collection: name, key }, { cause: error });
    throw new TransactionEnd({ kind: 'other', error: fault });
  }
}

async function insert(source: Source, record: Stored, searchable?: Searchable): Promise<void> {
  const row = toRow(source.table.declaration, record, searchable);
  await withUniqueKeys(source, () => source.table.rows.insertOne(row, sessionOf(source)));
}

export interface NewRecord {
  readonly record: Stored;
  readonly searchable?: Searchable;
}

/** All of them as one command, for each thousand. */
export async function insertAll(source: Source, list: readonly NewRecord[]): Promise<void> {
  const { declaration, rows } = source.table;
  for (const some of chunks(list)) {
    const made = some.map(({ record, searchable }) => toRow(declaration, record, searchable));
    await withUniqueKeys(source, () => rows.insertMany(made, sessionOf(source)));
  }
}

/** `missing` or `stale`: says which, after a write by version met nothing. */
async function staleOrMissing(source: Source, id: string): Promise<Fault> {
  const { declaration, rows } = source.table;
  const there = await rows.findOne(
    { _id: { $eq: id } },
    { ...sessionOf(source), projection: { _id: 1 } },
  );
  const details = { collection: declaration.name, id };
  return new Fault(there === null ? 'record.missing' : 'record.stale', details);
}

async function update(source: Source, record: Stored, searchable?: Searchable): Promise<void> {
  const { declaration, rows } = source.table;
  const { id, version } = record;
  const row = toRow(declaration, record, searchable);
  const { matchedCount } = await withUniqueKeys(source, () =>
    rows.replaceOne({ _id: { $eq: id }, version: version - 1 }, row, sessionOf(source)),
  );
  if (matchedCount === 0) throw await staleOrMissing(source, id);
}

async function remove(source: Source, id: string, version?: number): Promise<void> {
  const { deletedCount } = await source.table.rows.deleteOne(
    { _id: { $eq: id }, ...(version === undefined ? {} : { version }) },
    sessionOf(source),
  );
  if (deletedCount === 0) throw await staleOrMissing(source, id);
}

async function removeWhere(source: Source, where: Term): Promise<string[]> {
  const only = onlyId(where);
  if (only !== undefined) {
    const row = await source.table.rows.findOneAndDelete(
      { _id: { $eq: only } },
      { ...sessionOf(source), projection: { _id: 1 } },
    );
    return row === null ? [] : [only];
  }
  const ids = await idsWhere(source, where);
  for (const batch of chunks(ids)) {
    await source.table.rows.deleteMany({ _id: { $in: [...batch] } }, sessionOf(source));
  }
  return ids;
}

/** The id that a term asks for, where it asks for one by that alone. */
function onlyId(where: Term): string | undefined {
  if (where.kind !== 'in' || where.values.length !== 1) return undefined;
  const [value] = where.values;
  const isId = 'column' in where.field && where.field.column === 'id';
  return isId && typeof value === 'string' ? value : undefined;
}

async function setWhere(
  source: Source,
  where: Term,
  column: string,
  value: string | number | boolean,
): Promise<number> {
  const { declaration, rows } = source.table;
  if (!Object.hasOwn(declaration.columns, column)) {
    throw new TypeError(`The collection ${declaration.name} declares no column ${column} to set.`);
  }
  const set = async (filter: Filter) => {
    const result = await withUniqueKeys(source, () =>
      rows.updateMany(asDriverFilter(filter), { $set: { [column]: value } }, sessionOf(source)),
    );
    return result.matchedCount;
  };
  const { filter, lookups } = await conditionFor(source, where);
  if (lookups.length === 0) return set(filter);
  let changed = 0;
  for (const ids of chunks(await idsWhere(source, where))) {
    changed += await set({ _id: { $in: [...ids] } });
  }
  return changed;
}

interface UniqueKey {
  readonly paths: readonly string[];
  readonly present?: string;
}

function uniqueKeys({ table: { declaration } }: Source): UniqueKey[] {
  const declared = declaration.unique.map(({ on, present }) => ({
    paths: on.map((column) => columnPath(declaration, column)),
    ...(present === undefined ? {} : { present }),
  }));
  return [{ paths: ['_id'] }, ...declared];
}

/** What a row claims under a key, as text; undefined when it is outside of the key. */
function claim(key: UniqueKey, row: Row): string | undefined {
  if (key.present !== undefined && row[key.present] === undefined) return undefined;
  return JSON.stringify([key.paths, key.paths.map((path) => row[path] ?? null)]);
}

/**
 * Rows that claim the same as some of these, under one key: lists of last values under what comes
 * before them.
 */
function claimedBy(key: UniqueKey, rows: readonly Row[]): Filter[] {
  const lead = key.paths.slice(0, -1);
  const last = key.paths.at(-1) ?? '_id';
  const groups = new Map<string, { first: Row; values: unknown[] }>();
  for (const row of rows) {
    if (claim(key, row) === undefined) continue;
    const name = JSON.stringify(lead.map((path) => row[path] ?? null));
    const group = groups.get(name) ?? { first: row, values: [] };
    group.values.push(row[last] ?? null);
    groups.set(name, group);
  }
  return [...groups.values()].map(({ first, values }) => ({
    ...Object.fromEntries(lead.map((path) => [path, { $eq: first[path] ?? null }])),
    [last]: { $in: values },
  }));
}

/** One question for all keys, each with its index. */
async function claimsTaken(source: Source, rows: readonly Row[]): Promise<Set<string>> {
  const keys = uniqueKeys(source);
  const alternatives = keys.flatMap((key) => claimedBy(key, rows));
  const paths = keys.flatMap(({ paths: own, present }) => [...own, ...(present ? [present] : [])]);
  const found = await source.table.rows
    .find(asDriverFilter({ $or: alternatives }), {
      ...sessionOf(source),
      projection: { _id: 1, ...Object.fromEntries(paths.map((path) => [path, 1])) },
      batchSize: keys.length * CHUNK_SIZE + 1,
    })
    .toArray();
  return new Set(found.flatMap((row) => keys.flatMap((key) => claim(key, row) ?? [])));
}

/** Rows that are written each on the condition that its keys are free, by one command without a look before. */
const MAX_UPSERT_COUNT = 20;

/** Returns the ids of the rows that were free. The keys stand in an `$or`, which gives an upsert no values of its own. */
async function upsertMissing(source: Source, rows: readonly Row[]): Promise<string[]> {
  const keys = uniqueKeys(source);
  const operations = rows.map((row) => ({
    updateOne: {
      filter: asDriverFilter({ $or: keys.flatMap((key) => claimedBy(key, [row])) }),
      update: { $setOnInsert: row },
      upsert: true,
    },
  }));
  const { upsertedIds } = await source.table.rows.bulkWrite(operations, {
    ...sessionOf(source),
    ordered: true,
  });
  return rows.filter((_, index) => upsertedIds[index] !== undefined).map(({ _id }) => _id);
}

/**
 * Looks before it inserts, because a duplicate would end the transaction. One that comes in between
 * collides, and the whole transaction is thought again with a later look.
 */
async function insertFresh(source: Source, candidates: readonly Row[]): Promise<string[]> {
  const keys = uniqueKeys(source);
  const taken = await claimsTaken(source, candidates);
  const fresh = candidates.filter((row) => {
    const claims = keys.flatMap((key) => claim(key, row) ?? []);
    if (claims.some((one) => taken.has(one))) return false;
    for (const one of claims) taken.add(one);
    return true;
  });
  if (fresh.length > 0) await source.table.rows.insertMany(fresh, sessionOf(source));
  return fresh.map(({ _id }) => _id);
}

async function insertMissing(source: Source, records: readonly Stored[]): Promise<string[]> {
  const insertThem = records.length <= MAX_UPSERT_COUNT ? upsertMissing : insertFresh;
  const inserted: string[] = [];
  for (const some of chunks(records)) {
    const candidates = some.map((record) => toRow(source.table.declaration, record));
    try {
      inserted.push(...(await insertThem(source, candidates)));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const fault = new Fault('store.contention', {}, { cause: error });
      throw new TransactionEnd({ kind: 'again', error: fault });
    }
  }
  return inserted;
}

export function writing(run: Run, asking: Asking): Writing<Stored> {
  return {
    ...reading(run, asking),
    insert: (record, searchable) => run((source) => insert(source, record, searchable)),
    insertMissing: (records) => run((source) => insertMissing(source, records)),
    update: (record, searchable) => run((source) => update(source, record, searchable)),
    remove: (id, version) => run((source) => remove(source, id, version)),
    removeWhere: (where) => run((source) => removeWhere(source, where)),
    setWhere: (where, column, value) => run((source) => setWhere(source, where, column, value)),
  };
}
