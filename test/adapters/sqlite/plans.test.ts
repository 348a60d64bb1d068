import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { openSqliteStore } from '#adapters/sqlite/index.js';
import { silentLog, systemClock } from '#kernel/index.js';
import {
  all,
  compare,
  DECLARED,
  equals,
  facet,
  isThere,
  oneOf,
  type Connection,
  type Query,
  type Term,
} from '#store/index.js';
import { listExchanges } from '../../../src/provisioning/exchanges/lists.js';
import { isQuick } from '../../../src/adapters/sqlite/watches.js';
import { openConnection, type SqliteConnection } from '../../../src/adapters/sqlite/connections.js';
import { loadDriver } from '../../../src/adapters/sqlite/driver.js';
import { numberFacets } from '../../../src/adapters/sqlite/facet-numbers.js';
import { createMissing, dropEndedIndexes } from '../../../src/adapters/sqlite/missing.js';
import { columnsOf, firstOf, pageOf } from '../../../src/adapters/sqlite/queries.js';
import { createSchema } from '../../../src/adapters/sqlite/first-schema.js';
import { shortenColumns } from '../../../src/adapters/sqlite/short-columns.js';
import { createTable, tableNamed, tableOf } from '../../../src/adapters/sqlite/schema.js';

const here = equals('connectionId', 'c');

