import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { requests, startServer, type Requests, type TestServer } from '../kit/server.js';
import { operatorContext, TestTenant, statusAndCode } from './test-tenants.js';

/** What opens a door without a key: tokens of links, codes, addresses of switches. None is guessed, and none is seen twice. */
let server: TestServer;
let ownTenant: TestTenant;
let stranger: Requests;

beforeAll(async () => {
  server = await startServer();
  ownTenant = await TestTenant.create(server);
  stranger = requests(`${server.url}/api/v1`);
});
afterAll(() => server.close());

describe('a token of an invitation', () => {
  test('is shown to its maker and found nowhere else', async () => {
    const body = { email: `${newId()}@example.com`, send: false };
    const headers = { 'idempotency-key': newId() };
    const path = `/organizations/${ownTenant.id}/invitations`;
    const made = await server.rest('POST', path, { body, headers });
    const token = String(made.body['token']);
    expect(token).toMatch(/^muster_invite_[0-9a-f]{48}$/);
    const again = await server.rest('POST', path, { body, headers });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    await ownTenant.operatorRequest('POST', '/invitations', {
      email: `${newId()}@example.com`,
      message: 'Hello',
    });
    await server.composed.jobs.runNow('send-mail');
    const places = await Promise.all(
      [
        '/invitations',
        `/invitations/${String(made.body.id)}`,
        '/journal?limit=200',
        '/mails',
        '/journal/export?format=csv',
        '/journal/export?format=jsonl',
        '/tasks',
        '/members',
      ].map((one) => server.rest('GET', `/organizations/${ownTenant.id}${one}`)),
    );
    for (const { text } of [again, ...places]) {
      expect(text).not.toContain(token);
      expect(text).not.toMatch(/muster_invite_[0-9a-f]/);
    }
    const { read } = server.store;
    const kept = await Promise.all([
      read.invitations.find({ where: { kind: 'all', terms: [] }, limit: 1_000 }),
      read.mails.find({ where: { kind: 'all', terms: [] }, limit: 1_000 }),
      read.idempotencyKeys.find({ where: { kind: 'all', terms: [] }, limit: 1_000 }),
      read.journal.find({ where: { kind: 'all', terms: [] }, limit: 1_000 }),
    ]);
    expect(JSON.stringify(kept)).not.toMatch(/muster_(?:invite|owner|notices)_[0-9a-f]/);
  });

  test('says nothing about anybody when it is wrong, whatever it is', async () => {
    const wrong = [
      'x',
      'muster_invite_',
      `muster_invite_${'0'.repeat(48)}`,
      `muster_notices_${'0'.repeat(48)}`,
      '\u0000',
      '__proto__',
      "' OR 1=1 --",
      'a'.repeat(200),
    ];
    const answers = new Set<string>();
    for (const token of wrong) {
      const reply = await stranger('POST', '/invitations/lookup', { body: { token } });
      expect(reply.text).not.toContain('example.com');
      answers.add(statusAndCode(reply));
    }
    expect([...answers].sort()).toEqual(['404 link.invalid']);
    const shapes: unknown[] = [{ $gt: '' }, ['x'], 7, null, true, { toString: 'x' }];
    for (const token of shapes) {
      expect(
        statusAndCode(await stranger('POST', '/invitations/lookup', { body: { token } })),
      ).toBe('400 request.invalid');
    }
  });

  test('of one organization is none in another', async () => {
    const other = await TestTenant.create(server);
    const email = `${newId()}@example.com`;
    const sent = await ownTenant.operatorRequest('POST', '/invitations', { email, send: false });
    const body = { token: sent['token'], email, emailVerified: true, explicit: true };
    expect(statusAndCode(await other.actingAs()('POST', '/invitations/accept', { body }))).toBe(
      '404 link.invalid',
    );
    expect((await ownTenant.operatorRequest('GET', `/invitations/${String(sent.id)}`)).status).toBe(
      'pending',
    );
  });
});

describe('switching notices off', () => {
  const address = (memberId: string, notice: string, token: string): string =>
    `/notices/unsubscribe?${new URLSearchParams({ memberId, notice, token }).toString()}`;

  test('a link serves one person and one notice', async () => {
    const [one, other] = [await ownTenant.member('admin'), await ownTenant.member('admin')];
    const token = server.core.links.token('notices', one.id, 'seat-limit');
    const [mine, theirs] = [`${address(one.id, 'seat-limit', token)}`, other.id];
    for (const path of [
      address(theirs, 'seat-limit', token),
      address(one.id, 'user-action', token),
      address(one.id, 'seat-limit', `${token.slice(0, -1)}0`),
      address(newId(), 'seat-limit', token),
    ]) {
      if (path === mine) continue;
      expect([path, statusAndCode(await stranger('POST', path))]).toEqual([
        path,
        '404 link.invalid',
      ]);
    }
    expect((await stranger('POST', mine)).status).toBe(200);
  });

  test('the page holds nothing of what stands in its address', async () => {
    const evil = '"><script>alert(1)</script>';
    const reply = await stranger('GET', address(newId(), 'seat-limit', evil));
    expect(reply.text).not.toContain('<script>');
    expect(reply.headers.get('content-security-policy') ?? '').toContain("default-src 'none'");
  });
});

