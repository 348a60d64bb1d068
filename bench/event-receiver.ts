/**
 * Takes webhooks in a process of its own, so that its work is not counted. Says of each when it came and what it was: `{ at, id }`. What
 * comes to `/hangs` is taken and never answered.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((request, response) => {
  const at = performance.timeOrigin + performance.now();
  const id = request.headers['webhook-id'];
  request.resume().on('end', () => {
    // what hangs is no arrival
    if (request.url === '/hangs') return;
    response.writeHead(204).end();
    process.send?.({ at, id });
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
