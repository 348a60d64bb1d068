import { expect, test } from '@jest/globals';
import { openEventStream } from '../../kit/event-streams.js';
import { appendEntries } from '../../kit/journal-entries.js';
import { startServer } from '../../kit/server.js';

// What a clock decides is the same over every database.

test('hooks B3, B4: a silent stream has a named heartbeat with the cursor, from which a reader that was cut goes on', async () => {
  const server = await startServer();
  const owner = { email: 'owner@example.com', name: 'Owner' };
  const made = await server.rest('POST', '/organizations', { body: { name: 'Example', owner } });
  const id = String(made.body['id']);
  const path = `/organizations/${id}/events/stream?after=latest&types=member.*`;
  const stream = await openEventStream(server, path, { patienceMs: 20_000 });
  const ready = await stream.next();
  // nothing of what the filter lets through: the place moves all the same
  await server.rest('POST', `/organizations/${id}/spaces`, { body: { name: 'North' } });
  const heartbeat = await stream.next();
  const newest = await server.rest('GET', `/organizations/${id}/events?after=latest`);
  expect(ready?.id).not.toBe(newest.body['cursor']);
  expect(heartbeat).toMatchObject({ name: 'heartbeat', id: newest.body['cursor'] });
  stream.close();
  await appendEntries(server, id, { count: 2 });
  const headers = { 'last-event-id': String(heartbeat?.id) };
  const again = await openEventStream(server, path, { headers });
  const seen = [await again.next(), await again.next(), await again.next()];
  const from = Number(String(heartbeat?.id).split('.')[1]);
  expect(seen.map((message) => message?.id)).toEqual(
    [from, from + 1, from + 2].map((sequence) => `${id}.${sequence}`),
  );
  again.close();
  await server.close();
});
