import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PATCH_OP } from '../../kit/application.js';
import {
  allow,
  hooked,
  hookServer,
  itemsOf,
  keyOf,
  samplesOf,
  userOf,
  type HookAnswer,
  type HookCall,
  type KeyReply,
} from '../../kit/hook-servers.js';
import type { ScimClient, TestServer } from '../../kit/server.js';
import { overServers } from '../../kit/server-suites.js';

beforeAll(() => hookServer.open());
afterAll(() => hookServer.close());

const DENIED = { action: 'deny', reason: { code: 'no', message: 'Not today.', i18nKey: 'no' } };
const ALLOWED = { action: 'allow' };

/** Of a key that invites: it gives the roles that it holds the permissions of. */
const INVITING = [
  'organization:read',
  'members:write',
  'invitations:write',
  'spaces:write',
  'seats:write',
];

overServers(
  'hooks at the other points',
  (server) => {
    test('an invitation is denied in words over REST, by a key; the operator asks nobody', async () => {
      const { scim, calls } = await hooked(server(), 'before_invitation_create', DENIED);
      const key = await keyOf(server(), scim, INVITING);
      const refused = await key.call('POST', '/invitations', { email: 'a@example.com' });
      expect(refused).toMatchObject({
        status: 403,
        body: {
          code: 'hook.denied',
          details: { code: 'no', message: 'Not today.', i18nKey: 'no' },
        },
      });
      expect(calls[0]?.body).toMatchObject({
        operation: 'before_invitation_create',
        actor: { kind: 'api_key' },
        proposed: { email: 'a@example.com', roles: [] },
      });
      const body = { email: 'a@example.com' };
      const path = `/organizations/${scim.organizationId}/invitations`;
      expect((await server().rest('POST', path, { body })).status).toBe(201);
      expect(calls).toHaveLength(1);
    });

    test('a hook gives an invitation no role that its inviter could not give', async () => {
      const patch = [{ op: 'replace', path: '/roles', value: ['admin'] }];
      const { scim } = await hooked(server(), 'before_invitation_create', {
        action: 'modify',
        patch,
      });
      const key = await keyOf(server(), scim, INVITING);
      const refused = await key.call('POST', '/invitations', { email: 'b@example.com' });
      expect(refused).toMatchObject({ status: 403, body: { code: 'permission.escalation' } });
    });

    test('what is denied at acceptance leaves the invitation as it is', async () => {
      const { scim } = await hooked(server(), 'before_invitation_accept', DENIED);
      const key = await keyOf(server(), scim, INVITING);
      const made = await key.call('POST', '/invitations', { email: 'c@example.com', send: false });
      expect(made.status).toBe(201);
      const body = {
        token: made.body['token'],
        email: 'c@example.com',
        emailVerified: true,
        explicit: true,
      };
      const reply = await key.call('POST', '/invitations/accept', body);
      expect(reply).toMatchObject({ status: 403, body: { code: 'hook.denied' } });
      const again = await key.call('GET', `/invitations/${String(made.body['id'])}`);
      expect(again.body['status']).toBe('pending');
    });

    test('roles that groups give are what hooks make of them, and stay so while the hook is down', async () => {
      let isDown = false;
      const patch = [
        { op: 'test', path: '/roles/0', value: 'member' },
        { op: 'replace', path: '/roles', value: ['admin'] },
      ];
      const answer = async (): Promise<HookAnswer> =>
        isDown ? (response) => response.destroy() : { action: 'modify', patch };
      const scim = await server().scim({ owner: { email: 'o@example.com', name: 'Owner' } });
      const { hookId } = await hooked(server(), 'before_role_resolution', answer, { scim });
      const { memberId, userId } = await mappedMember(server(), scim);
      const rolesNow = async (): Promise<unknown> => {
        const path = `/organizations/${scim.organizationId}/members/${memberId}`;
        return (await server().rest('GET', path)).body.roles;
      };
      expect(await rolesNow()).toEqual(['admin']);
      isDown = true;
      const value = { active: false };
      const patchOf = (one: object): object => ({
        schemas: [PATCH_OP],
        Operations: [{ op: 'replace', value: one }],
      });
      expect((await scim.patch(`/Users/${userId}`, patchOf(value))).status).toBe(200);
      expect((await scim.patch(`/Users/${userId}`, patchOf({ active: true }))).status).toBe(200);
      expect(await rolesNow()).toEqual(['admin']);
      const samples = await samplesOf(server(), scim, hookId);
      expect(samples.map(({ outcome }) => outcome)).toContain('failed');
    });

    test('a seat is denied', async () => {
      const { scim } = await hooked(server(), 'before_seat_allocation', DENIED);
      const base = `/organizations/${scim.organizationId}`;
      const product = { key: 'p', name: 'Product', seats: 3 };
      const made = await server().rest('POST', `${base}/products`, { body: product });
      const person = { email: 'd@example.com', name: 'Dora' };
      const member = await server().rest('POST', `${base}/members`, { body: person });
      const key = await keyOf(server(), scim, ['seats:write']);
      const body = { productId: made.body.id, memberId: member.body.id };
      const reply = await key.call('POST', '/seats', body);
      expect(reply).toMatchObject({ status: 403, body: { code: 'hook.denied' } });
    });

    test('a row of an import is denied, and the others are done', async () => {
      const answer = async ({ body }: HookCall): Promise<HookAnswer> =>
        String(body.proposed['email']).startsWith('bad') ? DENIED : ALLOWED;
      const { scim, calls } = await hooked(server(), 'before_import_row', answer);
      const key = await keyOf(server(), scim, INVITING);
      const url = `${server().url}/api/v1/organizations/${scim.organizationId}/imports?mode=add`;
      const rows = ['email,name', 'good@example.com,Good', 'bad@example.com,Bad'].join('\n');
      const headers = { 'content-type': 'text/csv', authorization: key.authorization };
      const sent = await fetch(url, { method: 'POST', headers, body: rows });
      const { id } = (await sent.json()) as { id: string };
      const { jobs } = server().composed;
      await jobs.runNow('run-tasks');
      await whenOver(() => key.call('GET', `/imports/${id}`));
      expect((await key.call('POST', `/imports/${id}/apply`, {})).status).toBeLessThan(300);
      // the commit has woken the job by itself; whoever is first has the task
      await jobs.runNow('run-tasks');
      const view = await whenOver(() => key.call('GET', `/imports/${id}`));
      expect(view.body).toMatchObject({ status: 'done', succeeded: 1, failed: 1 });
      expect(calls.length).toBeGreaterThanOrEqual(2);
      expect(calls[0]?.body).toMatchObject({ object: { kind: 'import-row' } });
    });

    test('hooks G1: a hook that changes the same person with its own key is not asked again', async () => {
      const scim = await server().scim();
      const key = await keyOf(server(), scim, INVITING);
      const bound = { scim, apiKeyId: key.id };
      const answer = async (): Promise<HookAnswer> => {
        const reply = await key.call('POST', '/invitations', { email: 'called@example.com' });
        expect(reply.status).toBe(201);
        return ALLOWED;
      };
      const first = await hooked(server(), 'before_invitation_create', ALLOWED, bound);
      const second = await hooked(server(), 'before_user_create', answer, bound);
      expect((await scim.post('/Users', userOf('e@example.com'))).status).toBe(201);
      expect([first.calls.length, second.calls.length]).toEqual([0, 1]);
      const journal = await server().rest('GET', `/organizations/${scim.organizationId}/journal`);
      const types = itemsOf(journal.body).map(({ type }) => type);
      for (const type of ['invitation.created', 'scim.user.created', 'member.added'])
        expect(types.filter((one) => one === type)).toHaveLength(1);
    });

    test('hooks G1: a hook that changes the person it is asked about is not in its own way', async () => {
      const scim = await server().scim();
      const key = await keyOf(server(), scim, [...INVITING, 'members:read']);
      const { body: user } = await scim.post('/Users', userOf('same@example.com'));
      const record = await server().store.read.scimUsers.get(String(user['id']));
      const memberPath = `/members/${String(record?.memberId)}`;
      const changed: number[] = [];
      const answer = async (): Promise<HookAnswer> => {
        changed.push((await key.call('PATCH', memberPath, { locale: 'fr' })).status);
        return ALLOWED;
      };
      const { calls } = await hooked(server(), 'before_user_update', answer, {
        scim,
        apiKeyId: key.id,
      });
      const value = { displayName: 'Told by the directory' };
      const Operations = [{ op: 'replace', value }];
      const reply = await scim.patch(`/Users/${String(user['id'])}`, {
        schemas: [PATCH_OP],
        Operations,
      });
      expect([reply.status, changed, calls.length]).toEqual([200, [200], 1]);
      expect(reply.body.displayName).toBe('Told by the directory');
      const member = await key.call('GET', memberPath);
      expect(member.body).toMatchObject({ locale: 'fr', name: 'Told by the directory' });
      const events = await server().rest(
        'GET',
        `/organizations/${scim.organizationId}/events?after=oldest&types=scim.user.updated`,
      );
      expect(itemsOf(events.body)).toHaveLength(1);
    });

    test('hooks G19: hooks that call one another are refused at the third with hook.loop', async () => {
      const scim = await server().scim();
      let count = 0;
      const depths: string[] = [];
      const answer = async ({ headers }: HookCall): Promise<HookAnswer> => {
        const depth = String(headers['muster-hook-depth']);
        depths.push(depth);
        count += 1;
        const user = userOf(`loop-${count}@example.com`);
        const reply = await scim.post('/Users', user, { 'muster-hook-depth': depth });
        return reply.status === 201
          ? ALLOWED
          : { action: 'deny', reason: { code: 'below', message: String(reply.body.detail) } };
      };
      await hooked(server(), 'before_user_create', answer, { scim, budgetMs: 10_000 });
      const reply = await scim.post('/Users', userOf('f@example.com'));
      expect(reply.status).toBe(403);
      expect(depths).toEqual(['1', '2', '3']);
      expect(reply.body.detail).toContain('hook.loop');
    });

    test('hooks G8: several hooks of a point are asked in their order, and contradictory settings are refused', async () => {
      const order: string[] = [];
      const called =
        (name: string): (() => Promise<HookAnswer>) =>
        async () => {
          order.push(name);
          return ALLOWED;
        };
      const { scim } = await hooked(server(), 'before_user_create', called('late'), { order: 5 });
      await hooked(server(), 'before_user_create', called('early'), { scim, order: 1 });
      await hooked(server(), 'before_user_create', called('dry'), { scim, order: 3, dryRun: true });
      await scim.post('/Users', userOf('g@example.com'));
      expect(order).toEqual(['early', 'dry', 'late']);
      const path = `/organizations/${scim.organizationId}/hooks`;
      const listed = await server().rest('GET', path);
      expect(itemsOf(listed.body).map(({ effectiveOnFailure }) => effectiveOnFailure)).toEqual(
        Array(3).fill('closed'),
      );
      const url = hookServer.url('/x');
      const make = (body: object) =>
        server().rest('POST', path, { body: { name: 'X', url, ...body } });
      const gate = { point: 'before_seat_allocation' };
      const resolution = { point: 'before_role_resolution' };
      for (const [field, body] of [
        ['onFailure', { ...gate, onFailure: 'last_known' }],
        ['onFailure', { ...resolution, onFailure: 'closed' }],
        ['onFailure', { ...gate, dryRun: true, onFailure: 'closed' }],
        ['condition', { ...gate, condition: 'product eq' }],
        ['url', { ...gate, url: 'http://10.0.0.5/' }],
      ] as const) {
        const reply = await make(body);
        expect([field, reply.status]).toEqual([field, 400]);
        expect(reply.body['errors']).toMatchObject([{ field }]);
      }
    });

    test('conditions and percentage leave out whom they are not about', async () => {
      const { scim, calls } = await hooked(server(), 'before_user_create', DENIED, {
        condition: 'userType eq "Contractor" and not (title pr)',
      });
      expect((await scim.post('/Users', userOf('h@example.com'))).status).toBe(201);
      const contractor = { ...userOf('i@example.com'), userType: 'contractor' };
      expect((await scim.post('/Users', contractor)).status).toBe(403);
      expect((await scim.post('/Users', { ...contractor, title: 'Dr.' })).status).toBe(201);
      expect(calls).toHaveLength(1);
      const half = await hooked(server(), 'before_user_create', ALLOWED, { percentage: 50 });
      for (let index = 0; index < 24; index += 1)
        await half.scim.post('/Users', userOf(`half-${index}@example.com`));
      expect(half.calls.length).toBeGreaterThan(0);
      expect(half.calls.length).toBeLessThan(24);
    });

    test('a hook is tried out with a recorded sample, and shows how fast it is', async () => {
      const { scim, hookId, calls } = await hooked(server(), 'before_user_create', DENIED, {
        dryRun: true,
      });
      expect((await scim.post('/Users', userOf('j@example.com'))).status).toBe(201);
      const [sample] = await samplesOf(server(), scim, hookId);
      expect(sample).toMatchObject({ outcome: 'denied', dryRun: true, carriedOut: true });
      const path = `/organizations/${scim.organizationId}/hooks/${hookId}`;
      const body = { sampleId: sample?.['id'] };
      const trial = await server().rest('POST', `${path}/try`, { body });
      expect(trial.body).toMatchObject({ outcome: 'denied', reason: { message: 'Not today.' } });
      expect(calls[1]?.body.proposed).toEqual(calls[0]?.body.proposed);
      const { body: hook } = await server().rest('GET', path);
      expect(hook['figures']).toMatchObject({ asked: 2, denied: 2, failed: 0, circuit: 'closed' });
    });
  },
  { settings: { outgoing: { allow } } },
);

