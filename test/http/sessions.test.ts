import { beforeAll, describe, expect, test } from '@jest/globals';
import { operationList } from '#api/index.js';
import { FULL_AUTHORITY, newId } from '#kernel/index.js';
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
    const journal = await server().rest(
      'GET',
      `/organizations/${two.id}/journal?actor=person:${accountId}`,
    );
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

  const callable = operationList.filter(({ scope }) => scope !== 'public');

  /** With ids that are made up, and a body that no schema takes. */
  const callOf = async (
    { method, path }: (typeof callable)[number],
    organizationId: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<string> => {
    const at = path.replace('{organizationId}', organizationId).replace(/\{\w+\}/g, newId());
    const body = method === 'GET' ? {} : { body: { 'no schema': 'takes this' } };
    const reply = await rest(method, at, { headers, ...body });
    return `${method} ${path}: ${String(reply.body?.['code'])}`;
  };

  test('a cross-site request changes nothing through any operation', async () => {
    const headers = {
      cookie: byCode.headers['cookie'] ?? '',
      origin: 'https://other.example',
      'sec-fetch-site': 'cross-site',
    };
    const changing = callable.filter(({ method }) => method !== 'GET');
    expect(changing.length).toBeGreaterThan(90);
    for (const operation of changing) {
      const { method, path } = operation;
      const refused = `${method} ${path}: request.cross_site`;
      expect(await callOf(operation, one.id, headers)).toBe(refused);
    }
  });

  test('signin W2 no operation lets a session into an organization that it does not open', async () => {
    const connection = await samlConnection(server().store, one.id);
    const byProvider = await signIn(server(), {
      accountId,
      connectionId: connection.id,
      organizationId: one.id,
    });
    const email = 'stranger@example.com';
    const account = await server().rest('POST', '/accounts', { body: { email, name: 'Stranger' } });
    const stranger = await signIn(server(), { accountId: String(account.body.id) });
    // what is below /me is in no organization: test/http/person.test.ts
    for (const operation of callable.filter(({ scope }) => scope !== 'person')) {
      const { method, path, scope } = operation;
      const refused = (code: string): string =>
        `${method} ${path}: ${scope === 'operator' ? 'permission.missing' : code}`;
      expect(await callOf(operation, two.id, byProvider.headers)).toBe(
        refused('session.login_required'),
      );
      expect(await callOf(operation, two.id, stranger.headers)).toBe(
        refused('organization.missing'),
      );
    }
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

  describe('lists and ends', () => {
    let owner: string;
    let member: string;
    let other: SignedIn;
    let others: string;

    beforeAll(async () => {
      const members = await server().rest('GET', `/organizations/${one.id}/members`);
      owner = String(members.body['items']?.[0]?.['id']);
      const person = { email: 'user-3@example.com', name: 'User Three' };
      const added = await server().rest('POST', `/organizations/${one.id}/members`, {
        body: { ...person, roles: ['member'] },
      });
      member = String(added.body.id);
      const account = await server().rest('POST', '/accounts', {
        body: { ...person, emailVerified: true },
      });
      others = String(account.body.id);
      other = await signIn(server(), {
        accountId: others,
        userAgent: 'Browser',
        address: '192.0.2.1',
      });
    });

    const of = (id: string, rest = '') => `/organizations/${one.id}/members/${id}/sessions${rest}`;
    const idsOf = async (path: string, by: SignedIn): Promise<unknown[]> => {
      const { body } = await rest('GET', path, { headers: by.headers });
      return (body['items'] as unknown as { id: string }[]).map(({ id }) => id);
    };

    test('people see their own and no other’s; who may change a member sees theirs, not where they are', async () => {
      expect(await idsOf(of(member), other)).toEqual([other.session.id]);
      const refused = await rest('GET', of(owner), { headers: other.headers });
      expect(refused.body['code']).toBe('permission.missing');
      const seen = await server().rest('GET', of(member));
      expect(seen.body['items']).toHaveLength(1);
      expect(seen.text).not.toContain('192.0.2.1');
      const end = await rest('POST', of(owner, '/revoke'), { headers: other.headers });
      expect(end.body['code']).toBe('permission.missing');
    });

    test('a session that is ended for one organization goes on for the others', async () => {
      const second = await signIn(server(), { accountId });
      const path = of(owner, `/${second.session.id}`);
      expect((await server().rest('DELETE', path)).status).toBe(204);
      expect((await read(one.id, second)).body['details']).toMatchObject({ reason: 'ended' });
      expect((await read(two.id, second)).status).toBe(200);
      expect((await server().rest('DELETE', path)).body['code']).toBe('session.missing');
    });

    test('all sessions of a member end here; a new one opens the organization again', async () => {
      const reply = await server().rest('POST', of(owner, '/revoke'));
      expect(Number(reply.body['ended'])).toBeGreaterThanOrEqual(1);
      expect((await read(one.id, byCode)).body['code']).toBe('session.login_required');
      expect((await read(two.id, byCode)).status).toBe(200);
      const again = await signIn(server(), { accountId });
      // nobody makes it while it is refused, and the clock may stand still meanwhile
      expect((await read(one.id, again)).status).toBe(200);
    });

    test('the operator sees and ends those of an account', async () => {
      const path = `/accounts/${others}/sessions`;
      const listed = await server().rest('GET', path);
      expect(listed.body['items']?.[0]).toMatchObject({
        id: other.session.id,
        address: '192.0.2.1',
      });
      expect((await server().rest('DELETE', `${path}/${other.session.id}`)).status).toBe(204);
      expect((await read(one.id, other)).body['code']).toBe('session.invalid');
      const next = await signIn(server(), { accountId: others });
      expect((await server().rest('POST', `${path}/revoke`)).body).toEqual({ ended: 1 });
      expect((await read(one.id, next)).body['code']).toBe('session.invalid');
    });
  });
});
