import { expect, test } from '@jest/globals';
import { operations } from '#api/index.js';
import { FakeClock } from '../kit/application.js';
import { DAY_MS, newAddress } from '../kit/invitees.js';
import { overServers } from '../kit/server-suites.js';
import { requests, type Json, type Reply, type TestServer } from '../kit/server.js';

const items = (body: Json): Json[] => body['items'] as unknown as Json[];

const clock = new FakeClock();

overServers(
  'invitations over HTTP',
  (server) => {
    const rest: TestServer['rest'] = (...asked) => server().rest(...asked);
    /** Without any key. */
    const bare: TestServer['rest'] = (...asked) => requests(`${server().url}/api/v1`)(...asked);

    async function organization(): Promise<string> {
      const owner = { email: 'owner@example.com', name: 'Owner' };
      const made = await rest('POST', '/organizations', { body: { name: 'Example', owner } });
      return `/organizations/${made.body['id']}`;
    }

    async function link(place: string, more: object = {}): Promise<Reply> {
      const body = { email: newAddress(), send: false, ...more };
      const made = await rest('POST', `${place}/invitations`, { body });
      expect(made.status).toBe(201);
      return made;
    }

    const signedIn = (made: Json, more: object = {}) => ({
      token: made['token'],
      email: made['email'],
      emailVerified: true,
      name: 'User One',
      explicit: true,
      ...more,
    });

    async function ended(place: string, id: unknown): Promise<Json> {
      for (let tries = 0; tries < 2_000; tries += 1) {
        const { body } = await rest('GET', `${place}/tasks/${String(id)}`);
        if (['done', 'cancelled', 'failed'].includes(String(body['status']))) return body;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error('The task did not end.');
    }

    test('README: invite, look, accept', async () => {
      const place = await organization();
      const made = await link(place, { roles: ['admin'], message: 'Welcome!' });
      const { id, token } = made.body;
      expect(operations.createInvitation.answer.body?.parse(made.body)).toMatchObject({
        status: 'pending',
        daysLeft: 7,
      });
      expect(made.headers.get('location')).toBe(`${server().url}/api/v1${place}/invitations/${id}`);
      expect(made.headers.get('etag')).toBe('W/"1"');
      expect(String(made.body['link'])).toBe(`${server().url}/invitation#${token}`);
      const seen = await bare('POST', '/invitations/lookup', { body: { token } });
      expect(seen.status).toBe(200);
      expect(Object.keys(seen.body).sort()).toEqual(
        'emailHint expiresAt inviter language message organization products roles spaces status'.split(
          ' ',
        ),
      );
      expect(seen.text).not.toContain(String(made.body['email']));
      const joined = await rest('POST', '/invitations/accept', { body: signedIn(made.body) });
      expect(joined.status).toBe(200);
      expect(joined.body).toMatchObject({ invitationId: id, roles: ['admin'], name: 'User One' });
      const member = await rest('GET', `${place}/members/${joined.body['memberId']}`);
      expect(member.body).toMatchObject({ status: 'active', roles: ['admin'] });
    });

    test('keycloak #47080: neither link nor token is ever read again', async () => {
      const place = await organization();
      const made = await link(place);
      const token = String(made.body['token']);
      for (const path of ['invitations', `invitations/${made.body['id']}`, 'journal?limit=200']) {
        const reply = await rest('GET', `${place}/${path}`);
        expect(reply.status).toBe(200);
        expect(reply.text).not.toContain(token);
        expect(reply.text).not.toContain('tokenHash');
      }
      const mailed = await rest('POST', `${place}/invitations`, { body: { email: newAddress() } });
      expect(mailed.body['token']).toBeUndefined();
      expect(mailed.body['link']).toBeUndefined();
    });

    test('Idempotency-Key: the same request is answered again without its secret, another one is refused', async () => {
      const place = await organization();
      const headers = { 'idempotency-key': 'invite-1' };
      const body = { email: newAddress(), send: false };
      const first = await rest('POST', `${place}/invitations`, { body, headers });
      const again = await rest('POST', `${place}/invitations`, { body, headers });
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      const { token: _token, link: _link, ...rest_ } = first.body as Record<string, unknown>;
      expect(again.body).toEqual(rest_);
      const other = { email: newAddress(), send: false };
      const conflict = await rest('POST', `${place}/invitations`, { body: other, headers });
      expect([conflict.status, conflict.body['code']]).toEqual([409, 'idempotency.conflict']);
      const list = await rest('GET', `${place}/invitations`);
      expect(items(list.body)).toHaveLength(1);
    });

    test('If-Match: who knows an older version changes nothing', async () => {
      const place = await organization();
      const made = await link(place);
      const path = `${place}/invitations/${made.body['id']}`;
      const read = await rest('GET', path);
      expect(read.headers.get('etag')).toBe('W/"1"');
      const fresh = { headers: { 'if-match': 'W/"1"' }, body: { roles: ['viewer'] } };
      const changed = await rest('PATCH', path, fresh);
      expect([changed.status, changed.headers.get('etag')]).toEqual([200, 'W/"2"']);
      for (const [method, at, body] of [
        ['PATCH', path, { roles: ['admin'] }],
        ['POST', `${path}/revoke`, {}],
        ['POST', `${path}/resend`, undefined],
        ['DELETE', path, undefined],
      ] as const) {
        const headers = { 'if-match': 'W/"1"' };
        const stale = await rest(method, at, { headers, ...(body && { body }) });
        expect([stale.status, stale.body['code']]).toEqual([412, 'request.precondition']);
      }
      expect((await rest('GET', path)).body).toMatchObject({ roles: ['viewer'], version: 2 });
    });

    test('the ends of a link are 410 with a code each, and a wrong account is 403', async () => {
      const place = await organization();
      const tell = (made: Reply, more: object = {}) =>
        rest('POST', '/invitations/accept', { body: signedIn(made.body, more) });
      const look = (made: Reply) =>
        bare('POST', '/invitations/lookup', { body: { token: made.body['token'] } });
      const one = await link(place);
      const wrong = await tell(one, { email: newAddress() });
      expect([wrong.status, wrong.body['code']]).toEqual([403, 'invitation.wrong_account']);
      const unsure = await tell(one, { emailVerified: false });
      expect([unsure.status, unsure.body['code']]).toEqual([403, 'invitation.unverified']);
      const scanner = await rest('POST', '/invitations/accept', {
        body: { ...signedIn(one.body), explicit: undefined },
      });
      expect(scanner.status).toBe(400);
      const at = (made: Reply) => `${place}/invitations/${made.body['id']}`;
      await rest('POST', `${at(one)}/revoke`, { body: { notify: true, note: 'No.' } });
      const two = await link(place);
      expect(
        (await bare('POST', '/invitations/decline', { body: { token: two.body['token'] } })).status,
      ).toBe(204);
      const three = await link(place);
      clock.advance(61_000);
      const newer = await rest('POST', `${at(three)}/resend`, {});
      expect(newer.body).toMatchObject({ resent: 1 });
      expect(newer.body['token']).not.toBe(three.body['token']);
      const four = await link(place);
      await tell(four);
      const five = await link(place, { lifeDays: 1 });
      clock.advance(DAY_MS);
      for (const [made, code] of [
        [one, 'invitation.revoked'],
        [two, 'invitation.declined'],
        [three, 'invitation.superseded'],
        [four, 'invitation.accepted'],
        [five, 'invitation.expired'],
      ] as const) {
        for (const reply of [await look(made), await tell(made)]) {
          expect([reply.status, reply.body['code']]).toEqual([410, code]);
        }
      }
      const ask = { body: { token: five.body['token'] } };
      expect((await bare('POST', '/invitations/ask-again', ask)).status).toBe(204);
      const garbage = await bare('POST', '/invitations/lookup', { body: { token: 'x' } });
      expect([garbage.status, garbage.body['code']]).toEqual([404, 'link.invalid']);
      expect((await bare('GET', '/invitations/accept')).status).toBeGreaterThanOrEqual(401);
    });

    test('seeds 2.2, 2.9, 4.4, 4.21: inviting is for those whose roles permit it', async () => {
      const place = await organization();
      const join = async (role: string): Promise<Record<string, string>> => {
        const made = await link(place, { roles: [role] });
        const reply = await rest('POST', '/invitations/accept', { body: signedIn(made.body) });
        return { 'muster-acting-member': String(reply.body['memberId']) };
      };
      const [admin, member] = [await join('admin'), await join('member')];
      const ask = (headers: Record<string, string>, body: object) =>
        rest('POST', `${place}/invitations`, { headers, body });
      const refused = await ask(member, { email: newAddress() });
      expect([refused.status, refused.body['code']]).toEqual([403, 'permission.missing']);
      const unread = await rest('GET', `${place}/invitations`, { headers: member });
      expect(unread.status).toBe(403);
      const made = await ask(admin, { email: newAddress(), roles: ['admin'] });
      expect(made.body).toMatchObject({ inviter: { kind: 'member', name: 'User One' } });
      // better-auth #4272: an administrator could not read one invitation
      const path = `${place}/invitations/${made.body['id']}`;
      expect((await rest('GET', path, { headers: admin })).status).toBe(200);
    });

    test('an API key invites within its scopes and its organization, and vouches for who joins', async () => {
      const [place, other] = [await organization(), await organization()];
      const id = place.split('/').at(-1) ?? '';
      const keyed = async (...scopes: string[]): Promise<TestServer['rest']> => {
        const body = { name: 'Application', scopes };
        const { key } = (await rest('POST', `${place}/api-keys`, { body })).body;
        return requests(`${server().url}/api/v1`, { authorization: `Bearer ${String(key)}` });
      };
      const inviting = await keyed(
        'invitations:write',
        'members:write',
        'spaces:read:own',
        'seats:read:own',
      );
      const body = { email: newAddress(), send: false };
      const made = await inviting('POST', `${place}/invitations`, { body });
      expect([made.status, made.body['inviter']?.['kind']]).toEqual([201, 'api_key']);
      const more = await inviting('POST', `${place}/invitations`, {
        body: { email: newAddress(), products: [id] },
      });
      expect([more.status, more.body['code']]).toEqual([403, 'permission.missing']);
      const higher = await inviting('POST', `${place}/invitations`, {
        body: { email: newAddress(), roles: ['admin'] },
      });
      expect([higher.status, higher.body['code']]).toEqual([403, 'permission.escalation']);
      expect((await inviting('POST', `${other}/invitations`, { body })).status).toBe(404);
      const vouched = { body: signedIn(made.body) };
      expect((await inviting('POST', '/invitations/accept', vouched)).status).toBe(403);
      const joined = await inviting('POST', `${place}/invitations/accept`, vouched);
      expect([joined.status, joined.body['organizationId']]).toEqual([200, id]);
    });

    test('a cool-down says with Retry-After when it is over', async () => {
      const place = await organization();
      const made = await link(place);
      const again = await rest('POST', `${place}/invitations/${made.body['id']}/resend`);
      expect([again.status, again.body['code']]).toEqual([429, 'invitation.cool_down']);
      expect(again.headers.get('retry-after')).toBe('60');
    });

    test('workos-node #1610: every parameter of the list does what it says', async () => {
      const place = await organization();
      const inputs = [
        { name: 'Ada Zeta', roles: ['admin'], lifeDays: 1 },
        { name: 'Bea Zeta', roles: ['viewer'], lifeDays: 10 },
        { name: 'Cyr Sample', roles: ['viewer'], lifeDays: 30 },
      ];
      const made: Json[] = [];
      for (const input of inputs) {
        clock.advance(1_000);
        made.push((await link(place, input)).body);
      }
      clock.advance(2 * DAY_MS);
      const names = async (query: string) => {
        const reply = await rest('GET', `${place}/invitations?${query}`);
        expect(reply.status).toBe(200);
        return items(reply.body).map((one) => String(one['name']).slice(0, 3));
      };
      expect(await names('')).toEqual(['Cyr', 'Bea', 'Ada']);
      expect(await names('status=expired')).toEqual(['Ada']);
      expect(await names('status=pending')).toEqual(['Cyr', 'Bea']);
      expect(await names('role=viewer&status=pending')).toEqual(['Cyr', 'Bea']);
      expect(await names('q=zet')).toEqual(['Bea', 'Ada']);
      expect(await names('q=zet%20be')).toEqual(['Bea']);
      expect(await names('inviter=nobody')).toEqual([]);
      const email = encodeURIComponent(String(made[1]?.['email']).toUpperCase());
      expect(await names(`email=${email}`)).toEqual(['Bea']);
      const from = encodeURIComponent(String(made[1]?.['expiresAt']));
      expect(await names(`expiresFrom=${from}`)).toEqual(['Cyr', 'Bea']);
      expect(await names(`expiresTo=${from}`)).toEqual(['Bea', 'Ada']);
      const first = await rest('GET', `${place}/invitations?limit=2`);
      expect(items(first.body)).toHaveLength(2);
      expect(await names(`limit=2&cursor=${first.body['next']}`)).toEqual(['Ada']);
      expect((await rest('GET', `${place}/invitations?cursor=nope`)).status).toBe(400);
      const counts = await rest('GET', `${place}/invitation-counts`);
      expect(counts.body).toMatchObject({ pending: 2, expired: 1, accepted: 0 });
    });

    test('seed 4.11: many at once are a task, whose rows have codes of their own', async () => {
      const place = await organization();
      const known = await link(place);
      const invitations = [
        ...Array.from({ length: 100 }, () => ({ email: newAddress() })),
        { email: String(known.body['email']).toUpperCase() },
        { email: 'nobody' },
        { email: newAddress(), roles: ['owner'] },
        { email: newAddress(), roles: ['viewer'] },
      ];
      const begun = await rest('POST', `${place}/invitations/bulk`, {
        body: { common: { roles: ['member'], send: false }, invitations },
      });
      expect([begun.status, begun.body['status']]).toEqual([202, 'waiting']);
      const path = `${place}/tasks/${begun.body['id']}`;
      expect(begun.headers.get('location')).toBe(`${server().url}/api/v1${path}`);
      expect(await ended(place, begun.body['id'])).toMatchObject({
        kind: 'invite',
        status: 'done',
        total: 104,
        done: 104,
        succeeded: 101,
        failed: 3,
      });
      const failed = await rest('GET', `${path}/rows?status=failed`);
      expect(items(failed.body)).toMatchObject([
        { number: 101, code: 'invitation.pending', details: { invitationId: known.body['id'] } },
        { number: 102, code: 'request.invalid', errors: [{ field: 'email' }] },
        { number: 103, code: 'request.invalid', errors: [{ field: 'roles' }] },
      ]);
      expect((await rest('GET', `${place}/invitation-counts`)).body).toMatchObject({
        pending: 102,
      });
      clock.advance(61_000);
      const resent = await rest('POST', `${place}/invitations/bulk-resend`, {
        body: { filter: { role: 'member' } },
      });
      expect(await ended(place, resent.body['id'])).toMatchObject({ succeeded: 101, failed: 0 });
      const revoked = await rest('POST', `${place}/invitations/bulk-revoke`, {
        body: { ids: [known.body['id'], known.body['id'], 'nobody'], notify: true },
      });
      expect(await ended(place, revoked.body['id'])).toMatchObject({ succeeded: 1, failed: 1 });
      const all = await rest('POST', `${place}/invitations/bulk-revoke`, { body: { filter: {} } });
      expect(await ended(place, all.body['id'])).toMatchObject({ total: 101, succeeded: 101 });
      expect((await rest('GET', `${place}/invitation-counts`)).body).toMatchObject({
        pending: 0,
        revoked: 102,
      });
      const over = await rest('POST', `${path}/cancel`);
      expect([over.status, over.body['code']]).toEqual([409, 'task.over']);
      expect(items((await rest('GET', `${place}/tasks`)).body)).toHaveLength(4);
    });

    test('a task and an invitation of another organization are not there', async () => {
      const [ours, theirs] = [await organization(), await organization()];
      const made = await link(ours);
      const begun = await rest('POST', `${ours}/invitations/bulk`, {
        body: { invitations: [{ email: newAddress() }] },
      });
      for (const [method, path] of [
        ['GET', `/tasks/${begun.body['id']}`],
        ['GET', `/tasks/${begun.body['id']}/rows`],
        ['POST', `/tasks/${begun.body['id']}/cancel`],
        ['GET', `/invitations/${made.body['id']}`],
        ['POST', `/invitations/${made.body['id']}/resend`],
        ['DELETE', `/invitations/${made.body['id']}`],
      ] as const) {
        expect((await rest(method, theirs + path)).status).toBe(404);
      }
      const there = await rest('POST', `${theirs}/invitations/accept`, {
        body: signedIn(made.body),
      });
      expect([there.status, there.body['code']]).toEqual([404, 'link.invalid']);
      const here = await rest('POST', `${ours}/invitations/accept`, { body: signedIn(made.body) });
      expect(here.status).toBe(200);
      await ended(ours, begun.body['id']);
    });
  },
  { clock },
);
