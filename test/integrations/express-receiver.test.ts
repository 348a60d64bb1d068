import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express, { type Express } from 'express';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpClient } from '#outgoing/index.js';
import { newSecret, receiverText, signatureHeaders } from '#integrations/signing/index.js';
import * as webhooks from '../../packages/client/src/webhooks/index.js';

// The receiver in the README of packages/client is run as it stands there, and is sent what this server signs: rows C1, C3, D34.

const README = 'packages/client/README.md';
const AsyncFunction = (async () => undefined).constructor as new (
  ...names: readonly string[]
) => (...values: readonly unknown[]) => Promise<Express>;

describe('a receiver with Express', () => {
  const secret = newSecret('v1');
  let server: Server;
  let work: (payload: unknown) => unknown = () => undefined;
  let place = '';
  beforeAll(async () => {
    const code = /```js express\n(.*?)```/s.exec(readFileSync(README, 'utf8'))?.[1] ?? '';
    const body = `${code.replaceAll(/^import .*$/gm, '')}\nreturn app;`;
    const names = ['express', ...Object.keys(webhooks), 'secrets', 'work'];
    const values = [express, ...Object.values(webhooks), [receiverText(secret)]];
    const app = await new AsyncFunction(...names, body)(...values, (payload: unknown) =>
      work(payload),
    );
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  const send = async (id: string, text: string, sent = text): Promise<number> => {
    const timestamp = Math.floor(Date.now() / 1_000);
    const headers = signatureHeaders({ id, timestamp, body: Buffer.from(text) }, [secret]);
    const { status } = await createHttpClient({ allow: [place] }).request(
      `http://${place}/webhooks`,
      {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: Buffer.from(sent),
        maxBytes: 1_000,
      },
    );
    return status;
  };

  test('hooks C1, C3: what is signed is taken, whatever its characters are; what was changed is not', async () => {
    const seen: unknown[] = [];
    work = (payload) => seen.push(payload);
    const text = '{ "name":"Zoë 😀 \u2028", "a": 1.0 }';
    expect(await send('msg_1', text)).toBe(204);
    expect(seen).toEqual([JSON.parse(text)]);
    expect(await send('msg_2', text, JSON.stringify(JSON.parse(text)))).toBe(401);
    expect(seen).toHaveLength(1);
  });

  test('hooks D34: twice is once, work that fails is asked for again', async () => {
    let count = 0;
    work = () => {
      count += 1;
      if (count === 1) throw new Error('the database is away');
    };
    expect([await send('msg_3', '{}'), await send('msg_3', '{}')]).toEqual([500, 204]);
    expect(await send('msg_3', '{}')).toBe(204);
    expect(count).toBe(2);
  });

  test('hooks D34: a second one while the first is worked on is told to come again', async () => {
    let end = (): void => undefined;
    const begun = new Promise<void>((began) => {
      work = () => {
        began();
        return new Promise<void>((resolve) => (end = resolve));
      };
    });
    const first = send('msg_4', '{}');
    await begun;
    expect(await send('msg_4', '{}')).toBe(503);
    end();
    expect(await first).toBe(204);
  });
});
