import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { MailServer } from '../kit/mail-servers.js';
import { startServer, type TestServer } from '../kit/server.js';
import { TestTenant, statusAndCode } from './test-tenants.js';

/** Mails leave in our name: what tenants put into them stays text, in its place, to one person. */
const box = new MailServer();
let server: TestServer;

beforeAll(async () => {
  await box.start();
  server = await startServer({
    settings: {
      mail: { smtp: { host: '127.0.0.1', port: box.port, requireTls: false } },
    },
  });
});
afterAll(async () => {
  await server.close();
  await box.stop();
});

async function mailOf(
  tenant: TestTenant,
  more: object = {},
): Promise<(typeof box.received)[number]> {
  const email = `${newId()}@example.com`;
  await tenant.operatorRequest('POST', '/invitations', { email, ...more });
  await server.composed.jobs.runNow('send-mail');
  const found = box.received.filter(({ mailsTo }) => mailsTo.includes(email));
  expect(found).toHaveLength(1);
  const [one] = found;
  if (!one) throw new Error('No mail came.');
  expect(one.mailsTo).toBe(email);
  return one;
}

const HEADERS = ['bcc', 'cc', 'x-evil', 'reply-to'];

describe('a mail', () => {
  const evil = 'Evil\r\nBcc: victim@example.com\r\nX-Evil: 1\r\n\r\n<script>alert(1)</script>';

  test('has the headers that we wrote, whatever organization and people are called', async () => {
    const tenant = await TestTenant.create(server);
    const path = `/organizations/${tenant.id}`;
    const renamed = await server.rest('PATCH', path, { body: { name: evil } });
    const inviter = await tenant.member('admin');
    await server.rest('PATCH', `${path}/members/${inviter.id}`, { body: { name: evil } });
    const email = `${newId()}@example.com`;
    const sent = await tenant.actingAs(inviter.id)('POST', '/invitations', {
      body: { email, name: evil, message: evil },
    });
    expect([200, 400]).toContain(renamed.status);
    if (sent.status !== 201) {
      expect(statusAndCode(sent)).toBe('400 request.invalid');
      return;
    }
    await server.composed.jobs.runNow('send-mail');
    const one = box.received.find(({ mailsTo }) => mailsTo.includes(email));
    expect(one?.mailsTo).toBe(email);
    for (const name of HEADERS) expect(one?.mail.headers.has(name)).toBe(false);
    expect(String(one?.mail.html)).not.toContain('<script>');
  });

  test('shows markup of a name, a message and an attribute as the text that it is', async () => {
    const tenant = await TestTenant.create(server);
    const markup = '<a href="https://evil.example">Click</a>{{link}}<img src=x onerror=alert(1)>';
    await tenant.operatorRequest('PATCH', '', { name: markup });
    const { mail } = await mailOf(tenant, { name: markup, message: markup });
    const html = String(mail.html);
    expect(html).not.toContain('<a href="https://evil.example"');
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img');
    // {{link}} in a value is not filled in
    expect(mail.text ?? '').toContain('{{link}}');
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => link);
    for (const link of links) expect(link).toMatch(/^http:\/\/localhost:\d+\/invitation#/);
  });

  test('own words cannot reach beyond the values, nor run for long', async () => {
    const tenant = await TestTenant.create(server);
    const admin = tenant.actingAs();
    const put = (body: object): ReturnType<typeof admin> =>
      admin('PUT', '/mail-templates/invitation/en', { body });
    const words = { subject: 'Join', text: '{{link}}' };
    for (const text of [
      '{{{message}}} {{link}}',
      '{{&message}} {{link}}',
      '{{> secrets}} {{link}}',
      '{{=<% %>=}} <%link%>',
      '{{constructor}} {{link}}',
      '{{__proto__}} {{link}}',
      '{{organization.constructor}} {{link}}',
      '{{#name}}'.repeat(1_000) + '{{/name}}'.repeat(1_000),
      '{{#name}}',
      '{{',
    ]) {
      const startedAt = performance.now();
      expect([text.slice(0, 30), statusAndCode(await put({ ...words, text }))]).toEqual([
        text.slice(0, 30),
        '400 template.invalid',
      ]);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    }
    const subject = 'Join\r\nBcc: victim@example.com';
    expect(statusAndCode(await put({ ...words, subject }))).toMatch(/^400/);
    const huge = '{{name}}'.repeat(12_000);
    expect(statusAndCode(await put({ ...words, text: huge }))).toMatch(/^400/);
  });

  test('to one address is sent so often a day, from whichever organization', async () => {
    const email = `${newId()}@example.com`;
    const answers: string[] = [];
    const most = server.settings.invitations.perAddressDay;
    for (let at = 0; at <= most; at += 1) {
      const tenant = await TestTenant.create(server);
      answers.push(
        statusAndCode(await tenant.actingAs()('POST', '/invitations', { body: { email } })),
      );
    }
    expect(answers.slice(0, most)).toEqual(Array<string>(most).fill('201'));
    expect(answers.at(-1)).toBe('429 invitation.too_many');
  });
});
