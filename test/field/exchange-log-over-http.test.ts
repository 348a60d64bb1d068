import { expect, test } from '@jest/globals';
import { PATCH_OP, USER } from '../kit/application.js';
import type { Json, ScimClient } from '../kit/server.js';
import { overServers } from '../kit/server-suites.js';

overServers('the exchange log over REST', (server) => {
  const listed = async (scim: ScimClient, query = ''): Promise<readonly Json[]> => {
    const place = `/organizations/${scim.organizationId}/connections/${scim.connectionId}`;
    const reply = await server().rest('GET', `${place}/exchanges?limit=200${query}`);
    expect(reply.status).toBe(200);
    return reply.body['items'] as unknown as readonly Json[];
  };

  const user = (userName: string) => ({ schemas: [USER], userName });

  const patch = (...Operations: object[]) => ({ schemas: [PATCH_OP], Operations });

  test('S6 what is refused before its body is understood is named too', async () => {
    const scim = await server().scim();
    const id = String((await scim.post('/Users', user('a@example.com'))).body['id']);
    const path = `/Users/${id}`;
    const replies = [
      await scim.request('PATCH', path, { body: '{"Operations": [' }),
      await scim.patch(path, patch(), { 'content-type': 'text/plain' }),
      await scim.request('PUT', path, { body: `"${'x'.repeat(10_600_000)}"` }),
      await scim.request('DELETE', path, { headers: { 'if-match': 'W/"99"' } }),
      await scim.patch(path, patch({ op: 'replace', path: 'active', value: 'maybe' })),
    ];
    expect(replies.map(({ status }) => status)).toEqual([400, 415, 413, 412, 400]);
    const found = await listed(scim, `&resourceId=${id}&outcome=refused&order=asc`);
    expect(found.map(({ operation, status }) => [operation, status])).toEqual([
      ['user.patch', 400],
      ['user.patch', 415],
      ['user.replace', 413],
      ['user.delete', 412],
      ['user.patch', 400],
    ]);
    const patches = await listed(scim, `&resourceId=${id}&outcome=refused&operation=user.patch`);
    expect(patches).toHaveLength(3);
  });

  test('S15 requests without a good token are one entry an hour, and push nothing out', async () => {
    const scim = await server().scim();
    const other = await server().scim();
    await scim.post('/Users', user('a@example.com'));
    const tries = ['', 'Bearer garbage', `Bearer ${other.token}`, 'Basic YTpi'];
    for (const authorization of [...tries, ...tries, ...tries]) {
      const reply = await scim.get('/Users', { authorization });
      expect(reply.status).toBe(401);
    }
    // a connection that is not there has no log
    const strange = scim.baseUrl.replace(scim.connectionId, other.organizationId);
    expect((await fetch(`${strange}/Users`)).status).toBe(401);
    const [folded, created, ...more] = await listed(scim);
    expect(more).toEqual([]);
    expect(folded).toMatchObject({
      operation: 'authentication',
      status: 401,
      outcome: 'refused',
      count: 12,
      lastAt: expect.any(String),
    });
    expect(folded).not.toHaveProperty('credentialId');
    expect(folded).not.toHaveProperty('bytes');
    expect(created).toMatchObject({ operation: 'user.create', status: 201 });
    for (let at = 0; at < 3; at += 1) await scim.get('/Users', { authorization: 'garbage' });
    const [again] = await listed(scim, '&outcome=refused');
    expect(again).toMatchObject({ id: folded?.['id'], count: 15 });
    expect(await listed(other)).toEqual([]);
  });

  test('S15 the newest come first, `order` turns them, and a cursor goes on where it was', async () => {
    const scim = await server().scim();
    for (let at = 0; at < 5; at += 1) await scim.post('/Users', user(`user-${at}@example.com`));
    const newest = (await listed(scim)).map(({ id }) => id);
    const oldest = (await listed(scim, '&order=asc')).map(({ id }) => id);
    expect(newest).toEqual([...oldest].reverse());
    const place = `/organizations/${scim.organizationId}/connections/${scim.connectionId}`;
    for (const [order, all] of [
      ['asc', oldest],
      ['desc', newest],
    ] as const) {
      const seen: unknown[] = [];
      let next: unknown = '';
      while (next !== undefined) {
        const cursor = next === '' ? '' : `&cursor=${String(next)}`;
        const query = `limit=2&order=${order}${cursor}`;
        const { body } = await server().rest('GET', `${place}/exchanges?${query}`);
        seen.push(...(body['items'] as unknown as Json[]).map(({ id }) => id));
        next = body['next'];
        // what comes meanwhile does not shift the page
        if (order === 'desc') await scim.get('/Users');
      }
      expect(seen).toEqual(all);
    }
    const wrong = await server().rest('GET', `${place}/exchanges?cursor=nonsense`);
    expect(wrong.status).toBe(400);
  });

  test('S15 the log is searched by time, address, member, trace id and resource', async () => {
    const scim = await server().scim();
    const ann = await scim.post('/Users', user('Ann@example.com'));
    const bob = await scim.post('/Users', {
      ...user('bob'),
      emails: [{ value: 'bob@example.com', primary: true }],
    });
    const [annId, bobId] = [String(ann.body['id']), String(bob.body['id'])];
    await scim.patch(`/Users/${bobId}`, patch({ op: 'replace', path: 'title', value: 'T' }));
    await scim.patch(`/Users/${annId}`, patch({ op: 'replace', path: 'active', value: 'maybe' }));
    const conflict = await scim.post('/Users', user('ANN@example.com'));
    expect(conflict.status).toBe(409);
    const operations = async (query: string) =>
      (await listed(scim, query)).map(({ operation, status }) => [operation, status]);
    const ofAnn = [
      ['user.create', 409],
      ['user.patch', 400],
      ['user.create', 201],
    ];
    expect(await operations('&address=ann@EXAMPLE.com')).toEqual(ofAnn);
    expect(await operations('&address=bob@example.com')).toEqual([
      ['user.patch', 200],
      ['user.create', 201],
    ]);
    expect(await operations('&address=nobody@example.com')).toEqual([]);
    const members = `/organizations/${scim.organizationId}/members`;
    const { body } = await server().rest('GET', `${members}?q=bob`);
    const memberId = String(body['items']?.[0]?.['id']);
    expect(await operations(`&memberId=${memberId}`)).toEqual([
      ['user.patch', 200],
      ['user.create', 201],
    ]);
    await scim.delete(`/Users/${bobId}`);
    // the user is gone, and the member's log still says so
    expect(await operations(`&memberId=${memberId}&order=asc`)).toEqual([
      ['user.create', 201],
      ['user.patch', 200],
      ['user.delete', 204],
    ]);
    const traceId = String(conflict.headers.get('x-trace-id'));
    expect(await listed(scim, `&traceId=${traceId}`)).toMatchObject([{ status: 409 }]);
    expect(await operations(`&resourceId=${annId}&outcome=refused`)).toEqual([['user.patch', 400]]);
    expect(await operations(`&memberId=${memberId}&address=ann@example.com`)).toEqual([]);
  });

  test('S15 a range of times begins with its first moment and ends before its last', async () => {
    const scim = await server().scim();
    for (let at = 0; at < 3; at += 1) {
      await scim.post('/Users', user(`user-${at}@example.com`));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const [third, second, first] = await listed(scim);
    const at = (one: Json | undefined) => encodeURIComponent(String(one?.['createdAt']));
    const ids = async (query: string) => (await listed(scim, query)).map(({ id }) => id);
    expect(await ids(`&from=${at(second)}`)).toEqual([third?.['id'], second?.['id']]);
    expect(await ids(`&to=${at(second)}`)).toEqual([first?.['id']]);
    expect(await ids(`&from=${at(second)}&to=${at(third)}&operation=user.create`)).toEqual([
      second?.['id'],
    ]);
    expect(await ids('&from=1960-01-01T00:00:00Z&to=9999-12-31T00:00:00%2B02:00')).toHaveLength(3);
  });

  test('A6 a request that is refused again and again is one entry with a count', async () => {
    const scim = await server().scim();
    const body = { ...user('a@example.com'), active: 'maybe', nickName: 'x'.repeat(9_000) };
    for (let at = 0; at < 20; at += 1) await scim.post('/Users', body);
    const last = await scim.post('/Users', body);
    const traceId = String(last.headers.get('x-trace-id'));
    expect(await listed(scim)).toMatchObject([{ status: 400, count: 21, traceId }]);
    const headers = { authorization: `Bearer ${server().operatorKey}` };
    const metrics = await (await fetch(`${server().url}/metrics`, { headers })).text();
    expect(metrics).toMatch(/muster_exchanges_folded \d+/);
    expect(metrics).toMatch(/muster_exchanges_evicted \d+/);
  });
});
