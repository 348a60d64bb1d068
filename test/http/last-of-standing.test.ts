import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { FakeClock } from '../kit/application.js';
import { overServers } from '../kit/server-suites.js';
import type { Json, Reply } from '../kit/server.js';

const clock = new FakeClock();

overServers(
  'the last of their standing',
  (server) => {
    const call = (method: string, path: string, body?: unknown, by?: string): Promise<Reply> =>
      server().rest(method, path, {
        ...(body !== undefined && { body }),
        ...(by !== undefined && { headers: { 'muster-acting-member': by } }),
      });
    const bodyOf = async (...asked: Parameters<typeof call>): Promise<Json> => {
      const reply = await call(...asked);
      if (reply.status >= 300) throw new Error(`${asked[0]} ${asked[1]}: ${reply.text}`);
      return reply.body;
    };
    const itemsOf = (body: Json): Json[] => body['items'] as unknown as Json[];

    async function founded(preset: string) {
      const owner = { email: 'first@example.com', name: 'First' };
      const input = {
        name: 'Example',
        slug: `example-${newId()}`,
        preset,
        owner,
        ...(preset === 'logto' && { plan: 'pro' }),
      };
      const home = `/organizations/${String((await bodyOf('POST', '/organizations', input))['id'])}`;
      const [first] = itemsOf(await bodyOf('GET', `${home}/members`));
      return { home, first: String(first?.['id']) };
    }
    const add = async (home: string, name: string, role: string): Promise<string> => {
      const body = { email: `${name.toLowerCase()}@example.com`, name, roles: [role] };
      return String((await bodyOf('POST', `${home}/members`, body))['id']);
    };
    const lastOf = async (home: string, by: string): Promise<unknown> =>
      (await bodyOf('GET', `${home}/console`, undefined, by))['lastOf'];
    const leaving = async (home: string, by: string): Promise<Json> =>
      bodyOf('GET', `${home}/me/leaving`, undefined, by);
    const ended = async (path: string, over: readonly string[]): Promise<Json> => {
      for (let tries = 0; tries < 1_200; tries += 1) {
        const task = await bodyOf('GET', path);
        if (over.includes(String(task['status']))) return task;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error('It did not end.');
    };
    const ofRow = async (home: string, id: string, change: object): Promise<unknown> => {
      const body = { selection: { ids: [id] }, change };
      const begun = await bodyOf('POST', `${home}/member-changes`, body);
      const one = `${home}/member-changes/${String(begun['id'])}`;
      await ended(one, ['done', 'failed']);
      return itemsOf(await bodyOf('GET', `${one}/rows`))[0]?.['code'];
    };
    const ofImport = async (home: string): Promise<unknown> => {
      const made = await server().rest('POST', `${home}/imports?mode=deactivate-missing`, {
        body: 'email,name\r\nother@example.com,Other\r\n',
        headers: { 'content-type': 'text/csv' },
      });
      const one = `${home}/imports/${String(made.body['id'])}`;
      const checked = await ended(one, ['checked', 'failed']);
      const { toSuspend } = checked['report'] as unknown as { readonly toSuspend: number };
      await bodyOf('POST', `${one}/apply`, { confirm: toSuspend, maxDeactivate: toSuspend });
      await ended(one, ['done', 'failed']);
      const rows = itemsOf(await bodyOf('GET', `${one}/rows?limit=200`));
      return rows.find(({ missing }) => String(missing?.['name']) === 'First')?.['code'];
    };

    test('console A20: the only administrator is kept on every path, and the console and leaving say so before', async () => {
      const { home, first } = await founded('logto');
      const other = await add(home, 'Other', 'collaborator');
      expect(await lastOf(home, first)).toEqual({ admin: first });
      const codeOf = async (...asked: Parameters<typeof call>): Promise<unknown> =>
        (await call(...asked)).body['code'];
      const roles = { roles: [{ role: 'collaborator' }], confirm: true };
      const refusals = {
        roles: await codeOf('PUT', `${home}/members/${first}/roles`, roles),
        suspend: await codeOf('POST', `${home}/members/${first}/suspend`),
        remove: await codeOf('POST', `${home}/members/${first}/remove`, {}),
        leave: await codeOf('POST', `${home}/me/leave`, undefined, first),
        bulkRoles: await ofRow(home, first, {
          kind: 'setRoles',
          roles: ['collaborator'],
          confirm: true,
        }),
        bulkSuspend: await ofRow(home, first, { kind: 'suspend' }),
        bulkRemove: await ofRow(home, first, { kind: 'remove' }),
        import: await ofImport(home),
      };
      const kept = 'member.last_admin';
      expect(refusals).toEqual({
        roles: kept,
        suspend: kept,
        remove: kept,
        leave: 'member.owner_leaves',
        bulkRoles: kept,
        bulkSuspend: kept,
        bulkRemove: kept,
        import: kept,
      });
      expect((await bodyOf('GET', `${home}/members/${first}/removal`))['refusal']).toMatchObject({
        code: kept,
      });
      expect((await leaving(home, first))['refusal']).toMatchObject({
        code: 'member.owner_leaves',
      });
      expect(await leaving(home, other)).toEqual({});
    });

    test('console A20: a pending owner does not count, an administrator is no owner, and leaving says whom to ask', async () => {
      const { home, first } = await founded('standard');
      expect(await lastOf(home, first)).toEqual({ owner: first, admin: first });
      const ada = await add(home, 'Ada', 'admin');
      expect(await lastOf(home, first)).toEqual({ owner: first });
      const offer = { toMemberId: ada, roleAfter: 'admin', fromMemberId: first };
      await bodyOf('POST', `${home}/ownership-offers`, offer);
      expect(await lastOf(home, first)).toEqual({ owner: first });
      expect((await leaving(home, first))['refusal']).toMatchObject({
        code: 'member.owner_leaves',
      });
      expect(await ofRow(home, first, { kind: 'remove' })).toBe('member.last_owner');
      // who may not see members is not told
      const plain = await add(home, 'Plain', 'member');
      const guest = 'guest-of-nothing';
      await bodyOf('POST', `${home}/roles`, {
        name: guest,
        title: guest,
        permissions: ['spaces:read'],
      });
      await bodyOf('PUT', `${home}/members/${plain}/roles`, {
        roles: [{ role: guest }],
        confirm: true,
      });
      expect(await lastOf(home, plain)).toEqual({});
      await bodyOf('PATCH', home, { policies: { selfRemoval: 'refused' } });
      expect((await leaving(home, plain))['refusal']).toMatchObject({
        code: 'member.cannot_leave',
        ask: expect.arrayContaining(['First', 'Ada']),
      });
    });
  },
  { clock },
);
