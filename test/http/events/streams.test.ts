import { expect, test } from '@jest/globals';
import { openEventStream, type EventStream } from '../../kit/event-streams.js';
import { appendEntries } from '../../kit/journal-entries.js';
import { overServers } from '../../kit/server-suites.js';
import { hasNginx, startNginx } from '../../kit/nginx.js';
import type { TestServer } from '../../kit/server.js';

overServers('streams of events', (server) => {
  test('hooks B1, B2: an event is there at once, for proxies that buffer and clients that compress', async () => {
    const id = await organizationOf(server());
    const headers = { 'accept-encoding': 'gzip, br' };
    const stream = await openEventStream(server(), streamOf(id), { headers });
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      'cache-control': 'no-cache, no-transform',
    });
    expect(stream.headers['content-encoding']).toBeUndefined();
    await stream.until('ready');
    await server().rest('POST', `/organizations/${id}/spaces`, { body: { name: 'North' } });
    expect(await stream.next()).toMatchObject({ data: { type: 'space.created' } });
    stream.close();
  });

  const behindNginx = hasNginx ? test : test.skip;
  behindNginx(
    'hooks B1: an event is there at once behind an nginx that buffers, as nginx does by default',
    async () => {
      const id = await organizationOf(server());
      const nginx = await startNginx('', { byDefaults: true });
      try {
        await nginx.forwardTo(server().url);
        const { operatorKey } = server();
        const stream = await openEventStream({ url: nginx.publicUrl, operatorKey }, streamOf(id));
        // what is smaller than a buffer would wait in it for the heartbeats that fill it
        await stream.until('ready');
        await server().rest('POST', `/organizations/${id}/spaces`, { body: { name: 'North' } });
        expect(await stream.next()).toMatchObject({ data: { type: 'space.created' } });
        stream.close();
      } finally {
        await nginx.close();
      }
    },
  );

  test('hooks B9: a stream from now on says which cursor it means, and misses nothing after it', async () => {
    const id = await organizationOf(server());
    const stream = await openEventStream(server(), streamOf(id));
    const ready = await stream.next();
    const newest = await server().rest('GET', `/organizations/${id}/events?after=latest`);
    expect(ready).toMatchObject({ name: 'ready', id: newest.body['cursor'] });
    await appendEntries(server(), id, { count: 3 });
    const from = Number(String(ready?.id).split('.')[1]);
    expect(await sequencesOf(stream, 3)).toEqual([from + 1, from + 2, from + 3]);
    stream.close();
  });

  test('hooks B6, B13: a reader far behind and one that is not both get everything, once', async () => {
    const id = await organizationOf(server());
    await appendEntries(server(), id, { count: 250 });
    const behind = await openEventStream(server(), streamOf(id, `after=${id}.0`));
    const first = await sequencesOf(behind, 1);
    const ahead = await openEventStream(server(), streamOf(id, `after=${id}.200`));
    await appendEntries(server(), id, { count: 50 });
    const { cursor } = (await server().rest('GET', `/organizations/${id}/events?after=latest`))
      .body;
    const newest = Number(String(cursor).split('.')[1]);
    const all = [...first, ...(await sequencesOf(behind, newest - 1))];
    expect(all).toEqual(Array.from({ length: newest }, (_one, index) => index + 1));
    expect((await sequencesOf(ahead, newest - 200)).at(-1)).toBe(newest);
    for (const stream of [behind, ahead]) stream.close();
  });

  test('a reader that comes back with Last-Event-ID goes on where it was, whatever the address says', async () => {
    const id = await organizationOf(server());
    await appendEntries(server(), id, { count: 5 });
    const headers = { 'last-event-id': `${id}.4` };
    const stream = await openEventStream(server(), streamOf(id, 'after=oldest'), { headers });
    expect(await sequencesOf(stream, 2)).toEqual([5, 6]);
    stream.close();
  });

  test('hooks A23: a foreign, unknown or expired Last-Event-ID is said, and the stream ends', async () => {
    const [id, other] = [await organizationOf(server()), await organizationOf(server())];
    for (const cursor of [`${other}.1`, `${id}.9999`, 'gone']) {
      const headers = { 'last-event-id': cursor };
      const stream = await openEventStream(server(), streamOf(id), { headers });
      const [refusal] = (await stream.until('expired')).slice(-1);
      expect(refusal?.data).toMatchObject({ code: 'feed.cursor_unknown' });
      expect(await stream.next()).toBeUndefined();
    }
  });

  test('a stream ends when its key is revoked, and when its seconds are over', async () => {
    const id = await organizationOf(server());
    const keys = `/organizations/${id}/api-keys`;
    const body = { name: 'reader', scopes: ['events:read'] };
    const key = (await server().rest('POST', keys, { body })).body;
    const headers = { authorization: `Bearer ${String(key['key'])}` };
    const stream = await openEventStream(server(), streamOf(id), { headers });
    await stream.until('ready');
    const { status } = await server().rest('DELETE', `${keys}/${String(key['id'])}`);
    expect(status).toBeLessThan(300);
    expect((await stream.until('closed')).at(-1)?.data).toMatchObject({
      code: 'credential.invalid',
    });
    expect(await stream.next()).toBeUndefined();
    const short = await openEventStream(server(), streamOf(id, 'after=oldest&seconds=0'));
    await short.until('message');
    let last = await short.next();
    while (last) last = await short.next();
  });

  test('an organization has so many streams in a process and no more', async () => {
    const id = await organizationOf(server());
    const streams: EventStream[] = [];
    for (let index = 0; index < 50; index += 1) {
      streams.push(await openEventStream(server(), streamOf(id)));
    }
    const refused = await openEventStream(server(), streamOf(id));
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBe('60');
    for (const stream of [...streams, refused]) stream.close();
  });
});

async function organizationOf(server: TestServer): Promise<string> {
  const owner = { email: 'owner@example.com', name: 'Owner' };
  const { body } = await server.rest('POST', '/organizations', { body: { name: 'Home', owner } });
  return String(body['id']);
}

function streamOf(id: string, query = 'after=latest'): string {
  return `/organizations/${id}/events/stream?${query}`;
}

/** The sequences of the next events. */
async function sequencesOf(stream: EventStream, count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    const message = await stream.next();
    if (!message) break;
    if (message.name === 'message') found.push(Number(message.data['sequence']));
  }
  return found;
}
