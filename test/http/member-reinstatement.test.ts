import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { FakeClock } from '../kit/application.js';
import { overServers } from '../kit/server-suites.js';
import type { Json, Reply } from '../kit/server.js';

const OWNER = { email: 'owner@example.com', name: 'Owner' };
const MINUTE = 60_000;

const clock = new FakeClock();

overServers(
  'a removal that is taken back',
  (server) => {
    const bodyOf = async (method: string, path: string, body?: unknown): Promise<Json> => {
      const reply = await server().rest(method, path, { ...(body !== undefined && { body }) });
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
      return reply.body;
    };
    const itemsOf = (body: Json): Json[] => body['items'] as unknown as Json[];
    const idOf = async (path: string, body: object): Promise<string> =>
      String((await bodyOf('POST', path, body))['id']);

    /** Somebody with two roles, a space and a seat of the only one there is. */
    async function peopled() {
      const input = { name: 'Example', slug: `example-${newId()}`, owner: OWNER };
      const home = `/organizations/${await idOf('/organizations', input)}`;
      const roles = ['member', 'viewer'];
      const person = { email: 'ada@example.com', name: 'Ada', roles };
      const memberId = await idOf(`${home}/members`, person);
      const spaceId = await idOf(`${home}/spaces`, { name: 'North' });
      await bodyOf('PUT', `${home}/spaces/${spaceId}/members/${memberId}`, { role: 'member' });
      const product = { key: `k-${newId()}`, name: 'Product', seats: 1 };
      const productId = await idOf(`${home}/products`, product);
      await bodyOf('POST', `${home}/seats`, { productId, memberId });
      return { home, one: `${home}/members/${memberId}`, memberId, spaceId, productId };
    }
    const reinstate = (one: string, headers?: Record<string, string>): Promise<Reply> =>
      server().rest('POST', `${one}/reinstate`, { ...(headers && { headers }) });

    test('console A3: the same member with roles, space and seat, within ten minutes, and journalled', async () => {
      const { home, one, memberId } = await peopled();
      const removed = await bodyOf('POST', `${one}/remove`, {});
      expect(removed['reinstateUntil']).toBe(new Date(clock.now() + 10 * MINUTE).toISOString());
      expect(itemsOf(await bodyOf('GET', `${home}/members?q=ada`))).toEqual([]);
      clock.advance(9 * MINUTE);
      const stale = await reinstate(one, { 'if-match': 'W/"1"' });
      expect(stale.body['code']).toBe('request.precondition');
      const back = await reinstate(one);
      expect(back.status).toBe(200);
      expect(back.body).toMatchObject({
        member: { id: memberId, status: 'active', roles: ['member', 'viewer'] },
        notRestored: [],
      });
      expect(back.headers.get('etag')).toBe(`W/"${String((await bodyOf('GET', one))['version'])}"`);
      const [row] = itemsOf(await bodyOf('GET', `${home}/members?q=ada`));
      expect(row).toMatchObject({
        seats: [{ product: 'Product', status: 'assigned' }],
        spaces: [{ space: 'North', role: 'member' }],
      });
      expect(row?.['reinstateUntil']).toBeUndefined();
      const entries = itemsOf(await bodyOf('GET', `${home}/journal?type=member.restored`));
      expect(entries).toHaveLength(1);
      expect((await reinstate(one)).body['code']).toBe('member.not_reinstatable');
    });

    test('after ten minutes, or of a member who left, there is nothing to take back', async () => {
      const { one } = await peopled();
      await bodyOf('POST', `${one}/remove`, {});
      clock.advance(10 * MINUTE);
      const late = await reinstate(one);
      expect([late.status, late.body['code']]).toEqual([409, 'member.not_reinstatable']);
      const other = await peopled();
      const headers = { 'muster-acting-member': other.memberId };
      const left = await server().rest('POST', `${other.home}/me/leave`, { headers });
      expect(left.status).toBeLessThan(300);
      expect((await reinstate(other.one)).body['code']).toBe('member.not_reinstatable');
    });

    test('what is gone meanwhile is said: the seat, the space, the address', async () => {
      const { home, one, memberId, spaceId, productId } = await peopled();
      await bodyOf('POST', `${one}/suspend`);
      await bodyOf('POST', `${one}/restore`);
      await bodyOf('POST', `${one}/remove`, {});
      const ben = await idOf(`${home}/members`, { email: 'ben@example.com', name: 'Ben' });
      await bodyOf('POST', `${home}/seats`, { productId, memberId: ben });
      await server().rest('DELETE', `${home}/spaces/${spaceId}`);
      const back = await reinstate(one);
      expect(back.body['notRestored']).toEqual([
        { kind: 'space', id: spaceId, because: 'gone' },
        { kind: 'seat', id: productId, because: 'none_free' },
      ]);
      await bodyOf('POST', `${one}/remove`, {});
      // the address is another member's now
      await bodyOf('PATCH', `${home}/members/${ben}`, { email: 'ada@example.com' });
      expect((await reinstate(one)).body).toMatchObject({
        code: 'member.exists',
        details: { memberId: ben },
      });
      expect((await bodyOf('GET', one))['status']).toBe('left');
      expect(memberId).not.toBe(ben);
    });

    test('a suspended member comes back suspended, and no one gives back more than they could give', async () => {
      const { home, one, spaceId, productId } = await peopled();
      await bodyOf('PUT', `${one}/roles`, { roles: [{ role: 'admin' }], confirm: true });
      await bodyOf('POST', `${one}/suspend`);
      await bodyOf('POST', `${one}/remove`, {});
      const scopes = ['members:write'];
      const { key } = await bodyOf('POST', `${home}/api-keys`, { name: 'Members', scopes });
      const back = await reinstate(one, { authorization: `Bearer ${String(key)}` });
      expect(back.body).toMatchObject({
        member: { status: 'suspended', suspendedBy: 'person', roles: [] },
        notRestored: [
          { kind: 'role', id: 'admin', because: 'permission' },
          { kind: 'space', id: spaceId, because: 'permission' },
          { kind: 'seat', id: productId, because: 'permission' },
        ],
      });
    });
  },
  { clock },
);
