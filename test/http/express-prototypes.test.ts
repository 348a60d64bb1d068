import { expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { messageClassesOf } from '../../src/http/express-prototypes.js';

test('requests and responses have the prototypes of Express before Express sees them', async () => {
  const app = express();
  app.get('/', (request, response) =>
    response.json({ path: request.path, app: request.app === app }),
  );
  const handle = app as unknown as (request: object, response: object) => void;
  const exchanged: boolean[] = [];
  const server = createServer(messageClassesOf(app), (request, response) => {
    const before = [request, response].map((message) => Object.getPrototypeOf(message) as object);
    handle(request, response);
    const after = [request, response].map((message) => Object.getPrototypeOf(message) as object);
    exchanged.push(before[0] !== after[0], before[1] !== after[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(await answer.json()).toEqual({ path: '/', app: true });
    expect(exchanged).toEqual([false, false]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
