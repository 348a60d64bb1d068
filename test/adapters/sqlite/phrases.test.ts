import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '#adapters/sqlite/index.js';
import { newId, silentLog, systemClock } from '#kernel/index.js';
import { COLLECTIONS, equals, type JournalEntry } from '#store/index.js';
import type { Row } from '../../../src/adapters/sqlite/driver.js';
import { PhraseBook } from '../../../src/adapters/sqlite/phrases.js';
import { rowsOf } from '../../kit/raw-records.js';

const AT = '2026-03-01T12:00:00.000Z';
const [ID, OTHER] = [
  '01990001-0000-7000-8000-000000000001',
  '01990001-0000-7000-8000-000000000002',
];
const HASH = 'f6b64f74382812506796b6a4fb926811681d7ea43ba0ae1e07294a22450c5f17';

function entry(sequence: number, change: Partial<JournalEntry> = {}): JournalEntry {
  return {
    id: newId(),
    version: 1,
    createdAt: AT,
    updatedAt: AT,
    organizationId: 'o',
    sequence,
    type: 'member.added',
    family: 'member',
    target: { kind: 'member', id: ID, name: 'Ünal "鈴木"' },
    after: { status: 'active', source: 'scim', roles: ['member'], email: 'a@x.example' },
    actor: { kind: 'connection', id: OTHER, name: 'Directory', credentialId: newId() },
    actorKey: `connection:${OTHER}`,
    targetKey: `member:${ID}`,
    traceId: newId(),
    previous: HASH,
    salt: '2tFD85xXpzNH2UmV26kqsQ',
    hash: HASH,
    ...change,
  };
}

const UNUSUAL: readonly Partial<JournalEntry>[] = [
  { actor: { kind: 'operator', name: 'operator' }, actorKey: 'operator:operator' },
  { actor: { kind: 'system', name: 'retention' }, actorKey: 'system:retention' },
  { actor: { kind: 'invitee', name: '' }, actorKey: 'invitee:' },
  // after an erasure
  { target: { kind: 'member', id: ID }, erasedIn: 9, version: 2 },
  // the first of a journal follows none
  { previous: '', hash: 'ABC' },
  // what the keys say is not what the record says
  { targetKey: 'space:other', actorKey: 'none' },
  { targetKey: '', actorKey: '' },
  // what no database hands back, and the marks themselves
  { targetKey: 'member:a\0b', target: { kind: 'member', id: 'a\0b' } },
  { targetKey: 'member:\x02', target: { kind: 'member', id: '\x02', name: '\x01\x05\x1f' } },
  { actorKey: 'me\ud800:x', actor: { kind: 'api_key', id: 'x', name: '\ud800 $& $1' } },
  // a short id is everywhere
  { targetKey: 'member:1', target: { kind: 'member', id: '1', name: '1 1' }, after: { one: 1 } },
  { targetKey: 'member:"', target: { kind: 'member', id: '"', name: '"},"after":{"' } },
  {
    type: 'scim.user.updated',
    after: { changes: [{ path: 'active', before: true, after: false }] },
  },
];

let folder: string;
let file: string;
let store: SqliteStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-test-'));
  file = join(folder, 'muster.db');
  const url = `sqlite:${file}`;
  store = await openSqliteStore({ url, clock: systemClock, log: silentLog, migrate: 'auto' });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const inFile = (sql: string): Promise<Row[]> => rowsOf(file, sql);

test('an entry is kept without the phrases that all entries have, and read as it was written', async () => {
  const entries = [entry(1), ...UNUSUAL.map((change, at) => entry(at + 2, change))];
  await store.transaction('o', async (tx) => {
    for (const one of entries) await tx.journal.insert(one);
  });
  for (const one of entries) {
    expect(await store.read.journal.get(one.id)).toEqual(one);
    const kept = await store.read.journal.getKept(one.id);
    expect(Object.assign({ ...kept?.fields }, JSON.parse(kept?.text ?? ''))).toEqual(one);
  }
  const [{ doc } = {}] = await inFile('SELECT doc FROM journal WHERE sequence = 1');
  const said = ['Ünal', 'a@x.example', '2tFD85xXpzNH2UmV26kqsQ'];
  expect(said.filter((one) => !String(doc).includes(one))).toEqual([]);
  const digests =
    'SELECT typeof(hash) AS hash, length(previous) AS size FROM journal WHERE sequence = 1';
  expect(await inFile(digests)).toEqual([{ hash: 'blob', size: 32 }]);
  expect([ID, OTHER, HASH, 'target', 'actor'].filter((one) => String(doc).includes(one))).toEqual(
    [],
  );
});

test('an entry that is written again, or as an earlier release wrote it, is read the same', async () => {
  const [changed, earlier] = [entry(1), entry(2)];
  await store.transaction('o', async (tx) => {
    for (const one of [changed, earlier]) await tx.journal.insert(one);
    await tx.journal.update({ ...changed, version: 2, targetKey: 'member:other' });
    await tx.journal.setWhere(equals('sequence', 1), 'actorKey', 'operator:x');
  });
  const text = JSON.stringify(earlier).replaceAll("'", "''");
  await inFile(`UPDATE journal SET doc = '${text}' WHERE sequence = 2`);
  const after = { ...changed, version: 2, targetKey: 'member:other', actorKey: 'operator:x' };
  expect(await store.read.journal.get(changed.id)).toEqual(after);
  expect(await store.read.journal.get(earlier.id)).toEqual(earlier);
});

test('a phrase of a later release is a text that cannot be read', async () => {
  const one = entry(1);
  await store.transaction('o', (tx) => tx.journal.insert(one));
  const book = COLLECTIONS.journal.phrases?.always.length ?? 0;
  await inFile(`UPDATE journal SET doc = doc || char(${String(5 + book)})`);
  await expect(store.read.journal.get(one.id)).rejects.toMatchObject({ code: 'store.unavailable' });
});

test('nothing is looked for by a digest, nor put in its order', async () => {
  const { journal } = store.read;
  await expect(journal.first(equals('hash', HASH))).rejects.toThrow(/digest/);
  const sort = [{ field: { column: 'hash' } }];
  await expect(
    journal.find({ where: equals('organizationId', 'o'), sort, limit: 1 }),
  ).rejects.toThrow(/digest/);
});

test('more phrases than there are marks are a mistake of the program', () => {
  const always = Array.from({ length: 28 }, (_, at) => `"${String(at)}"`);
  const phrases = { columns: [], own: () => [], always };
  expect(() => new PhraseBook(COLLECTIONS.journal as never, phrases)).toThrow(TypeError);
});
