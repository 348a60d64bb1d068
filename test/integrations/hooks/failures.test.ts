import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCli } from '#cli/index.js';
import { HOOK_POINTS } from '#core/index.js';
import { cliDeps } from '#main.js';
import { applyPatch, PatchRefused } from '../../../src/integrations/hooks/patch.js';
import { describePoint } from '../../../src/integrations/hooks/points.js';
import { PATCH_OP } from '../../kit/application.js';
import {
  allow,
  hooked,
  hookServer,
  itemsOf,
  keyOf,
  samplesOf,
  userOf,
} from '../../kit/hook-servers.js';
import { overServers } from '../../kit/server-suites.js';

beforeAll(() => hookServer.open());
afterAll(() => hookServer.close());

describe('patches of hooks', () => {
  const text = { kind: 'a text', accepts: (value: unknown) => typeof value === 'string' };
  const changeable = [
    { tokens: ['attributes', 'urn:a/b/c:2.0:User'], ...text },
    { tokens: ['a~1/b'], ...text },
    { tokens: ['list', '*'], ...text },
  ];

  test.each([
    [
      '~1 in a URN, twice',
      '/attributes/urn:a~1b~1c:2.0:User',
      { attributes: { 'urn:a/b/c:2.0:User': 'x' } },
    ],
    ['~01 is ~1 and no slash', '/a~01~1b', { 'a~1/b': 'x' }],
  ])('hooks G17: %s', (_what, path, expected) => {
    const patch = [{ op: 'add', path, value: 'x' }];
    expect(applyPatch({}, patch, changeable)).toEqual(expected);
  });

  test.each([
    ['no list', {}],
    ['an unknown operation', [{ op: 'move', from: '/a', path: '/list/0' }]],
    ['an index beyond the end', [{ op: 'add', path: '/list/9', value: 'x' }]],
    ['an index with a leading zero', [{ op: 'replace', path: '/list/00', value: 'x' }]],
    ['a lone tilde', [{ op: 'add', path: '/a~2', value: 'x' }]],
    ['a value that is absent', [{ op: 'add', path: '/list/0' }]],
    [
      'a test that fails, after a change',
      [
        { op: 'replace', path: '/list/0', value: 'x' },
        { op: 'test', path: '/list/0', value: 'y' },
      ],
    ],
  ])('hooks G17: nothing is changed by %s', (_what, patch) => {
    const object = { list: ['a'] };
    expect(() => applyPatch(object, patch, changeable)).toThrow(PatchRefused);
    expect(object).toEqual({ list: ['a'] });
  });
});

test('hooks G16: every point says what happens when a hook fails, and why', () => {
  for (const point of HOOK_POINTS) {
    const { summary, onFailure, because } = describePoint(point);
    expect([point, summary !== '', because !== '']).toEqual([point, true, true]);
    expect(['open', 'closed', 'last_known']).toContain(onFailure);
  }
  expect(HOOK_POINTS.every((point) => point.startsWith('before_'))).toBe(true);
});

