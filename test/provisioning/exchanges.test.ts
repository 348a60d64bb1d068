import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { equals, everything, type Store, type Writers } from '#store/index.js';
import { faultOf } from '../kit/faults.js';
import { ENTERPRISE, House, overHouses, PATCH_OP, USER, type Side } from '../kit/house.js';

const SECRET = 'hunter2-hunter2';
const DAY = 86_400_000;

/** The house over a store in which writes to the exchange log can be made to fail. */
function frail(house: House) {
  const state = { failing: false, attempts: 0, failRemovals: false };
  const store = Object.assign(Object.create(house.store) as Store, {
    read: house.store.read,
    transaction: async <T>(lane: string, work: (tx: Writers) => Promise<T>): Promise<T> => {
      if (lane !== 'exchanges') return house.store.transaction(lane, work);
      state.attempts += 1;
      if (state.failing) throw new Error('the database is away');
      return house.store.transaction(lane, (tx) =>
        work(
          state.failRemovals
            ? {
                ...tx,
                exchanges: Object.assign(Object.create(tx.exchanges) as Writers['exchanges'], {
                  insertMissing: tx.exchanges.insertMissing.bind(tx.exchanges),
                  removeWhere: () => Promise.reject(new Error('no removals today')),
                }),
              }
            : tx,
        ),
      );
    },
  });
  const other = new House(store, house.clock, {
    exchanges: { bodyBytes: 4_096, retentionDays: 90 },
  });
  return { other, state };
}

