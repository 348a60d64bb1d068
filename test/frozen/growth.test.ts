import { expect, test } from '@jest/globals';
import { COLUMN_FORMS } from '../../src/adapters/sqlite/column-forms.js';
import { TABLES } from '../../src/adapters/sqlite/schema.js';
import { changedDeclarations, sampleThings } from '../kit/declarations.js';
import { overStores, storeKinds } from '../kit/stores.js';
import { mongoNames, sqliteNames } from './database-names.js';
import { verifyAll } from './past/checks.js';
import { bringBack, kept, type Kind } from './past/databases.js';
import { openStage } from './past/stages.js';
import { rowsOf } from './written-names.js';

// A database of the release before gets what a later release declares, and goes on working with the release that does not.

const ADDED: Readonly<Record<Kind, readonly string[]>> = {
  sqlite: [
    'table members column guest INTEGER',
    'table members column locale TEXT',
    'table members index members_by_guest on organizationId, guest, id where "guest" IS NOT NULL',
    'table members index members_by_organization on organizationId, locale, id',
    'table organizations column preset TEXT',
    'table organizations index organizations_by_preset on preset, id',
    'table organizations index organizations_key_preset_slug on preset, slug unique',
    'table sample_things column createdAt TEXT not null',
    'table sample_things column doc TEXT not null',
    'table sample_things column facets TEXT',
    'table sample_things column id TEXT not null',
    'table sample_things column lost INTEGER',
    'table sample_things column number INTEGER',
    'table sample_things column owner TEXT',
    'table sample_things column place TEXT not null',
    'table sample_things column row_number INTEGER key 1',
    'table sample_things column search TEXT',
    'table sample_things column updatedAt TEXT not null',
    'table sample_things column version INTEGER not null',
    'table sample_things index sample_things_by_owner on owner, id',
    'table sample_things index sample_things_key_number on place, number unique where "number" IS NOT NULL',
    'table sample_things_facets column key TEXT not null key 1',
    'table sample_things_facets column owner INTEGER not null key 2',
  ],
  mongodb: [
    'collection members index index_guest {"organizationId":1,"guest":1,"_id":1} where {"guest":{"$exists":true}}',
    'collection members index index_organization {"organizationId":1,"locale":1,"_id":1}',
    'collection organizations index index_preset {"preset":1,"_id":1}',
    'collection organizations index unique_preset-slug {"preset":1,"slug":1} unique',
    'collection sample_things',
    'collection sample_things index _id_ {"_id":1}',
    'collection sample_things index index_facets {"facets":1,"_id":1}',
    'collection sample_things index index_owner {"owner":1,"_id":1}',
    'collection sample_things index unique_number {"place":1,"number":1} unique where {"number":{"$exists":true}}',
  ],
};

/** What a later step made otherwise (6: accounts without an address): how it was, and how it is once all is declared. */
const MADE_OTHERWISE: Readonly<Record<string, string>> = {
  'table accounts column emailKey TEXT not null': 'table accounts column emailKey TEXT',
  'table accounts index accounts_key_email on emailKey unique':
    'table accounts index accounts_key_email on emailKey unique where "emailKey" IS NOT NULL',
  'collection accounts index unique_email {"emailKey":1} unique':
    'collection accounts index unique_email {"emailKey":1} unique where {"emailKey":{"$exists":true}}',
};

const STANDINGS = 'table members index members_by_standing on organizationId, standing, status, id';
const ACTORS = 'table journal index journal_by_actor on organizationId, actorKey, sequence, id';

const TARGETS = 'table journal index journal_by_target on organizationId, targetKey, sequence, id';

/** Indexes of another shape since, which no step makes: decisions 0094, 0096 and 0108 (an expression has no name of a column). */
const RESHAPED: typeof MADE_OTHERWISE = {
  'table group_members index group_members_by_of on memberId, id':
    'table group_members index group_members_by_of on memberId, groupId, heldBy, id',
  'collection group_members index index_of {"memberId":1,"_id":1}':
    'collection group_members index index_of {"memberId":1,"groupId":1,"heldBy":1,"_id":1}',
  [STANDINGS]: `${STANDINGS} where "standing" NOT GLOB 'none*'`,
  [TARGETS]: TARGETS.replace('targetKey', 'an expression'),
  [ACTORS]: `${ACTORS} where "actorKey" NOT GLOB 'connection:*'`,
};

/** Indexes that a later step dropped (7: indexes that nothing asks; 9: times of the journal by its order). */
const ENDED = /^\w+ journal index \w+_(type|family|time) |^\w+ feed_marks index \w+_organization /;

