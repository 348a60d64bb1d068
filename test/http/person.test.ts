import { beforeAll, expect, test } from '@jest/globals';
import { operationList } from '#api/index.js';
import { newId } from '#kernel/index.js';
import { equals } from '#store/index.js';
import { overServers } from '../kit/server-suites.js';
import { checkedAgainstContract, requests, type Requests } from '../kit/server.js';
import { samlConnection, signIn, type SignedIn } from '../kit/sessions.js';

// What is below /me: a person about themselves, by the cookie of a session and by nothing else.

overServers('a person over REST', (server) => {
  let one: { id: string; slug: string };
  let two: { id: string; slug: string };
  let accountId: string;
  let signedIn: SignedIn;
  let me: Requests;

  const as = ({ headers }: SignedIn): Requests =>
    checkedAgainstContract(requests(`${server().url}/api/v1`, headers));

  async function organization(name: string): Promise<{ id: string; slug: string }> {
    const owner = { email: 'user-1@example.com', name: 'User One' };
    const { body } = await server().rest('POST', '/organizations', { body: { name, owner } });
    return { id: String(body.id), slug: String(body['slug']) };
  }

  async function account(email: string): Promise<string> {
    const body = { email, name: 'User', emailVerified: true };
    return String((await server().rest('POST', '/accounts', { body })).body.id);
  }

  beforeAll(async () => {
    one = await organization('Example One');
    two = await organization('Example Two');
    accountId = await account('user-1@example.com');
    signedIn = await signIn(server(), { accountId });
    me = as(signedIn);
  });

  /** A session that an identity provider of the first organization made. */
  async function byProvider(): Promise<SignedIn> {
    const { id: connectionId } = await samlConnection(server().store, one.id);
    return signIn(server(), { accountId, connectionId, organizationId: one.id });
  }

  test('the account, the session and what the installation offers', async () => {
    const { status, body, headers } = await me('GET', '/me');
    expect(status).toBe(200);
    const { version } = (await server().store.read.accounts.get(accountId)) ?? {};
    expect(headers.get('etag')).toBe(`W/"${version}"`);
    expect(body).toMatchObject({
      account: { id: accountId, email: 'user-1@example.com', emailVerified: true, own: true },
      session: { id: signedIn.session.id, method: 'email_code' },
      installation: { passkeys: true, languages: ['en', 'de', 'fr', 'es', 'ja'] },
    });
    expect(JSON.stringify(body)).not.toMatch(/hash|token|cookie/i);
  });

  test('name and language are the person’s to change, and the journal names them', async () => {
    const body = { name: 'User One Again', locale: 'fr', lastName: 'Again' };
    const changed = await me('PATCH', '/me', { body });
    expect(changed.body['account']).toMatchObject(body);
    expect((await server().rest('GET', `/accounts/${accountId}`)).body).toMatchObject(body);
    const stale = { 'if-match': 'W/"1"' };
    const refused = await me('PATCH', '/me', { body: { name: 'X' }, headers: stale });
    expect(refused.body['code']).toBe('request.precondition');
    const taken = await me('PATCH', '/me', { body: { locale: null, lastName: null } });
    expect(taken.body['account']).not.toHaveProperty('locale');
    const { records } = await server().store.read.journal.find({
      where: equals('type', 'account.updated'),
      limit: 100,
    });
    expect(records.at(-1)?.actor).toMatchObject({ kind: 'person', id: accountId });
    for (const wrong of [{}, { email: 'x@example.com' }, { emailVerified: true }, { name: '' }]) {
      expect((await me('PATCH', '/me', { body: wrong })).body['code']).toBe('request.invalid');
    }
  });

  test('the organizations, and what the session lacks for each', async () => {
    const { body } = await me('GET', '/me/organizations');
    expect(body['items']).toMatchObject([
      { organization: { ...one, name: 'Example One' }, access: 'open', roles: [{ name: 'owner' }] },
      { organization: { ...two, name: 'Example Two' }, access: 'open' },
    ]);
    const first = await me('GET', '/me/organizations?limit=1');
    const next = await me('GET', `/me/organizations?limit=1&cursor=${String(first.body['next'])}`);
    expect(next.body['items']).toMatchObject([{ organization: two }]);
    expect(next.body['next']).toBeUndefined();
  });

  test('what a session does not open shows its name, the page to go to, and no more', async () => {
    const { body } = await as(await byProvider())('GET', '/me/organizations');
    expect(body['items']?.[0]).toMatchObject({ access: 'open', organization: one });
    expect(body['items']?.[1]).toEqual({
      organization: { ...two, name: 'Example Two', status: 'active', personal: false },
      access: 'closed',
      signIn: expect.stringMatching(`/sign-in\\?organization=${two.slug}$`),
    });
    const secondFactor = { secondFactor: { signIn: true } };
    const path = `/organizations/${two.id}/second-factor`;
    await server().rest('PUT', path, { body: secondFactor });
    const asked = await me('GET', '/me/organizations');
    expect(asked.body['items']?.[1]).toMatchObject({ access: 'second_step' });
    expect(asked.body['items']?.[1]?.['signIn']).toContain('/sign-in/step-up?organization=');
    await server().rest('PUT', path, { body: { secondFactor: { signIn: false } } });
  });

  test('signin D2 a session that a provider made may look at the account, not change it', async () => {
    const provided = as(await byProvider());
    const { body } = await provided('GET', '/me');
    expect(body).toMatchObject({ account: { own: false }, session: { organizationId: one.id } });
    const refused = await provided('PATCH', '/me', { body: { name: 'Renamed' } });
    expect([refused.status, refused.body['code']]).toEqual([401, 'session.login_required']);
    expect(refused.body['details']).toMatchObject({ reason: 'account' });
  });

  test('console E6: what the person asked to join, and what became of it; a provider’s session has its organization’s only', async () => {
    const email = 'asks@example.com';
    const person = { email, name: 'Asks', emailVerified: true };
    const asker = await account(email);
    const ask = async (of: { id: string }, more: object): Promise<string> => {
      const path = `/organizations/${of.id}/join-requests`;
      await server().rest('PATCH', `/organizations/${of.id}`, {
        body: { policies: { joinRequests: 'open' } },
      });
      const made = await server().rest('POST', path, { body: { ...person, ...more } });
      expect([made.status, made.body['code']]).toEqual([201, undefined]);
      return String(made.body.id);
    };
    const first = await ask(one, { message: 'I start on Monday.' });
    const second = await ask(two, { accountId: asker });
    const mine = as(await signIn(server(), { accountId: asker }));
    const listed = async (of: Requests): Promise<unknown> =>
      (await of('GET', '/me/join-requests')).body['items'];
    expect(await listed(mine)).toMatchObject([
      { id: second, organization: { id: two.id, name: 'Example Two' }, status: 'pending' },
      { id: first, organization: { id: one.id }, status: 'pending', message: 'I start on Monday.' },
    ]);
    const deny = `/organizations/${two.id}/join-requests/${second}/deny`;
    await server().rest('POST', deny, { body: { reason: 'Ask your team first.' } });
    const page = await mine('GET', '/me/join-requests?limit=1');
    expect(page.body['items']).toMatchObject([
      {
        id: second,
        status: 'denied',
        reason: 'Ask your team first.',
        decidedAt: expect.anything(),
      },
    ]);
    const next = `/me/join-requests?limit=1&cursor=${String(page.body['next'])}`;
    expect((await mine('GET', next)).body['items']).toMatchObject([{ id: first }]);
    const approve = `/organizations/${one.id}/join-requests/${first}/approve`;
    await server().rest('POST', approve, { body: {} });
    const { id: connectionId } = await samlConnection(server().store, one.id);
    const session = { accountId: asker, connectionId, organizationId: one.id };
    const theirs = await listed(as(await signIn(server(), session)));
    expect(theirs).toMatchObject([{ id: first, status: 'approved' }]);
    expect(await listed(me)).toEqual([]);
  });

  test('console E6: a mailbox that nobody proved shows nothing of what was asked with its address', async () => {
    const email = 'unproved@example.com';
    const path = `/organizations/${one.id}/join-requests`;
    const body = { email, name: 'Asks', emailVerified: true };
    expect((await server().rest('POST', path, { body })).status).toBe(201);
    const made = await server().rest('POST', '/accounts', { body: { email, name: 'Another' } });
    const other = as(await signIn(server(), { accountId: String(made.body.id) }));
    expect((await other('GET', '/me/join-requests')).body['items']).toEqual([]);
  });

  test('another person sees nothing of this one', async () => {
    const other = as(await signIn(server(), { accountId: await account('user-2@example.com') }));
    expect((await other('GET', '/me')).text).not.toContain(accountId);
    expect((await other('GET', '/me/organizations')).body['items']).toEqual([]);
  });

  const ofPerson = operationList.filter(({ scope }) => scope === 'person');

  test('every key is refused, with words, whoever it speaks for', async () => {
    const scopes = ['members:read', 'members:write', 'organization:write'];
    const path = `/organizations/${one.id}/api-keys`;
    const made = await server().rest('POST', path, { body: { name: 'Host', scopes } });
    const members = await server().rest('GET', `/organizations/${one.id}/members`);
    const acting = { 'muster-acting-member': String(members.body['items']?.[0]?.['id']) };
    const keys = [server().operatorKey, String(made.body['key'])];
    expect(ofPerson.length).toBeGreaterThanOrEqual(3);
    for (const { method, path: declared } of ofPerson) {
      const at = declared.replace(/\{\w+\}/g, newId());
      for (const key of keys) {
        for (const more of [{}, acting, signedIn.headers]) {
          const headers = { ...more, authorization: `Bearer ${key}` };
          const bare = requests(`${server().url}/api/v1`);
          const reply = await bare(method, at, {
            headers,
            ...(method !== 'GET' && { body: {} }),
          });
          expect([reply.status, reply.body['code']]).toEqual([403, 'permission.missing']);
          expect(reply.body['details']?.['problem']).toMatch(/session/);
        }
      }
    }
  });
});
