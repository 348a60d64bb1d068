import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MailServer } from '../kit/mail-servers.js';
import { startServer, type Reply, type TestServer } from '../kit/server.js';

// Rows 0.13, 1.17, 1.29, 2.23, 2.24, 3.26: an invitation is a mail, and what happens to it is told.

const mails = new MailServer();
let server: TestServer;
let organizationId: string;
let ownerId: string;

const place = (path: string): string => `/organizations/${organizationId}${path}`;
const asOwner = (): Record<string, string> => ({ 'muster-acting-member': ownerId });

async function request(
  method: string,
  path: string,
  status: number,
  body?: object,
  headers: Record<string, string> = asOwner(),
): Promise<Reply> {
  const reply = await server.rest(method, path, { headers, ...(body && { body }) });
  expect(`${reply.status} ${status === reply.status ? '' : reply.text}`).toBe(`${status} `);
  return reply;
}

/** What the job does by itself, until there is nothing more. */
const send = () => server.composed.jobs.runNow('send-mail');

function tokenIn(text: string): string {
  const [token] = /muster_invite_[0-9a-f]{48}/.exec(text) ?? [];
  if (token === undefined) throw new Error(`There is no token in ${text}`);
  return token;
}

beforeAll(async () => {
  await mails.start();
  server = await startServer({ settings: mails.settings() });
  const { body } = await server.rest('POST', '/organizations', {
    body: { name: 'Example', owner: { email: 'owner@example.com', name: 'Owner One' } },
  });
  organizationId = String(body['id']);
  const list = await server.rest('GET', place('/members'));
  ownerId = String(list.body['items']?.[0]?.['id']);
});
afterAll(async () => {
  await server.close();
  await mails.stop();
});

describe('an invitation by mail', () => {
  test('invite, read the mail, accept with its token, and the inviter is told', async () => {
    const { body } = await request('POST', place('/invitations'), 201, {
      email: 'user-1@example.com',
      name: 'User One',
      roles: ['member'],
      locale: 'de',
      message: 'Willkommen <b>bei uns</b>',
    });
    expect(body['delivery']).toBe('queued');
    await send();
    const [first, ...more] = mails.mailsTo('user-1@example.com');
    expect(more).toEqual([]);
    expect(first?.mail.subject).toBe('Owner One lädt Sie zu Example ein');
    expect(first?.mail.text).toContain('Willkommen <b>bei uns</b>');
    expect(first?.mail.html).toContain('Willkommen &lt;b&gt;bei uns&lt;/b&gt;');
    expect(first?.mail.headers.get('content-language')).toBe('de');
    expect(first?.mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(first?.mail.headers.has('list')).toBe(false);
    const token = tokenIn(first?.mail.text ?? '');
    // in the fragment, so that no server's log has it
    expect(first?.mail.text).toMatch(/https?:\/\/\S+#muster_invite_/);
    const shown = await request('GET', place(`/invitations/${String(body['id'])}`), 200);
    expect(shown.body['delivery']).toBe('sent');
    expect(shown.text).not.toContain(token);

    await accept(token);
    await send();
    const [told] = mails.mailsTo('owner@example.com');
    expect(told?.mail.subject).toContain('Example');
    expect(told?.mail.text).toContain('user-1@example.com');
    // optional: it can be switched off with one click
    const headers = /^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m;
    expect(told?.raw).toMatch(headers);
  });

  test('what is revoked before it was sent is not sent; whom it was sent to is told when asked', async () => {
    const invite = { email: 'user-2@example.com', roles: ['member'] };
    const { body } = await request('POST', place('/invitations'), 201, invite);
    const address = place(`/invitations/${String(body['id'])}/revoke`);
    await request('POST', address, 200, { notify: true, note: 'A mistake' });
    await send();
    const got = mails.mailsTo('user-2@example.com').map(({ mail }) => mail.subject);
    expect(got).toEqual(['Your invitation to Example was withdrawn']);
    expect(mails.mailsTo('user-2@example.com')[0]?.mail.text).toContain('A mistake');
  });
});

async function accept(token: string): Promise<void> {
  const identity = {
    email: 'user-1@example.com',
    emailVerified: true,
    name: 'User One',
    explicit: true,
  };
  const reply = await server.rest('POST', '/invitations/accept', { body: { token, ...identity } });
  expect(`${reply.status} ${reply.text}`).toMatch(/^20[01] /);
}
