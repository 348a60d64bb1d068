import { expect, test } from '@jest/globals';
import { FULL_AUTHORITY, newId, silentLog, type Context } from '#kernel/index.js';
import { createMember } from '#core/members/lifecycle/create.js';
import { inOrganization } from '#core/tenancy/index.js';
import type { Member } from '#store/index.js';
import { FakeClock } from '../kit/application.js';
import { overServers } from '../kit/server-suites.js';
import type { Json } from '../kit/server.js';

const OWNER = { email: 'owner@example.com', name: 'Owner' };
const DAY = 86_400_000;

const clock = new FakeClock();

const context: Context = {
  traceId: 'a-test',
  actor: { kind: 'operator', name: 'operator' },
  authority: FULL_AUTHORITY,
  clock,
  log: silentLog,
};

overServers(
  'changes of many people',
  (server) => {
    const bodyOf = async (method: string, path: string, body?: unknown): Promise<Json> => {
      const reply = await server().rest(method, path, { ...(body !== undefined && { body }) });
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
      return reply.body;
    };
    const place = async (): Promise<string> => {
      const input = { name: 'Example', slug: `example-${newId()}`, owner: OWNER };
      return `/organizations/${String((await bodyOf('POST', '/organizations', input))['id'])}`;
    };
    const itemsOf = (body: Json): Json[] => body['items'] as unknown as Json[];
    const add = async (home: string, count: number): Promise<Member[]> =>
      inOrganization(server().core.deps, context, home.split('/')[2] ?? '', async (scope) => {
        const made: Member[] = [];
        for (let at = 0; at < count; at += 1) {
          const name = `Person ${String(at).padStart(4, '0')}`;
          const email = `${name.toLowerCase().replace(' ', '-')}@example.com`;
          const since = '2026-03-01T12:00:00.000Z';
          const grants = [{ role: 'member', source: { kind: 'manual' }, since } as const];
          const input = { name, email, status: 'active', source: 'manual', grants } as const;
          made.push(await createMember(scope, input));
        }
        return made;
      });
    /** Until it is over: its work goes on in the background of the server. */
    const ended = async (home: string, id: unknown): Promise<Json> => {
      for (let tries = 0; tries < 1_200; tries += 1) {
        const change = await bodyOf('GET', `${home}/member-changes/${String(id)}`);
        if (['done', 'failed', 'cancelled'].includes(String(change['status']))) return change;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error('The change did not end.');
    };
    const change = async (home: string, body: object): Promise<Json> =>
      ended(home, (await bodyOf('POST', `${home}/member-changes`, body))['id']);
    const rowsOf = async (home: string, { id }: Json, query = ''): Promise<Json[]> =>
      itemsOf(await bodyOf('GET', `${home}/member-changes/${String(id)}/rows?limit=200${query}`));
    const total = async (home: string, query: string): Promise<unknown> =>
      (await bodyOf('GET', `${home}/members?total=true&limit=1&${query}`))['total'];

    test('console A5, A6, C1: all that match less two are as many in the preview, the change, its rows and the list', async () => {
      const home = await place();
      const people = await add(home, 64);
      for (const email of ['person-in-1@example.com', 'person-in-2@example.com']) {
        await bodyOf('POST', `${home}/invitations`, { email });
      }
      const exclude = [String(people[3]?.id), String(people[40]?.id)];
      const selection = { filter: { q: 'person', filter: 'email co "-00"' }, exclude };
      const suspend = { selection, change: { kind: 'suspend' } };
      const preview = await bodyOf('POST', `${home}/member-changes/preview`, suspend);
      expect(preview).toEqual({
        selected: 62,
        members: 62,
        invitations: 0,
        notConcerned: 0,
        tried: 62,
        effects: [{ type: 'member.suspended', count: 62 }],
        refused: { count: 0, rows: [] },
      });
      // nothing of it was done
      expect(await total(home, 'state=suspended')).toBe(0);
      const other = await server().rest('POST', `${home}/member-changes`, {
        body: { ...suspend, expected: 64 },
      });
      expect([other.status, other.body]).toMatchObject([
        409,
        { code: 'selection.changed', details: { expected: 64, selected: 62 } },
      ]);
      const done = await change(home, { ...suspend, expected: 62 });
      expect(done).toMatchObject({ status: 'done', total: 62, succeeded: 62, failed: 0 });
      expect(done['change']).toBe('suspend');
      const rows = await rowsOf(home, done);
      expect(rows).toHaveLength(62);
      expect(rows[0]).toMatchObject({
        status: 'succeeded',
        person: { name: 'Person 0000', email: 'person-0000@example.com' },
        result: { outcome: 'suspended' },
      });
      expect(await total(home, 'state=suspended')).toBe(62);
      for (const id of exclude) {
        expect((await bodyOf('GET', `${home}/members/${id}`))['status']).toBe('active');
      }
      // the same filter again: everybody in it is suspended already, but the two
      const again = await bodyOf('POST', `${home}/member-changes/preview`, suspend);
      expect(again).toMatchObject({ selected: 62, refused: { count: 62 } });
      const [refused] = (again['refused'] as unknown as { rows: Json[] }).rows;
      expect(refused).toMatchObject({ kind: 'member', code: 'member.not_active' });
    });

    test('console A5: a great many are found before the first is done, and none that came later', async () => {
      const home = await place();
      await add(home, 1_050);
      const begun = await bodyOf('POST', `${home}/member-changes`, {
        selection: { filter: { q: 'erson' } },
        change: { kind: 'addRoles', roles: ['viewer'] },
        expected: 1_050,
      });
      expect(begun).toMatchObject({ gathering: true });
      clock.advance(1_000);
      await bodyOf('POST', `${home}/members`, { email: 'late@example.com', name: 'Late Person' });
      const one = `${home}/member-changes/${String(begun['id'])}`;
      for (let tries = 0; tries < 1_200; tries += 1) {
        if (String((await bodyOf('GET', one))['gathering']) === 'false') break;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      await server().rest('POST', `${one}/cancel`);
      const found = await ended(home, begun['id']);
      expect(found).toMatchObject({ total: 1_050, gathering: false });
      const rows = await rowsOf(home, found, '&status=skipped');
      expect(rows.length).toBe(Math.min(200, 1_050 - Number(found['done'])));
    }, 120_000);

    test('1.22–1.26, 1.27, console A14: members and invitations in one selection; resent, renewed, revoked in bulk', async () => {
      const home = await place();
      const [one, two] = await add(home, 2);
      const ids = [String(one?.id), String(two?.id)];
      for (const at of [1, 2, 3]) {
        const email = `in-${at}@example.com`;
        ids.push(String((await bodyOf('POST', `${home}/invitations`, { email }))['id']));
      }
      const [, , first = '', second = '', third = ''] = ids;
      clock.advance(2 * 60_000);
      const resend = { selection: { ids }, change: { kind: 'resendInvitations' } };
      const preview = await bodyOf('POST', `${home}/member-changes/preview`, resend);
      expect(preview).toMatchObject({ selected: 3, invitations: 3, members: 0, notConcerned: 2 });
      expect(await change(home, { ...resend, expected: 3 })).toMatchObject({ succeeded: 3 });
      const note = 'Another day.';
      const revoke = { kind: 'revokeInvitations', notify: true, note };
      expect(await change(home, { selection: { ids: [first] }, change: revoke })).toMatchObject({
        succeeded: 1,
      });
      expect(await bodyOf('GET', `${home}/invitations/${first}`)).toMatchObject({
        status: 'revoked',
        note,
      });
      clock.advance(8 * DAY);
      const renew = {
        selection: { invitations: { status: 'expired' }, exclude: [second] },
        change: { kind: 'renewInvitations' },
        expected: 1,
      };
      expect(await change(home, renew)).toMatchObject({ succeeded: 1, failed: 0 });
      expect((await bodyOf('GET', `${home}/invitations/${third}`))['status']).toBe('pending');
      expect((await bodyOf('GET', `${home}/invitations/${second}`))['status']).toBe('expired');
      const remove = { selection: { filter: {} }, change: { kind: 'remove' }, expected: 4 };
      const removed = await change(home, remove);
      expect(removed).toMatchObject({ succeeded: 3, failed: 1 });
      // the owner is among them, and stays
      const [failed] = await rowsOf(home, removed, '&status=failed');
      expect(failed).toMatchObject({ code: 'member.last_owner', person: { name: 'Owner' } });
      expect(await total(home, '')).toBe(1);
    });

    test('seats and spaces of many: what is refused fails its row, and who is asked for has them', async () => {
      const home = await place();
      const people = await add(home, 3);
      const ids = people.map(({ id }) => id);
      const product = { key: `k-${newId()}`, name: 'Product', seats: 2 };
      const { id: productId } = await bodyOf('POST', `${home}/products`, product);
      const seats = { selection: { ids }, change: { kind: 'assignSeats', productId } };
      expect(await bodyOf('POST', `${home}/member-changes/preview`, seats)).toMatchObject({
        effects: [
          { type: 'seat.assigned', count: 2 },
          { type: 'seat.limit_reached', count: 1 },
        ],
        refused: { count: 1, rows: [{ code: 'seat.none_free', name: 'Person 0002' }] },
      });
      expect(await change(home, seats)).toMatchObject({ succeeded: 2, failed: 1 });
      const spaceIds: string[] = [];
      for (const name of ['North', 'South']) {
        spaceIds.push(String((await bodyOf('POST', `${home}/spaces`, { name }))['id']));
      }
      const into = { kind: 'addToSpaces', spaceIds, role: 'member' };
      expect(await change(home, { selection: { ids }, change: into })).toMatchObject({
        succeeded: 3,
      });
      const [row] = itemsOf(await bodyOf('GET', `${home}/members?q=person-0001`));
      expect(row).toMatchObject({
        seats: [{ product: 'Product', status: 'assigned' }],
        spaces: [{ space: 'North' }, { space: 'South' }],
      });
      const out = { kind: 'removeFromSpaces', spaceIds: [spaceIds[0]] };
      const left = await change(home, { selection: { ids }, change: out });
      expect((await rowsOf(home, left))[0]).toMatchObject({
        result: { outcome: 'changed', spaces: [{ spaceId: spaceIds[0], before: 'member' }] },
      });
      const release = { kind: 'releaseSeats', productId };
      const released = await change(home, { selection: { ids }, change: release });
      const outcomes = (await rowsOf(home, released)).map((one) => one['result']);
      expect(outcomes).toMatchObject([
        { outcome: 'released' },
        { outcome: 'released' },
        { outcome: 'unchanged' },
      ]);
    });

    test('what is named has to be there, and what nobody is selected for is refused', async () => {
      const home = await place();
      const [one] = await add(home, 1);
      const ids = [String(one?.id)];
      const refusal = async (body: object): Promise<unknown> =>
        (await server().rest('POST', `${home}/member-changes`, { body })).body['code'];
      const with_ = (made: object): object => ({ selection: { ids }, change: made });
      expect(await refusal(with_({ kind: 'addRoles', roles: ['nobody'] }))).toBe('role.unknown');
      const productId = newId();
      expect(await refusal(with_({ kind: 'assignSeats', productId }))).toBe('product.missing');
      const spaceIds = [newId()];
      expect(await refusal(with_({ kind: 'removeFromSpaces', spaceIds }))).toBe('space.missing');
      const successorMemberId = newId();
      expect(await refusal(with_({ kind: 'remove', successorMemberId }))).toBe('member.missing');
      const nobody = { selection: { ids: [newId()] }, change: { kind: 'suspend' } };
      expect(await refusal(nobody)).toBe('request.invalid');
      const unread = { selection: { filter: { filter: 'shoe pr' } }, change: { kind: 'suspend' } };
      expect(await refusal(unread)).toBe('request.invalid');
      const power = await change(home, with_({ kind: 'addRoles', roles: ['admin'] }));
      const [row] = await rowsOf(home, power);
      expect(row).toMatchObject({ status: 'failed', code: 'role.confirmation' });
    });

    test('console A20: the rights of who asked are asked again for each row', async () => {
      const home = await place();
      const people = await add(home, 3);
      const [admin, other, late] = people.map(({ id }) => id);
      await bodyOf('PUT', `${home}/members/${String(admin)}/roles`, {
        roles: [{ role: 'admin' }],
        confirm: true,
      });
      const headers = { 'muster-acting-member': String(admin) };
      const body = {
        selection: { ids: [admin, other, late] },
        change: { kind: 'suspend' },
      };
      const reply = await server().rest('POST', `${home}/member-changes`, { body, headers });
      expect(reply.status).toBe(202);
      const done = await ended(home, reply.body['id']);
      expect(done).toMatchObject({ succeeded: 2, failed: 1 });
      const [failed] = await rowsOf(home, done, '&status=failed');
      expect(failed).toMatchObject({ code: 'member.self', input: { memberId: admin } });
      const viewer = { 'muster-acting-member': String(other) };
      const refused = await server().rest('POST', `${home}/member-changes`, {
        body,
        headers: viewer,
      });
      expect(refused.status).toBeGreaterThanOrEqual(400);
    });
  },
  { clock },
);
