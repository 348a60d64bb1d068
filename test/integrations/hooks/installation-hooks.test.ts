import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { allow, hookServer, itemsOf, userOf } from '../../kit/hook-servers.js';
import type { Json, TestServer } from '../../kit/server.js';
import { overServers } from '../../kit/server-suites.js';

// What an organization can do with a hook of its own, the operator can do with one of the installation.

beforeAll(() => hookServer.open());
afterAll(() => hookServer.close());

const DENIED = { action: 'deny', reason: { code: 'no', message: 'Not here.' } };

async function madeHook(server: TestServer, path: string, more: object = {}): Promise<Json> {
  const body = { name: 'All', point: 'before_user_create', url: hookServer.url(path), ...more };
  const made = await server.rest('POST', '/hooks', { body });
  expect(made.status).toBe(201);
  return made.body;
}

overServers(
  'hooks of the installation',
  (server) => {
    const samplesOf = async (id: unknown): Promise<Record<string, unknown>[]> =>
      itemsOf((await server().rest('GET', `/hooks/${String(id)}/samples`)).body);
    const gone = (id: unknown) => server().rest('DELETE', `/hooks/${String(id)}`);

    test('what it was asked is listed with its organization, and asked again without a change', async () => {
      const hook = await madeHook(server(), '/all', { dryRun: true });
      const calls = hookServer.answer('/all', String(hook.secret), DENIED);
      const scim = await server().scim();
      expect((await scim.post('/Users', userOf('a@example.com'))).status).toBe(201);
      const [sample] = await samplesOf(hook.id);
      expect(sample).toMatchObject({
        organizationId: scim.organizationId,
        outcome: 'denied',
        dryRun: true,
        carriedOut: true,
      });
      const trial = await server().rest('POST', `/hooks/${String(hook.id)}/try`, {
        body: { sampleId: sample?.['id'] },
      });
      expect(trial.body).toMatchObject({ outcome: 'denied', reason: { message: 'Not here.' } });
      expect(calls.map(({ body }) => body.org.id)).toEqual([
        scim.organizationId,
        scim.organizationId,
      ]);
      await gone(hook.id);
    });

    test('a proposal is tried as one of an organization that is named', async () => {
      const hook = await madeHook(server(), '/named');
      const calls = hookServer.answer('/named', String(hook.secret), { action: 'allow' });
      const { organizationId } = await server().scim();
      const path = `/hooks/${String(hook.id)}/try`;
      const proposed = { userName: 'b@example.com' };
      const nameless = await server().rest('POST', path, { body: { proposed } });
      expect(nameless).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'organizationId' }] },
      });
      const unknown = { proposed, organizationId: '0192f0c1-5b7a-7c3e-9d4f-1a2b3c4d5e6f' };
      expect((await server().rest('POST', path, { body: unknown })).status).toBe(404);
      const tried = await server().rest('POST', path, { body: { proposed, organizationId } });
      expect(tried.body).toMatchObject({ outcome: 'allowed' });
      expect(calls.map(({ body }) => body.org.id)).toEqual([organizationId]);
      await gone(hook.id);
    });

    test('its secret is replaced, and the one before signs beside it for a while', async () => {
      const hook = await madeHook(server(), '/rotated');
      const path = `/hooks/${String(hook.id)}`;
      const rotate = async (overlapHours: number): Promise<string> => {
        const body = { overlapHours };
        const made = await server().rest('POST', `${path}/rotate-secret`, { body });
        expect(made.status).toBe(201);
        return String(made.body.secret);
      };
      const scim = await server().scim();
      const second = await rotate(24);
      const isSignedBy = async (secret: string, userName: string): Promise<boolean | undefined> => {
        const calls = hookServer.answer('/rotated', secret, { action: 'allow' });
        await scim.post('/Users', userOf(userName));
        return calls[0]?.isSigned;
      };
      expect(await isSignedBy(String(hook.secret), 'c@example.com')).toBe(true);
      expect(await isSignedBy(second, 'd@example.com')).toBe(true);
      const third = await rotate(0);
      expect(await isSignedBy(second, 'e@example.com')).toBe(false);
      expect(await isSignedBy(third, 'f@example.com')).toBe(true);
      await gone(hook.id);
    });

    test('a hook of an organization is none of the installation, and the reverse', async () => {
      const { organizationId } = await server().scim();
      const body = { name: 'Own', point: 'before_user_create', url: hookServer.url('/own') };
      const own = await server().rest('POST', `/organizations/${organizationId}/hooks`, { body });
      const all = await madeHook(server(), '/both');
      for (const below of [
        `/hooks/${String(own.body.id)}`,
        `/organizations/${organizationId}/hooks/${String(all.id)}`,
      ]) {
        const answers = await Promise.all([
          server().rest('GET', `${below}/samples`),
          server().rest('POST', `${below}/try`, { body: { proposed: {} } }),
          server().rest('POST', `${below}/rotate-secret`, { body: {} }),
        ]);
        expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
      }
      await gone(all.id);
    });

    test('metrics count questions by outcome, and hooks that are not asked', async () => {
      const figure = async (line: string): Promise<number> => {
        const reply = await fetch(`${server().url}/metrics`, {
          headers: { authorization: `Bearer ${server().operatorKey}` },
        });
        const found = (await reply.text()).split('\n').find((one) => one.startsWith(`${line} `));
        return Number(found?.split(' ')[1]);
      };
      const before = await figure('muster_hook_questions{outcome="failed"}');
      const denied = await figure('muster_hook_questions{outcome="denied"}');
      const answered = await figure('muster_hook_questions{outcome="answered"}');
      expect(await figure('muster_hooks_open')).toBe(0);
      const hook = await madeHook(server(), '/measured', { onFailure: 'open' });
      const scim = await server().scim();
      hookServer.answer('/measured', String(hook.secret), DENIED);
      await scim.post('/Users', userOf('g@example.com'));
      hookServer.answer('/measured', String(hook.secret), { action: 'allow' });
      await scim.post('/Users', userOf('h@example.com'));
      hookServer.answer('/measured', String(hook.secret), (response: { destroy(): void }) =>
        response.destroy(),
      );
      for (let index = 0; index < 5; index += 1)
        await scim.post('/Users', userOf(`i-${index}@example.com`));
      expect(await figure('muster_hook_questions{outcome="failed"}')).toBe(before + 5);
      expect(await figure('muster_hook_questions{outcome="denied"}')).toBe(denied + 1);
      expect(await figure('muster_hook_questions{outcome="answered"}')).toBe(answered + 1);
      expect(await figure('muster_hooks_open')).toBe(1);
      expect(await figure('muster_hook_seconds')).toBeGreaterThan(0);
      await gone(hook.id);
    });
  },
  { settings: { outgoing: { allow } } },
);
