import { beforeAll, expect, test } from '@jest/globals';
import { FULL_AUTHORITY } from '#kernel/index.js';
import { overServers } from '../kit/server-suites.js';
import { requests, type Requests } from '../kit/server.js';
import { samlConnection, signIn, signInContext, type SignedIn } from '../kit/sessions.js';

// REST by the cookie of a session, beside keys.

overServers('sessions over REST', (server) => {
  let rest: Requests;
  let one: { id: string; slug: string };
  let two: { id: string; slug: string };
  let accountId: string;
  let byCode: SignedIn;

  async function organization(name: string): Promise<{ id: string; slug: string }> {
    const owner = { email: 'user-1@example.com', name: 'User One' };
    const { body } = await server().rest('POST', '/organizations', { body: { name, owner } });
    return { id: String(body.id), slug: String(body['slug']) };
  }

  beforeAll(async () => {
    rest = requests(`${server().url}/api/v1`);
    one = await organization('Example One');
    two = await organization('Example Two');
    const account = await server().rest('POST', '/accounts', {
      body: { email: 'user-1@example.com', name: 'User One', emailVerified: true },
    });
    accountId = String(account.body.id);
    byCode = await signIn(server(), { accountId });
  });

  const read = (id: string, { headers }: Pick<SignedIn, 'headers'>) =>
    rest('GET', `/organizations/${id}`, { headers });
  const write = (id: string, headers: Readonly<Record<string, string>>, name = 'North') =>
    rest('POST', `/organizations/${id}/spaces`, { headers, body: { name } });

  test('a person who proved a mailbox has every organization that they are a member of', async () => {
    expect((await read(one.id, byCode)).status).toBe(200);
    expect((await write(two.id, byCode.headers)).status).toBe(201);
    const journal = await server().rest('GET', `/organizations/${two.id}/journal?actor=person:${accountId}`);
    expect(journal.body['items']?.[0]?.['actor']).toMatchObject({
      kind: 'person',
      id: accountId,
      name: 'User One',
      sessionId: byCode.session.id,
    });
  });

  test('signin W2 a session of one organization’s provider opens no other one', async () => {
    const connection = await samlConnection(server().store, one.id);
    const byProvider = await signIn(server(), {
      accountId,
      connectionId: connection.id,
      organizationId: one.id,
    });
    expect((await read(one.id, byProvider)).status).toBe(200);
    const refused = await read(two.id, byProvider);
    expect([refused.status, refused.body['code']]).toEqual([401, 'session.login_required']);
    expect(refused.body['details']).toMatchObject({ slug: two.slug, reason: 'other_organization' });
    expect(refused.body['details']?.['signIn']).toMatch(`/sign-in?organization=${two.slug}`);
    expect((await write(two.id, byProvider.headers)).body['code']).toBe('session.login_required');
  });

  test.each([
    ['a page of another site', { origin: 'https://other.example', 'sec-fetch-site': 'cross-site' }],
    ['a page of a neighbour', { origin: 'http://localhost:1', 'sec-fetch-site': 'same-site' }],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['an old browser on another site', { origin: 'https://other.example', 'sec-fetch-site': '' }],
    ['nobody knows where', { origin: '', 'sec-fetch-site': '' }],
  ])('a change from %s is refused', async (_what, from) => {
    const headers = Object.fromEntries(
      Object.entries({ cookie: byCode.headers['cookie'] ?? '', ...from }).filter(
        ([, text]) => text,
      ),
    );
    const reply = await write(one.id, headers, 'South');
    expect([reply.status, reply.body['code']]).toEqual([403, 'request.cross_site']);
  });

  test('with a key the cookie is not looked at; without either nothing is told', async () => {
    const authorization = `Bearer ${server().operatorKey}`;
    const headers = { authorization, cookie: byCode.headers['cookie'] ?? '' };
    expect((await write(one.id, headers, 'East')).status).toBe(201);
    const wrong = await read(one.id, { headers: { ...byCode.headers, authorization: 'Bearer x' } });
    expect(wrong.body['code']).toBe('credential.invalid');
    expect((await rest('GET', `/organizations/${one.id}`)).body['code']).toBe('credential.missing');
  });

  test('a session is no operator, speaks for nobody, and sees no organization of others', async () => {
    const other = await server().rest('POST', '/organizations', {
      body: { name: 'Other', owner: { email: 'user-2@example.com', name: 'User Two' } },
    });
    expect((await read(String(other.body.id), byCode)).body['code']).toBe('organization.missing');
    const accounts = await rest('GET', '/accounts', { headers: byCode.headers });
    expect(accounts.body['code']).toBe('permission.missing');
    const acting = { ...byCode.headers, 'muster-acting-member': accountId };
    expect((await read(one.id, { headers: acting })).body['code']).toBe('request.invalid');
  });

  test('an organization that wants no codes refuses them at once', async () => {
    const path = `/organizations/${two.id}`;
    const policies = { emailCode: 'refused' };
    const changed = await server().rest('PATCH', path, { body: { policies } });
    expect(changed.body['policies']).toEqual(policies);
    const refused = await read(two.id, byCode);
    expect(refused.body['details']).toMatchObject({ reason: 'email_code_refused' });
    await server().rest('PATCH', path, { body: { policies: { emailCode: 'allowed' } } });
    expect((await read(two.id, byCode)).status).toBe(200);
  });

  test('a session that ended is asked again inside of the transaction', async () => {
    const { core } = server();
    const short = await signIn(server(), { accountId });
    const ctx = { ...signInContext(), authority: FULL_AUTHORITY };
    const person = await core.sessions.asPerson(ctx, short.session, one.id);
    await core.sessions.signOut(ctx, short.session);
    await expect(core.spaces.create(person, one.id, { name: 'West' })).rejects.toMatchObject({
      code: 'session.invalid',
    });
    expect((await read(one.id, short)).body['code']).toBe('session.invalid');
    expect((await read(one.id, byCode)).status).toBe(200);
  });
});
