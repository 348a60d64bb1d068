import { expect, test } from '@jest/globals';
import { followEvents, isStale } from '@muster/client';
import { createOnce, createWebhookVerifier, signWebhook } from '@muster/client/webhooks';
import { appendEntries } from '../kit/journal-entries.js';
import { overServers } from '../kit/server-suites.js';

overServers('a host that follows events by the client', (server) => {
  test('hooks A13: killed and restarted twenty times, it sees every event once, by the cursor it keeps', async () => {
    const { url, operatorKey: key } = server();
    const { body } = await server().rest('POST', '/organizations', { body: { name: 'Home' } });
    const organizationId = String(body['id']);
    const seen: number[] = [];
    let after = 'oldest';
    for (let life = 0; life < 20; life += 1) {
      await appendEntries(server(), organizationId, { count: 7 });
      const stopped = new AbortController();
      const options = { url, key, organizationId, after, signal: stopped.signal };
      for await (const { items, cursor } of followEvents(options)) {
        seen.push(...items.map(({ sequence }) => sequence));
        after = cursor;
        stopped.abort();
      }
    }
    expect(seen).toEqual(seen.map((_one, index) => index + 1));
    expect(seen.length).toBeGreaterThanOrEqual(140);
  });

  test('hooks A13: a webhook of the newest event moves no cursor, and the pages bring all that lies before it', async () => {
    const { url, operatorKey: key } = server();
    const { body } = await server().rest('POST', '/organizations', { body: { name: 'Home' } });
    const organizationId = String(body['id']);
    const path = `/organizations/${organizationId}/events?after=oldest&limit=100`;
    const idsNow = async (): Promise<string[]> => {
      const { items } = (await server().rest('GET', path)).body;
      return (items as unknown as { id: string }[]).map(({ id }) => id);
    };
    const first = await idsNow();
    const once = createOnce();
    const done: string[] = [];
    const work = (id: string) => once(id, () => void done.push(id));
    const stopped = new AbortController();
    const options = { url, key, organizationId, after: 'oldest', signal: stopped.signal };
    let all = first;
    for await (const { items } of followEvents(options)) {
      for (const { id } of items) await work(id);
      if (all === first) {
        await appendEntries(server(), organizationId, { count: 30 });
        all = await idsNow();
        // the newest comes first by another way, and is done then and there
        await work(hintOf(all.at(-1)));
      }
      if (done.length === all.length) stopped.abort();
    }
    expect(done).toEqual([...first, all.at(-1), ...all.slice(first.length, -1)]);
  });

  test('hooks A21: a cursor that is of no use ends the walk, or asks once where to go on', async () => {
    const { url, operatorKey: key } = server();
    const { body } = await server().rest('POST', '/organizations', { body: { name: 'Home' } });
    const organizationId = String(body['id']);
    const at = Date.now() - 40 * 86_400_000;
    await appendEntries(server(), organizationId, { count: 3, at });
    await appendEntries(server(), organizationId, { count: 2 });
    const options = { url, key, organizationId, after: `${organizationId}.1` };
    await expect(followEvents(options).next()).rejects.toMatchObject({
      code: 'feed.cursor_expired',
      status: 410,
      retryAfter: 60,
    });
    let asked = 0;
    const onExpired = ({ oldest }: { oldest: string }): string => {
      asked += 1;
      return oldest;
    };
    const stopped = new AbortController();
    const walk = followEvents({ ...options, onExpired, signal: stopped.signal });
    const page = await walk.next();
    expect(page.value?.items.at(-1)?.type).toBe('member.unlocked');
    expect(asked).toBe(1);
    stopped.abort();
    await walk.return();
  });

  test('hooks F11: an event that is older than what is known is told', () => {
    expect([isStale(3, undefined), isStale(3, 2), isStale(3, 3), isStale(3, 4)]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** The id of the event, as a receiver takes it from a webhook that it has verified. */
function hintOf(eventId: string | undefined): string {
  const body = Buffer.from(JSON.stringify({ id: eventId }));
  const message = { id: 'message', timestamp: Math.floor(Date.now() / 1_000), body };
  const { payload } = createWebhookVerifier(SECRET).verify(body, signWebhook(message, SECRET));
  return String((payload as { id: unknown }).id);
}
