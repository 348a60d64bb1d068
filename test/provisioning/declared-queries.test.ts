import { afterEach, expect, jest, test } from '@jest/globals';
import { ENTERPRISE_USER_URN } from '@muster/scim';
import { readMemberFilter } from '#provisioning/index.js';
import { COLLECTIONS, DECLARED, type Collection, type Query, type Stored } from '#store/index.js';
import { openConnection, type SqliteConnection } from '../../src/adapters/sqlite/connections.js';
import { loadDriver } from '../../src/adapters/sqlite/driver.js';
import { numberFacets } from '../../src/adapters/sqlite/facet-numbers.js';
import { createMissing, dropEndedIndexes } from '../../src/adapters/sqlite/missing.js';
import { fewOf, pageOf } from '../../src/adapters/sqlite/queries.js';
import { createSchema } from '../../src/adapters/sqlite/first-schema.js';
import { tableNamed } from '../../src/adapters/sqlite/schema.js';
import { shortenColumns } from '../../src/adapters/sqlite/short-columns.js';
import { isQuick } from '../../src/adapters/sqlite/watches.js';
import { overApplications, type ScimConnection } from '../kit/application.js';
import { fittingIndex } from '../kit/index-fits.js';

type Lists = 'scimUsers' | 'scimGroups' | 'exchanges' | 'journal' | 'members';

/**
 * What lists ask of the store, and which index answers it by one walk that ends with the page. `limited`: no index does, so the question
 * has a time limit (in the thread of scans, or the server's own on MongoDB) or a number of records that it looks at.
 */
const SCIM: readonly [path: string, index: string][] = [
  ['/Users?count=10', 'index_connection'],
  ['/Users?filter=userName eq "a"', 'unique_user-name'],
  ['/Users?filter=externalId eq "a"', 'index_external-id'],
  ['/Users?filter=externalId sw "a"', 'index_external-id'],
  ['/Users?filter=displayName eq "a"', 'index_display-name'],
  ['/Users?filter=displayName sw "a"', 'index_display-name'],
  ['/Users?filter=meta.lastModified gt "2026-01-01T00:00:00Z"', 'index_updated'],
  ['/Users?filter=meta.lastModified le "2026-01-01T00:00:00Z"', 'index_updated'],
  ['/Users?filter=emails.value eq "a@example.com"', 'index_facets'],
  [`/Users?filter=${ENTERPRISE_USER_URN}:employeeNumber eq "1"`, 'index_facets'],
  [`/Users?filter=${ENTERPRISE_USER_URN}:department eq "a"`, 'limited'],
  ['/Users?sortBy=userName', 'unique_user-name'],
  ['/Users?sortBy=displayName', 'index_display-name'],
  ['/Users?sortBy=meta.lastModified', 'index_updated'],
  ['/Users?filter=userName sw "a"', 'limited'],
  ['/Users?filter=active eq false', 'limited'],
  ['/Users?filter=title pr', 'limited'],
  ['/Users?filter=meta.created gt "2026-01-01T00:00:00Z"', 'limited'],
  ['/Users?filter=name.familyName co "a"', 'limited'],
  ['/Users?sortBy=name.familyName', 'limited'],
  ['/Groups?count=10', 'index_connection'],
  ['/Groups?filter=displayName eq "a"', 'unique_display-name'],
  ['/Groups?filter=displayName sw "a"', 'unique_display-name'],
  ['/Groups?filter=externalId sw "a"', 'index_external-id'],
  ['/Groups?filter=meta.lastModified ge "2026-01-01T00:00:00Z"', 'index_updated'],
];

const EXCHANGES: readonly [query: object, index: string][] = [
  [{}, 'index_connection'],
  [{ order: 'asc', from: '2026-01-01T00:00:00Z' }, 'index_connection'],
  // of these a page looks at 10,000 entries in their order
  [{ outcome: 'ok' }, 'limited'],
  [{ outcome: 'failed' }, 'index_trouble'],
  [{ operation: 'user.create' }, 'index_operation'],
  [{ resourceId: 'r' }, 'index_subject'],
  [{ traceId: 't' }, 'index_trace'],
  [{ memberId: 'm' }, 'index_member'],
  [{ address: 'a@example.com' }, 'index_address'],
];

const JOURNAL: readonly [query: object, index: string][] = [
  [{}, 'unique_sequence'],
  [{ order: 'desc' }, 'unique_sequence'],
  // of these a page looks at 10,000 lines in their order
  [{ type: 'member.added' }, 'limited'],
  [{ type: 'member.*' }, 'limited'],
  [{ type: 'scim.user.*', actor: 'member:m' }, 'limited'],
  [{ actor: 'member:m' }, 'index_actor'],
  [{ actor: 'connection:c' }, 'limited'],
  [{ target: 'member:m', order: 'desc' }, 'index_target'],
];

interface MembersAsked {
  readonly filter?: string;
  readonly q?: string;
  readonly sort?: 'name' | '-name' | 'email' | '-createdAt' | 'lastActiveOn';
  readonly states?: readonly 'active'[];
}

const MEMBERS: readonly [query: MembersAsked, index: string][] = [
  [{}, 'index_name'],
  [{ sort: '-name' }, 'index_name'],
  [{ sort: 'email' }, 'index_email'],
  [{ sort: '-createdAt' }, 'index_created'],
  [{ sort: 'lastActiveOn' }, 'index_active'],
  [{ states: ['active'] }, 'index_status'],
  [{ filter: 'role eq "admin"' }, 'index_facets_in_order'],
];

