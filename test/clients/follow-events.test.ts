import { expect, test } from '@jest/globals';
import { followEvents, isStale } from '@muster/client';
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
