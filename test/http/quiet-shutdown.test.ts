import { expect, test } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { silentLog, type Log } from '#kernel/index.js';
import { startServer } from '../kit/server.js';
import { oneKindPerDatabase, overStores } from '../kit/stores.js';

// An end on purpose is no trouble: whoever is woken by warnings sleeps through a rolling update.

interface Line {
  readonly level: keyof Log;
  readonly message: string;
  readonly fields: object;
}

function collectingLog(lines: Line[]): Log {
  const write =
    (level: keyof Log): Log[keyof Log] =>
    (fields, message) =>
      void lines.push({ level, message, fields });
  return { ...silentLog, info: write('info'), warn: write('warn'), error: write('error') };
}

overStores(
  'a shutdown',
  (kind) => {
    test('under load says nothing louder than info', async () => {
      const opened = await kind.open();
      const lines: Line[] = [];
      const server = await startServer({
        storeUrl: opened.url,
        log: collectingLog(lines),
        jobs: true,
        settings: { http: { shutdownSeconds: 1 } },
      });
      const { hostname, port } = new URL(server.url);
      const open = (head: string): Socket => {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined);
        socket.write(`${head} HTTP/1.1\r\nhost: x\r\n`);
        return socket;
      };
      const authorization = `authorization: Bearer ${server.operatorKey}\r\n\r\n`;
      const { body } = await server.rest('POST', '/organizations', {
        body: { name: 'Example', owner: { email: 'owner@example.com', name: 'Owner' } },
      });
      const path = `/api/v1/organizations/${String(body['id'])}`;
      // mails are queued, an export is left in its middle, one body never ends, one request comes too late
      for (let number = 0; number < 20; number += 1) {
        const invitee = { email: `user-${number}@example.com`, roles: ['member'] };
        await server.rest('POST', `${path.slice(7)}/invitations`, { body: invitee });
      }
      const left = open(`GET ${path}/journal/export?format=jsonl`);
      left.once('data', () => left.destroy());
      left.write(authorization);
      const endless = open('POST /api/v1/organizations');
      endless.write(
        `content-type: application/json\r\ncontent-length: 99\r\n${authorization}{"name"`,
      );
      const late = open('GET /api/v1/organizations');
      const answer = new Promise<string>((done) => late.once('data', (text) => done(String(text))));
      await pause(200);
      const closing = server.close();
      late.write(authorization);
      expect(await answer).toMatch(/^HTTP\/1\.1 503 /);
      await closing;
      await opened.close();
      expect(lines.map(({ message }) => message)).toContain('request');
      expect(lines.filter(({ level }) => level !== 'info')).toEqual([]);
    });
  },
  oneKindPerDatabase,
);