overApplications(
  'what lists ask and what is declared',
  (app) => {
    let scim: ScimConnection;
    let connection: SqliteConnection;
    afterEach(() => {
      jest.restoreAllMocks();
    });

    /** The question of a page: the first that is not about whether something is there. */
    async function questionTo(list: Lists, work: () => Promise<unknown>): Promise<Query> {
      scim ??= await app().scimConnection();
      type Asks = Record<'find' | 'findKept', (query: Query) => unknown>;
      const reading = app().store.read[list] as unknown as Asks;
      const spies = [jest.spyOn(reading, 'find'), jest.spyOn(reading, 'findKept')];
      await work();
      const queries = spies.flatMap(({ mock }) => mock.calls.map(([query]) => query));
      const asked = queries.find(({ limit }) => limit > 1);
      if (!asked) throw new Error(`Nothing was asked of ${list}.`);
      return asked;
    }

    async function planOf(list: Lists, query: Query): Promise<string> {
      if (!connection) {
        connection = openConnection(await loadDriver(), ':memory:', 'write');
        for (const statement of createSchema()) connection.exec(statement);
        dropEndedIndexes(connection);
        numberFacets(connection);
        shortenColumns(connection);
        createMissing(connection, DECLARED);
      }
      const { sql, parameters } = pageOf(tableNamed(COLLECTIONS[list].name), query);
      return planned(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    }

    function planned(sql: string, parameters: Parameters<SqliteConnection['all']>[1]): string {
      const rows = connection.all(sql, parameters);
      return rows.map((row) => String(row['detail'])).join('\n');
    }

    async function expectAnswered(list: Lists, query: Query, index: string): Promise<void> {
      const declaration = COLLECTIONS[list] as unknown as Collection<Stored>;
      expect(fittingIndex(declaration, query) ?? 'limited').toBe(index);
      if (index === 'limited' && declaration.searchScope !== undefined) {
        // nobody waits for it: SQLite asks it under a watch, and elsewhere when it takes long
        expect(isQuick(tableNamed(declaration.name), query)).toBe(false);
        return;
      }
      const plan = await planOf(list, query);
      expect(plan).not.toMatch(/SCAN r\b/);
      // the last term is sorted among equal ones only
      if (!index.includes('facets')) expect(plan).not.toMatch(/TEMP B-TREE FOR ORDER BY/);
    }

    test.each(SCIM)('SCIM: %s', async (path, index) => {
      const list = path.startsWith('/Users') ? 'scimUsers' : 'scimGroups';
      const query = await questionTo(list, () => scim.call('GET', encodeURI(path)));
      await expectAnswered(list, query, index);
    });

    test.each(EXCHANGES)('exchanges: %j', async (asked, index) => {
      const query = await questionTo('exchanges', () => {
        const { organization, connection: found } = scim;
        const page = { limit: 10, ...asked };
        return app().provisioning.exchanges.list(app().ctx(), organization.id, found.id, page);
      });
      await expectAnswered('exchanges', query, index);
    });

    test.each(JOURNAL)('the journal: %j', async (asked, index) => {
      const page = { limit: 10, after: 0, ...asked };
      const query = await questionTo('journal', () =>
        app().core.journal.list(app().ctx(), scim.organization.id, page),
      );
      await expectAnswered('journal', query, index);
    });

    test.each(MEMBERS)('members: %j', async ({ filter, ...asked }, index) => {
      const read = filter && readMemberFilter(filter, scim.organization);
      const page = { limit: 10, ...asked, ...(read && { filter: read }) };
      const query = await questionTo('members', () =>
        app().core.members.roster(app().ctx(), scim.organization.id, page),
      );
      await expectAnswered('members', query, index);
    });

    test('members by a word: looked for under a watch along indexes of the text, then asked for by their ids', async () => {
      const { members, scimUsers } = app().store.read;
      const spies = [jest.spyOn(members, 'few'), jest.spyOn(scimUsers, 'few')];
      const query = await questionTo('members', () =>
        app().core.members.roster(app().ctx(), scim.organization.id, { limit: 10, q: 'ann' }),
      );
      expect(isQuick(tableNamed('members'), query)).toBe(true);
      const [ofMembers, ofUsers] = spies.map(({ mock }) => mock.calls.map(([asked]) => asked));
      expect([ofMembers?.length, ofUsers?.length]).toEqual([3, 1]);
      for (const { where } of ofMembers ?? []) {
        expect(isQuick(tableNamed('members'), { where })).toBe(false);
      }
      await planOf('members', query);
      const asked = [
        ...(ofMembers ?? []).slice(0, 2).map((one) => ['members', one] as const),
        ...(ofUsers ?? []).map((one) => ['scimUsers', one] as const),
      ];
      for (const [list, one] of asked) {
        const { sql, parameters } = fewOf(tableNamed(COLLECTIONS[list].name), one);
        const plan = planned(`EXPLAIN QUERY PLAN ${sql}`, parameters);
        expect(plan).toMatch(/^SEARCH r USING COVERING INDEX/);
      }
    });
  },
  { onOneDatabase: true },
);
