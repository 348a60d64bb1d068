import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import type { Json } from '../kit/server.js';
import { overServers } from '../kit/server-suites.js';

const OWNER = { email: 'owner@example.com', name: 'Owner' };

overServers('the list of members', (server) => {
  const call = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const reply = await server().rest(method, path, { ...(body !== undefined && { body }) });
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.body;
  };
  const place = async (preset = 'standard'): Promise<string> => {
    const input = { name: 'Example', slug: `example-${newId()}`, owner: OWNER, preset };
    return `/organizations/${String((await call('POST', '/organizations', input))['id'])}`;
  };
  const items = (body: Json): Json[] => body['items'] as unknown as Json[];
  const add = async (home: string, email: string, more: object = {}): Promise<string> =>
    String((await call('POST', `${home}/members`, { email, name: email, ...more }))['id']);

  const furnished = async (home?: string, role = 'viewer') => {
    home ??= await place();
    const [ann, bob] = [await add(home, 'ann@example.com'), await add(home, 'bob@example.com')];
    const productId = String(
      (await call('POST', `${home}/products`, { key: 'editor', name: 'Editor', seats: 3 }))['id'],
    );
    const spaceId = String((await call('POST', `${home}/spaces`, { name: 'Studio' }))['id']);
    await call('POST', `${home}/seats`, { productId, memberId: ann });
    await call('PUT', `${home}/spaces/${spaceId}/members/${ann}`, { role: 'member' });
    const invited = await call('POST', `${home}/invitations`, {
      email: 'pat@example.com',
      roles: [role],
      spaces: [{ spaceId, role: 'member' }],
      products: [productId],
    });
    const invitationId = String(invited['id'] ?? invited['invitation']?.['id']);
    return { home, ann, bob, productId, spaceId, invitationId };
  };

  test('D8 1.2 each row says which seats somebody has and which spaces they reach', async () => {
    const { home, ann, bob, productId, spaceId, invitationId } = await furnished();
    const rows = new Map(
      items(await call('GET', `${home}/members`)).map((row) => [row['id'], row]),
    );
    expect(rows.get(ann as unknown as Json)).toMatchObject({
      seats: [{ productId, product: 'Editor', status: 'assigned' }],
      spaces: [{ spaceId, space: 'Studio', role: 'member' }],
    });
    expect(rows.get(bob as unknown as Json)).toMatchObject({ seats: [], spaces: [] });
    expect(rows.get(invitationId as unknown as Json)).toMatchObject({
      status: 'pending',
      seats: [{ productId, product: 'Editor', status: 'promised' }],
      spaces: [{ spaceId, space: 'Studio', role: 'member' }],
    });
  });

  test('D8 1.2 who may not read seats and spaces of others sees those of their own row', async () => {
    const home = await place('logto');
    await call('PUT', `${home}/plan`, { plan: 'pro' });
    const { ann, bob, productId } = await furnished(home, 'collaborator');
    await call('POST', `${home}/seats`, { productId, memberId: bob });
    const headers = { 'muster-acting-member': ann };
    const list = await server().rest('GET', `${home}/members`, { headers });
    const rows = items(list.body);
    expect(rows.find(({ id }) => String(id) === ann)).toMatchObject({
      seats: [{ product: 'Editor' }],
      spaces: [{ space: 'Studio' }],
    });
    for (const row of rows.filter(({ id }) => String(id) !== ann)) {
      expect(row).not.toHaveProperty('seats');
      expect(row).not.toHaveProperty('spaces');
    }
    const csv = await server().rest('GET', `${home}/members/export`, { headers });
    expect(csv.text.match(/Editor/g)).toHaveLength(1);
  });

  test('D8 1.2 both exports have them too', async () => {
    const { home } = await furnished();
    const csv = await server().rest('GET', `${home}/members/export?sort=email`);
    const lines = csv.text.split('\r\n');
    expect(lines[0]).toContain('seats,spaces');
    expect(lines.find((line) => line.includes('ann@example.com'))).toContain(
      'Editor,Studio (member)',
    );
    expect(lines.find((line) => line.includes('pat@example.com'))).toContain(
      'Editor (promised),Studio (member)',
    );
  });

  test('D8 1.24 people who left are shown when they are asked for', async () => {
    const { home, bob } = await furnished();
    await call('POST', `${home}/members/${bob}/remove`, {});
    const emails = async (query = '') =>
      items(await call('GET', `${home}/members?sort=email${query}`)).map(({ email }) => email);
    const present = ['ann@example.com', 'owner@example.com', 'pat@example.com'];
    expect(await emails()).toEqual(present);
    expect(await emails('&q=bob')).toEqual([]);
    expect(await emails('&state=left')).toEqual(['bob@example.com']);
    expect(await emails('&state=active,left,pending')).toContain('bob@example.com');
    expect(await emails(`&filter=${encodeURIComponent('status eq "left"')}`)).toEqual([
      'bob@example.com',
    ]);
    const csv = await server().rest('GET', `${home}/members/export`);
    expect(csv.text).not.toContain('bob@example.com');
  });

  test('D8 1.26 removing several rows at once takes pending ones too', async () => {
    const { home, ann, invitationId } = await furnished();
    const unknown = newId();
    const ids = [ann, invitationId, unknown];
    const done = await call('POST', `${home}/members/bulk`, { action: 'remove', ids });
    expect(done).toMatchObject({
      succeeded: 2,
      failed: 1,
      rows: [
        { id: ann, outcome: 'removed' },
        { id: invitationId, outcome: 'revoked' },
        { id: unknown, outcome: 'failed', code: 'member.missing' },
      ],
    });
    expect(await call('GET', `${home}/invitations/${invitationId}`)).toMatchObject({
      status: 'revoked',
    });
    const again = await call('POST', `${home}/members/bulk`, { action: 'remove', ids });
    expect(again).toMatchObject({ succeeded: 0, failed: 3 });
    // suspending has nothing to do with invitations
    const suspended = await call('POST', `${home}/members/bulk`, {
      action: 'suspend',
      ids: [invitationId],
    });
    expect(suspended).toMatchObject({ rows: [{ outcome: 'failed', code: 'member.missing' }] });
  });

  test('D8 3.30 nobody leaves by themselves where the preset or the policy says so', async () => {
    const leave = async (home: string, memberId: string): Promise<unknown> => {
      const headers = { 'muster-acting-member': memberId };
      const reply = await server().rest('POST', `${home}/me/leave`, { headers });
      return reply.status === 204 ? 204 : reply.body['code'];
    };
    const setPolicy = (home: string, selfRemoval: string | null) =>
      call('PATCH', home, { policies: { selfRemoval } });
    const spaces = await place('spaces');
    const ann = await add(spaces, 'ann@example.com');
    expect(await leave(spaces, ann)).toBe('member.cannot_leave');
    expect(await call('GET', `${spaces}/members/${ann}`)).toMatchObject({ status: 'active' });
    await setPolicy(spaces, 'allowed');
    expect(await leave(spaces, ann)).toBe(204);
    const standard = await place();
    const bob = await add(standard, 'bob@example.com');
    await setPolicy(standard, 'refused');
    expect(await leave(standard, bob)).toBe('member.cannot_leave');
    await setPolicy(standard, null);
    expect(await leave(standard, bob)).toBe(204);
  });

  test('D8 4.3 prices are shown to those who may read billing', async () => {
    const home = await place('logto');
    await call('PUT', `${home}/plan`, { plan: 'pro' });
    const ann = await add(home, 'ann@example.com');
    const headers = { 'muster-acting-member': ann };
    for (const path of ['plan', 'plans', 'limits']) {
      const [mine, all] = [
        await server().rest('GET', `${home}/${path}`, { headers }),
        await server().rest('GET', `${home}/${path}`),
      ];
      expect(mine.status).toBe(200);
      expect(mine.text).not.toContain('USD');
      expect(all.text).toContain('8 USD');
    }
  });
});
