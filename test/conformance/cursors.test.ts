import { expect, test } from '@jest/globals';
import type { Json, Reply, ScimClient } from '../kit/server.js';
import {
  expectError,
  expectOk,
  filtered,
  items,
  LIST,
  makeGroup,
  makeUser,
  makeUsers,
  resources,
  searchBody,
} from './client.js';
import { overServers } from './servers.js';

type Ask = (cursor: string) => Promise<Reply>;

/** Follows nextCursor from the first page to the last. */
async function follow(
  ask: Ask,
  visit?: (page: Json[], at: number) => Promise<void>,
): Promise<Json[][]> {
  const pages: Json[][] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined) {
    const reply = await ask(cursor);
    const page = resources(reply);
    expect(reply.body).not.toHaveProperty('startIndex');
    expect(reply.body).not.toHaveProperty('previousCursor');
    pages.push(page);
    await visit?.(page, pages.length);
    cursor = reply.body.nextCursor === undefined ? undefined : String(reply.body.nextCursor);
    if (cursor !== undefined) expect(cursor).toMatch(/^[A-Za-z0-9._~-]+$/);
    expect(pages.length).toBeLessThan(50);
  }
  return pages;
}

function namesOf(pages: readonly Json[][]): string[] {
  return pages.flat().map(({ userName }) => String(userName));
}

function list(scim: ScimClient, parameters: Record<string, string>): Ask {
  return (cursor) =>
    scim.get(`/Users?${new URLSearchParams({ ...parameters, cursor }).toString()}`);
}

const SMALL_PAGES = { scim: { defaultPage: 3, maxPage: 5 } };

overServers(
  'pages by cursor',
  (suite) => {
    test('row 54: the pages hold everything once, and the last one has no nextCursor', async () => {
      const scim = await suite.scim();
      const users = await makeUsers(scim, 7);
      const names = users.map(({ body }) => String(body.userName));
      for (const [count, sizes] of [
        ['2', [2, 2, 2, 1]],
        ['1', [1, 1, 1, 1, 1, 1, 1]],
        ['5', [5, 2]],
        ['', [3, 3, 1]],
        ['1000', [5, 2]],
      ] as const) {
        const pages = await follow(list(scim, count === '' ? {} : { count }));
        expect(pages.map((page) => page.length)).toEqual([...sizes]);
        expect(namesOf(pages)).toEqual(names);
      }
      const bare = await scim.get('/Users?cursor&count=2');
      expect(bare.body).toMatchObject({ schemas: [LIST], totalResults: 7, itemsPerPage: 2 });
      expect(bare.body).toHaveProperty('nextCursor');
    });

    test('row 54: a last page that is full is the last one all the same', async () => {
      const scim = await suite.scim();
      expect(await follow(list(scim, {}))).toEqual([[]]);
      await makeUsers(scim, 4);
      const pages = await follow(list(scim, { count: '2' }));
      expect(pages.map((page) => page.length)).toEqual([2, 2]);
      const exact = await follow(list(scim, { count: '4' }));
      expect(exact.map((page) => page.length)).toEqual([4]);
    });

    test('row 47: by index, too, a page is never larger than the limit', async () => {
      const scim = await suite.scim();
      await makeUsers(scim, 7);
      for (const [query, rows] of [
        ['', 3],
        ['?count=6', 5],
        ['?count=1000', 5],
        ['?count=1000&startIndex=6', 2],
      ] as const) {
        const reply = await scim.get(`/Users${query}`);
        expect(resources(reply)).toHaveLength(rows);
        expect(reply.body.totalResults).toBe(7);
      }
      const search = await scim.post('/.search', searchBody({ count: 1_000 }));
      expect(resources(search)).toHaveLength(5);
    });

    test('row 54: filter and order hold over all pages, as they do by index', async () => {
      const scim = await suite.scim();
      const titles = ['b', undefined, 'B', 'a', undefined, 'É', 'b', ''];
      for (const [index, title] of titles.entries()) {
        await makeUser(scim, `user-${index}`, {
          ...(title !== undefined && { title }),
          emails: [{ value: `${9 - index}@example.com` }],
        });
      }
      const questions: Record<string, string>[] = [
        { sortBy: 'title' },
        { sortBy: 'title', sortOrder: 'descending' },
        { sortBy: 'emails.value' },
        { sortBy: 'meta.created', sortOrder: 'descending' },
        { filter: 'title pr', sortBy: 'title' },
        { filter: 'userName ne "user-3" and emails pr' },
        { filter: 'emails.value gt "3"', sortBy: 'userName', sortOrder: 'descending' },
      ];
      for (const question of questions) {
        const whole: string[] = [];
        for (const startIndex of ['1', '6']) {
          const query = new URLSearchParams({ ...question, count: '5', startIndex });
          whole.push(...namesOf([resources(await scim.get(`/Users?${query.toString()}`))]));
        }
        for (const count of ['1', '2', '3']) {
          expect(namesOf(await follow(list(scim, { ...question, count })))).toEqual(whole);
        }
      }
    });

    test('row 54: who comes or goes during the walk doubles nobody and hides nobody', async () => {
      const scim = await suite.scim();
      const users = await makeUsers(scim, 9);
      const gone = new Set<string>();
      const pages = await follow(list(scim, { count: '3' }), async (page, at) => {
        const done = String(page[0]?.userName);
        gone.add(done);
        await scim.delete(`/Users/${String(page[0]?.id)}`);
        if (at === 1) {
          const ahead = users[7];
          gone.add(String(ahead?.body.userName));
          await scim.delete(ahead?.path ?? '');
          await makeUser(scim, 'late@example.com');
        }
      });
      const seen = namesOf(pages);
      expect(new Set(seen).size).toBe(seen.length);
      for (const { body } of users) {
        if (!gone.has(String(body.userName))) expect(seen).toContain(body.userName);
      }
      expect(seen).toContain('late@example.com');
    });
  },
  { settings: SMALL_PAGES },
);

