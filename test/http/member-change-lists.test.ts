import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { FakeClock } from '../kit/application.js';
import { overServers } from '../kit/server-suites.js';
import type { Json, Reply } from '../kit/server.js';

const clock = new FakeClock();

overServers(
  'lists of long work',
  (server) => {
    const bodyOf = async (
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ): Promise<Json> => {
      const reply = await server().rest(method, path, {
        headers,
        ...(body !== undefined && { body }),
      });
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
      return reply.body;
    };
    const itemsOf = (body: Json): Json[] => body['items'] as unknown as Json[];
    const idOf = async (path: string, body: object): Promise<string> =>
      String((await bodyOf('POST', path, body))['id']);
    const acting = (id: string) => ({ 'muster-acting-member': id });

    /** An organization with two administrators and so many others. */
    async function peopled(count: number) {
      const owner = { email: 'owner@example.com', name: 'Owner' };
      const input = { name: 'Example', slug: `example-${newId()}`, owner };
      const home = `/organizations/${await idOf('/organizations', input)}`;
      const add = (name: string, role: string): Promise<string> =>
        idOf(`${home}/members`, {
          email: `${name.toLowerCase().replace(' ', '-')}@example.com`,
          name,
          roles: [role],
        });
      const admins = [await add('Ada Admin', 'admin'), await add('Bo Admin', 'admin')] as const;
      const ids: string[] = [];
      for (let at = 0; at < count; at += 1) ids.push(await add(`Person ${at}`, 'member'));
      return { home, admins, ids };
    }
    const change = async (
      home: string,
      by: string,
      ids: readonly string[],
      made: object,
    ): Promise<Json> => {
      clock.advance(1_000);
      const body = { selection: { ids }, change: made };
      const begun = await bodyOf('POST', `${home}/member-changes`, body, acting(by));
      return ended(home, begun['id']);
    };
    const ended = async (home: string, id: unknown): Promise<Json> => {
      for (let tries = 0; tries < 800; tries += 1) {
        const found = await bodyOf('GET', `${home}/member-changes/${String(id)}`);
        if (['done', 'failed', 'cancelled'].includes(String(found['status']))) return found;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error('The change did not end.');
    };
    const listed = (home: string, query: string, by?: string): Promise<Reply> =>
      server().rest('GET', `${home}/member-changes?${query}`, {
        headers: by === undefined ? {} : acting(by),
      });

    test('console A3: what was done to many is listed, the newest first, with what it says and until when it can be undone', async () => {
      const { home, admins, ids } = await peopled(2);
      const [ada, bo] = admins;
      const productId = await idOf(`${home}/products`, {
        key: `k-${newId()}`,
        name: 'Atlas',
        seats: 5,
      });
      const spaceIds = [await idOf(`${home}/spaces`, { name: 'North' })];
      await change(home, ada, ids, { kind: 'addRoles', roles: ['viewer'] });
      await change(home, ada, ids, { kind: 'assignSeats', productId });
      await change(home, bo, ids, { kind: 'addToSpaces', spaceIds, role: 'member' });
      const successorMemberId = String(ids[1]);
      const removal = { kind: 'remove', successorMemberId };
      const removed = await change(home, ada, ids.slice(0, 1), removal);
      const page = await listed(home, 'order=desc&limit=3');
      expect(itemsOf(page.body)).toMatchObject([
        {
          id: removed['id'],
          change: 'remove',
          total: 1,
          succeeded: 1,
          failed: 0,
          createdBy: { name: 'Ada Admin' },
          subject: {
            successor: { id: ids[1], name: 'Person 1' },
            person: { kind: 'member', id: ids[0], name: 'Person 0' },
          },
          undoable: true,
          undoUntil: expect.any(String),
        },
        {
          change: 'addToSpaces',
          createdBy: { name: 'Bo Admin' },
          subject: { spaces: [{ id: spaceIds[0], name: 'North' }], spaceRole: 'member' },
        },
        { change: 'assignSeats', subject: { product: { id: productId, name: 'Atlas' } } },
      ]);
      const next = `order=desc&limit=3&cursor=${String(page.body['next'])}`;
      const rest = await listed(home, next);
      expect(itemsOf(rest.body)).toMatchObject([
        { change: 'addRoles', subject: { roles: ['viewer'] } },
      ]);
      expect(rest.body['next']).toBeUndefined();
      const own = await listed(home, 'order=desc&by=me', ada);
      expect(itemsOf(own.body).map((one) => one['change'])).toEqual([
        'remove',
        'assignSeats',
        'addRoles',
      ]);
      const first = await listed(home, 'limit=1');
      expect(itemsOf(first.body)).toMatchObject([{ change: 'addRoles' }]);
      // what is gone has no name any more
      await bodyOf('DELETE', `${home}/spaces/${String(spaceIds[0])}`);
      const [gone] = itemsOf((await listed(home, 'order=desc&by=me', bo)).body);
      expect(gone?.['subject']).toEqual({ spaces: [{ id: spaceIds[0] }], spaceRole: 'member' });
      clock.advance(11 * 60_000);
      const [late] = itemsOf((await listed(home, 'order=desc&limit=1')).body);
      expect(late).toMatchObject({ undoable: false, undoUntil: removed['undoUntil'] });
    });

    test('who may not read members sees what they began themselves, and a key without the scope nothing', async () => {
      const { home, admins, ids } = await peopled(1);
      const [ada, bo] = admins;
      await change(home, ada, ids, { kind: 'suspend' });
      await change(home, bo, ids, { kind: 'restore' });
      const role = 'reader-of-spaces';
      await bodyOf('POST', `${home}/roles`, {
        name: role,
        title: role,
        permissions: ['spaces:read'],
      });
      await bodyOf('PUT', `${home}/members/${bo}/roles`, { roles: [{ role }], confirm: true });
      // everybody may read what is their own (decision 0027)
      const own = await listed(home, 'by=anybody', bo);
      expect(itemsOf(own.body)).toMatchObject([{ change: 'restore' }]);
      const { key } = await bodyOf('POST', `${home}/api-keys`, {
        name: 'Spaces',
        scopes: ['spaces:read'],
      });
      const headers = { authorization: `Bearer ${String(key)}` };
      const none = await server().rest('GET', `${home}/member-changes`, { headers });
      expect([none.status, none.body['code']]).toEqual([403, 'permission.missing']);
    });

    test('console A17: a preview says what goes and what stays of people, and the counts are what happens', async () => {
      const { home, admins, ids } = await peopled(1);
      const [ada, bo] = admins;
      const by = acting(ada);
      await bodyOf('POST', `${home}/api-keys`, { name: 'Of Ada', scopes: ['spaces:read'] }, by);
      await bodyOf(
        'POST',
        `${home}/api-keys`,
        { name: 'Of Bo', scopes: ['spaces:read'] },
        acting(bo),
      );
      await bodyOf('POST', `${home}/invitations`, { email: 'one@example.org' }, by);
      await bodyOf('POST', `${home}/invitations`, { email: 'two@example.org' }, acting(bo));
      const [alone, shared] = [
        await idOf(`${home}/spaces`, { name: 'Alone' }),
        await idOf(`${home}/spaces`, { name: 'Shared' }),
      ];
      const manager = { role: 'manager' };
      await bodyOf('PUT', `${home}/spaces/${alone}/members/${ada}`, manager);
      await bodyOf('PUT', `${home}/spaces/${shared}/members/${ada}`, manager);
      await bodyOf('PUT', `${home}/spaces/${shared}/members/${bo}`, manager);
      const productId = await idOf(`${home}/products`, {
        key: `k-${newId()}`,
        name: 'Atlas',
        seats: 1,
      });
      await bodyOf('POST', `${home}/seats`, { productId, memberId: ada });
      const departure = {
        apiKeys: [{ name: 'Of Ada' }],
        spacesAlone: [{ spaceId: alone, space: 'Alone' }],
        invitations: [{ email: 'one@example.org' }],
        invitationsAre: 'kept',
      };
      expect(await bodyOf('GET', `${home}/members/${ada}/removal`)).toMatchObject(departure);
      const body = { selection: { ids: [ada, ...ids] }, change: { kind: 'remove' } };
      const preview = await bodyOf('POST', `${home}/member-changes/preview`, body);
      expect(preview).toMatchObject({ selected: 2, departure, refused: { count: 0 } });
      // the manager of the other one goes as well
      const both = { selection: { ids: [ada, bo] }, change: { kind: 'remove' } };
      const all = await bodyOf('POST', `${home}/member-changes/preview`, both);
      const { apiKeys, spacesAlone, invitations } = all['departure'] as unknown as Record<
        string,
        Json[]
      >;
      expect([apiKeys?.length, spacesAlone?.length, invitations?.length]).toEqual([2, 2, 2]);
      const counts = async (): Promise<Map<string, number>> => {
        const entries = itemsOf(await bodyOf('GET', `${home}/journal?order=desc&limit=200`));
        const found = new Map<string, number>();
        for (const { type } of entries) found.set(String(type), (found.get(String(type)) ?? 0) + 1);
        return found;
      };
      const before = await counts();
      await change(home, bo, [ada, ...ids], { kind: 'remove' });
      const after = await counts();
      const effects = preview['effects'] as unknown as { type: string; count: number }[];
      expect(effects.map(({ type }) => type)).toContain('seat.released');
      for (const { type, count } of effects) {
        expect([type, (after.get(type) ?? 0) - (before.get(type) ?? 0)]).toEqual([type, count]);
      }
      const keys = itemsOf(await bodyOf('GET', `${home}/api-keys`));
      expect(keys.map(({ name, revokedAt }) => [name, revokedAt])).toEqual([
        ['Of Ada', undefined],
        ['Of Bo', undefined],
      ]);
      const [one] = itemsOf(await bodyOf('GET', `${home}/invitations?q=one`));
      expect(one).toMatchObject({ status: 'pending' });
    });

    test('imports and mails are listed from their end', async () => {
      const { home } = await peopled(0);
      const made: unknown[] = [];
      for (const name of ['One', 'Two', 'Three']) {
        clock.advance(1_000);
        const reply = await server().rest('POST', `${home}/imports`, {
          body: `email,name\r\n${name.toLowerCase()}@example.com,${name}\r\n`,
          headers: { 'content-type': 'text/csv' },
        });
        made.push(reply.body['id']);
        await bodyOf('POST', `${home}/invitations`, { email: `${name}@example.org` });
      }
      const walk = async (path: string, name: string): Promise<unknown[]> => {
        const found: unknown[] = [];
        for (let cursor = ''; ;) {
          const page = await bodyOf('GET', `${home}/${path}?order=desc&limit=2${cursor}`);
          found.push(...itemsOf(page).map((one) => one[name]));
          if (page['next'] === undefined) return found;
          cursor = `&cursor=${String(page['next'])}`;
        }
      };
      expect(await walk('imports', 'id')).toEqual(made.toReversed());
      const oldest = itemsOf(await bodyOf('GET', `${home}/mails?limit=200`));
      const newest = await walk('mails', 'id');
      expect(newest).toEqual(oldest.map((one) => one['id']).toReversed());
      expect(newest.length).toBeGreaterThanOrEqual(3);
    });
  },
  { clock },
);
