import { beforeEach, expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { overServers } from '../kit/server-suites.js';
import { checkedAgainstContract, requests, type Json, type Requests } from '../kit/server.js';
import { samlConnection, signIn, type SignedIn } from '../kit/sessions.js';

const PATH = '/me/sessions';

overServers('sessions of a person over REST', (server) => {
  let accountId: string;
  let organizationId: string;
  let own: SignedIn;
  let other: SignedIn;

  const as = ({ headers }: SignedIn): Requests =>
    checkedAgainstContract(requests(`${server().url}/api/v1`, headers));
  const idsOf = async (who: SignedIn): Promise<unknown[]> => {
    const { body } = await as(who)('GET', PATH);
    return (body['items'] as unknown as Json[]).map(({ id }) => id);
  };
  const isOver = async (who: SignedIn): Promise<boolean> =>
    String((await as(who)('GET', '/me')).body['code']) === 'session.invalid';

  beforeEach(async () => {
    const owner = { email: `${newId()}@example.com`, name: 'User' };
    const made = await server().rest('POST', '/organizations', {
      body: { name: 'Example', owner },
    });
    organizationId = String(made.body.id);
    const body = { ...owner, emailVerified: true };
    accountId = String((await server().rest('POST', '/accounts', { body })).body.id);
    other = await signIn(server(), { accountId, userAgent: 'Other browser' });
    own = await signIn(server(), { accountId });
  });

  async function byProvider(): Promise<SignedIn> {
    const { id: connectionId } = await samlConnection(server().store, organizationId);
    return signIn(server(), { accountId, connectionId, organizationId });
  }

  test('are listed, the newest first, and say which is this one', async () => {
    const { body, text } = await as(own)('GET', PATH);
    expect(body['items']).toMatchObject([
      { id: own.session.id, current: true },
      { id: other.session.id, current: false, userAgent: 'Other browser' },
    ]);
    expect(text).not.toMatch(/hash|nameId/);
  });

  test('end one by one, and the current one takes its cookie along', async () => {
    const ended = await as(own)('DELETE', `${PATH}/${other.session.id}`);
    expect([ended.status, ended.headers.get('set-cookie')]).toEqual([204, null]);
    expect(await isOver(other)).toBe(true);
    const again = await as(own)('DELETE', `${PATH}/${other.session.id}`);
    expect([again.status, again.body['code']]).toEqual([404, 'session.missing']);
    const last = await as(own)('DELETE', `${PATH}/${own.session.id}`);
    expect(last.status).toBe(204);
    expect(last.headers.get('set-cookie')).toMatch(/Max-Age=0|Expires=Thu, 01 Jan 1970/i);
    expect(await isOver(own)).toBe(true);
  });

  test('end all but the current one', async () => {
    const { body } = await as(own)('POST', `${PATH}/revoke`);
    expect(body).toEqual({ ended: 1 });
    expect([await isOver(other), await isOver(own)]).toEqual([true, false]);
    expect((await as(own)('POST', `${PATH}/revoke`)).body).toEqual({ ended: 0 });
  });

  test('signin D2 that a provider made are all that a session of it sees and ends', async () => {
    const [first, second] = [await byProvider(), await byProvider()];
    expect(await idsOf(second)).toEqual([second.session.id, first.session.id]);
    const refused = await as(second)('DELETE', `${PATH}/${own.session.id}`);
    expect(refused.body['code']).toBe('session.missing');
    expect((await as(second)('POST', `${PATH}/revoke`)).body).toEqual({ ended: 1 });
    expect([await isOver(first), await isOver(own), await isOver(second)]).toEqual([
      true,
      false,
      false,
    ]);
    // who proved the mailbox sees and ends all
    expect(await idsOf(own)).toHaveLength(3);
    await as(own)('DELETE', `${PATH}/${second.session.id}`);
    expect(await isOver(second)).toBe(true);
  });

  test('of another person are unknown', async () => {
    const body = { email: `${newId()}@example.com`, name: 'Other', emailVerified: true };
    const stranger = await server().rest('POST', '/accounts', { body });
    const them = await signIn(server(), { accountId: String(stranger.body.id) });
    expect(await idsOf(them)).toEqual([them.session.id]);
    const refused = await as(them)('DELETE', `${PATH}/${own.session.id}`);
    expect([refused.status, refused.body['code']]).toEqual([404, 'session.missing']);
    expect((await as(them)('POST', `${PATH}/revoke`)).body).toEqual({ ended: 0 });
    expect(await isOver(own)).toBe(false);
  });
});