/** Tables whose records have facets, by a number that a later step gave them (8: records by number in facets). */
const NUMBERED = /^table (members|scim_users|scim_groups|invitations|journal|idempotency_keys) /;
const NUMBERED_LATER = /^table (journal|idempotency_keys) /;
/** What every start makes where it is missing, and numbers that the first step gives today. */
const MADE_SINCE = /^table \w+ column row_number |^table shared_texts /;

/** Columns that hold something else than their texts (11: columns in fewer bytes). */
function inFewerBytes(line: string): string {
  const [, name = '', column = ''] = /^table (\w+) column (\w+) TEXT/.exec(line) ?? [];
  const table = [...TABLES.values()].find((one) => one.name === `"${name}"`);
  const { sql } = COLUMN_FORMS[table?.columns.get(column) ?? 'text'];
  return line.replace(/ TEXT(?= |$)/, ` ${sql}`);
}

function madeOtherwise(line: string): string {
  return MADE_OTHERWISE[line] ?? numbered(line);
}

function numbered(line: string): string {
  if (NUMBERED.test(line))
    return line.replace('column id TEXT not null key 1', 'column id TEXT not null');
  return line.replace(/(_facets column owner) TEXT/, '$1 INTEGER');
}

overStores(
  'a database of the release before, under a later one',
  (kind) => {
    const name: Kind = kind.name === 'mongodb' ? 'mongodb' : 'sqlite';
    const namesOf = (url: string): Promise<string[]> =>
      name === 'mongodb' ? mongoNames(url) : sqliteNames(url.slice('sqlite:'.length));

    test('gets what this release declares beyond it, and loses nothing', async () => {
      const opened = await kind.open();
      await opened.store.close();
      await bringBack(name, opened.url);
      const before = await namesOf(opened.url);
      await opened.reopen();
      expect(await kind.inspect(opened.url)).toMatchObject({ pending: [], missing: [] });
      const now = before
        .filter((line) => !ENDED.test(line))
        .map((line) => inFewerBytes(RESHAPED[line] ?? madeOtherwise(line)));
      expect(await namesOf(opened.url)).toEqual(expect.arrayContaining(now));
      await opened.close();
    });

    test('is what the first step makes', async () => {
      const first = (await kind.withOneMoreMigration(() => undefined)).slice(0, 1);
      const opened = await kind.open({ declared: [], migrations: first });
      const made = (await namesOf(opened.url)).filter((line) => !MADE_SINCE.test(line));
      await opened.store.close();
      await bringBack(name, opened.url);
      const ofAgenda = /^(table|collection) agenda_jobs/;
      const old = (await namesOf(opened.url)).filter((line) => !ofAgenda.test(line));
      const atFirst = (line: string) => (NUMBERED_LATER.test(line) ? line : numbered(line));
      const expected = name === 'sqlite' ? old.map(atFirst) : old;
      expect(made.sort()).toEqual(expected.sort());
      await opened.close();
    });

    test('gets tables, columns and indexes, filled from its records', async () => {
      const opened = await kind.open();
      await opened.store.close();
      await bringBack(name, opened.url);
      await opened.reopen();
      await opened.store.close();
      const before = new Set(await namesOf(opened.url));
      const rows = await rowsOf(opened.url);
      await opened.reopen({ declared: [...changedDeclarations(), sampleThings] });
      const added = (await namesOf(opened.url)).filter((line) => !before.has(line));
      expect(added.sort()).toEqual(ADDED[name]);
      expect(await rowsOf(opened.url)).toEqual(rows);
      if (name === 'sqlite') await expectFilled(opened.url);
      await opened.store.close();
      const { now } = JSON.parse((await kept(`${name}-answers.json`)).toString()) as {
        now: number;
      };
      const { server, close } = await openStage(opened.url, now);
      expect((await verifyAll(server)).out).toMatch(/ checked, 0 broken$/);
      await close();
      await opened.close();
    });
  },
  storeKinds.filter(({ name }) => name !== 'sqlite-memory'),
);

/** A column is what the record says, and nothing where the record is silent. */
async function expectFilled(url: string): Promise<void> {
  const { loadDriver } = await import('../../src/adapters/sqlite/driver.js');
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(url.slice('sqlite:'.length), { readOnly: true });
  const members = database.prepare('SELECT doc, locale, guest FROM members').all();
  expect(members.some(({ guest }) => guest === 1)).toBe(true);
  for (const { doc, locale, guest } of members) {
    const record = JSON.parse(String(doc)) as { locale?: string; guest?: boolean };
    expect(locale).toBe(record.locale ?? null);
    expect(guest).toBe(record.guest === undefined ? null : Number(record.guest));
  }
  const ask = `SELECT id FROM organizations WHERE preset = 'spaces' ORDER BY id`;
  expect(database.prepare(ask).all()).toHaveLength(1);
  const plan = JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${ask}`).all());
  expect(plan).toContain('organizations_by_preset');
  database.close();
}
