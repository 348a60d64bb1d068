import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { MailServer } from '../kit/mail-servers.js';
import type { Requests } from '../kit/server.js';
import { requests } from '../kit/server.js';
import { oneKindPerDatabase, overStores } from '../kit/stores.js';
import {
  createServerFolder,
  OPERATOR_KEY,
  type ServerFolder,
  type StartedServer,
} from '../security/processes.js';

// Real processes, ended by kill -9 in the middle of their work, and started again.

const until = async (condition: () => boolean | Promise<boolean>, timeoutMs: number) => {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('It did not come to that in time.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

overStores(
  'a process that is killed',
  (kind) => {
    const mails = new MailServer();
    let folder: ServerFolder;
    let storeUrl: string;
    let close: () => Promise<void>;

    beforeAll(async () => {
      await mails.start();
      folder = createServerFolder();
      const opened = await kind.open();
      storeUrl = kind.name.startsWith('sqlite') ? 'sqlite:muster.db' : opened.url;
      close = () => opened.close();
    });
    afterEach(() => {
      mails.behaviour = {};
    });
    afterAll(async () => {
      folder.remove();
      await close();
      await mails.stop();
    });

    const start = (): Promise<StartedServer> =>
      folder.start({
        env: {
          MUSTER_STORE__URL: storeUrl,
          MUSTER_MAIL__SMTP__HOST: '127.0.0.1',
          MUSTER_MAIL__SMTP__PORT: String(mails.port),
          MUSTER_MAIL__SMTP__REQUIRE_TLS: 'false',
          MUSTER_MAIL__FROM: 'Muster <muster@muster.example>',
        },
      });

    const restOf = ({ url }: StartedServer): Requests =>
      requests(`${url}/api/v1`, { authorization: `Bearer ${OPERATOR_KEY}` });

    async function kill({ child, ended }: StartedServer): Promise<void> {
      child.kill('SIGKILL');
      await ended;
    }

    test('M23 mails, rows of a task and a key that it had in hand are free within a minute', async () => {
      const first = await start();
      const rest = restOf(first);
      const made = await rest('POST', '/organizations', { body: { name: 'Example' } });
      const organization = `/organizations/${String(made.body.id)}`;
      mails.behaviour = { slowMs: 60_000 };
      const addresses = Array.from({ length: 12 }, (_, n) => `invitee-${n}@example.com`);
      for (const email of addresses) {
        const invited = await rest('POST', `${organization}/invitations`, {
          body: { email, roles: ['member'] },
        });
        expect(invited.status).toBe(201);
      }
      const stateOf = async (by: Requests) => {
        const list = await by('GET', `${organization}/mails?limit=50`);
        return (list.body.items as unknown as { status: string }[]).map(({ status }) => status);
      };
      await until(async () => (await stateOf(rest)).includes('sending'), 20_000);
      const rows = Array.from({ length: 120 }, (_, n) => ({
        email: `row-${n}@example.com`,
        roles: ['member'],
        send: false,
      }));
      const task = await rest('POST', `${organization}/invitations/bulk`, {
        body: { invitations: rows },
      });
      expect(task.status).toBe(202);
      await kill(first);

      mails.behaviour = {};
      const restarted = performance.now();
      const second = await start();
      const again = restOf(second);
      await until(async () => {
        const ended = await again('GET', `${organization}/tasks/${String(task.body.id)}`);
        return ended.body.status === ('done' as never);
      }, 90_000);
      await until(
        async () => (await stateOf(again)).every((status) => status === 'sent'),
        60_000 - Math.min(0, performance.now() - restarted),
      );
      const done = await again('GET', `${organization}/tasks/${String(task.body.id)}`);
      expect(done.body).toMatchObject({ total: 120, done: 120, succeeded: 120, failed: 0 });
      for (const email of addresses) {
        const copies = mails.mailsTo(email);
        expect(copies.length).toBeGreaterThanOrEqual(1);
        expect(copies.length).toBeLessThanOrEqual(2);
        expect(new Set(copies.map((one) => one.mail.messageId)).size).toBe(1);
      }
      await kill(second);
    }, 240_000);
  },
  oneKindPerDatabase,
);