describe('the code for a domain', () => {
  test('is guessed fifty times a day at most', async () => {
    const name = `${newId().slice(-12)}.example`;
    const domain = await ownTenant.operatorRequest('POST', '/domains', { name });
    const one = `/domains/${String(domain.id)}`;
    const admin = ownTenant.actingAs();
    const sent: string[] = [];
    for (let round = 0; round < 11; round += 1) {
      sent.push(statusAndCode(await admin('POST', `${one}/code`, { body: { mailbox: 'admin' } })));
    }
    expect(sent).toEqual([...Array<string>(10).fill('202'), '429 request.too_many']);
    const read = await server.store.read.domains.get(String(domain.id));
    const right = server.core.links.code('domain', String(domain.id), read?.version ?? 0);
    const wrong = right === '00000000' ? '00000001' : '00000000';
    for (let round = 0; round < 5; round += 1) {
      const reply = await admin('POST', `${one}/confirm`, { body: { code: wrong } });
      expect(statusAndCode(reply)).toBe('400 domain.proof_wrong');
      expect(reply.text).not.toContain(right);
    }
    // the right one does not open any more
    const late = await admin('POST', `${one}/confirm`, { body: { code: right } });
    expect(statusAndCode(late)).toBe('400 domain.proof_wrong');
    expect((await ownTenant.operatorRequest('GET', one)).status).toBe('pending');
  });

  test('another organization’s wishes count for the same mailbox', async () => {
    const name = `${newId().slice(-12)}.example`;
    const other = await TestTenant.create(server);
    const ids = await Promise.all(
      [ownTenant, other].map(async (one) =>
        String((await one.operatorRequest('POST', '/domains', { name })).id),
      ),
    );
    const last: string[] = [];
    for (let round = 0; round < 11; round += 1) {
      const [tenant, id] = round % 2 ? [ownTenant, ids[0]] : [other, ids[1]];
      const body = { mailbox: 'hostmaster' };
      last.push(statusAndCode(await tenant.actingAs()('POST', `/domains/${id}/code`, { body })));
    }
    expect(last.at(-1)).toBe('429 request.too_many');
  });
});

describe('keys and closed doors', () => {
  const gone = '403 organization.disabled';

  test('a revoked key is dead at once, an expired one on the minute', async () => {
    const key = await ownTenant.narrowKey('members:read');
    const call = ownTenant.actingAs(undefined, key);
    expect((await call('GET', '/members')).status).toBe(200);
    const { items } = await ownTenant.operatorRequest('GET', '/api-keys?limit=200');
    const listed = items as unknown as { id: string; prefix: string }[];
    const one = listed.find(({ prefix }) => key.startsWith(prefix));
    await ownTenant.operatorRequest('DELETE', `/api-keys/${one?.id}`);
    expect(statusAndCode(await call('GET', '/members'))).toBe('401 credential.invalid');
    const expiresAt = new Date(Date.now() + 400).toISOString();
    const input = { name: 'Short', scopes: ['members:read'], expiresAt };
    const short = await server.core.apiKeys.create(operatorContext(), ownTenant.id, input);
    const brief = ownTenant.actingAs(undefined, short.key);
    expect((await brief('GET', '/members')).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect(statusAndCode(await brief('GET', '/members'))).toBe('401 credential.invalid');
  });

  test('a suspended member does not act, nor one who left, nor one of another organization', async () => {
    const one = await ownTenant.member('admin');
    const foreign = await (await TestTenant.create(server)).member('admin');
    const acting = ownTenant.actingAs(one.id);
    expect((await acting('GET', '/members')).status).toBe(200);
    await ownTenant.operatorRequest('POST', `/members/${one.id}/suspend`);
    expect(statusAndCode(await acting('GET', '/members'))).toMatch(/acting\.unknown$/);
    expect(statusAndCode(await acting('GET', '/me'))).toMatch(/acting\.unknown$/);
    await ownTenant.operatorRequest('POST', `/members/${one.id}/remove`, {});
    expect(statusAndCode(await acting('GET', '/members'))).toMatch(/acting\.unknown$/);
    expect(statusAndCode(await ownTenant.actingAs(foreign.id)('GET', '/members'))).toMatch(
      /acting\.unknown$/,
    );
  });

  test('a disabled or deleted organization is closed to its keys, its members and its links', async () => {
    const closed = await TestTenant.create(server);
    const admin = await closed.member('admin');
    const email = `${newId()}@example.com`;
    const { token } = await closed.operatorRequest('POST', '/invitations', { email, send: false });
    await closed.operatorRequest('POST', '/disable');
    const lookUp = (): ReturnType<Requests> =>
      stranger('POST', '/invitations/lookup', { body: { token } });
    for (const call of [closed.actingAs(), closed.actingAs(admin.id)]) {
      expect(statusAndCode(await call('GET', '/members'))).toBe(gone);
      expect(statusAndCode(await call('GET', ''))).toBe(gone);
      expect(statusAndCode(await call('POST', '/me/leave'))).toBe(gone);
    }
    expect(statusAndCode(await lookUp())).toBe(gone);
    await closed.operatorRequest('POST', '/enable');
    const { slug } = await closed.operatorRequest('GET', '');
    await closed.operatorRequest('DELETE', `?confirmation=${String(slug)}`);
    for (const call of [closed.actingAs(), closed.actingAs(admin.id)]) {
      expect(statusAndCode(await call('GET', '/members'))).toMatch(/organization\.deleted$/);
      expect(statusAndCode(await call('DELETE', `?confirmation=${String(slug)}`))).toMatch(
        /organization\.deleted$/,
      );
    }
    expect(statusAndCode(await lookUp())).toMatch(/organization\.deleted$/);
  });
});