overHouses('the exchange log', (house) => {
  test('every request is one line, in order, with what was meant and what came of it', async () => {
    const side = await house().side();
    const id = await side.user('user-1@example.com');
    await side.call('GET', `/Users/${id}`);
    await side.call('GET', '/Users?filter=userName%20eq%20%22x%22&count=1');
    await side.call('POST', '/Users', { schemas: [USER], userName: 'user-1@example.com' });
    await side.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'T' });
    await side.call('PUT', `/Users/${id}`, { schemas: [USER], userName: 'user-1@example.com' });
    const group = await side.group('G', id);
    await side.leave(group, id);
    await side.call('DELETE', `/Groups/${group}`);
    await side.call('DELETE', `/Users/${id}`);
    await side.call('GET', `/Users/${id}`);
    await side.call('GET', '/Schemas');
    await side.call('GET', '/Foos');
    const lines = await side.exchanges();
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
      organizationId: side.organization.id,
      connectionId: side.connection.id,
      latencyMs: 1,
      request: expect.stringContaining('user-1@example.com'),
      response: expect.stringContaining(id),
    });
    expect(lines[2]?.path).toBe('/Users?filter=userName%20eq%20%22x%22&count=1');
    expect(new Set(lines.map(({ traceId }) => traceId)).size).toBe(lines.length);
  });

  test('passwords reach neither the log nor the journal nor the record', async () => {
    const side = await house().side();
    const id = await side.user('user-1@example.com', { password: SECRET });
    const path = `/Users/${id}`;
    await side.call('PUT', path, { schemas: [USER], userName: 'a@example.com', password: SECRET });
    await side.patch(path, { op: 'replace', path: 'password', value: SECRET });
    await side.patch(path, { op: 'replace', path: `${USER}:password`, value: SECRET });
    await side.patch(path, { op: 'replace', value: { password: SECRET, title: 'T' } });
    await side.patch(path, { OP: 'Replace', PATH: 'PASSWORD', VALUE: SECRET });
    await side.patch(path, { op: 'replace', path: 'password[value eq "x"]', value: SECRET });
    await side.patch(path, { op: 'add', path: 'password', value: { value: SECRET } });
    await side.call('GET', `/Users?filter=${encodeURIComponent(`password eq "${SECRET}"`)}`);
    await side.call('POST', '/.search', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: `password eq "${SECRET}"`,
    });
    await side.call('POST', '/Bulk', {
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
    const lines = await side.exchanges();
    expect(lines).toHaveLength(11);
    const kept = [
      lines,
      await house().journal(side.organization.id),
      await house().store.read.scimUsers.get(id),
    ];
    expect(JSON.stringify(kept)).not.toContain(SECRET);
    expect(lines.filter(({ request }) => request?.includes('[redacted]')).length).toBeGreaterThan(
      6,
    );
  });

  test('the difference says which attributes changed, from what to what', async () => {
    const side = await house().side();
    const id = await side.user('user-1@example.com', {
      title: 'Old',
      name: { givenName: 'User', familyName: 'One' },
      [ENTERPRISE]: { department: 'A', costCenter: '1' },
    });
    await side.patch(
      `/Users/${id}`,
      { op: 'replace', path: 'name.givenName', value: 'Other' },
      { op: 'remove', path: 'title' },
      { op: 'add', path: 'nickName', value: 'Nick' },
      { op: 'replace', path: `${ENTERPRISE}:department`, value: 'B' },
    );
    const { difference = [] } = await side.lastExchange();
    expect([...difference].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: 'name.givenName', before: 'User', after: 'Other' },
      { path: 'nickName', after: 'Nick' },
      { path: 'title', before: 'Old' },
      { path: `${ENTERPRISE}:department`, before: 'A', after: 'B' },
    ]);
    await side.patch(`/Users/${id}`, { op: 'replace', path: 'nickName', value: 'Nick' });
    const same = await side.lastExchange();
    expect(same).not.toHaveProperty('difference');
    expect(same.trace).toEqual([{ step: 'unchanged', detail: 'nothing to write' }]);
  });

  test('what is ignored or skipped is named in the trace, a little of it where it is much', async () => {
    const side = await house().side();
    await side.user('user-1@example.com', { nonsense: 1, [`long${'x'.repeat(5_000)}`]: 1 });
    const { trace } = await side.lastExchange();
    expect(trace.map(({ step }) => step)).toContain('attribute.ignored');
    for (const { detail } of trace) expect(detail.length).toBeLessThanOrEqual(1_001);
    const group = await side.group('G');
    await side.join(group, ...Array.from({ length: 150 }, (_, index) => `nobody-${index}`));
    const skipped = await side.lastExchange();
    expect(skipped.trace).toHaveLength(101);
    expect(skipped.trace.at(-1)).toEqual({ step: 'trace.cut', detail: 'more followed' });
    expect(skipped.trace[0]).toMatchObject({ step: 'member.unknown' });
  });

  test('large values are cut, and cost no line', async () => {
    const { other } = frail(house());
    const side = other.visit(await house().side());
    const photos = Array.from({ length: 20 }, (_, index) => ({
      value: `https://example.com/${index}/${'x'.repeat(5_000)}`,
    }));
    await side.user('user-1@example.com', { photos, nickName: 'y'.repeat(8_000) });
    const line = await side.lastExchange();
    expect(line.request?.length).toBe(4_099);
    expect(line.response?.length).toBe(4_099);
    expect(line.difference).toContainEqual({ path: 'nickName', after: '[8002 characters]' });
    expect(JSON.stringify(line).length).toBeLessThan(12_000);
  });

  test('it is filtered and read within its connection only', async () => {
    const side = await house().side();
    const stranger = await house().side();
    const id = await side.user('user-1@example.com');
    await side.user('user-2@example.com');
    await side.call('GET', '/Users/nobody');
    const { exchanges } = house().provisioning;
    const list = async (query: object) => {
      const all = { limit: 10, ...query };
      const [mine, connection] = [side.organization.id, side.connection.id];
      return (await exchanges.list(house().ctx(), mine, connection, all)).items;
    };
    expect(await list({ outcome: 'refused' })).toMatchObject([{ operation: 'user.read' }]);
    expect(await list({ operation: 'user.create' })).toHaveLength(2);
    expect(await list({ resourceId: id })).toMatchObject([{ resourceId: id }]);
    const [line] = await list({});
    const get = (whose: Side, connection: string) =>
      exchanges.get(house().ctx(), whose.organization.id, connection, line?.id ?? '');
    expect(await get(side, side.connection.id)).toEqual(line);
    expect(await faultOf(get(stranger, side.connection.id))).toMatchObject({
      code: 'connection.missing',
    });
    expect(await faultOf(get(stranger, stranger.connection.id))).toMatchObject({
      code: 'record.missing',
    });
  });

  test('while the database is away lines wait; later each is there once, in order', async () => {
    const { other, state } = frail(house());
    const side = other.visit(await house().side());
    state.failing = true;
    for (let index = 0; index < 5; index += 1) await side.call('GET', `/Users/nobody-${index}`);
    await other.provisioning.exchanges.flush();
    expect(other.provisioning.exchanges.figures()).toEqual({ waiting: 5, lost: 0 });
    // the work itself goes on
    expect((await side.call('GET', '/Users')).status).toBe(200);
    state.failing = false;
    const lines = await side.exchanges();
    expect(lines.map(({ path }) => path)).toEqual([
      ...Array.from({ length: 5 }, (_, index) => `/Users/nobody-${index}`),
      '/Users',
    ]);
    expect(other.provisioning.exchanges.figures()).toEqual({ waiting: 0, lost: 0 });
  });

  test('a removal that failed is done by the next one, and nothing is written twice', async () => {
    const { other, state } = frail(house());
    const side = other.visit(await house().side());
    await side.call('GET', '/Users/old');
    await other.provisioning.exchanges.flush();
    house().clock.advance(91 * DAY);
    state.failRemovals = true;
    await side.call('GET', '/Users/new');
    await other.provisioning.exchanges.flush();
    const { removeOld } = other.provisioning.exchanges;
    await expect(removeOld(house().ctx())).rejects.toThrow('no removals today');
    state.failRemovals = false;
    expect((await removeOld(house().ctx())).done).toBeGreaterThan(0);
    await other.provisioning.exchanges.flush();
    const paths = (await side.exchanges()).map(({ path }) => path);
    expect(paths).toEqual(['/Users/new']);
    expect(other.provisioning.exchanges.figures()).toEqual({ waiting: 0, lost: 0 });
  });

  test('the queue is bounded, counts what it lost, and does not hammer a database that is away', async () => {
    const { other, state } = frail(house());
    const side = await house().side();
    const session = await house().directory.credentials.authenticate(house().ctx(), side.token);
    state.failing = true;
    for (let index = 0; index < 10_500; index += 1) {
      const ctx = other.provisioning.begin(house().ctx(), session);
      const seen = { method: 'GET', path: `/Users/${index}`, query: '', status: 503, latencyMs: 1 };
      other.provisioning.record(ctx, seen);
      if (index % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await other.provisioning.exchanges.flush();
    expect(other.provisioning.exchanges.figures()).toEqual({ waiting: 10_000, lost: 500 });
    expect(state.attempts).toBeLessThan(6);
    // thrown away, so that the end of the tests need not write them
    state.attempts = 0;
    await other.provisioning.close();
    expect(state.attempts).toBe(1);
  });

  test('lines older than the retention go, younger ones stay', async () => {
    const { other } = frail(house());
    const side = other.visit(await house().side());
    await side.call('GET', '/Users/first');
    await other.provisioning.exchanges.flush();
    house().clock.advance(60 * DAY);
    await side.call('GET', '/Users/second');
    await other.provisioning.exchanges.flush();
    house().clock.advance(31 * DAY);
    await side.call('GET', '/Users/third');
    await other.provisioning.exchanges.flush();
    expect(await other.provisioning.exchanges.removeOld(house().ctx())).toMatchObject({
      more: false,
    });
    expect((await side.exchanges()).map(({ path }) => path)).toEqual([
      '/Users/second',
      '/Users/third',
    ]);
  });

  test('a great many old lines go a few at a time, until none is left', async () => {
    const { other } = frail(house());
    const side = other.visit(await house().side());
    await side.call('GET', '/Users/one');
    const line = await side.lastExchange();
    await house().store.transaction('exchanges', (tx) =>
      tx.exchanges.insertMissing(Array.from({ length: 700 }, () => ({ ...line, id: newId() }))),
    );
    house().clock.advance(91 * DAY);
    await side.call('GET', '/Users/again');
    await other.provisioning.exchanges.flush();
    const rounds: boolean[] = [];
    do {
      rounds.push((await other.provisioning.exchanges.removeOld(house().ctx())).more);
    } while (rounds.at(-1) === true);
    expect(rounds.length).toBeGreaterThan(1);
    const left = await house().store.read.exchanges.count(
      equals('connectionId', side.connection.id),
    );
    expect(left).toBe(1);
  });

  test('closing writes what waits', async () => {
    const before = await house().store.read.exchanges.count(everything);
    const { other } = frail(house());
    const side = other.visit(await house().side());
    await side.call('GET', '/Users/last');
    await other.close();
    expect(await house().store.read.exchanges.count(everything)).toBe(before + 1);
  });
});
