import { expect, test } from '@jest/globals';
import { newIdAt } from '#kernel/index.js';
import { equals, everything, type Store, type Writers } from '#store/index.js';
import { faultOf } from '../kit/faults.js';
import {
  ENTERPRISE,
  TestApplication,
  overApplications,
  PATCH_OP,
  USER,
  type ScimConnection,
} from '../kit/application.js';

const SECRET = 'hunter2-hunter2';
const DAY = 86_400_000;

/** The server over a store in which writes to the exchange log can be made to fail. */
function frail(app: TestApplication) {
  const state = { failing: false, attempts: 0, failRemovals: false };
  const store = Object.assign(Object.create(app.store) as Store, {
    read: app.store.read,
    transaction: async <T>(partition: string, work: (tx: Writers) => Promise<T>): Promise<T> => {
      if (partition !== 'exchanges') return app.store.transaction(partition, work);
      state.attempts += 1;
      if (state.failing) throw new Error('the database is away');
      return app.store.transaction(partition, (tx) =>
        work(
          state.failRemovals
            ? (Object.create(tx, {
                exchanges: {
                  value: Object.assign(Object.create(tx.exchanges) as Writers['exchanges'], {
                    insertMissing: tx.exchanges.insertMissing.bind(tx.exchanges),
                    removeWhere: () => Promise.reject(new Error('no removals today')),
                  }),
                },
              }) as Writers)
            : tx,
        ),
      );
    },
  });
  const other = new TestApplication(store, app.clock, {
    exchanges: { bodyBytes: 4_096 },
  });
  return { other, state };
}