overServers(
  'hooks that fail',
  (server) => {
    test('hooks G5: an open hook that is down lets changes through, says hook.failed, and is not asked any more', async () => {
      const { scim, calls, hookId } = await hooked(
        server(),
        'before_user_update',
        (response: import('node:http').ServerResponse) => response.destroy(),
        { onFailure: 'open' },
      );
      const { body } = await scim.post('/Users', userOf('a@example.com'));
      for (let index = 0; index < 7; index += 1) {
        const Operations = [{ op: 'replace', value: { title: `Title ${index}` } }];
        const reply = await scim.patch(`/Users/${String(body.id)}`, {
          schemas: [PATCH_OP],
          Operations,
        });
        expect(reply.status).toBe(200);
      }
      expect(calls).toHaveLength(5);
      const path = `/organizations/${scim.organizationId}`;
      const { body: hook } = await server().rest('GET', `${path}/hooks/${hookId}`);
      expect(hook['figures']).toMatchObject({ failed: 7, circuit: 'open' });
      const journal = await server().rest('GET', `${path}/journal`);
      const failed = itemsOf(journal.body).filter(({ type }) => type === 'hook.failed');
      expect(failed).toHaveLength(5);
      const samples = await samplesOf(server(), scim, hookId);
      expect(samples.every(({ carriedOut }) => carriedOut === true)).toBe(true);
    });

    test('hooks E10: who is refused is told to try later, and only administrators are told why', async () => {
      const scim = await server().scim();
      const path = `/organizations/${scim.organizationId}/hooks`;
      const url = 'https://there-is-no-such-name.invalid/hook';
      const made = await server().rest('POST', path, {
        body: { name: 'Lost', point: 'before_user_create', url },
      });
      const reply = await scim.post('/Users', userOf('b@example.com'));
      expect(reply.status).toBe(503);
      expect(reply.text).toMatch(/try again later/);
      expect(reply.text).not.toMatch(/no-such-name|ENOTFOUND|EAI_AGAIN|127\.0/);
      const [sample] = await samplesOf(server(), scim, String(made.body.id));
      expect(String(sample?.['problem'])).toMatch(/there-is-no-such-name\.invalid/);
    });

    test('hooks G9: closed hooks everywhere, and nobody answers: hooks, operator and command line go on', async () => {
      const scim = await server().scim();
      const path = `/organizations/${scim.organizationId}/hooks`;
      const ids: string[] = [];
      for (const point of HOOK_POINTS) {
        const onFailure = point === 'before_role_resolution' ? {} : { onFailure: 'closed' };
        const body = { name: point, point, url: hookServer.url('/gone'), ...onFailure };
        ids.push(String((await server().rest('POST', path, { body })).body.id));
      }
      expect((await scim.post('/Users', userOf('c@example.com'))).status).toBe(503);
      const key = await keyOf(server(), scim, ['hooks:write', 'directory:write']);
      const repaired = await key.call('PATCH', `/hooks/${String(ids[0])}`, { name: 'Repaired' });
      expect(repaired.status).toBe(200);
      const person = { email: 'd@example.com', name: 'Dora' };
      const members = `/organizations/${scim.organizationId}/members`;
      expect((await server().rest('POST', members, { body: person })).status).toBe(201);
      expect((await fetch(`${server().url}/readyz`)).status).toBe(200);
      const { deps } = server().core;
      const lines: string[] = [];
      const settings = { ...server().settings, store: { url: 'sqlite:kept.db', migrate: true } };
      const code = await runCli(
        ['hooks', 'disable', '--organization', scim.organizationId],
        {
          ...cliDeps(),
          loadSettings: () => settings,
          openDeps: async () => ({ deps, close: async () => undefined }),
        },
        {
          out: (line = '') => lines.push(line),
          err: (line = '') => lines.push(line),
          draw: () => undefined,
        },
      );
      expect([code, lines.at(-1)]).toEqual([0, expect.stringMatching(/^14 hooks switched off/)]);
      await server().composed.integrations.hooks.refresh();
      expect((await scim.post('/Users', userOf('c@example.com'))).status).toBe(201);
      const listed = await server().rest('GET', path);
      expect(itemsOf(listed.body).map(({ disabledBy }) => disabledBy)).toEqual(
        Array(14).fill('command line'),
      );
    });

    test('a hook of the installation is asked first and for everybody, and its changes are seen by the next', async () => {
      const scim = await server().scim();
      const url = hookServer.url('/general');
      const body = { name: 'General', point: 'before_user_create', url };
      const made = await server().rest('POST', '/hooks', { body });
      const patch = [{ op: 'add', path: '/title', value: 'Dr.' }];
      const secret = String(made.body['secret']);
      hookServer.answer('/general', secret, { action: 'modify', patch });
      try {
        const own = await hooked(server(), 'before_user_create', { action: 'allow' }, { scim });
        const reply = await scim.post('/Users', userOf('e@example.com'));
        expect(reply.body['title']).toBe('Dr.');
        expect(own.calls[0]?.body.proposed).toMatchObject({ title: 'Dr.' });
      } finally {
        await server().rest('DELETE', `/hooks/${String(made.body.id)}`);
      }
      expect((await scim.post('/Users', userOf('f@example.com'))).body['title']).toBeUndefined();
    });

    test('a secret that was rotated signs beside the one before', async () => {
      const { scim, calls, hookId } = await hooked(server(), 'before_user_create', {
        action: 'allow',
      });
      const path = `/organizations/${scim.organizationId}/hooks/${hookId}/rotate-secret`;
      const made = await server().rest('POST', path, { body: { overlapHours: 1 } });
      expect(made.body['secret']).toMatch(/^whsec_/);
      expect((await scim.post('/Users', userOf('g@example.com'))).status).toBe(201);
      expect(calls[0]?.isSigned).toBe(true);
      expect(String(calls[0]?.headers['webhook-signature']).split(' ')).toHaveLength(2);
    });
  },
  { settings: { outgoing: { allow } } },
);