// What is said of cursors and read from them asks nothing of a store.
overServers(
  'cursors',
  (suite) => {
    test('row 54: RFC 9865 section 4: the configuration tells what is offered', async () => {
      const scim = await suite.scim();
      expect(expectOk(await scim.get('/ServiceProviderConfig')).pagination).toEqual({
        cursor: true,
        index: true,
        defaultPaginationMethod: 'index',
        defaultPageSize: 3,
        maxPageSize: 5,
        cursorTimeout: 3600,
      });
    });

    test('row 54: index paging is what happens without cursor', async () => {
      const scim = await suite.scim();
      await makeUsers(scim, 4);
      const reply = await scim.get('/Users?count=2');
      expect(reply.body).toMatchObject({ startIndex: 1, totalResults: 4 });
      expect(reply.body).not.toHaveProperty('nextCursor');
      const both = await scim.get('/Users?count=2&startIndex=3&cursor=');
      expect(both.body).not.toHaveProperty('startIndex');
      expect(resources(both).map(({ userName }) => userName)).toEqual([
        'user-1@example.com',
        'user-2@example.com',
      ]);
    });

    test('row 54: RFC 9865 section 3: the same by POST to .search', async () => {
      const scim = await suite.scim();
      const users = await makeUsers(scim, 5);
      const ask: Ask = (cursor) =>
        scim.post('/Users/.search', searchBody({ cursor, count: 2, filter: 'userName pr' }));
      expect(namesOf(await follow(ask))).toEqual(users.map(({ body }) => String(body.userName)));
      const root = await scim.post('/.search', searchBody({ cursor: '', count: 2 }));
      expectError(root, 400, 'invalidCursor');
    });

    test('row 54: a forged cursor, or one of another question, is 400 invalidCursor', async () => {
      const scim = await suite.scim();
      await makeUsers(scim, 6);
      for (let index = 0; index < 3; index += 1) await makeGroup(scim, `Group ${index}`);
      const first = await scim.get('/Users?cursor=&count=2');
      const genuine = String(first.body.nextCursor);
      expectOk(await scim.get(`/Users?cursor=${genuine}&count=2`));
      const flipped = (genuine.startsWith('A') ? 'B' : 'A') + genuine.slice(1);
      const forged = [
        'x',
        'AAAA',
        '~',
        flipped,
        genuine.slice(1),
        genuine.slice(0, -4),
        `${genuine}AAAA`,
        '%22',
        '%00',
        'a'.repeat(3_000),
        '-1',
        '__proto__',
        '...',
        '%2F',
      ];
      for (const cursor of forged) {
        expectError(await scim.get(`/Users?cursor=${cursor}&count=2`), 400, 'invalidCursor');
      }
      expectError(await scim.get(`/Users?cursor=${genuine}&cursor=`), 400, 'invalidCursor');
      for (const cursor of [7, {}, [], true]) {
        const reply = await scim.post('/Users/.search', searchBody({ cursor }));
        expectError(reply, 400, 'invalidCursor');
      }
      const others = [
        `/Users${filtered('active eq true')}&cursor=${genuine}`,
        `/Users?sortBy=userName&cursor=${genuine}`,
        `/Groups?cursor=${genuine}`,
      ];
      for (const path of others) expectError(await scim.get(path), 400, 'invalidCursor');
      const sibling = await suite.scim({ organizationId: scim.organizationId });
      await makeUser(sibling, 'user-1');
      expectError(await sibling.get(`/Users?cursor=${genuine}`), 400, 'invalidCursor');
    });

    test('row 54: an old cursor is 400 expiredCursor', async () => {
      const scim = await suite.scim();
      await makeUsers(scim, 3);
      const path = `/Users?count=2&cursor=`;
      const cursor = String((await scim.get(path)).body.nextCursor);
      suite.clock.advance(3_590_000);
      expect(resources(await scim.get(path + cursor))).toHaveLength(1);
      suite.clock.advance(20_000);
      expectError(await scim.get(path + cursor), 400, 'expiredCursor');
      expect(resources(await scim.get(path))).toHaveLength(2);
    });

    test('row 54: a count that is none is 400 invalidCount; 0 asks for the total', async () => {
      const scim = await suite.scim();
      await makeUsers(scim, 3);
      for (const count of ['-1', 'abc', '1.5', '1e2']) {
        expectError(await scim.get(`/Users?cursor=&count=${count}`), 400, 'invalidCount');
      }
      for (const count of [-1, 1.5, 'abc']) {
        const reply = await scim.post('/Users/.search', searchBody({ cursor: '', count }));
        expectError(reply, 400, 'invalidCount');
      }
      const none = await scim.get('/Users?cursor=&count=0');
      expect(none.body).toMatchObject({ totalResults: 3, itemsPerPage: 0 });
      expect(items(none.body.Resources)).toEqual([]);
    });
  },
  { databases: ['sqlite'], settings: SMALL_PAGES },
);
