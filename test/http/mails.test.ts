import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MailServer } from '../kit/mail-servers.js';
import { requests, startServer, type Reply, type TestServer } from '../kit/server.js';

/** Sooner than the 15 seconds of the job, on a busy machine too. */
const SOON_MS = 12_000;

const mails = new MailServer();
let server: TestServer;
let createFixture: string;
let ownerId: string;

const send = () => server.composed.jobs.runNow('send-mail');
const own = (): { headers: Record<string, string> } => ({
  headers: { 'muster-acting-member': ownerId },
});
const rest = (method: string, path: string, options: object = {}): Promise<Reply> =>
  server.rest(method, createFixture + path, options);

beforeAll(async () => {
  await mails.start();
  server = await startServer({ settings: mails.settings() });
  const { body } = await server.rest('POST', '/organizations', {
    body: { name: 'Example', owner: { email: 'owner@example.com', name: 'Owner One' } },
  });
  createFixture = `/organizations/${String(body['id'])}`;
  ownerId = String((await rest('GET', '/members')).body['items']?.[0]?.['id']);
});
afterAll(async () => {
  await server.close();
  await mails.stop();
});

describe('the outbox over REST', () => {
  test('lists, reads, takes back and retries; says nothing of words and links', async () => {
    await rest('POST', '/invitations', {
      body: { email: 'user-1@example.com', roles: ['member'] },
    });
    // the write has woken the sender; here it was not started
    const list = await rest('GET', '/mails?template=invitation&to=User-1@Example.com');
    const [mail] = list.body['items'] as unknown as { id: string; status: string }[];
    expect(mail).toMatchObject({ status: 'queued', to: 'user-1@example.com', attempts: 0 });
    expect(list.text).not.toContain('muster_');
    const one = `/mails/${mail?.id}`;
    expect((await rest('POST', `${one}/cancel`)).body['status']).toBe('suppressed');
    const again = await rest('POST', `${one}/cancel`);
    expect([again.status, again.body['code']]).toEqual([409, 'mail.over']);
    expect((await rest('POST', `${one}/retry`)).body['status']).toBe('queued');
    await send();
    const sent = (await rest('GET', one)).body;
    expect(sent['status']).toBe('sent');
    expect(mails.mailsTo('user-1@example.com')).toHaveLength(1);
    const report = await server.rest('POST', `/mails/${String(sent['messageId'])}/delivery`, {
      body: { state: 'delivered' },
    });
    expect(report.body['status']).toBe('delivered');
    expect((await rest('GET', '/mails/unknown')).status).toBe(404);
  });

  test('a write wakes the job that sends, after its commit', async () => {
    const running = await startServer({ settings: mails.settings(), jobs: true });
    try {
      const { body } = await running.rest('POST', '/organizations', { body: { name: 'Running' } });
      const path = `/organizations/${String(body['id'])}/invitations`;
      // the first run is over before the invitation
      await new Promise((resolve) => setTimeout(resolve, 500));
      const began = Date.now();
      await running.rest('POST', path, {
        body: { email: 'user-2@example.com', roles: ['member'] },
      });
      while (mails.mailsTo('user-2@example.com').length === 0 && Date.now() - began < SOON_MS) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(mails.mailsTo('user-2@example.com')).toHaveLength(1);
      expect(Date.now() - began).toBeLessThan(SOON_MS);
    } finally {
      await running.close();
    }
  });
});

