import { expect, test } from '@jest/globals';
import { isFault, newId } from '#kernel/index.js';
import { all, equals } from '#store/index.js';
import { placesTallyKey } from '#core/access/limits.js';
import {
  overApplications,
  retryEngineDeadlocks,
  rolesOf,
  type TestApplication,
} from '../../../kit/application.js';
import {
  accept,
  changeOrganization,
  DAY_MS,
  invitationEntries,
  joinByInvitation,
  linkFor,
  createOrganization,
  caughtFault,
  newAddress,
} from '../../../kit/invitees.js';

const stampOf = (app: TestApplication) => {
  const now = new Date(app.clock.now()).toISOString();
  return { version: 1, createdAt: now, updatedAt: now };
};

overApplications('accepting', (app, { secondApplication }) => {
  const invitations = () => app().core.invitations;
  const ctx = () => app().ctx();
  const here = (id: string) => equals('organizationId', id);

  test('a space, a seat, attributes and the language come with it', async () => {
    const organization = await createOrganization(app());
    const [spaceId, productId] = [newId(), newId()];
    const stamp = { ...stampOf(app()), organizationId: organization.id };
    await app().store.transaction(organization.id, async (tx) => {
      await tx.spaces.insert({ ...stamp, id: spaceId, name: 'Lab', nameKey: 'lab' } as never);
      await tx.products.insert({ ...stamp, id: productId, key: 'p', name: 'P', seats: 1 } as never);
    });
    const input = {
      spaces: [{ spaceId, role: 'viewer' }],
      products: [productId],
      locale: 'fr',
      roles: ['member', 'viewer'],
      name: 'User Two',
    };
    const first = await linkFor(app(), organization, input);
    const { member, invitation } = await accept(app(), first.token, { name: '  ' });
    expect(member).toMatchObject({
      name: 'User Two',
      email: first.invitation.email,
      locale: 'fr',
      source: 'invitation',
      invitationId: invitation.id,
    });
    expect(rolesOf(member)).toEqual(['member by invitation', 'viewer by invitation']);
    const { read } = app().store;
    const source = { kind: 'invitation', invitationId: invitation.id };
    expect(await read.spaceMembers.first(equals('memberId', member.id))).toMatchObject({
      spaceId,
      role: 'viewer',
      source,
    });
    expect(await read.seats.first(equals('memberId', member.id))).toMatchObject({
      productId,
      status: 'assigned',
      source,
    });
    const other = await linkFor(app(), organization, { ...input, name: 'User Three' });
    const late = await accept(app(), other.token);
    expect(await read.seats.first(equals('memberId', late.member.id))).toMatchObject({
      status: 'queued',
    });
  });

  test('the journal names the person and the key that vouched for them', async () => {
    const organization = await createOrganization(app());
    const { token, invitation } = await linkFor(app(), organization);
    const { member } = await accept(app(), token);
    expect((await invitationEntries(app(), organization)).at(-1)).toMatchObject({
      type: 'invitation.accepted',
      actor: { kind: 'invitee', name: invitation.email },
      after: { email: invitation.email, memberId: member.id, via: { kind: 'operator' } },
    });
    expect(await invitations().get(ctx(), organization.id, invitation.id)).toMatchObject({
      status: 'accepted',
      memberId: member.id,
      holdsPlace: false,
    });
  });

  test('Auth0: whoever is signed in as somebody else is refused, and the invitation stays', async () => {
    const organization = await createOrganization(app());
    const { token, invitation } = await linkFor(app(), organization, { email: newAddress() });
    expect(await caughtFault(() => accept(app(), token, { email: newAddress() }))).toEqual({
      code: 'invitation.wrong_account',
      details: { invited: `u•••@example.com` },
    });
    expect(await caughtFault(() => accept(app(), token, { emailVerified: false }))).toMatchObject({
      code: 'invitation.unverified',
    });
    const kept = await invitations().get(ctx(), organization.id, invitation.id);
    expect(kept).toEqual(invitation);
    const email = invitation.email.toUpperCase();
    expect((await accept(app(), token, { email })).member.email).toBe(invitation.email);
  });

  test('milo-os/milo #802, seeds 2.17, 2.18: an expired one cannot be accepted, nor any other that has ended', async () => {
    const organization = await createOrganization(app());
    const late = await linkFor(app(), organization, { lifeDays: 1 });
    app().clock.advance(DAY_MS);
    expect(await caughtFault(() => accept(app(), late.token))).toMatchObject({
      code: 'invitation.expired',
      details: { askAgain: true },
    });
    const used = await linkFor(app(), organization);
    await accept(app(), used.token);
    expect((await caughtFault(() => accept(app(), used.token))).code).toBe('invitation.accepted');
    const taken = await linkFor(app(), organization);
    await invitations().revoke(ctx(), organization.id, taken.invitation.id, {});
    expect((await caughtFault(() => accept(app(), taken.token))).code).toBe('invitation.revoked');
    const unwanted = await linkFor(app(), organization);
    await invitations().decline(ctx(), unwanted.token, true);
    expect((await caughtFault(() => accept(app(), unwanted.token))).code).toBe(
      'invitation.declined',
    );
    expect(await invitations().get(ctx(), organization.id, unwanted.invitation.id)).toMatchObject({
      reported: true,
    });
    for (const token of ['', 'garbage', late.token.slice(0, -1)]) {
      expect((await caughtFault(() => accept(app(), token))).code).toBe('link.invalid');
    }
    expect(await app().members(organization.id)).toHaveLength(2);
  });

  test('a link of one organization is no link of another', async () => {
    const [ours, theirs] = [await createOrganization(app()), await createOrganization(app())];
    const { token, invitation } = await linkFor(app(), ours);
    const said = { token, email: invitation.email, emailVerified: true };
    const there = () => invitations().accept(ctx(), said, theirs.id);
    expect((await caughtFault(there)).code).toBe('link.invalid');
    expect((await invitations().accept(ctx(), said, ours.id)).member.organizationId).toBe(ours.id);
  });

  test('whoever left comes back as the same member, with what the invitation gives', async () => {
    const organization = await createOrganization(app());
    const email = newAddress();
    const scim = await app().scimConnection(organization);
    const userId = await scim.user(email);
    const before = await scim.memberOf(userId);
    await scim.call('DELETE', `/Users/${userId}`);
    const { token } = await linkFor(app(), organization, { email, roles: ['viewer'] });
    const { member } = await accept(app(), token);
    expect(member).toMatchObject({ id: before.id, status: 'active', source: 'invitation' });
    expect(rolesOf(member)).toEqual(['viewer by invitation']);
  });

  test('the account of the address is linked, and no other one', async () => {
    const organization = await createOrganization(app());
    const { token, invitation } = await linkFor(app(), organization);
    const [mine, other] = [newId(), newId()];
    const accounts = [
      [mine, invitation.emailKey],
      [other, newAddress()],
    ] as const;
    for (const [id, emailKey] of accounts) {
      const account = { ...stampOf(app()), id, emailKey, email: emailKey, name: 'User One' };
      await app().store.transaction('accounts', (tx) => tx.accounts.insert(account));
    }
    const said = { token, email: invitation.email, emailVerified: true };
    const wrong = () => invitations().accept(ctx(), { ...said, accountId: other });
    expect((await caughtFault(wrong)).code).toBe('invitation.wrong_account');
    const nobody = () => invitations().accept(ctx(), { ...said, accountId: newId() });
    expect((await caughtFault(nobody)).code).toBe('account.missing');
    expect((await invitations().accept(ctx(), said)).member.accountId).toBe(mine);
  });

  test('the place that was held is handed over, not taken twice', async () => {
    const organization = await createOrganization(app(), { preset: 'logto', plan: 'dev' });
    const places = () => app().store.read.tallies.get(placesTallyKey(organization.id));
    const links = [
      await linkFor(app(), organization, { roles: ['admin'] }),
      await linkFor(app(), organization, { roles: ['admin'] }),
    ];
    expect(await places()).toBe(3);
    for (const { token } of links) await accept(app(), token);
    expect(await places()).toBe(3);
  });

  test('trouble: two hundred accept the last place at once, and exactly one is in', async () => {
    // invited where pending ones count for nothing, accepted where two are all
    const organization = await createOrganization(app(), { preset: 'logto', plan: 'pro' });
    const links: Awaited<ReturnType<typeof linkFor>>[] = [];
    for (let at = 0; at < 200; at += 1) links.push(await linkFor(app(), organization));
    await changeOrganization(app(), organization, { plan: 'dev', limits: { members: 2 } });
    const apps = [app(), await secondApplication()];
    const outcomes = await Promise.all(
      links.map(({ token, invitation }, at) =>
        retryEngineDeadlocks(() => {
          const one = apps[at % 2] ?? app();
          const said = { token, email: invitation.email, emailVerified: true };
          return one.core.invitations.accept(one.ctx(), said).then(
            () => 'in',
            (error: unknown) => {
              if (isFault(error)) return error.code;
              throw error;
            },
          );
        }),
      ),
    );
    const tally = new Map<string, number>();
    for (const outcome of outcomes) tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
    expect(tally.get('in')).toBe(1);
    const busy = tally.get('store.contention') ?? 0;
    expect((tally.get('limit.members') ?? 0) + busy).toBe(199);
    const active = all(here(organization.id), equals('status', 'active'));
    expect(await app().store.read.members.count(active)).toBe(2);
    expect(await app().store.read.tallies.get(placesTallyKey(organization.id))).toBe(2);
    expect((await invitations().counts(ctx(), organization.id)).pending).toBe(199);
  }, 120_000);

  test('one link clicked many times at once makes one member', async () => {
    const organization = await createOrganization(app());
    const { token } = await linkFor(app(), organization);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () =>
        accept(app(), token).then(
          () => 'in',
          (error: unknown) => (isFault(error) ? error.code : String(error)),
        ),
      ),
    );
    expect(outcomes.filter((one) => one === 'in')).toHaveLength(1);
    expect(outcomes.filter((one) => one === 'invitation.accepted')).toHaveLength(9);
    expect(await app().members(organization.id)).toHaveLength(2);
  });

  test('Prefect #7727, Sentry #39942: a directory that brings the person supersedes what was pending', async () => {
    const organization = await createOrganization(app());
    const { token, invitation } = await linkFor(app(), organization, { roles: ['admin'] });
    const scim = await app().scimConnection(organization);
    const member = await scim.memberOf(await scim.user(invitation.email.toUpperCase()));
    expect(rolesOf(member)).toEqual(['admin by invitation']);
    expect(await invitations().get(ctx(), organization.id, invitation.id)).toMatchObject({
      status: 'superseded',
      memberId: member.id,
    });
    expect((await caughtFault(() => accept(app(), token))).code).toBe('invitation.superseded');
    expect((await invitationEntries(app(), organization)).at(-1)).toMatchObject({
      type: 'invitation.superseded',
      actor: { kind: 'connection' },
    });
  });

  test('p2-inc/keycloak-orgs #179: the inviter’s name stays when they are gone; what they invited does as the policy says', async () => {
    for (const inviterGone of ['keep', 'revoke'] as const) {
      const organization = await createOrganization(app(), { policies: { inviterGone } });
      const scim = await app().scimConnection(organization);
      const userId = await scim.user(newAddress());
      const group = await scim.group('Admins', userId);
      await scim.mapGroups([{ groupId: group, role: 'admin' }]);
      const inviter = await scim.memberOf(userId);
      const by = await app().core.callers.asMember(ctx(), organization.id, inviter.id);
      const { invitation } = await linkFor(app(), organization, {}, by);
      const other = await linkFor(app(), organization);
      await scim.call('DELETE', `/Users/${userId}`);
      const status = inviterGone === 'keep' ? 'pending' : 'revoked';
      const { items } = await invitations().list(ctx(), organization.id, { limit: 10 });
      expect(items.find(({ id }) => id === invitation.id)).toMatchObject({
        status,
        inviter: { kind: 'member', id: inviter.id, name: inviter.name },
      });
      expect(items.find(({ id }) => id === other.invitation.id)?.status).toBe('pending');
    }
  });

  test('seed 4.20: a member outlives the record of the invitation', async () => {
    const organization = await createOrganization(app());
    const member = await joinByInvitation(app(), organization, 'viewer');
    await invitations().remove(ctx(), organization.id, member.invitationId ?? '');
    const gone = () => invitations().get(ctx(), organization.id, member.invitationId ?? '');
    expect((await caughtFault(gone)).code).toBe('invitation.missing');
    expect((await app().members(organization.id)).map(({ id }) => id)).toContain(member.id);
  });
});
