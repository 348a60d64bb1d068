import { expect, test } from '@jest/globals';
import { appendEntries } from '../../kit/journal-entries.js';
import { overServers } from '../../kit/server-suites.js';
import type { Reply, TestServer } from '../../kit/server.js';

overServers('pages of events', (server) => {
  test('hooks A15: 500 events within one millisecond, in pages of 7, are each seen once', async () => {
    const id = await organizationOf(server());
    await appendEntries(server(), id, { count: 500 });
    const seen = await allOf(server(), `/organizations/${id}/events?limit=7`);
    const sequences = seen.map(({ sequence }) => Number(sequence));
    expect(sequences).toEqual(sequences.map((_one, index) => index + 1));
    expect(new Set(seen.map(({ timestamp }) => timestamp)).size).toBeLessThan(10);
    expect(sequences.length).toBeGreaterThan(500);
  });

  test('hooks A24: a page that matches nothing moves the cursor, and nothing is examined twice', async () => {
    const id = await organizationOf(server());
    await appendEntries(server(), id, { count: 10_500 });
    const path = `/organizations/${id}/events?types=seat.*`;
    const first = await page(server(), `${path}&after=${id}.0`);
    expect(first.body).toMatchObject({ items: [], cursor: `${id}.10000`, more: true });
    const second = await page(server(), `${path}&after=${String(first.body['cursor'])}`);
    expect(second.body).toMatchObject({ items: [], more: false });
    const newest = await page(server(), `/organizations/${id}/events?after=latest`);
    expect(second.body['cursor']).toEqual(newest.body['cursor']);
  });

  test('hooks A27: begins at a cursor, at the oldest, at the latest, or at a time', async () => {
    const id = await organizationOf(server());
    await appendEntries(server(), id, { count: 3 });
    const path = `/organizations/${id}/events`;
    const all = await allOf(server(), path);
    const third = await page(server(), `${path}?after=${id}.2&limit=1`);
    expect(third.body['items']).toMatchObject([{ sequence: 3, cursor: `${id}.3` }]);
    const latest = await page(server(), `${path}?after=latest`);
    expect(latest.body).toMatchObject({ items: [], cursor: `${id}.${all.length}`, more: false });
    const soon = encodeURIComponent(new Date(Date.now() + 60_000).toISOString());
    expect((await page(server(), `${path}?after=${soon}`)).body['items']).toEqual([]);
    const recent = encodeURIComponent(new Date(Date.now() - 600_000).toISOString());
    expect((await allOf(server(), `${path}?after=${recent}`)).length).toBe(all.length);
  });

  test('hooks A17: a time chooses the first cursor only, among 10,000 entries of one time', async () => {
    const id = await organizationOf(server());
    const at = Date.now() - 3_600_000;
    await appendEntries(server(), id, { count: 10_000, at });
    const time = encodeURIComponent(new Date(at).toISOString());
    const path = `/organizations/${id}/events?types=member.unlocked&limit=1000&after=${time}`;
    expect((await allOf(server(), path)).length).toBe(10_000);
  });

  test('filters by type and object, and shows what happened in full', async () => {
    const id = await organizationOf(server());
    const members = await server().rest('GET', `/organizations/${id}/members`);
    const memberId = String(members.body['items']?.['0']?.['id']);
    const path = `/organizations/${id}/events`;
    const ofMember = await page(server(), `${path}?types=member.*&object=member:${memberId}`);
    expect(ofMember.body['items']).toMatchObject([
      {
        type: 'member.added',
        version: 1,
        organizationId: id,
        object: { kind: 'member', id: memberId, name: 'Owner' },
        actor: { kind: 'operator' },
        data: { after: { email: 'owner@example.com' } },
      },
    ]);
    const others = await page(server(), `${path}?types=seat.*,invitation.created`);
    expect(others.body['items']).toEqual([]);
    const refused = await page(server(), `${path}?types=Member`, 400);
    expect(refused.body).toMatchObject({ code: 'request.invalid' });
  });

  test('says since when events are kept: the days of the feed, or those of the journal', async () => {
    const id = await organizationOf(server());
    const path = `/organizations/${id}/events?after=latest`;
    const days = async (): Promise<number> => {
      const { body } = await page(server(), path);
      return Math.round((Date.now() - Date.parse(String(body['keptSince']))) / 86_400_000);
    };
    expect(await days()).toBe(30);
    const policies = { journalDays: 7 };
    await server().rest('PATCH', `/organizations/${id}`, { body: { policies } });
    expect(await days()).toBe(7);
  });

  test('a long poll answers when the event is there, and with a moved cursor when none comes', async () => {
    const id = await organizationOf(server());
    const path = `/organizations/${id}/events?after=latest`;
    const asked = page(server(), `${path}&wait=20&types=space.*`);
    await appendEntries(server(), id, { count: 1 });
    const begun = performance.now();
    await server().rest('POST', `/organizations/${id}/spaces`, { body: { name: 'North' } });
    const answered = await asked;
    expect(answered.body['items']).toMatchObject([{ type: 'space.created' }]);
    expect(performance.now() - begun).toBeLessThan(15_000);
    const quiet = await page(server(), `${path}&wait=1`);
    expect(quiet.body).toMatchObject({ items: [], more: false });
  });

  test('the operator follows all organizations, and keys of an organization do not', async () => {
    const { body } = await page(server(), '/events?after=latest');
    const ids = [await organizationOf(server()), await organizationOf(server())];
    const seen = await allOf(server(), `/events?limit=3&after=${String(body['cursor'])}`);
    expect([...new Set(seen.map(({ organizationId }) => organizationId))]).toEqual(ids);
    const cursors = seen.map(({ cursor }) => Number(String(cursor).split('.')[1]));
    expect(cursors).toEqual(cursors.map((_one, index) => (cursors[0] ?? 0) + index));
    const keyBody = { name: 'reader', scopes: ['events:read'] };
    const keyPath = `/organizations/${String(ids[0])}/api-keys`;
    const { body: key } = await server().rest('POST', keyPath, { body: keyBody });
    const headers = { authorization: `Bearer ${String(key['key'])}` };
    expect((await server().rest('GET', '/events', { headers })).status).toBe(403);
    const foreign = `/organizations/${String(ids[1])}/events`;
    expect((await server().rest('GET', foreign, { headers })).status).toBe(404);
  });

  test('refuses cursors of others in words, and never begins somewhere else instead', async () => {
    const [id, other] = [await organizationOf(server()), await organizationOf(server())];
    const path = `/organizations/${id}/events`;
    for (const after of [`${other}.1`, `${id}.99999`, 'yesterday', `${id}.1.2`, '2026-99-99']) {
      const refused = await page(server(), `${path}?after=${after}`, 400);
      expect(refused.body).toMatchObject({ code: 'feed.cursor_unknown' });
    }
  });
});

async function organizationOf(server: TestServer): Promise<string> {
  const owner = { email: 'owner@example.com', name: 'Owner' };
  const { body } = await server.rest('POST', '/organizations', { body: { name: 'Home', owner } });
  return String(body['id']);
}

async function page(server: TestServer, path: string, status = 200): Promise<Reply> {
  const reply = await server.rest('GET', path);
  if (reply.status !== status) throw new Error(`${path}: ${reply.status} ${reply.text}`);
  return reply;
}

/** Every event from `path` on, page by page. */
async function allOf(server: TestServer, path: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  const [pathname = '', search] = path.split('?', 2);
  const query = new URLSearchParams(search);
  for (;;) {
    const { body } = await page(server, `${pathname}?${query.toString()}`);
    found.push(...(body['items'] as unknown as Record<string, unknown>[]));
    if (String(body['more']) !== 'true') return found;
    query.set('after', String(body['cursor']));
  }
}