describe('templates over REST', () => {
  const at = '/mail-templates/invitation/en';
  test('own words hold until they are taken back', async () => {
    const built = await rest('GET', at);
    expect(built.body).toMatchObject({ source: 'built-in', version: 0, template: 'invitation' });
    const words = { subject: 'Come to {{organization}}', text: 'Hi {{name}}!\n\n{{link}}' };
    const put = await rest('PUT', at, { body: words });
    expect(put.body).toMatchObject({ source: 'own', version: 1, ...words });
    const stale = await rest('PUT', at, { body: words, headers: { 'if-match': 'W/"7"' } });
    expect([stale.status, stale.body['code']]).toEqual([412, 'request.precondition']);
    const list = await rest('GET', '/mail-templates');
    expect(list.body['own']).toMatchObject([{ template: 'invitation', locale: 'en', version: 1 }]);
    const preview = await rest('POST', `${at}/preview`, { body: {} });
    expect(preview.body['subject']).toBe('Come to Example');
    const body = { email: 'user-3@example.com', roles: ['member'], name: 'User Three' };
    await rest('POST', '/invitations', { body });
    await send();
    const [got] = mails.mailsTo('user-3@example.com');
    expect(got?.mail.subject).toBe('Come to Example');
    expect(got?.mail.text).toContain('Hi User Three!');
    expect(got?.mail.text).toContain('muster_invite_');
    expect((await rest('DELETE', at)).status).toBe(204);
    const gone = await rest('DELETE', at);
    expect([gone.status, gone.body['code']]).toEqual([404, 'template.missing']);
  });

  test('what cannot be used is refused with every problem', async () => {
    const words = { subject: '{{nobody}}', text: '{{> other}}{{{name}}}' };
    const reply = await rest('PUT', at, { body: words });
    expect([reply.status, reply.body['code']]).toEqual([400, 'template.invalid']);
    expect(reply.text).toContain('nobody');
    expect(reply.text).toContain('unescaped');
    const unknown = await rest('GET', '/mail-templates/nothing/xx');
    expect([unknown.status, unknown.body['code']]).toEqual([400, 'template.invalid']);
  });

  test('a test mail goes to whoever asks, and says when the server refuses it', async () => {
    const before = mails.mailsTo('owner@example.com').length;
    const reply = await rest('POST', `${at}/test`, { body: {}, ...own() });
    expect(reply.body).toEqual({ to: 'owner@example.com' });
    expect(mails.mailsTo('owner@example.com')).toHaveLength(before + 1);
    const nobody = await rest('POST', `${at}/test`, { body: {} });
    expect([nobody.status, nobody.body['code']]).toEqual([400, 'request.invalid']);
    mails.behaviour = { refuse: { code: 550 } };
    const refused = await rest('POST', `${at}/test`, { body: {}, ...own() });
    mails.behaviour = {};
    expect([refused.status, refused.body['code']]).toEqual([409, 'mail.refused']);
  });
});

describe('notices over REST', () => {
  test('matrix, notice, inbox, preferences and one click without a key', async () => {
    const own_ = { owner: { 'licence-generated': 'mail' } };
    const matrix = await rest('PUT', '/notice-matrix', { body: { own: own_ } });
    expect(matrix.body['own']).toEqual(own_);
    expect((await rest('GET', '/notice-matrix')).headers.get('etag')).toBe(
      matrix.headers.get('etag'),
    );
    const notice = 'licence-generated';
    const data = { title: 'A licence was generated', url: 'https://app.example.com/licences/1' };
    const raised = await rest('POST', '/notices', { body: { notice, data } });
    expect(raised.status).toBe(202);
    await send();
    const got = mails.mailsTo('owner@example.com').at(-1);
    expect(got?.mail.subject).toBe('A licence was generated (Example)');
    expect(got?.mail.text).toContain('https://app.example.com/licences/1');
    const inbox = await rest('GET', '/notices?unread=true', own());
    const [item] = inbox.body['items'] as unknown as { id: string; notice: string }[];
    expect(item?.notice).toBe(notice);
    const read = await rest('POST', '/notices/read', { body: { ids: [item?.id] }, ...own() });
    expect(read.body).toEqual({ read: 1 });

    const [, address = ''] = /^List-Unsubscribe: <([^>]+)>/m.exec(unfolded(got?.raw ?? '')) ?? [];
    const bare = requests('');
    const page = await bare('GET', address);
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    const channel = async (): Promise<unknown> => {
      const { body } = await rest('GET', '/notice-preferences', own());
      const all = body['notices'] as unknown as { name: string; channel: string }[];
      return all.find(({ name }) => name === notice)?.channel;
    };
    // looking at it changes nothing: mail scanners look
    expect(await channel()).toBe('mail');
    const click = await bare('POST', address, {
      body: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(click.status).toBe(200);
    expect(await channel()).toBe('off');
    const forged = await bare(
      'POST',
      address.replace(/token=muster_notices_./, 'token=muster_notices_x'),
    );
    expect([forged.status, forged.body['code']]).toEqual([404, 'link.invalid']);

    const back = { notices: { [notice]: null, 'seat-limit': 'digest' } };
    const changed = await rest('PATCH', '/notice-preferences', { body: back, ...own() });
    expect(changed.status).toBe(200);
    expect(await channel()).toBe('mail');
    const refused = await rest('PATCH', '/notice-preferences', {
      body: { notices: { 'role-changed': 'off' } },
      ...own(),
    });
    expect([refused.status, refused.body['code']]).toEqual([400, 'request.invalid']);
    expect((await rest('GET', '/notice-preferences')).status).toBe(403);
  });
});

function unfolded(raw: string): string {
  return raw.replace(/\r?\n[ \t]+/g, ' ');
}
