import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { PATCH_OP, ENTERPRISE } from '../../kit/application.js';
import {
  allow,
  hooked,
  hookServer,
  itemsOf,
  samplesOf,
  userOf,
  type HookAnswer,
} from '../../kit/hook-servers.js';
import type { ScimClient } from '../../kit/server.js';
import { overServers } from '../../kit/server-suites.js';

beforeAll(() => hookServer.open());
afterAll(() => hookServer.close());

overServers(
  'hooks at provisioning',
  (server) => {
    test('hooks G12: what a hook denies is a SCIM error in its words, with code and trace id, alone and in bulk', async () => {
      const { scim, calls, hookId } = await hooked(server(), 'before_user_create', {
        action: 'deny',
        reason: { code: 'no_licence', message: 'Ada <b>has</b>\u0007 no licence.' },
      });
      const reply = await scim.post('/Users', userOf('ada@example.com'));
      expect(reply.status).toBe(403);
      expect(reply.body.detail).toMatch(
        /^Ada <b>has<\/b> no licence\. \(no_licence; trace id [0-9a-f-]+\)$/,
      );
      expect(calls).toHaveLength(1);
      expect(calls[0]).toMatchObject({
        isSigned: true,
        headers: { 'muster-hook-depth': '1' },
        body: {
          specversion: '1.0',
          operation: 'before_user_create',
          hook: { id: hookId },
          org: { id: scim.organizationId },
          actor: { kind: 'connection' },
          object: { kind: 'scim-user', version: 0 },
          proposed: { userName: 'ada@example.com', active: true },
        },
      });
      expect(calls[0]?.body.proposed).not.toHaveProperty('password');
      const bulk = await scim.post('/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [
          { method: 'POST', path: '/Users', bulkId: 'a', data: userOf('b@example.com') },
        ],
      });
      const [operation] = bulk.body.Operations as unknown as [{ status: string; response: object }];
      expect(operation).toMatchObject({
        status: '403',
        response: { detail: expect.stringContaining('(no_licence; trace id ') },
      });
      const { records } = await server().store.read.scimUsers.find({
        where: { kind: 'all', terms: [] },
        limit: 1_000,
      });
      expect(records.filter(({ connectionId }) => connectionId === scim.connectionId)).toEqual([]);
    });

    test('hooks G22: before and proposed are both told, and what was denied is in the journal and in the trace', async () => {
      const { scim, calls } = await hooked(server(), 'before_user_update', {
        action: 'deny',
        reason: { code: 'frozen', message: 'Frozen until Monday.' },
      });
      const { body } = await scim.post('/Users', userOf('carla@example.com'));
      const value = { displayName: 'Carla C.' };
      const patch = { schemas: [PATCH_OP], Operations: [{ op: 'replace', value }] };
      const reply = await scim.patch(`/Users/${String(body.id)}`, patch);
      expect(reply.status).toBe(403);
      expect(calls[0]?.body).toMatchObject({
        object: { id: body.id, version: 1 },
        before: { displayName: 'Some Body' },
        proposed: { displayName: 'Carla C.' },
      });
      const rest = await server().rest('GET', `/organizations/${scim.organizationId}/journal`);
      const entry = itemsOf(rest.body).find(({ type }) => type === 'hook.denied');
      expect(entry).toMatchObject({
        target: { kind: 'hook' },
        after: { point: 'before_user_update', code: 'frozen', message: 'Frozen until Monday.' },
      });
      await server().provisioning.exchanges.flush();
      const place = `/organizations/${scim.organizationId}/connections/${scim.connectionId}`;
      const all = await server().rest('GET', `${place}/exchanges`);
      const refused = itemsOf(all.body).find(({ status }) => Number(status) === 403);
      const one = await server().rest('GET', `${place}/exchanges/${String(refused?.id)}`);
      expect(JSON.stringify(one.body.trace)).toContain('Frozen until Monday. (frozen)');
    });

    test('hooks G17: a patch changes what its point lets it change, by pointers with escapes', async () => {
      const department = `/${ENTERPRISE}/department`;
      const { scim } = await hooked(server(), 'before_user_create', {
        action: 'modify',
        patch: [
          { op: 'replace', path: '/displayName', value: 'Dora D.' },
          { op: 'add', path: department, value: 'North/South ~ 7' },
        ],
      });
      const reply = await scim.post('/Users', userOf('dora@example.com'));
      expect(reply.body).toMatchObject({
        displayName: 'Dora D.',
        [ENTERPRISE]: { department: 'North/South ~ 7' },
      });
    });

    test.each([
      ['a path that is not allowed', [{ op: 'replace', path: '/userName', value: 'x' }]],
      ['active', [{ op: 'replace', path: '/active', value: false }]],
      ['a value of another kind', [{ op: 'replace', path: '/displayName', value: { a: 1 } }]],
      ['the prototype', [{ op: 'add', path: '/__proto__/x', value: 'y' }]],
    ])(
      'a patch with %s is a failure of the hook, and nothing of it is done',
      async (_what, patch) => {
        const { scim, hookId } = await hooked(server(), 'before_user_create', {
          action: 'modify',
          patch,
        });
        const reply = await scim.post('/Users', userOf('emil@example.com'));
        expect(reply.status).toBe(503);
        const samples = await samplesOf(server(), scim, hookId);
        expect(samples[0]).toMatchObject({ outcome: 'failed', carriedOut: false });
        expect(String(samples[0]?.['problem'])).toContain('The patch is refused');
      },
    );

    test('hooks G10: what a rule refuses after a hook has allowed it is no event, and the sample says not carried out', async () => {
      const first = userOf('finn@example.com');
      let isFirst = true;
      const answer = async (): Promise<HookAnswer> => {
        // while it is asked the first time, somebody else adds the same user
        if (isFirst) {
          isFirst = false;
          expect((await scim.post('/Users', first)).status).toBe(201);
        }
        return { action: 'allow' };
      };
      const { scim, hookId, calls } = await hooked(server(), 'before_user_create', answer);
      expect((await scim.post('/Users', first)).status).toBe(409);
      expect(calls).toHaveLength(2);
      const samples = await samplesOf(server(), scim, hookId);
      expect(samples.map(({ carriedOut }) => carriedOut).sort()).toEqual([false, true]);
      const journal = await server().rest('GET', `/organizations/${scim.organizationId}/journal`);
      const created = itemsOf(journal.body).filter(({ type }) => type === 'scim.user.created');
      expect(created).toHaveLength(1);
    });

    test('an answer that nobody signed, or that answers another question, is none', async () => {
      const unsigned = (response: import('node:http').ServerResponse): void => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"action":"allow"}');
      };
      const { scim, hookId } = await hooked(server(), 'before_user_create', unsigned);
      const reply = await scim.post('/Users', userOf('gina@example.com'));
      expect(reply.status).toBe(503);
      const samples = await samplesOf(server(), scim, hookId);
      expect(samples[0]?.['problem']).toMatch(/^The answer is not signed/);
    });

    test('hooks G14: a hook that drips its answer is ended at its budget; deactivating goes on without it', async () => {
      const drip = (response: import('node:http').ServerResponse): void => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(timer));
      };
      const { scim, hookId } = await hooked(server(), 'before_user_deactivate', drip, {
        budgetMs: 300,
      });
      const { body } = await scim.post('/Users', userOf('hanna@example.com'));
      const Operations = [{ op: 'replace', value: { active: false } }];
      const patch = { schemas: [PATCH_OP], Operations };
      const reply = await scim.patch(`/Users/${String(body.id)}`, patch);
      expect(reply.status).toBe(200);
      expect(reply.body.active).toBe(false);
      const samples = await samplesOf(server(), scim, hookId);
      expect(samples[0]).toMatchObject({ outcome: 'failed', carriedOut: true });
    });

    test('hooks G20: no hook at a point costs no statement more', async () => {
      const { store } = server();
      const scim = await server().scim();
      const { body } = await scim.post('/Users', userOf('ida@example.com'));
      const counts: number[] = [];
      // what the server writes by itself meanwhile (exchanges, uses of tokens) is no part of a change: the least counts
      for (const name of ['Ida I.', 'Ida J.', 'Ida K.', 'Ida L.', 'Ida M.']) {
        await server().provisioning.exchanges.flush();
        const before = store.figures().transactions;
        const Operations = [{ op: 'replace', value: { displayName: name } }];
        await scim.patch(`/Users/${String(body.id)}`, { schemas: [PATCH_OP], Operations });
        counts.push(store.figures().transactions - before);
      }
      expect(Math.min(...counts)).toBe(1);
    });

    test('hooks G20: a hook at another point, or of another organization, asks the database nothing', async () => {
      const of = async (prepare: (scim: ScimClient) => Promise<unknown>): Promise<number> => {
        const scim = await server().scim();
        await prepare(scim);
        const { body } = await scim.post('/Users', userOf('jo@example.com'));
        const reads = jest.spyOn(server().store.read.hooks, 'find');
        const gets = jest.spyOn(server().store.read.hooks, 'get');
        const Operations = [{ op: 'replace', value: { displayName: 'Jo' } }];
        await scim.patch(`/Users/${String(body.id)}`, { schemas: [PATCH_OP], Operations });
        const asked = reads.mock.calls.length + gets.mock.calls.length;
        reads.mockRestore();
        gets.mockRestore();
        return asked;
      };
      expect(await of(async () => undefined)).toBe(0);
      expect(
        await of(async (scim) => {
          await hooked(server(), 'before_seat_allocation', { action: 'allow' }, { scim });
          await hooked(server(), 'before_user_update', { action: 'allow' });
        }),
      ).toBe(0);
    });
  },
  { settings: { outgoing: { allow } } },
);
