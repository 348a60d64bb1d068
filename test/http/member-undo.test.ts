import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { FakeClock } from '../kit/application.js';
import { overServers } from '../kit/server-suites.js';
import type { Json, Reply } from '../kit/server.js';

const OWNER = { email: 'owner@example.com', name: 'Owner' };
const MINUTE = 60_000;

const clock = new FakeClock();

overServers(
  'changes of many people, taken back',
  (server) => {
    const bodyOf = async (method: string, path: string, body?: unknown): Promise<Json> => {
      const reply = await server().rest(method, path, { ...(body !== undefined && { body }) });
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
      return reply.body;
    };
    const itemsOf = (body: Json): Json[] => body['items'] as unknown as Json[];
    const idOf = async (path: string, body: object): Promise<string> =>
      String((await bodyOf('POST', path, body))['id']);

    /** An organization with so many people, each a member. */
    async function peopled(count: number) {
      const input = { name: 'Example', slug: `example-${newId()}`, owner: OWNER };
      const home = `/organizations/${await idOf('/organizations', input)}`;
      const ids: string[] = [];
      for (let at = 0; at < count; at += 1) {
        const person = { email: `person-${at}@example.com`, name: `Person ${at}` };
        ids.push(await idOf(`${home}/members`, { ...person, roles: ['member'] }));
      }
      return { home, ids };
    }
    const ended = async (home: string, id: unknown): Promise<Json> => {
      for (let tries = 0; tries < 800; tries += 1) {
        const change = await bodyOf('GET', `${home}/member-changes/${String(id)}`);
        if (['done', 'failed', 'cancelled'].includes(String(change['status']))) return change;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error('The change did not end.');
    };
    const change = async (home: string, ids: readonly string[], made: object): Promise<Json> => {
      const body = { selection: { ids }, change: made };
      return ended(home, await idOf(`${home}/member-changes`, body));
    };
    const undo = (home: string, { id }: Json): Promise<Reply> =>
      server().rest('POST', `${home}/tasks/${String(id)}/undo`);
    const undone = async (home: string, task: Json): Promise<Json> => {
      const reply = await undo(home, task);
      if (reply.status !== 202) throw new Error(reply.text);
      return ended(home, reply.body['id']);
    };
    const outcomes = async (home: string, { id }: Json): Promise<unknown[]> => {
      const rows = await bodyOf('GET', `${home}/member-changes/${String(id)}/rows`);
      return itemsOf(rows).map((row) => row['code'] ?? row['result']?.['outcome']);
    };
    const statuses = async (home: string, ids: readonly string[]): Promise<unknown[]> => {
      const found: unknown[] = [];
      for (const id of ids) found.push((await bodyOf('GET', `${home}/members/${id}`))['status']);
      return found;
    };

    test('console A3: a suspension is taken back once, for the rows that it suspended, and journalled', async () => {
      const { home, ids } = await peopled(3);
      await bodyOf('POST', `${home}/members/${String(ids[2])}/suspend`);
      const task = await change(home, ids, { kind: 'suspend' });
      expect(task).toMatchObject({ succeeded: 2, failed: 1, undoable: true });
      const back = await undone(home, task);
      expect(back).toMatchObject({
        total: 2,
        succeeded: 2,
        change: 'suspend',
        undoOf: task['id'],
        undoable: false,
      });
      // who was suspended before stays suspended
      expect(await statuses(home, ids)).toEqual(['active', 'active', 'suspended']);
      const again = await undo(home, task);
      expect([again.status, again.body]).toMatchObject([
        409,
        { code: 'task.undone', details: { undoneBy: back['id'] } },
      ]);
      expect((await undo(home, back)).body).toMatchObject({
        code: 'task.not_undoable',
        details: { because: 'kind' },
      });
      expect(await bodyOf('GET', `${home}/member-changes/${String(task['id'])}`)).toMatchObject({
        undoable: false,
        undoneBy: back['id'],
      });
      const [entry] = itemsOf(await bodyOf('GET', `${home}/journal?type=task.undone`));
      expect(entry?.['after']).toMatchObject({ change: 'suspend', undoneBy: back['id'] });
      const restored = await change(home, ids, { kind: 'restore' });
      await undone(home, restored);
      expect(await statuses(home, ids)).toEqual(['active', 'active', 'suspended']);
    });

    test('roles, spaces and seats are as each had them; what others changed since then stays', async () => {
      const { home, ids } = await peopled(2);
      const [one, two] = ids.map((id) => `${home}/members/${id}`);
      await bodyOf('POST', `${String(two)}/roles`, { role: 'viewer' });
      const added = await change(home, ids, { kind: 'addRoles', roles: ['viewer', 'billing'] });
      expect(await outcomes(home, added)).toEqual(['changed', 'changed']);
      // decided by a person after the change
      await server().rest('DELETE', `${String(one)}/roles/viewer`);
      expect(await outcomes(home, await undone(home, added))).toEqual(['changed', 'changed']);
      const rolesOf = async (path: string | undefined): Promise<unknown> =>
        (await bodyOf('GET', String(path)))['roles'];
      expect([await rolesOf(one), await rolesOf(two)]).toEqual([['member'], ['member', 'viewer']]);
      const set = await change(home, ids, { kind: 'setRoles', roles: ['viewer'] });
      await undone(home, set);
      expect(await rolesOf(one)).toEqual(['member']);
      expect([...((await rolesOf(two)) as string[])].sort()).toEqual(['member', 'viewer']);

      const spaceId = await idOf(`${home}/spaces`, { name: 'North' });
      const product = { key: `k-${newId()}`, name: 'Product', seats: 2 };
      const productId = await idOf(`${home}/products`, product);
      await bodyOf('PUT', `${home}/spaces/${spaceId}/members/${String(ids[1])}`, {
        role: 'viewer',
      });
      const into = { kind: 'addToSpaces', spaceIds: [spaceId], role: 'member' };
      const placed = await change(home, ids, into);
      const seated = await change(home, ids, { kind: 'assignSeats', productId });
      await undone(home, placed);
      await undone(home, seated);
      const rows = itemsOf(await bodyOf('GET', `${home}/members?q=person`));
      expect(rows.map(({ spaces, seats }) => ({ spaces, seats }))).toEqual([
        { spaces: [], seats: [] },
        { spaces: [{ spaceId, space: 'North', role: 'viewer' }], seats: [] },
      ]);
      const again = await change(home, ids, { kind: 'assignSeats', productId });
      expect(await outcomes(home, again)).toEqual(['assigned', 'assigned']);
      const released = await change(home, ids, { kind: 'releaseSeats', productId });
      expect(await outcomes(home, await undone(home, released))).toEqual(['assigned', 'assigned']);
    });

    test('removals are taken back within ten minutes, and invitations that went with them are not', async () => {
      const { home, ids } = await peopled(2);
      const invited = await idOf(`${home}/invitations`, { email: 'in@example.com' });
      const task = await change(home, [...ids, invited], { kind: 'remove' });
      const end = new Date(clock.now() + 10 * MINUTE).toISOString();
      expect(task).toMatchObject({ succeeded: 3, undoable: true, undoUntil: end });
      expect(await statuses(home, ids)).toEqual(['left', 'left']);
      const back = await undone(home, task);
      expect(back).toMatchObject({ total: 2, succeeded: 2 });
      expect(await statuses(home, ids)).toEqual(['active', 'active']);
      expect((await bodyOf('GET', `${home}/invitations/${invited}`))['status']).toBe('revoked');
      const late = await change(home, ids, { kind: 'remove' });
      clock.advance(10 * MINUTE);
      expect((await undo(home, late)).body).toMatchObject({
        code: 'task.not_undoable',
        details: { because: 'late' },
      });
    });

    test('an undo asks its own permission, and a change of invitations has none', async () => {
      const { home, ids } = await peopled(1);
      const product = { key: `k-${newId()}`, name: 'Product', seats: 1 };
      const productId = await idOf(`${home}/products`, product);
      const task = await change(home, ids, { kind: 'assignSeats', productId });
      const scopes = ['members:write'];
      const { key } = await bodyOf('POST', `${home}/api-keys`, { name: 'Members', scopes });
      const headers = { authorization: `Bearer ${String(key)}` };
      const path = `${home}/tasks/${String(task['id'])}/undo`;
      const refused = await server().rest('POST', path, { headers });
      expect(refused.body).toMatchObject({
        code: 'permission.missing',
        details: { permission: 'seats:write' },
      });
      const invited = await idOf(`${home}/invitations`, { email: 'in@example.com' });
      clock.advance(2 * MINUTE);
      const resent = await change(home, [invited], { kind: 'resendInvitations' });
      expect(resent).toMatchObject({ succeeded: 1, undoable: false });
      expect((await undo(home, resent)).body).toMatchObject({ details: { because: 'kind' } });
      const rows = { invitations: [{ email: 'other@example.com' }] };
      const bulk = await bodyOf('POST', `${home}/invitations/bulk`, rows);
      expect((await undo(home, bulk)).body).toMatchObject({ details: { because: 'kind' } });
    });
  },
  { clock },
);
