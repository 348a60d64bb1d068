import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { equals } from '#store/index.js';
import { overServers } from '../kit/server-suites.js';
import { checkedAgainstContract, requests, type Requests } from '../kit/server.js';
import { samlConnection, signIn } from '../kit/sessions.js';

const PATH = '/me/preferences';

const UNCHOSEN = {
  colorScheme: 'system',
  density: 'comfortable',
  shortcuts: true,
  pagedTables: false,
  lists: {},
  dismissedHints: [],
  version: 0,
};

overServers('preferences of a person', (server) => {
  let accountId: string;
  let me: Requests;

  const as = async (id: string, more: object = {}): Promise<Requests> => {
    const { headers } = await signIn(server(), { accountId: id, ...more });
    return checkedAgainstContract(requests(`${server().url}/api/v1`, headers));
  };
  const newAccount = async (): Promise<string> => {
    const body = { email: `${newId()}@example.com`, name: 'User', emailVerified: true };
    return String((await server().rest('POST', '/accounts', { body })).body.id);
  };
  const rows = (id: string): Promise<number> =>
    server().store.read.personPreferences.count(equals('accountId', id));

  let stranger: Requests;
  beforeAll(async () => {
    stranger = await as(await newAccount());
  });
  beforeEach(async () => {
    accountId = await newAccount();
    me = await as(accountId);
  });

  const change = (body: object, headers: Record<string, string> = {}) =>
    me('PATCH', PATH, { body, headers });

  test('are as they are by themselves, until something is chosen', async () => {
    const { body, headers } = await me('GET', PATH);
    expect(body).toEqual(UNCHOSEN);
    expect(headers.get('etag')).toBe('W/"0"');
    expect(await rows(accountId)).toBe(0);
  });

  test('keep what is not named, and null takes a choice back', async () => {
    await change({ colorScheme: 'dark', startPage: 'audit-log', dismissedHints: ['first-steps'] });
    const { body } = await change({ density: 'compact', colorScheme: null });
    const expected = {
      density: 'compact',
      startPage: 'audit-log',
      dismissedHints: ['first-steps'],
    };
    expect(body).toEqual({ ...UNCHOSEN, ...expected, version: 2 });
    const same = await change({ density: 'compact' });
    expect(same.body['version']).toBe(2);
    const none = await change({ density: null, startPage: null, dismissedHints: null });
    expect(none.body).toEqual({ ...UNCHOSEN, version: 3 });
  });

  test('of a list keep the parts that are not named', async () => {
    await change({ lists: { members: { columns: ['name', 'roles'], pageSize: 50 } } });
    await change({ lists: { members: { sort: '-createdAt' }, seats: { pageSize: 25 } } });
    const { body } = await change({ lists: { members: { pageSize: null }, seats: null } });
    expect(body['lists']).toEqual({
      members: { columns: ['name', 'roles'], sort: '-createdAt' },
    });
  });

  test('are refused when they were read in another version, also before the first choice', async () => {
    const first = await change({ shortcuts: false }, { 'if-match': 'W/"0"' });
    expect(first.headers.get('etag')).toBe('W/"1"');
    const late = await change({ shortcuts: true }, { 'if-match': 'W/"0"' });
    expect([late.status, late.body['code']]).toEqual([412, 'request.precondition']);
    expect((await me('GET', PATH)).body['shortcuts']).toBe(false);
  });

  test('two first choices at once are both kept', async () => {
    const both = await Promise.all([change({ density: 'compact' }), change({ shortcuts: false })]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const kept = { density: 'compact', shortcuts: false };
    expect((await me('GET', PATH)).body).toMatchObject(kept);
    expect(await rows(accountId)).toBe(1);
  });

  test.each([
    ['nothing', {}],
    ['a colour', { colorScheme: 'pink' }],
    ['a word of nobody', { theme: 'dark' }],
    ['a page size', { lists: { members: { pageSize: 10_000 } } }],
    ['the name of a list', { lists: { 'no.list': {} } }],
    ['a column', { lists: { members: { columns: ['<b>'] } } }],
    ['too many columns', { lists: { members: { columns: Array<string>(41).fill('name') } } }],
  ])('that are none are refused: %s', async (_what, body) => {
    const refused = await change(body);
    expect([refused.status, refused.body['code']]).toEqual([400, 'request.invalid']);
    expect(await rows(accountId)).toBe(0);
  });

  test('have room for forty lists', async () => {
    const lists = (count: number, from = 0): object =>
      Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`list-${at + from}`, { pageSize: 20 }]),
      );
    expect((await change({ lists: lists(40) })).status).toBe(200);
    const refused = await change({ lists: lists(1, 40) });
    expect(refused.body['errors']).toMatchObject([{ field: 'lists' }]);
    expect((await change({ lists: { ...lists(1, 40), 'list-0': null } })).status).toBe(200);
  });

  test('are nobody else’s, and any session of the person has them', async () => {
    await change({ colorScheme: 'dark' });
    expect((await stranger('GET', PATH)).body).toEqual(UNCHOSEN);
    const { email, name } = (await server().store.read.accounts.get(accountId)) ?? {};
    const { body } = await server().rest('POST', '/organizations', {
      body: { name: 'Example', owner: { email, name } },
    });
    const organizationId = String(body.id);
    const { id: connectionId } = await samlConnection(server().store, organizationId);
    const provided = await as(accountId, { connectionId, organizationId });
    expect((await provided('GET', PATH)).body['colorScheme']).toBe('dark');
    expect((await provided('PATCH', PATH, { body: { colorScheme: 'light' } })).status).toBe(200);
  });

  test('go with the account, and leave no line in the journal', async () => {
    const entries = (): Promise<number> =>
      server().store.read.journal.count(equals('actorKey', `person:${accountId}`));
    const before = await entries();
    await change({ colorScheme: 'dark' });
    expect(await entries()).toBe(before);
    expect((await server().rest('DELETE', `/accounts/${accountId}`)).status).toBe(202);
    await server().composed.jobs.runNow('erase-people');
    expect(await server().store.read.accounts.get(accountId)).toBeUndefined();
    expect(await rows(accountId)).toBe(0);
  });
});
