// A receiver of webhooks: takes what is signed by its secret, and writes each message to a file before it answers, one line each. Its clock
// is that of the server that sends (moved-clock.mjs).
import { Buffer } from 'node:buffer';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createWebhookVerifier } from '@muster/client/webhooks';

const [port, secret, file] = process.argv.slice(2);
const verifier = createWebhookVerifier(secret);

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const body = Buffer.concat(chunks);
    const { id, payload } = verifier.verify(body, request.headers);
    const { id: eventId, type, sequence } = payload;
    appendFileSync(file, `${JSON.stringify({ id, eventId, type, sequence })}\n`);
    response.writeHead(204).end();
  } catch (error) {
    response.writeHead(401).end(String(error));
  }
});
server.listen(Number(port), '127.0.0.1', () => process.send?.('listening'));