overApplications('the exchange log', (app) => {
  test('every request is one line, in order, with what was meant and what came of it', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com');
    await scim.call('GET', `/Users/${id}`);
    await scim.call('GET', '/Users?filter=userName%20eq%20%22x%22&count=1');
    await scim.call('POST', '/Users', { schemas: [USER], userName: 'user-1@example.com' });
    await scim.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'T' });
    await scim.call('PUT', `/Users/${id}`, { schemas: [USER], userName: 'user-1@example.com' });
    const group = await scim.group('G', id);
    await scim.leave(group, id);
    await scim.call('DELETE', `/Groups/${group}`);
    await scim.call('DELETE', `/Users/${id}`);
    await scim.call('GET', `/Users/${id}`);
    await scim.call('GET', '/Schemas');
    await scim.call('GET', '/Foos');
    const lines = await scim.exchanges();
    expect(lines.map((line) => [line.operation, line.status, line.outcome])).toEqual([
      ['user.create', 201, 'ok'],
      ['user.read', 200, 'ok'],
      ['user.query', 200, 'ok'],
      ['user.create', 409, 'refused'],
      ['user.patch', 200, 'ok'],
      ['user.replace', 200, 'ok'],
      ['group.create', 201, 'ok'],
      ['group.patch', 204, 'ok'],
      ['group.delete', 204, 'ok'],
      ['user.delete', 204, 'ok'],
      ['user.read', 404, 'refused'],
      [expect.any(String), 200, 'ok'],
      [expect.any(String), 404, 'refused'],
    ]);
    expect(lines[0]).toMatchObject({
      method: 'POST',
      path: '/Users',
      resourceType: 'User',
      resourceId: id,
      organizationId: scim.organization.id,
      connectionId: scim.connection.id,
      latencyMs: 1,
      request: expect.stringContaining('user-1@example.com'),
      response: expect.stringContaining(id),
    });
    expect(lines[2]?.path).toBe('/Users?filter=userName%20eq%20%22x%22&count=1');
    expect(new Set(lines.map(({ traceId }) => traceId)).size).toBe(lines.length);
  });

  test('passwords reach neither the log nor the journal nor the record', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com', { password: SECRET });
    const path = `/Users/${id}`;
    await scim.call('PUT', path, { schemas: [USER], userName: 'a@example.com', password: SECRET });
    await scim.patch(path, { op: 'replace', path: 'password', value: SECRET });
    await scim.patch(path, { op: 'replace', path: `${USER}:password`, value: SECRET });
    await scim.patch(path, { op: 'replace', value: { password: SECRET, title: 'T' } });
    await scim.patch(path, { OP: 'Replace', PATH: 'PASSWORD', VALUE: SECRET });
    await scim.patch(path, { op: 'replace', path: 'password[value eq "x"]', value: SECRET });
    await scim.patch(path, { op: 'add', path: 'password', value: { value: SECRET } });
    await scim.call('GET', `/Users?filter=${encodeURIComponent(`password eq "${SECRET}"`)}`);
    await scim.call('POST', '/.search', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: `password eq "${SECRET}"`,
    });
    await scim.call('POST', '/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        {
          method: 'POST',
          path: '/Users',
          bulkId: '1',
          data: { schemas: [USER], password: SECRET },
        },
        {
          method: 'PATCH',
          path,
          data: {
            schemas: [PATCH_OP],
            Operations: [{ op: 'add', path: 'password', value: SECRET }],
          },
        },
      ],
    });
    const lines = await scim.exchanges();
    expect(lines).toHaveLength(12);
    const kept = [
      lines,
      await app().journal(scim.organization.id),
      await app().store.read.scimUsers.get(id),
    ];
    expect(JSON.stringify(kept)).not.toContain(SECRET);
    expect(lines.filter(({ request }) => request?.includes('[redacted]')).length).toBeGreaterThan(
      6,
    );
  });

  test('the difference says which attributes changed, from what to what', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com', {
      title: 'Old',
      name: { givenName: 'User', familyName: 'One' },
      [ENTERPRISE]: { department: 'A', costCenter: '1' },
    });
    await scim.patch(
      `/Users/${id}`,
      { op: 'replace', path: 'name.givenName', value: 'Other' },
      { op: 'remove', path: 'title' },
      { op: 'add', path: 'nickName', value: 'Nick' },
      { op: 'replace', path: `${ENTERPRISE}:department`, value: 'B' },
    );
    const { difference = [] } = await scim.lastExchange();
    expect([...difference].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: 'name.givenName', before: 'User', after: 'Other' },
      { path: 'nickName', after: 'Nick' },
      { path: 'title', before: 'Old' },
      { path: `${ENTERPRISE}:department`, before: 'A', after: 'B' },
    ]);
    await scim.patch(`/Users/${id}`, { op: 'replace', path: 'nickName', value: 'Nick' });
    const same = await scim.lastExchange();
    expect(same).not.toHaveProperty('difference');
    expect(same.trace).toEqual([{ step: 'unchanged', detail: 'nothing to write' }]);
  });

  test('what a new user became is kept once, in the answer, and shown as a difference', async () => {
    const scim = await app().scimConnection();
    const stored = async () => {
      await app().provisioning.exchanges.flush();
      const where = equals('connectionId', scim.connection.id);
      const sort = [{ field: { column: 'id' }, descending: true }];
      return (await app().store.read.exchanges.find({ where, sort, limit: 1 })).records[0];
    };
    const name = { givenName: 'Ünal "U"', familyName: 'Brandt' };
    const id = await scim.user('user-1@example.com', { name, [ENTERPRISE]: { department: 'A' } });
    const kept = await stored();
    expect(kept).toMatchObject({ differenceFrom: 'response', resourceId: id });
    expect(kept).not.toHaveProperty('difference');
    const shown = await scim.lastExchange();
    expect(shown).not.toHaveProperty('differenceFrom');
    expect(shown.difference).toEqual([
      { path: 'id', after: id },
      { path: 'userName', after: 'user-1@example.com' },
      { path: 'name', after: name },
      { path: 'active', after: true },
      { path: ENTERPRISE, after: { department: 'A' } },
    ]);
    const { list: _list, get } = app().provisioning.exchanges;
    const one = await get(app().ctx(), scim.organization.id, scim.connection.id, shown.id);
    expect(one).toEqual(shown);
    // an answer that says less, and one that is not of something new
    const body = { schemas: [USER], userName: 'user-2@example.com', title: 'T' };
    await scim.call('POST', '/Users?attributes=userName', body);
    expect(await stored()).toMatchObject({ difference: [{}, {}, { path: 'title' }, {}] });
    await scim.patch(`/Users/${id}`, { op: 'add', path: 'title', value: 'New' });
    expect(await stored()).toMatchObject({ difference: [{ path: 'title', after: 'New' }] });
  });

  test('what is ignored or skipped is named in the trace, a little of it where it is much', async () => {
    const scim = await app().scimConnection();
    await scim.user('user-1@example.com', { nonsense: 1, [`long${'x'.repeat(5_000)}`]: 1 });
    const { trace } = await scim.lastExchange();
    expect(trace.map(({ step }) => step)).toContain('attribute.ignored');
    for (const { detail } of trace) expect(detail.length).toBeLessThanOrEqual(1_001);
    const group = await scim.group('G');
    await scim.join(group, ...Array.from({ length: 150 }, (_, index) => `nobody-${index}`));
    const skipped = await scim.lastExchange();
    expect(skipped.trace).toHaveLength(101);
    expect(skipped.trace.at(-1)).toEqual({ step: 'trace.cut', detail: 'more followed' });
    expect(skipped.trace[0]).toMatchObject({ step: 'member.unknown' });
  });

  test('large values are cut, and cost no line', async () => {
    const { other } = frail(app());
    const scim = other.attach(await app().scimConnection());
    const photos = Array.from({ length: 20 }, (_, index) => ({
      value: `https://example.com/${index}/${'x'.repeat(5_000)}`,
    }));
    await scim.user('user-1@example.com', { photos, nickName: 'y'.repeat(8_000) });
    const line = await scim.lastExchange();
    expect(line.request?.length).toBe(4_099);
    expect(line.response?.length).toBe(4_099);
    expect(line.difference).toContainEqual({ path: 'nickName', after: '[8002 characters]' });
    expect(JSON.stringify(line).length).toBeLessThan(12_000);
  });

  test('it is filtered and read within its connection only', async () => {
    const scim = await app().scimConnection();
    const stranger = await app().scimConnection();
    const id = await scim.user('user-1@example.com');
    await scim.user('user-2@example.com');
    await scim.call('GET', '/Users/nobody');
    const { exchanges } = app().provisioning;
    const list = async (query: object) => {
      const all = { limit: 10, ...query };
      const [mine, connection] = [scim.organization.id, scim.connection.id];
      return (await exchanges.list(app().ctx(), mine, connection, all)).items;
    };
    expect(await list({ outcome: 'refused' })).toMatchObject([{ operation: 'user.read' }]);
    expect(await list({ operation: 'user.create' })).toHaveLength(2);
    expect(await list({ resourceId: id })).toMatchObject([{ resourceId: id }]);
    const line = (await list({})).at(-1);
    const get = (whose: ScimConnection, connection: string) =>
      exchanges.get(app().ctx(), whose.organization.id, connection, line?.id ?? '');
    expect(await get(scim, scim.connection.id)).toEqual(line);
    expect(await faultOf(get(stranger, scim.connection.id))).toMatchObject({
      code: 'connection.missing',
    });
    expect(await faultOf(get(stranger, stranger.connection.id))).toMatchObject({
      code: 'record.missing',
    });
  });

  test('while the database is away lines wait; later each is there once, in order', async () => {
    const { other, state } = frail(app());
    const scim = other.attach(await app().scimConnection());
    state.failing = true;
    for (let index = 0; index < 5; index += 1) await scim.call('GET', `/Users/nobody-${index}`);
    await other.provisioning.exchanges.flush();
    expect(other.provisioning.exchanges.figures()).toMatchObject({ waiting: 5, lost: 0 });
    // the work itself goes on
    expect((await scim.call('GET', '/Users')).status).toBe(200);
    state.failing = false;
    const lines = await scim.exchanges();
    expect(lines.map(({ path }) => path)).toEqual([
      ...Array.from({ length: 5 }, (_, index) => `/Users/nobody-${index}`),
      '/Users',
    ]);
    expect(other.provisioning.exchanges.figures()).toMatchObject({ waiting: 0, lost: 0 });
  });

  test('a removal that failed is done by the next one, and nothing is written twice', async () => {
    const { other, state } = frail(app());
    const scim = other.attach(await app().scimConnection());
    await scim.call('GET', '/Users/old');
    await other.provisioning.exchanges.flush();
    app().clock.advance(91 * DAY);
    state.failRemovals = true;
    await scim.call('GET', '/Users/new');
    await other.provisioning.exchanges.flush();
    const { removeOld } = other.provisioning.exchanges;
    await expect(removeOld(app().ctx())).rejects.toThrow('no removals today');
    state.failRemovals = false;
    expect((await removeOld(app().ctx())).done).toBeGreaterThan(0);
    await other.provisioning.exchanges.flush();
    const paths = (await scim.exchanges()).map(({ path }) => path);
    expect(paths).toEqual(['/Users/new']);
    expect(other.provisioning.exchanges.figures()).toMatchObject({ waiting: 0, lost: 0 });
  });

  test('the queue is bounded, counts what it lost, and does not hammer a database that is away', async () => {
    const { other, state } = frail(app());
    const scim = await app().scimConnection();
    const session = await app().core.credentials.authenticate(app().ctx(), scim.token);
    state.failing = true;
    for (let index = 0; index < 10_500; index += 1) {
      const ctx = other.provisioning.startExchange(app().ctx(), session);
      const seen = { method: 'GET', path: `/Users/${index}`, query: '', status: 503, latencyMs: 1 };
      other.provisioning.record(ctx, seen);
      if (index % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await other.provisioning.exchanges.flush();
    expect(other.provisioning.exchanges.figures()).toMatchObject({ waiting: 10_000, lost: 500 });
    expect(state.attempts).toBeLessThan(6);
    // thrown away, so that the end of the tests need not write them
    state.attempts = 0;
    await other.provisioning.close();
    expect(state.attempts).toBe(1);
  });

  test('lines older than the retention go, younger ones stay', async () => {
    const { other } = frail(app());
    const scim = other.attach(await app().scimConnection());
    await scim.call('GET', '/Users/first');
    await other.provisioning.exchanges.flush();
    app().clock.advance(60 * DAY);
    await scim.call('GET', '/Users/second');
    await other.provisioning.exchanges.flush();
    app().clock.advance(31 * DAY);
    await scim.call('GET', '/Users/third');
    await other.provisioning.exchanges.flush();
    expect(await other.provisioning.exchanges.removeOld(app().ctx())).toMatchObject({
      more: false,
    });
    expect((await scim.exchanges()).map(({ path }) => path)).toEqual([
      '/Users/second',
      '/Users/third',
    ]);
  });

  test('a great many old lines go a few at a time, until none is left', async () => {
    const { other } = frail(app());
    const scim = other.attach(await app().scimConnection());
    await scim.call('GET', '/Users/one');
    const line = await scim.lastExchange();
    const { clock } = app();
    const copies = Array.from({ length: 700 }, () => ({ ...line, id: newIdAt(clock.now()) }));
    await app().store.transaction('exchanges', (tx) => tx.exchanges.insertMissing(copies));
    app().clock.advance(91 * DAY);
    await scim.call('GET', '/Users/again');
    await other.provisioning.exchanges.flush();
    const rounds: boolean[] = [];
    do {
      rounds.push((await other.provisioning.exchanges.removeOld(app().ctx())).more);
    } while (rounds.at(-1) === true);
    expect(rounds.length).toBeGreaterThan(1);
    const left = await app().store.read.exchanges.count(equals('connectionId', scim.connection.id));
    expect(left).toBe(1);
  });

  test('closing writes what waits', async () => {
    const before = await app().store.read.exchanges.count(everything);
    const { other } = frail(app());
    const scim = other.attach(await app().scimConnection());
    await scim.call('GET', '/Users/last');
    await other.close();
    expect(await app().store.read.exchanges.count(everything)).toBe(before + 1);
  });
});
