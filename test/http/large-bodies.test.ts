import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readText } from '#http/bodies.js';

const LIMIT = 4_000_000;

/** Characters of one to four bytes; a byte at its beginning shifts where the pieces of the socket end. */
const text = (length: number): string => `x${'aé€\u{1f680}'.repeat(length / 10)}`;

describe('the body of a request', () => {
  let server: Server;
  const held: number[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const deps = { holdBytes: (_response: unknown, bytes: number) => void held.push(bytes) };
      readText(deps, request, response, { mediaTypes: ['text/plain'], limit: LIMIT }).then(
        (read) => response.end(read),
        (error: Error) => response.writeHead(413).end(error.message),
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });

  afterAll(() => {
    server.close();
  });

  function echoed(
    parts: readonly Buffer[],
    headers: Record<string, string | number> = {},
  ): Promise<{ readonly status: number | undefined; readonly body: string }> {
    const { port } = server.address() as AddressInfo;
    const options = { port, method: 'POST', headers: { 'content-type': 'text/plain', ...headers } };
    return new Promise((resolve, reject) => {
      const request = httpRequest(options, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() });
      });
      request.on('error', reject);
      for (const part of parts) request.write(part);
      request.end();
    });
  }

  test.each([
    ['short', 1_000],
    ['just large', 65_540],
    ['of megabytes', 3_000_000],
  ])('is read to the letter, announced and in chunks: %s', async (_name, length) => {
    held.length = 0;
    const whole = Buffer.from(text(length));
    const parts = [whole.subarray(0, 7), whole.subarray(7, 70_001), whole.subarray(70_001)];
    const announced = await echoed(parts, { 'content-length': whole.length });
    expect(announced.body === whole.toString()).toBe(true);
    const large = held.reduce((sum, bytes) => sum + bytes, 0);
    // the first bytes of a large body are not counted
    expect(large).toBeLessThanOrEqual(whole.length);
    expect(large > 0).toBe(whole.length > 65_536);
    const inChunks = await echoed(parts);
    expect(inChunks.body === whole.toString()).toBe(true);
  });

  test('that grows beyond the limit is refused', async () => {
    const { status } = await echoed(Array<Buffer>(80).fill(Buffer.alloc(65_536, 'x')));
    expect(status).toBe(413);
  });
});
