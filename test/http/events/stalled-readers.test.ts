import { expect, jest, test } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { openEventStream } from '../../kit/event-streams.js';
import { appendEntries } from '../../kit/journal-entries.js';
import { startServer } from '../../kit/server.js';

// What a clock decides is the same over every database.

/** The server's side of the next connection to a server of this process. */
function nextConnection(): Promise<Socket> {
  return new Promise((resolve) => {
    const seen = (message: unknown): void => {
      unsubscribe('net.server.socket', seen);
      resolve((message as { socket: Socket }).socket);
    };
    subscribe('net.server.socket', seen);
  });
}

/** of 3,000 characters: more than sockets hold on their way */
const EVENTS = 4_000;
const PAGE = 100;

test('hooks B10: of a reader that takes nothing no more is read than fits on the way; it is cut off, and goes on', async () => {
  const server = await startServer();
  const made = await server.rest('POST', '/organizations', { body: { name: 'Example' } });
  const id = String(made.body['id']);
  const says = (index: number) => ({
    type: 'space.updated',
    target: { kind: 'space', id: String(index) },
    after: { description: 'x'.repeat(3_000) },
  });
  for (let from = 0; from < EVENTS; from += 1_000) {
    await appendEntries(server, id, { count: 1_000, says });
  }
  const { feed } = server.composed.integrations;
  const reads = jest.spyOn(feed, 'read');
  const { hostname, port } = new URL(server.url);
  const taken = nextConnection();
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.pause();
  socket.write(
    `GET /api/v1/organizations/${id}/events/stream?after=oldest HTTP/1.1\r\nhost: ${hostname}\r\n` +
      `authorization: Bearer ${server.operatorKey}\r\naccept: text/event-stream\r\n\r\n`,
  );
  // who takes no data does not see the end either: it is looked for on the side of the server
  await once(await taken, 'close');
  expect(reads.mock.calls.length).toBeGreaterThan(1);
  expect(reads.mock.calls.length).toBeLessThan((EVENTS / PAGE) * 0.8);
  socket.destroy();
  reads.mockRestore();
  const path = `/organizations/${id}/events/stream?after=oldest&seconds=0`;
  const stream = await openEventStream(server, path);
  const sequences: number[] = [];
  for (let message = await stream.next(); message; message = await stream.next()) {
    if (message.name === 'message') sequences.push(Number(message.data['sequence']));
  }
  expect(sequences).toHaveLength(EVENTS + 1);
  expect(sequences).toEqual(sequences.map((_one, index) => index + 1));
  await server.close();
}, 150_000);
