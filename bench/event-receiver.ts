/** Takes webhooks in a process of its own, so that its work is not counted. Says when each came: a line of `{ at, names }` for each message. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((request, response) => {
  const at = performance.timeOrigin + performance.now();
  const id = request.headers['webhook-id'];
  request.resume().on('end', () => {
    response.writeHead(204).end();
    process.send?.({ at, id });
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