/** Every row that names how a look-up is found: no walk through a whole table, no walk of a tenant where a key is known. */
const PLANS: readonly [string, string, Term, RegExp][] = [
  [
    'a user by its name',
    'scim-users',
    all(here, equals('userNameKey', 'a')),
    /key_user_name \(connectionId=\? AND userNameKey=\?\)/,
  ],
  [
    'a user by its external id',
    'scim-users',
    all(here, equals('externalId', 'a')),
    /by_external_id/,
  ],
  [
    'a name that starts so',
    'scim-users',
    all(here, { kind: 'compare', field: { column: 'userNameKey' }, operator: 'sw', value: 'a' }),
    /key_user_name \(connectionId=\? AND userNameKey>\? AND userNameKey<\?\)/,
  ],
  [
    'a user by a facet',
    'scim-users',
    all(here, { kind: 'facet', scope: 'c', name: 'n', operator: 'eq', value: 'v' }),
    /SEARCH r USING INTEGER PRIMARY KEY \(rowid=\?\)[^]*PRIMARY KEY \(key=\?\)/,
  ],
  [
    'users of a group',
    'scim-users',
    all(here, {
      kind: 'linked',
      collection: 'group-members',
      foreign: 'memberId',
      local: 'id',
      where: equals('groupId', 'g'),
    }),
    /SEARCH r [^(]*\((connectionId=\? AND )?id=\?\)[^]*\(groupId=\?/,
  ],
  ['some of many ids', 'scim-users', oneOf('id', ['a', 'b']), /autoindex_scim_users_1 \(id=\?\)/],
  ['a page of a connection', 'scim-users', here, /by_connection \(connectionId=\?/],
  ['who is in a group', 'group-members', equals('groupId', 'g'), /by_group \(groupId=\?/],
  [
    'one person in one group',
    'group-members',
    all(equals('groupId', 'g'), equals('memberId', 'm')),
    /key_member \(groupId=\? AND memberId=\?\)/,
  ],
  [
    'the member of an account, as every request of a browser asks',
    'members',
    all(equals('accountId', 'a'), equals('organizationId', 'o'), equals('status', 'active')),
    /by_account \(accountId=\?/,
  ],
  [
    'owners and administrators',
    'members',
    all(
      equals('organizationId', 'o'),
      oneOf('standing', ['owner', 'admin']),
      equals('status', 'active'),
    ),
    /by_standing \(organizationId=\? AND standing=\? AND status=\?/,
  ],
  [
    'members whose address is wanted by others',
    'members',
    all(equals('organizationId', 'o'), oneOf('conflict', ['c'])),
    /by_conflict \(organizationId=\? AND conflict=\?/,
  ],
  [
    'the owners',
    'members',
    all(equals('organizationId', 'o'), equals('standing', 'owner'), equals('status', 'active')),
    /by_standing \(organizationId=\? AND standing=\? AND status=\?/,
  ],
];

const beside = (term: Term): Term => ({ kind: 'not', term: { kind: 'not', term } });
const ofOrganization = beside(equals('organizationId', 'o'));
const inJournal = all(equals('organizationId', 'o'), compare('sequence', 'gt', 5));
const facetOf = (name: string): Term => facet('o', name, 'v');

/** How an erasure finds what is a person's: never by a walk of the organization. */
const PLANS_OF_ERASURES: readonly [string, Term, RegExp][] = [
  [
    'journal',
    all(inJournal, equals('targetKey', 'member:m')),
    /by_target \(organizationId=\? AND <expr>=\?/,
  ],
  ['journal', all(inJournal, equals('actorKey', 'member:m')), /by_actor \(.*actorKey=\?/],
  ['journal', all(inJournal, facetOf('member')), /PRIMARY KEY \(key=\?\)/],
  ['invitations', all(oneOf('memberId', ['m']), ofOrganization), /by_member \(memberId=\?/],
  ['invitations', all(oneOf('emailKey', ['a']), ofOrganization), /by_address \(emailKey=\?/],
  ['invitations', all(ofOrganization, facetOf('inviter')), /PRIMARY KEY \(key=\?\)/],
  ['join-requests', all(oneOf('memberId', ['m']), ofOrganization), /by_member \(memberId=\?/],
  ['join-requests', all(oneOf('emailKey', ['a']), ofOrganization), /by_address \(emailKey=\?/],
  ['join-requests', all(oneOf('accountId', ['a']), ofOrganization), /by_account \(accountId=\?/],
  ['mails', all(oneOf('memberId', ['m']), ofOrganization), /by_member \(memberId=\?/],
  ['mails', all(oneOf('toKey', ['a']), ofOrganization), /by_address \(toKey=\?/],
  ['mails', compare('onceKey', 'sw', 'j:'), /key_once \(onceKey>\? AND onceKey<\?\)/],
  ['notices', oneOf('journalId', ['j']), /by_journal \(journalId=\?/],
  ['notices', oneOf('memberId', ['m']), /\(memberId=\?/],
  ['tellings', oneOf('journalId', ['j']), /by_journal \(journalId=\?/],
  ['task-rows', oneOf('address', ['a']), /by_address \(address=\?/],
  ['exchanges', all(here, oneOf('memberId', ['m'])), /by_member \(connectionId=\? AND memberId=\?/],
  [
    'exchanges',
    all(here, oneOf('personKey', ['k'])),
    /by_person \(connectionId=\? AND personKey=\?/,
  ],
  [
    'exchanges',
    all(all(here, oneOf('personKey', ['k'])), beside(all())),
    /by_person \(connectionId=\? AND personKey=\?/,
  ],
  ['seats', oneOf('memberId', ['m']), /by_member \(memberId=\?/],
  ['space-members', oneOf('memberId', ['m']), /by_member \(memberId=\?/],
  ['members', all(ofOrganization, oneOf('mergedInto', ['m'])), /by_merged \(mergedInto=\?/],
  ['idempotency-keys', facet('done', 'about', 'm'), /PRIMARY KEY \(key=\?\)/],
  ['erasures', equals('parentId', 'p'), /by_parent \(parentId=\?/],
];

describe('plans', () => {
  let connection: SqliteConnection;
  beforeAll(async () => {
    connection = openConnection(await loadDriver(), ':memory:', 'write');
    for (const statement of createSchema()) connection.exec(statement);
    dropEndedIndexes(connection);
    numberFacets(connection);
    shortenColumns(connection);
    createMissing(connection, DECLARED);
  });
  afterAll(() => {
    connection.close();
  });

  function plan(collection: string, query: Query): string {
    const { sql, parameters } = pageOf(tableNamed(collection), query);
    const rows = connection.all(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    return rows.map((row) => String(row['detail'])).join('\n');
  }

  test.each(PLANS)('%s', (_, collection, where, expected) => {
    const text = plan(collection, { where, limit: 100 });
    expect(text).toMatch(expected);
    expect(text).not.toMatch(/SCAN r\b/);
  });

  test.each(PLANS_OF_ERASURES)('of an erasure: %s', (collection, where, expected) => {
    const text = plan(collection, { where, limit: 200 });
    expect(text).toMatch(expected);
    expect(text).not.toMatch(/SCAN r\b/);
  });

  // what names one person or thing leads to it, whatever else is asked of it: never a walk of the tenant or of all that are alike
  const CROWDS =
    /^(concern|connectionId|operation|organizationId|outcome|standing|state|status|type)$/;
  const selective = DECLARED.flatMap(({ name, columns, indexes, unique }) =>
    [...indexes, ...unique]
      .map(({ on }) => String(on[0]))
      .filter((column) => !CROWDS.test(column) && !/(At|On|Since|Due)$/.test(column))
      .map((column) => [name, column, Object.keys(columns)] as const),
  );
  test.each(selective)('%s by %s, whatever else is asked', (collection, column, columns) => {
    const crowds = columns.filter((one) => CROWDS.test(one) && one !== column);
    const types = tableNamed(collection).columns;
    const valued = (one: string): Term =>
      equals(one, types.get(one) === 'integer' ? 1 : types.get(one) === 'boolean' ? true : 'x');
    const { sql, parameters } = firstOf(
      tableNamed(collection),
      all(valued(column), ...crowds.map(valued)),
    );
    const rows = connection.all(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    expect(rows.map((row) => String(row['detail'])).join('\n')).toMatch(
      new RegExp(`\\b${column}=\\?`),
    );
  });

  test('a file of a release that estimated otherwise is given the estimates of this one', () => {
    const stat = (): unknown =>
      connection.get(`SELECT stat FROM sqlite_stat1 WHERE idx = 'members_by_account'`, [])?.[
        'stat'
      ];
    const before = stat();
    connection.exec(`UPDATE sqlite_stat1 SET stat = '9 9 1' WHERE idx = 'members_by_account'`);
    expect(createMissing(connection, DECLARED)).toEqual([]);
    expect(stat()).toBe(before);
  });

  test('the groups of people, with their names, whichever number of groups there is', () => {
    for (const ids of [['a'], ['a', 'b']]) {
      const { sql, parameters } = columnsOf(tableNamed('group-members'), {
        where: oneOf('memberId', ids),
        columns: ['memberId', 'groupId', 'heldBy'],
        sort: ['memberId', 'groupId'],
        joined: { collection: 'scim-groups', local: 'groupId', column: 'displayName' },
        limit: 1_000,
      });
      const rows = connection.all(`EXPLAIN QUERY PLAN ${sql}`, parameters);
      const text = rows.map((row) => String(row['detail'])).join('\n');
      expect(text).toMatch(/^SEARCH r USING COVERING INDEX group_members_by_of \(memberId=\?\)/);
      expect(text).not.toMatch(/TEMP B-TREE/);
      expect(text).toMatch(/^SEARCH j USING INDEX \w+ \(id=\?\)/m);
    }
    expect(plan('group-members', { where: equals('memberId', 'a'), limit: 1 })).not.toMatch(
      /ANY\(/,
    );
  });

  test('a page of the users that a provider sees is a walk, and needs no watch', () => {
    const query = { where: all(here, isThere), limit: 100 };
    expect(plan('scim-users', query)).toMatch(/^SEARCH r USING INDEX scim_users_by_connection/);
    expect(plan('scim-users', query)).not.toMatch(/TEMP B-TREE/);
    expect(isQuick(tableNamed('scim-users'), query)).toBe(true);
  });

  test('a walk that begins or ends somewhere in its order is led by the index; another range is looked for', () => {
    const ofOne = equals('organizationId', 'o');
    const sort = [{ field: { column: 'sequence' } }];
    const page = { where: all(ofOne, compare('sequence', 'gt', 5)), sort, limit: 1_000 };
    expect(plan('journal', page)).toMatch(/key_sequence \(organizationId=\? AND sequence>\?\)/);
    expect(isQuick(tableNamed('journal'), page)).toBe(true);
    const later = { ...page, where: all(ofOne, compare('createdAt', 'gt', '2026')) };
    expect(isQuick(tableNamed('journal'), later)).toBe(false);
    expect(isQuick(tableNamed('journal'), { where: page.where })).toBe(false);
  });

  test('no statement names a value in a way that has it planned anew at each binding', () => {
    const where = all(here, equals('userNameKey', 'a'), oneOf('memberId', ['m']));
    const { sql } = pageOf(tableNamed('scim-users'), { where, limit: 1 });
    expect(sql.match(/ = \+\?/g)).toHaveLength(3);
    expect(sql).not.toMatch(/ = \?/);
  });

  test('erasures that are due, the oldest first', () => {
    const where = compare('dueAt', 'le', 'now');
    const text = plan('erasures', { where, sort: [{ field: { column: 'dueAt' } }], limit: 20 });
    expect(text).toMatch(/by_due \(dueAt<\?/);
  });

  test('a walk by id goes on in the index, without sorting', () => {
    const text = plan('scim-users', { where: here, limit: 100, after: { values: [], id: 'x' } });
    expect(text).toMatch(/by_connection \(connectionId=\? AND id>\?\)/);
    expect(text).not.toMatch(/TEMP B-TREE/);
  });

  test('a walk by a required column goes on in its index', () => {
    const sort = [{ field: { column: 'updatedAt' } }];
    const after = { values: ['x'], id: 'x' };
    const text = plan('scim-users', { where: here, sort, limit: 100, after });
    expect(text).toMatch(/by_updated \(connectionId=\? AND updatedAt>\?\)/);
    expect(text).not.toMatch(/TEMP B-TREE/);
  });

  test('an index of those that have a field finds them, and the first by id are the oldest', () => {
    const trouble = all(here, equals('trouble', 'failed'));
    expect(plan('exchanges', { where: trouble, limit: 100 })).toMatch(
      /^SEARCH r USING INDEX exchanges_by_trouble \(connectionId=\? AND trouble=\?\)$/m,
    );
    expect(plan('exchanges', { where: all(), limit: 100 })).not.toMatch(/TEMP B-TREE/);
  });

  test.each(['operation', 'subjectId', 'traceId', 'memberId', 'address', 'trouble'])(
    'the exchanges of a time by their %s are one walk of an index, newest first',
    (column) => {
      const range = all(compare('id', 'ge', 'a'), compare('id', 'lt', 'b'));
      const sort = [{ field: { column: 'id' }, descending: true }];
      const text = plan('exchanges', {
        where: all(here, range, equals(column, 'x')),
        sort,
        limit: 50,
      });
      expect(text).toMatch(
        new RegExp(`\\(connectionId=\\? AND ${column}=\\? AND id>\\? AND id<\\?\\)$`, 'm'),
      );
      const newest = plan('exchanges', { where: all(here, range), sort, limit: 50 });
      expect(newest).toMatch(/\(connectionId=\? AND id>\? AND id<\?\)$/m);
    },
  );

  const [outcome, operation] = ['ok', 'user.create'] as const;
  test.each([
    [{ operation }, 'operation'],
    [{ outcome: 'refused' }, 'trouble'],
    [{ outcome: 'refused', operation }, 'trouble'],
    [{ outcome, operation }, 'operation'],
    [{ outcome, operation, resourceId: 'r' }, 'subjectId'],
    [{ outcome, operation, traceId: 't' }, 'traceId'],
    [{ outcome, operation, memberId: 'm' }, 'memberId'],
    [{ outcome: 'failed', operation, address: 'a@x.example' }, 'address'],
  ] as const)('S15 a page of exchanges by %p walks the index of %s', async (filter, column) => {
    const options = { url: 'sqlite::memory:', clock: systemClock, log: silentLog } as const;
    const store = await openSqliteStore({ ...options, migrate: 'auto' });
    const find = jest.spyOn(store.read.exchanges, 'find');
    const ofOrganization = { id: 'c', organizationId: 'o' } as Connection;
    for (const order of ['asc', 'desc'] as const) {
      const query = { ...filter, order, limit: 50, from: '2026-03-01T12:00:00Z' };
      await listExchanges(store, ofOrganization, query);
    }
    await store.close();
    // where a second filter is asked of what the first one leads to, it is asked before how far a page may look
    const isTwofold = Object.keys(filter).length > 1;
    expect(find).toHaveBeenCalledTimes(isTwofold ? 4 : 2);
    for (const [query] of find.mock.calls) {
      const text = plan('exchanges', query);
      expect(text).toMatch(new RegExp(`\\(connectionId=\\? AND ${column}=\\? AND id>\\?\\)$`, 'm'));
    }
  });

  test('a look-up by a whole key sorts nothing', () => {
    const { sql, parameters } = firstOf(tableNamed('credentials'), equals('hash', 'x'));
    const rows = connection.all(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    expect(rows.map((row) => row['detail']).join()).toMatch(/key_hash \(hash=\?\)$/);
  });

  test('a unique key with a field that must be present lets others in any number', () => {
    const table = tableOf({
      name: 'test-things',
      columns: { updatedAt: 'text' },
      required: [],
      unique: [{ name: 'moment', on: ['createdAt', 'updatedAt'], present: 'updatedAt' }],
      indexes: [],
    });
    const sql = createTable(table).join(';');
    expect(sql).toContain(
      'CREATE UNIQUE INDEX "test_things_key_moment" ON "test_things" ("createdAt", "updatedAt") WHERE "updatedAt" IS NOT NULL',
    );
    expect([...table.keys]).toEqual([
      ['id', 'id'],
      ['createdAt updatedAt', 'moment'],
    ]);
  });

  test('names that are no names never reach SQL', () => {
    const bad = { name: 'x"; --', columns: {}, required: [], unique: [], indexes: [] };
    expect(() => tableOf(bad)).toThrow(TypeError);
    expect(() =>
      pageOf(tableNamed('scim-users'), {
        where: { kind: 'present', field: { search: ['a"b'] } },
        limit: 1,
      }),
    ).toThrow(TypeError);
  });

  test('prepared statements are kept, and not without end', () => {
    for (let at = 0; at < 400; at += 1) connection.get(`SELECT ${String(at)} AS n`, []);
    expect(connection.statements).toBe(256);
    expect(connection.get('SELECT 399 AS n', [])?.['n']).toBe(399);
  });
});
