import { DAY, operatorOf, type Caller, type Stage } from './stage.js';

/** The organization in which most of the history happens. */
export interface Main {
  readonly operator: Caller;
  /** below /organizations/{id} */
  readonly here: Caller;
  readonly id: string;
  readonly ownerId: string;
}

/** A month before everything else: what retention and deadlines have gone over by the end. */
export async function longAgo(stage: Stage): Promise<{ disabledId: string; deletedId: string }> {
  const operator = operatorOf(stage);
  const make = async (name: string, more: object = {}): Promise<string> => {
    const owner = { email: `owner@${name}.example.com`, name: 'Owner' };
    const body = { name: `Example ${name}`, slug: name, owner, ...more };
    return String((await operator.ask('POST', '/organizations', body)).id);
  };
  const short = await make('short-memory');
  await operator.ask('PATCH', `/organizations/${short}`, { policies: { journalDays: 30 } });
  const disabledId = await make('disabled');
  await operator.ask('POST', `/organizations/${disabledId}/disable`);
  await operator.ask('POST', `/organizations/${disabledId}/enable`);
  await operator.ask('POST', `/organizations/${disabledId}/disable`);
  const restored = await make('restored', { preset: 'spaces' });
  await operator.ask('DELETE', `/organizations/${restored}?confirmation=restored`);
  await operator.ask('POST', `/organizations/${restored}/restore`);
  const gone = await make('purged');
  await operator.ask('DELETE', `/organizations/${gone}?confirmation=purged`);
  await stage.advance(32 * DAY);
  await stage.run('retention');
  await stage.run('purge-organizations');
  await operator.ask('PATCH', `/organizations/${short}`, { name: 'Example of short memory' });
  const deletedId = await make('deleted', { preset: 'nti' });
  await operator.ask('DELETE', `/organizations/${deletedId}?confirmation=deleted`);
  return { disabledId, deletedId };
}

/** Accounts, the main organization and its settings. */
export async function foundMain(stage: Stage): Promise<Main> {
  const operator = operatorOf(stage);
  const account = { email: 'Owner@Example.com', name: 'Owner of Example', emailVerified: true };
  const { id: accountId } = await operator.ask('POST', '/accounts', account, {
    'idempotency-key': 'account-of-the-owner',
  });
  const unverified = { email: 'unverified@example.com', name: 'Not yet verified', locale: 'fr' };
  const other = await operator.ask('POST', '/accounts', unverified);
  await operator.ask('PATCH', `/accounts/${other.id}`, { name: 'Verified', emailVerified: true });
  const { id } = await operator.ask(
    'POST',
    '/organizations',
    {
      name: 'Example Company',
      slug: 'example-company',
      locale: 'de',
      owner: { accountId, email: account.email, name: account.name },
    },
    { 'idempotency-key': 'main-organization' },
  );
  const here = operator.below(`/organizations/${id}`);
  await here.ask('PUT', '/slug', { slug: 'example' });
  await here.ask('PATCH', '', {
    name: 'Example',
    branding: { color: '#1a2b3c', logoUrl: 'https://example.com/logo.png' },
    policies: {
      guests: 'allowed',
      joinRequests: 'open',
      inviterGone: 'keep',
      reminders: true,
      journalDays: 400,
    },
  });
  await here.ask('PUT', '/billing', { contacts: ['billing@example.com'] });
  const roles = [{ role: 'admin', from: '2026-06-01T00:00:00.000Z' }];
  await here.ask('PUT', '/second-factor', { secondFactor: { signIn: true, roles } });
  await here.ask('PUT', '/plan', { plan: 'business' });
  await here.ask('PUT', '/limits', { members: 500, spaces: 50 });
  await here.ask('PUT', '/attributes', {
    attributes: [
      { name: 'department', title: 'Department', type: 'text', scim: 'title' },
      { name: 'level', title: 'Level', type: 'number' },
      { name: 'from', title: 'From', type: 'date' },
      { name: 'remote', title: 'Works elsewhere', type: 'boolean' },
      { name: 'size', title: 'Size', type: 'choice', choices: ['S', 'M', 'L'] },
    ],
  });
  const { items } = await here.ask('GET', '/members');
  return { operator, here, id: String(id), ownerId: String(items?.[0]?.id) };
}

/** A plan with a limit, on its way to it; and one that a second organization grew out of. */
export async function smallOrganization(stage: Stage): Promise<void> {
  const operator = operatorOf(stage);
  const owner = { email: 'owner@small.example.com', name: 'Owner' };
  const body = { name: 'Small', slug: 'small', owner, plan: 'team' };
  const { id } = await operator.ask('POST', '/organizations', body);
  const here = operator.below(`/organizations/${id}`);
  await here.ask('PUT', '/limits', { members: 6 });
  await here.ask('POST', '/invitations', { email: 'held@small.example.com', send: false });
  for (const name of ['two', 'three', 'four', 'five']) {
    await here.ask('POST', '/members', { email: `${name}@small.example.com`, name });
  }
  await here.refused('POST', '/members', { email: 'six@small.example.com', name: 'six' });
  await here.ask('PUT', '/limits', { members: 3 });
  await here.refused('PUT', '/plan', { plan: 'personal' });
  await here.ask('PUT', '/plan', { plan: 'unlimited' });
}

/** Ownership is offered in every way in which an offer can end. */
export async function ownership(
  stage: Stage,
  { here, ownerId }: Main,
  [first, second]: readonly string[],
): Promise<void> {
  const offer = async (toMemberId = ''): Promise<string> => {
    const body = { fromMemberId: ownerId, toMemberId, roleAfter: 'admin' };
    return String((await here.ask('POST', '/ownership-offers', body)).id);
  };
  await here.ask('POST', `/ownership-offers/${await offer(first)}/withdraw`);
  const declined = await offer(first);
  await here.as(String(first)).ask('POST', `/ownership-offers/${declined}/decline`);
  await offer(second);
  await stage.advance(15 * DAY);
  await stage.run('expire-offers');
  const accepted = await offer(first);
  await here
    .as(String(first))
    .ask('POST', `/ownership-offers/${accepted}/accept`, { confirm: true });
}

/** The new owner offers it back, and nobody has answered yet. */
export async function lastOffer(
  { here, ownerId }: Main,
  [first]: readonly string[],
): Promise<string> {
  const back = { fromMemberId: first, toMemberId: ownerId, roleAfter: 'admin' };
  return String((await here.ask('POST', '/ownership-offers', back)).id);
}
