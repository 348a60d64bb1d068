import { expect, test } from '@jest/globals';
import { streamEvents, type EventPage } from '@muster/client';
import { appendEntries } from '../kit/journal-entries.js';
import { Line } from '../kit/lines.js';
import { overServers } from '../kit/server-suites.js';

overServers('a host that reads the stream by the client', (server) => {
  const organization = async (): Promise<string> => {
    const { body } = await server().rest('POST', '/organizations', { body: { name: 'Home' } });
    return String(body['id']);
  };

  /** Reads until so many events were seen. */
  async function take(
    walk: AsyncGenerator<EventPage, void>,
    seen: number[],
    count: number,
  ): Promise<string> {
    for (;;) {
      const page = await walk.next();
      if (page.done) throw new Error('The stream ended.');
      seen.push(...page.value.items.map(({ sequence }) => sequence));
      if (seen.length >= count) return page.value.cursor;
    }
  }

  test('hooks B3, B4: cut in the middle, or silent although the connection stands, it misses nothing and repeats nothing', async () => {
    const organizationId = await organization();
    const line = await Line.to(server().url);
    const stopped = new AbortController();
    const walk = streamEvents({
      url: line.url,
      key: server().operatorKey,
      organizationId,
      after: 'oldest',
      silence: 3_000,
      signal: stopped.signal,
    });
    const seen: number[] = [];
    await appendEntries(server(), organizationId, { count: 3 });
    const first = await take(walk, seen, 3);
    expect(first.startsWith(organizationId)).toBe(true);
    line.cut();
    await appendEntries(server(), organizationId, { count: 4 });
    await take(walk, seen, seen.length + 4);
    expect(line.opened).toBe(2);
    // a proxy that keeps the connection and passes nothing on
    line.mute(true);
    await appendEntries(server(), organizationId, { count: 5 });
    const rest = take(walk, seen, seen.length + 5);
    while (line.opened < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    line.mute(false);
    await rest;
    expect(seen).toEqual(seen.map((_one, index) => index + 1));
    stopped.abort();
    expect(await walk.next()).toMatchObject({ done: true });
    await line.close();
  });

  test('hooks A21, A23: a cursor that is of no use ends the walk, or asks once where to go on', async () => {
    const organizationId = await organization();
    const { url, operatorKey: key } = server();
    await appendEntries(server(), organizationId, { count: 3, at: Date.now() - 40 * 86_400_000 });
    await appendEntries(server(), organizationId, { count: 2 });
    const stopped = new AbortController();
    const after = `${organizationId}.1`;
    const options = { url, key, organizationId, after, signal: stopped.signal };
    await expect(streamEvents(options).next()).rejects.toMatchObject({
      code: 'feed.cursor_expired',
      status: 410,
    });
    const asked: string[] = [];
    const onExpired = ({ oldest }: { oldest: string }): string => {
      asked.push(oldest);
      return oldest;
    };
    const walk = streamEvents({ ...options, onExpired });
    const seen: number[] = [];
    await take(walk, seen, 2);
    expect(asked).toHaveLength(1);
    stopped.abort();
    await walk.return();
  });

  test('who may not read is told so, once', async () => {
    const organizationId = await organization();
    const options = { url: server().url, key: 'unknown', organizationId, after: 'latest' };
    await expect(streamEvents(options).next()).rejects.toMatchObject({ status: 401 });
  });
});
