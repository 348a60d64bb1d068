import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { silentLog, type Log } from '#kernel/index.js';
import { ConnectionFigures } from '#provisioning/exchanges/connection-figures.js';
import { MailServer } from '../kit/mail-servers.js';
import { startServer, type Requests, type ScimClient, type TestServer } from '../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../kit/stores.js';

// What the metrics and the log tell of the outbox, of directories and of jobs. Figures of the database are kept for 15 seconds: each
// server is asked when all has happened.

/** `muster_mails{status="queued"}` → its value */
async function metricsOf(server: TestServer): Promise<ReadonlyMap<string, number>> {
  const headers = { authorization: `Bearer ${server.operatorKey}` };
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

overStores(
  'metrics',
  (kind) => {
    const mails = new MailServer();
    const warnings: { readonly fields: object; readonly message: string }[] = [];
    const log: Log = {
      ...silentLog,
      warn: (fields, message) => void warnings.push({ fields, message }),
    };
    let opened: OpenedStore;
    let server: TestServer;
    let scim: ScimClient;
    let figures: ReadonlyMap<string, number>;
    let invite: (email: string) => ReturnType<Requests>;

    beforeAll(async () => {
      await mails.start();
      opened = await kind.open();
      const settings = mails.settings();
      server = await startServer({ storeUrl: opened.url, log, settings });
      scim = await server.scim();
      const path = `/organizations/${scim.organizationId}/invitations`;
      invite = (email) => server.rest('POST', path, { body: { email, roles: ['member'] } });
      const send = () => server.composed.jobs.runNow('send-mail');
      await invite('taken@example.com');
      await send();
      mails.behaviour = {
        refuse: { code: 550, text: 'gone@example.com <gone@example.com> is unknown' },
      };
      await invite('gone@example.com');
      await send();
      mails.behaviour = { refuse: { code: 451 } };
      await invite('later@example.com');
      await send();
      await scim.get('/Users');
      await scim.get('/Users/00000000-0000-4000-8000-000000000000');
      const wrong = { headers: { authorization: 'Bearer wrong' } };
      for (let time = 0; time < 3; time += 1) await fetch(`${scim.baseUrl}/Users`, wrong);
      await server.provisioning.exchanges.flush();
      await server.rest('GET', '/jobs');
      figures = await metricsOf(server);
    });
    afterAll(async () => {
      await server.close();
      await opened.close();
      await mails.stop();
    });

    test('tell what waits in the outbox, for how long, and what became of the others', () => {
      const of = (status: string) => figures.get(`muster_mails{status="${status}"}`);
      expect(['queued', 'sending', 'digest', 'failed', 'bounced'].map(of)).toEqual([1, 0, 0, 0, 1]);
      expect(figures.get('muster_mails_oldest_seconds{status="queued"}')).toBeGreaterThan(0);
      const total = (outcome: string) => figures.get(`muster_mails_total{outcome="${outcome}"}`);
      expect(['sent', 'bounced', 'deferred', 'failed'].map(total)).toEqual([1, 1, 1, 0]);
    });

    test('tell when a directory was last heard of, and what it was refused', () => {
      const connection = `{connection="${scim.connectionId}"}`;
      const age = figures.get(`muster_connection_sync_age_seconds${connection}`) ?? NaN;
      expect(age).toBeGreaterThanOrEqual(0);
      expect(age).toBeLessThan(60);
      // one user that is not there, three wrong tokens
      expect(figures.get(`muster_connection_refusals_total${connection}`)).toBe(4);
    });

    test('tell how late each job is, and what runs', async () => {
      const { items } = (await server.rest('GET', '/jobs')).body as unknown as {
        items: readonly { readonly name: string }[];
      };
      for (const { name } of items) {
        expect([name, figures.get(`muster_job_late_seconds{job="${name}"}`)]).toEqual([
          name,
          expect.any(Number),
        ]);
      }
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      const labels = `version="${version}",node="${process.versions.node}",store="${server.store.kind}"`;
      expect(figures.get(`muster_build_info{${labels}}`)).toBe(1);
    });

    test('read the database once for those who ask within 15 seconds', async () => {
      await invite('another@example.com');
      const again = await metricsOf(server);
      expect(again.get('muster_mails{status="queued"}')).toBe(1);
    });

    test('a mail that is lost is one warning, by its id and without an address', async () => {
      const path = `/organizations/${scim.organizationId}/mails?status=bounced`;
      const { items } = (await server.rest('GET', path)).body as unknown as {
        items: readonly { readonly id: string }[];
      };
      const lost = warnings.filter(({ message }) => message === 'a mail was refused for good');
      expect(lost).toEqual([
        {
          message: 'a mail was refused for good',
          fields: {
            mail: items[0]?.id,
            organization: scim.organizationId,
            template: 'invitation',
            attempts: 1,
            why: expect.stringContaining('[address] <[address]> is unknown'),
            traceId: expect.any(String),
          },
        },
      ]);
      expect(JSON.stringify(warnings)).not.toContain('@');
    });

    test('follow at most 200 connections, those that were heard of last', async () => {
      const figures = new ConnectionFigures(server.store);
      await figures.read();
      for (let number = 0; number < 300; number += 1) {
        figures.noteRequest(`connection-${number}`, number % 2 === 0 ? 200 : 400, number);
      }
      figures.noteRefusals('connection-299', 5);
      const kept = await figures.read();
      expect(kept).toHaveLength(200);
      const last = kept.find(({ connectionId }) => connectionId === 'connection-299');
      expect(last).toEqual({ connectionId: 'connection-299', refusals: 6 });
      expect(kept.map(({ connectionId }) => connectionId)).not.toContain('connection-99');
    });
  },
  oneKindPerDatabase,
);
