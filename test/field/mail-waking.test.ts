import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MailServer } from '../kit/mail-servers.js';
import { startServer, type TestServer } from '../kit/server.js';
import { oneKindPerDatabase, overStores } from '../kit/stores.js';

// Jobs run by themselves here. How soon is not measured, because a busy machine says nothing; what is asserted is who wakes them.

overStores(
  'what is queued wakes its job',
  (kind) => {
    const mails = new MailServer();
    let opened: Awaited<ReturnType<typeof kind.open>>;
    let server: TestServer;
    let organizationId: string;
    const hints: string[] = [];

    beforeAll(async () => {
      await mails.start();
      opened = await kind.open();
      server = await startServer({ storeUrl: opened.url, settings: mails.settings() });
      const { jobs } = server.composed;
      const give = jobs.hint.bind(jobs);
      Object.assign(jobs, {
        hint: (name: string, delayMs = 0) => {
          hints.push(`${name} ${delayMs > 0 ? 'later' : 'now'}`);
          give(name, delayMs);
        },
      });
      const owner = { email: 'owner@example.com', name: 'Owner' };
      const made = await server.rest('POST', '/organizations', {
        body: { name: 'Example', owner },
      });
      organizationId = String(made.body['id']);
    });
    afterAll(async () => {
      await server.close();
      await opened.close();
      await mails.stop();
    });

    /** The jobs that a request wakes. */
    const wokenBy = async (method: string, path: string, body: object): Promise<string[]> => {
      hints.length = 0;
      const reply = await server.rest(method, `/organizations/${organizationId}${path}`, { body });
      expect(reply.status).toBeLessThan(300);
      return [...new Set(hints)].sort();
    };

    test('M9 an invitation, many invitations, an answer to a request wake the jobs at once', async () => {
      const one = { email: 'a@example.com', roles: ['member'] };
      expect(await wokenBy('POST', '/invitations', one)).toEqual(['send-mail now']);
      const many = { invitations: [{ email: 'b@example.com' }, { email: 'c@example.com' }] };
      expect(await wokenBy('POST', '/invitations/bulk', many)).toEqual(['run-tasks now']);
    });

    test('M9 a notice of the host application to members and to roles', async () => {
      const { body } = await server.rest(
        'GET',
        `/organizations/${organizationId}/members?state=active`,
      );
      const items = body['items'] as unknown as readonly { id: string }[];
      const notice = { notice: 'user-action', data: { title: 'Something happened' } };
      const named = { ...notice, memberIds: [items[0]?.id ?? ''] };
      expect(await wokenBy('POST', '/notices', named)).toEqual(['send-mail now']);
      expect(await wokenBy('POST', '/notices', notice)).toEqual(['send-mail now']);
    });

    test('M9 a mail that is sent again by hand', async () => {
      await server.composed.jobs.runNow('send-mail');
      const list = await server.rest('GET', `/organizations/${organizationId}/mails?limit=1`);
      const [mail] = list.body['items'] as unknown as readonly { id: string }[];
      const { store } = server;
      await store.transaction(organizationId, async (tx) => {
        const found = await tx.mails.get(mail?.id ?? '');
        if (found)
          await tx.mails.update({ ...found, status: 'failed', version: found.version + 1 });
      });
      expect(await wokenBy('POST', `/mails/${mail?.id}/retry`, {})).toEqual(['send-mail now']);
    });

    test('M9 changes of access wake the job for the moment when their mail is due', async () => {
      const person = { email: 'd@example.com', name: 'User D', roles: ['member'] };
      expect(await wokenBy('POST', '/members', person)).toEqual(['send-mail later']);
    });

    test('M9 an import, when it is uploaded and when it is applied', async () => {
      const csv = 'Email,Name\ne@example.com,User E\n';
      hints.length = 0;
      const response = await fetch(
        `${server.url}/api/v1/organizations/${organizationId}/imports?dryRun=false`,
        {
          method: 'POST',
          body: csv,
          headers: {
            authorization: `Bearer ${server.operatorKey}`,
            'content-type': 'text/csv',
          },
        },
      );
      expect(response.status).toBe(202);
      expect([...new Set(hints)]).toEqual(['run-tasks now']);
      hints.length = 0;
      for (let tries = 0; tries < 40 && !hints.includes('send-mail later'); tries += 1) {
        await server.composed.jobs.runNow('run-tasks');
      }
      // checked, it goes on by itself, and those whom it added are notified
      expect(hints).toEqual(expect.arrayContaining(['run-tasks now', 'send-mail later']));
    });

    test('M9 with the jobs running, what waits for a hint does not wait for its interval', async () => {
      await server.composed.jobs.start();
      const many = { invitations: [{ email: 'f@example.com' }, { email: 'g@example.com' }] };
      await server.rest('POST', `/organizations/${organizationId}/invitations/bulk`, {
        body: many,
      });
      const waited = { until: Date.now() + 12_000 };
      while (mails.mailsTo('g@example.com').length === 0 && Date.now() < waited.until) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(mails.mailsTo('g@example.com')).toHaveLength(1);
    });
  },
  oneKindPerDatabase,
);
