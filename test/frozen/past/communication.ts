import type { Main } from './organizations.js';
import { Caller, DAY, type Stage } from './stage.js';

export interface Keys {
  /** of the organization: `members:read`, `members:write`, `notices:write` */
  readonly apiKey: string;
}

export async function apiKeys(
  stage: Stage,
  { here }: Main,
  [one = '']: readonly string[],
): Promise<Keys> {
  const make = (name: string, days: number, scopes: readonly string[]) => {
    const expiresAt = new Date(stage.now() + days * DAY).toISOString();
    return here.ask('POST', '/api-keys', { name, scopes, expiresAt });
  };
  const ending = await make('Ends soon', 31, ['members:read']);
  const revoked = await make('Revoked', 90, ['members:read']);
  await here.ask('DELETE', `/api-keys/${revoked.id}`);
  await stage.advance(2 * DAY);
  await stage.run('notice-expiring');
  await here.ask('GET', `/api-keys/${ending.id}`);
  const scopes = [
    'members:write',
    'notices:write',
    'journal:read',
    'spaces:read:own',
    'seats:read:own',
  ];
  const lasting = await make('Host application', 3_000, scopes);
  const apiKey = String(lasting['key']);
  const mine = new Caller(here.base, apiKey);
  const data = { title: 'Told by a key' };
  await mine.ask('POST', '/notices', { notice: 'user-action', data });
  await mine.as(one).ask('POST', '/members', { email: 'keyed@example.com', name: 'By a key' });
  return { apiKey };
}

/** What is told to whom: matrix, preferences, words of the organization's own, notices of the host. */
export async function notices(
  stage: Stage,
  { here }: Main,
  [one = '', two = '']: readonly string[],
): Promise<void> {
  await here.ask('PUT', '/notice-matrix', {
    own: { admin: { 'user-action': 'digest' }, auditor: { 'seat-limit': 'in_app' } },
  });
  const wishes = { notices: { 'seat-limit': 'digest', 'membership-request': 'off' } };
  await here.as(one).ask('PATCH', '/notice-preferences', wishes);
  const words = { subject: 'Join {{organization}}', text: 'Hello {{name}}\n\n{{link}}' };
  await here.ask('PUT', '/mail-templates/invitation/en', { ...words, html: '<p>{{link}}</p>' });
  await here.ask('PUT', '/mail-templates/removed/de', words).catch(() => undefined);
  await here.ask('PUT', '/mail-templates/member-removed/de', words);
  await here.ask('DELETE', '/mail-templates/member-removed/de');
  const data = { title: 'A licence was generated', text: 'Number 5', url: 'https://example.com/5' };
  await here.ask('POST', '/notices', { notice: 'user-action', data, memberIds: [one, two] });
  await here.ask('POST', '/notices', { notice: 'user-action', data });
  await stage.run('send-mail');
  const { items } = await here.as(two).ask('GET', '/notices');
  const ids = [items?.[0]?.id];
  await here.as(two).ask('POST', '/notices/read', { ids });
}

/** What becomes of mails: sent, delivered, bounced, waiting for a digest, queued. */
export async function mails(stage: Stage, { here, operator }: Main): Promise<void> {
  const invite = async (word: string): Promise<string> => {
    await here.ask('POST', '/invitations', { email: `${word}@example.com`, lifeDays: 30 });
    await stage.run('send-mail');
    const { items } = await here.ask('GET', `/mails?to=${word}@example.com`);
    return encodeURIComponent(String(items?.[0]?.['messageId']));
  };
  await operator.ask('POST', `/mails/${await invite('delivered')}/delivery`, {
    state: 'delivered',
  });
  const reason = 'no such mailbox';
  await operator.ask('POST', `/mails/${await invite('bounced')}/delivery`, {
    state: 'bounced',
    reason,
  });
  await stage.run('send-digests');
}

/** Made under an Idempotency-Key, shortly before the end. */
export const LAST_SPACE = { name: 'Named request' };

export interface Waiting {
  /** its code is in a mail that was not sent yet */
  readonly domainId: string;
  readonly lastSpaceId: string;
  /** path and query of a mail's List-Unsubscribe */
  readonly unsubscribe: string;
}

/** What no run has sent or told yet: links and codes of mails are made by whoever sends them. */
export async function waiting(
  stage: Stage,
  { here }: Main,
  [one = '', two = '', , four = '']: readonly string[],
): Promise<Waiting> {
  const data = { title: 'For the digest' };
  await here.ask('POST', '/notices', { notice: 'user-action', data, memberIds: [one] });
  await stage.run('send-mail');
  await here.ask('POST', '/invitations', { email: 'waiting@example.com', lifeDays: 30 });
  const { id } = await here.ask('POST', '/domains', { name: 'code.example' });
  await here.ask('POST', `/domains/${id}/code`, { mailbox: 'postmaster' });
  await here.ask('POST', `/members/${two}/roles`, { role: 'billing' });
  await here.ask('POST', `/members/${four}/suspend`);
  const named = { 'idempotency-key': 'space-of-the-end' };
  const space = await here.ask('POST', '/spaces', LAST_SPACE, named);
  const links = (await stage.mails()).flatMap(
    (mail) =>
      /List-Unsubscribe:\s*<[^>]*(\/api\/v1\/[^>]*)>/.exec(mail.replace(/\r?\n[ \t]+/g, ''))?.[1] ??
      [],
  );
  return { domainId: String(id), lastSpaceId: String(space.id), unsubscribe: String(links.at(-1)) };
}
