import { expect, test } from '@jest/globals';
import { checkAgainstContract } from '../kit/contract.js';
import { overServers } from '../kit/server-suites.js';
import type { Reply, RequestOptions } from '../kit/server.js';

interface SeatFixture {
  readonly id: string;
  readonly productId: string;
  readonly members: readonly string[];
  /** every answer is held against the contract */
  readonly call: (method: string, path: string, options?: RequestOptions) => Promise<Reply>;
}

overServers('products, seats and spaces over REST', (server) => {
  async function office(pool: number, count: number): Promise<SeatFixture> {
    const scim = await server().scim({ owner: { email: 'owner@example.com', name: 'Owner' } });
    const place = `/organizations/${scim.organizationId}`;
    const call: SeatFixture['call'] = async (method, path, options = {}) => {
      const reply = await server().rest(method, place + path, options);
      checkAgainstContract({ method, path: place + path, status: reply.status, text: reply.text });
      return reply;
    };
    for (let index = 0; index < count; index += 1) {
      const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
      await scim.post('/Users', { schemas, userName: `user-${index}@example.com` });
    }
    const list = await call('GET', '/members');
    const items = list.body['items'] as unknown as { id: string; name: string }[];
    const members = items.filter(({ name }) => name !== 'Owner').map(({ id }) => id);
    const made = await call('POST', '/products', {
      body: { key: 'drawing', name: 'Drawing', seats: pool },
    });
    expect(made.status).toBe(201);
    return { id: scim.organizationId, productId: String(made.body['id']), members, call };
  }

  const acting = (memberId: string | undefined): { headers: Record<string, string> } => ({
    headers: { 'muster-acting-member': memberId ?? '' },
  });

  test('a product: made, read, changed by version, used, deleted', async () => {
    const { call, productId } = await office(2, 0);
    const read = await call('GET', `/products/${productId}`);
    expect(read.headers.get('etag')).toBe('W/"1"');
    expect(read.body).toMatchObject({ key: 'drawing', name: 'Drawing', seats: 2, version: 1 });
    const patch = (etag: string, body: object): Promise<Reply> =>
      call('PATCH', `/products/${productId}`, { body, headers: { 'if-match': etag } });
    expect((await patch('W/"1"', { seats: 3 })).body).toMatchObject({ seats: 3, version: 2 });
    expect((await patch('W/"1"', { seats: 4 })).status).toBe(412);
    const twin = { body: { key: 'drawing', name: 'Other', seats: 1 } };
    expect((await call('POST', '/products', twin)).body['code']).toBe('product.exists');
    expect(
      (await call('POST', '/products', { body: { key: 'A B', name: '', seats: -1 } })).status,
    ).toBe(400);
    expect((await call('GET', `/products/${productId}/use`)).body).toMatchObject({
      bought: 3,
      used: 0,
      free: 3,
      queued: 0,
      percent: 0,
    });
    expect((await call('GET', '/products')).body['items']).toHaveLength(1);
    expect((await call('DELETE', `/products/${productId}`)).status).toBe(204);
    expect((await call('GET', `/products/${productId}`)).body['code']).toBe('product.missing');
  });

  test('console B21: products are found by a part of their name or key, page by page, and counted', async () => {
    const { call } = await office(2, 0);
    for (const [key, name] of [
      ['cad-pro', 'Zeichnen Öl'],
      ['render', 'Drawing on paper'],
      ['viewer', 'Viewer'],
    ]) {
      await call('POST', '/products', { body: { key, name, seats: 1 } });
    }
    const found = async (query: string): Promise<unknown> => {
      const { body } = await call('GET', `/products?${query}`);
      const names = (body['items'] as unknown as { name: string }[]).map(({ name }) => name);
      return [names, body['total'], body['next'] !== undefined];
    };
    expect(await found('total=true&limit=1')).toEqual([['Drawing'], 4, true]);
    expect(await found('search=drAW&total=true')).toEqual([
      ['Drawing', 'Drawing on paper'],
      2,
      false,
    ]);
    expect(await found('search=%C3%B6L')).toEqual([['Zeichnen Öl'], undefined, false]);
    expect(await found('search=CAD')).toEqual([['Zeichnen Öl'], undefined, false]);
    const first = await call('GET', '/products?search=draw&limit=1');
    const rest = await found(`search=draw&limit=1&cursor=${String(first.body['next'])}`);
    expect(rest).toEqual([['Drawing on paper'], undefined, false]);
    expect(await found('search=nothing&total=true')).toEqual([[], 0, false]);
  });

  test('1.6 to 1.10: assign, refuse, request, approve, unassign', async () => {
    const { call, productId, members } = await office(1, 3);
    const [one = '', two = '', three = ''] = members;
    const assign = (memberId: string, whenFull?: string): Promise<Reply> =>
      call('POST', '/seats', { body: { productId, memberId, ...(whenFull && { whenFull }) } });
    const seat = await assign(one);
    expect([seat.status, seat.body['status']]).toEqual([201, 'assigned']);
    const refused = await assign(two);
    expect([refused.status, refused.body['code']]).toEqual([409, 'seat.none_free']);
    expect((await assign(two, 'request')).body['status']).toBe('requested');
    const ask = await call('POST', '/seat-requests', {
      body: { productId, reason: 'from Monday on' },
      ...acting(three),
    });
    expect([ask.status, ask.body['reason']]).toEqual([201, 'from Monday on']);
    const inbox = await call('GET', '/seat-requests');
    const waiting = inbox.body['items'] as unknown as { id: string; memberId: string }[];
    expect(waiting.map(({ memberId }) => memberId)).toEqual([two, three]);
    const [first, second] = waiting;
    const approve = (id = ''): Promise<Reply> => call('POST', `/seat-requests/${id}/approve`);
    expect((await approve(first?.id)).body['status']).toBe('queued');
    expect((await approve(first?.id)).body['code']).toBe('seat.decided');
    const denied = await call('POST', `/seat-requests/${second?.id ?? ''}/deny`, {
      body: { reason: 'no' },
    });
    expect(denied.body).toMatchObject({ status: 'denied', reason: 'no' });
    expect((await call('DELETE', `/seats/${seat.body['id']}`)).status).toBe(204);
    const now = await call('GET', `/seats?productId=${productId}`);
    expect(now.body['items']).toMatchObject([{ memberId: two, status: 'assigned' }]);
    const mine = await call('GET', `/members/${two}/seats`);
    expect(mine.body['items']).toMatchObject([{ productName: 'Drawing', status: 'assigned' }]);
    const bulk = await call('POST', '/seats/bulk', {
      body: { action: 'assign', productId, whenFull: 'queue', memberIds: members },
    });
    expect(bulk.body['results']).toMatchObject([
      { outcome: 'queued' },
      { outcome: 'unchanged' },
      { outcome: 'queued' },
    ]);
  });

  test('a request is taken back by whoever made it, and seen by them only', async () => {
    const { call, productId, members } = await office(1, 2);
    const [one = '', two = ''] = members;
    const ask = await call('POST', '/seat-requests', { body: { productId }, ...acting(one) });
    const path = `/seat-requests/${ask.body['id']}`;
    expect((await call('DELETE', path)).body['code']).toBe('permission.missing');
    expect((await call('DELETE', path, acting(two))).status).toBe(403);
    expect((await call('DELETE', path, acting(one))).status).toBe(204);
    expect((await call('DELETE', path, acting(one))).body['code']).toBe('seat.decided');
    // who has the default role looks at seats of their own
    expect((await call('GET', '/seats', acting(two))).body['items']).toEqual([]);
  });

  test('spaces: made, listed, assigned both ways, read with their reasons, deleted', async () => {
    const { call, members } = await office(0, 3);
    const [one = '', two = ''] = members;
    const made = await call('POST', '/spaces', { body: { name: 'North', description: 'Cold' } });
    expect([made.status, made.headers.get('etag')]).toEqual([201, 'W/"1"']);
    expect(made.headers.get('location')).toContain(`/spaces/${made.body['id']}`);
    const path = `/spaces/${made.body['id']}`;
    expect((await call('POST', '/spaces', { body: { name: 'north' } })).body['code']).toBe(
      'space.exists',
    );
    const renamed = await call('PATCH', path, { body: { name: 'Far North', description: null } });
    expect(renamed.body).not.toHaveProperty('description');
    const put = (memberId: string, role: string): Promise<Reply> =>
      call('PUT', `${path}/members/${memberId}`, { body: { role } });
    expect((await put(one, 'manager')).status).toBe(204);
    expect((await put(one, 'king')).body['code']).toBe('role.unknown');
    const bulk = await call('POST', `${path}/members/bulk`, {
      body: { action: 'assign', role: 'member', memberIds: [one, two] },
    });
    expect(bulk.body['results']).toMatchObject([{ outcome: 'changed' }, { outcome: 'assigned' }]);
    const other = await call('POST', '/spaces', { body: { name: 'South' } });
    const spaceIds = [other.body['id'], made.body['id']];
    const many = await call('POST', `/members/${two}/spaces/bulk`, {
      body: { action: 'assign', role: 'viewer', spaceIds },
    });
    expect(many.body['results']).toMatchObject([{ outcome: 'assigned' }, { outcome: 'changed' }]);
    const reached = await call('GET', `/members/${two}/spaces`);
    expect(reached.body['items']).toMatchObject([
      { space: { name: 'Far North' }, reasons: [{ role: 'viewer', source: { kind: 'manual' } }] },
      { space: { name: 'South' } },
    ]);
    const inherited = await call('GET', `${path}/members?access=inherited`);
    expect(inherited.body['items']).toMatchObject([
      {
        member: { name: 'Owner' },
        reasons: [],
        inherited: { role: 'owner', spaceRole: 'manager' },
      },
    ]);
    const owner = inherited.body['items']?.[0]?.['member']?.['id'];
    expect((await call('DELETE', `${path}/members/${owner}`)).body['code']).toBe('space.inherited');
    expect((await call('DELETE', `${path}/members/${one}`)).status).toBe(204);
    expect((await call('GET', `${path}/members`)).body['items']).toMatchObject([
      { member: { id: two } },
    ]);
    expect((await call('GET', '/spaces?search=far')).body['items']).toHaveLength(1);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).body['code']).toBe('space.missing');
    const left = await call('GET', `/members/${two}/spaces`);
    expect(left.body['items']).toMatchObject([{ space: { name: 'South' } }]);
  });

  test('group mappings: what a list would do, before it is put in place', async () => {
    const { call } = await office(0, 0);
    const place = String((await call('GET', '/connections')).body['items']?.[0]?.['id']);
    const scim = await server().scim({ organizationId: (await call('GET', '')).body['id'] + '' });
    expect(scim.connectionId).not.toBe(place);
    const user = await scim.post('/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'a@example.com',
    });
    const group = await scim.post('/Groups', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: 'A',
      members: [{ value: user.body['id'] }],
    });
    const product = await call('POST', '/products', {
      body: { key: 'survey', name: 'Survey', seats: 1 },
    });
    const space = await call('POST', '/spaces', { body: { name: 'North' } });
    const groupId = group.body['id'];
    const body = {
      overSeatLimit: 'queue',
      mappings: [
        { groupId, role: 'viewer' },
        { groupId, space: { spaceId: space.body['id'], role: 'member' } },
        { groupId, productId: product.body['id'] },
      ],
    };
    const path = `/connections/${scim.connectionId}/group-mappings`;
    const preview = await call('POST', `${path}/preview`, { body });
    expect(preview.body).toMatchObject({
      looked: 1,
      items: [
        {
          roles: { before: ['member'], after: ['viewer'] },
          spaces: { after: [{ spaceId: space.body['id'], role: 'member' }] },
          products: { after: [product.body['id']] },
        },
      ],
    });
    expect((await call('GET', '/seats')).body['items']).toEqual([]);
    const put = await call('PUT', path, { body });
    expect(put.body['mappings']).toMatchObject([
      { role: 'viewer', groupName: 'A' },
      { spaceName: 'North' },
      { productName: 'Survey' },
    ]);
    expect((await call('GET', '/seats')).body['items']).toMatchObject([
      { status: 'assigned', source: { kind: 'group', groupId } },
    ]);
    const both = { mappings: [{ groupId, role: 'viewer', productId: product.body['id'] }] };
    expect((await call('PUT', path, { body: both })).status).toBe(400);
  });
});