/** A member to whom a group gives the role `member`. */
async function mappedMember(
  server: TestServer,
  scim: ScimClient,
): Promise<{ memberId: string; userId: string }> {
  const user = await scim.post('/Users', userOf('mapped@example.com'));
  const userId = String(user.body['id']);
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
  const group = await scim.post('/Groups', { schemas, displayName: 'People' });
  const groupId = String(group.body['id']);
  const { organizationId, connectionId } = scim;
  const path = `/organizations/${organizationId}/connections/${connectionId}/group-mappings`;
  const body = { mappings: [{ groupId, role: 'member' }] };
  const mapped = await server.rest('PUT', path, { body });
  if (mapped.status >= 300) throw new Error(mapped.text);
  await server.composed.jobs.runNow('finish-recomputations');
  const Operations = [{ op: 'add', path: 'members', value: [{ value: userId }] }];
  const joined = await scim.patch(`/Groups/${groupId}`, { schemas: [PATCH_OP], Operations });
  if (joined.status >= 300) throw new Error(joined.text);
  const record = await server.store.read.scimUsers.get(userId);
  return { memberId: record?.memberId ?? '', userId };
}

async function whenOver(read: () => Promise<KeyReply>): Promise<KeyReply> {
  for (let times = 0; times < 200; times += 1) {
    const reply = await read();
    if (!['checking', 'waiting', 'running'].includes(String(reply.body['status']))) return reply;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It is not over.');
}
