import { expect, test } from '@jest/globals';
import { equals } from '#store/index.js';
import { placesTallyKey } from '#core/access/limits.js';
import { overApplications } from '../../../kit/application.js';
import {
  accept,
  actingAs,
  changeOrganization,
  DAY_MS,
  invitationEntries,
  joinByInvitation,
  linkFor,
  createOrganization,
  caughtFault,
  newAddress,
} from '../../../kit/invitees.js';

overApplications('inviting', (app) => {
  const invitations = () => app().core.invitations;
  const ctx = () => app().ctx();

  test('seeds 0.9, 0.10, 0.13, 2.14 to 2.16: an address, a name and roles become a pending invitation', async () => {
    const { id } = await createOrganization(app());
    const input = { email: 'Ada.Example+Work@Example.COM', name: 'User One', roles: ['admin'] };
    const { invitation, token } = await invitations().create(ctx(), id, {
      ...input,
      message: 'Welcome!',
      locale: 'DE-ch',
    });
    expect(token).toBeUndefined();
    expect(invitation).toMatchObject({
      ...input,
      emailKey: 'ada.example+work@example.com',
      status: 'pending',
      delivery: 'queued',
      locale: 'de-CH',
      message: 'Welcome!',
      guest: false,
      lifeDays: 7,
      generation: 1,
      inviter: { kind: 'operator', name: 'operator' },
    });
    expect(await invitations().get(ctx(), id, invitation.id)).toEqual(invitation);
    expect(await invitationEntries(app(), { id } as never)).toMatchObject([
      { type: 'invitation.created', after: { email: input.email, roles: ['admin'], send: true } },
    ]);
  });

  test('seed 0.14, 0.4: nobody is a member before they accept', async () => {
    const organization = await createOrganization(app());
    const { token } = await linkFor(app(), organization);
    const active = async () =>
      (await app().members(organization.id)).filter(({ status }) => status === 'active');
    expect(await active()).toHaveLength(1);
    await accept(app(), token);
    expect(await active()).toHaveLength(2);
  });

  test.each([
    [
      'seed 0.11: the roles of Lonti',
      'lonti',
      ['administrator', 'power-user', 'standard-user', 'billing'],
    ],
    ['seed 2.15: the roles of LensAI', 'lensai', ['admin', 'regular']],
    ['seed 4.12: the roles of Logto', 'logto', ['admin', 'collaborator']],
  ])('%s can be chosen', async (_name, preset, expected) => {
    const { roles, plans } = app().core.presets.get(preset) ?? { roles: [], plans: [] };
    const open = roles.filter(({ standing, elevation }) => standing !== 'owner' && !elevation);
    expect(open).toHaveLength(expected.length);
    const plan = plans.find(
      ({ roles: only, members, features }) =>
        only === undefined &&
        (members.limit ?? 99) > 10 &&
        features.some((feature) => feature === '*' || feature === 'members'),
    );
    const organization = await createOrganization(app(), { preset, plan: plan?.name ?? '' });
    for (const { name } of open) {
      const { invitation } = await linkFor(app(), organization, { roles: [name] });
      expect(invitation.roles).toEqual([name]);
    }
  });

  test('seed 0.12: ownership and elevation are nothing that an invitation gives', async () => {
    const organization = await createOrganization(app());
    expect(
      await caughtFault(() => linkFor(app(), organization, { roles: ['owner'] })),
    ).toMatchObject({
      code: 'request.invalid',
      details: { errors: [{ field: 'roles' }] },
    });
    const lensai = await createOrganization(app(), { preset: 'lensai' });
    const { roles = [] } = app().core.presets.get('lensai') ?? {};
    const root = roles.find(({ elevation }) => elevation)?.name ?? '';
    expect(root).not.toBe('');
    expect(await caughtFault(() => linkFor(app(), lensai, { roles: [root] }))).toMatchObject({
      code: 'request.invalid',
    });
  });

  test('seeds 4.13, 4.14; prowler #12831: members and pending addresses are refused, in any letter case', async () => {
    const organization = await createOrganization(app());
    const email = newAddress();
    const { invitation, token } = await linkFor(app(), organization, { email });
    const again = { email: email.toUpperCase() };
    expect(await caughtFault(() => linkFor(app(), organization, again))).toMatchObject({
      code: 'invitation.pending',
      details: { invitationId: invitation.id },
    });
    const { member } = await accept(app(), token);
    expect(await caughtFault(() => linkFor(app(), organization, again))).toMatchObject({
      code: 'member.exists',
      details: { memberId: member.id, status: 'active' },
    });
  });

  test('milo-os/milo #802, seed 2.19: an address can be invited again after any end', async () => {
    const organization = await createOrganization(app());
    const email = newAddress();
    const first = await linkFor(app(), organization, { email });
    app().clock.advance(8 * DAY_MS);
    const second = await linkFor(app(), organization, { email });
    expect(await invitations().get(ctx(), organization.id, first.invitation.id)).toMatchObject({
      status: 'expired',
    });
    await invitations().revoke(ctx(), organization.id, second.invitation.id, {});
    const third = await linkFor(app(), organization, { email });
    await invitations().decline(ctx(), third.token, false);
    const fourth = await linkFor(app(), organization, { email });
    await accept(app(), fourth.token);
    const kept = await app().store.read.invitations.count(
      equals('organizationId', organization.id),
    );
    expect(kept).toBe(4);
  });

  test.each([
    ['no domain', 'somebody'],
    ['two signs', 'a@b@example.com'],
    ['a space', 'some body@example.com'],
    ['a line break', 'somebody@example.com\nBcc: other@example.com'],
    ['a bare host', 'somebody@localhost'],
    ['dots in a row', 'some..body@example.com'],
    ['a hidden character', 'some\u200bbody@example.com'],
    ['a domain with a slash', 'a@exa/mple.com'],
    ['too long a local part', `${'a'.repeat(65)}@example.com`],
  ])('%s is no address', async (_name, email) => {
    const organization = await createOrganization(app());
    expect(await caughtFault(() => linkFor(app(), organization, { email }))).toMatchObject({
      code: 'request.invalid',
      details: { errors: [{ field: 'email' }] },
    });
  });

  test.each(['jürgen.Grün+x@example.com', '用户@例子.example', "o'hara_1@sub.example.com"])(
    'trouble: %s can be invited and accept',
    async (email) => {
      const organization = await createOrganization(app());
      const { invitation, token } = await linkFor(app(), organization, { email: ` ${email} ` });
      expect(invitation.email).toBe(email);
      const { member } = await accept(app(), token, { email: email.toUpperCase() });
      expect(member).toMatchObject({ email, status: 'active' });
    },
  );

  test('every wish is held against the organization', async () => {
    const organization = await createOrganization(app());
    const refused = async (input: object) =>
      (await caughtFault(() => linkFor(app(), organization, input))).code;
    const unknown = '018f0000-0000-7000-8000-000000000000';
    expect(await refused({ roles: ['nobody'] })).toBe('role.unknown');
    expect(await refused({ spaces: [{ spaceId: unknown, role: 'member' }] })).toBe('space.missing');
    expect(await refused({ products: [unknown] })).toBe('product.missing');
    expect(await refused({ attributes: { team: 'x' } })).toBe('attribute.unknown');
    expect(await refused({ locale: 'not a tag' })).toBe('request.invalid');
    expect(await refused({ message: 'x'.repeat(1_001) })).toBe('request.invalid');
    for (const lifeDays of [0, 31, 1.5])
      expect(await refused({ lifeDays })).toBe('request.invalid');
    const { items } = await invitations().list(ctx(), organization.id, { limit: 10 });
    expect(items).toEqual([]);
  });

  test('attributes are those that the organization has defined, of their type', async () => {
    const attributes = [
      { name: 'team', title: 'Team', type: 'choice', choices: ['red', 'blue'] },
      { name: 'badge', title: 'Badge', type: 'number' },
    ] as const;
    const organization = await createOrganization(app(), { attributes });
    const wrong = { attributes: { team: 'green' } };
    expect(await caughtFault(() => linkFor(app(), organization, wrong))).toMatchObject({
      code: 'attribute.invalid',
    });
    const { token } = await linkFor(app(), organization, {
      attributes: { team: 'red', badge: 7 },
    });
    const { member } = await accept(app(), token);
    expect(member.attributes).toEqual({
      team: { value: 'red', source: 'invitation' },
      badge: { value: 7, source: 'invitation' },
    });
  });

  test('without roles the default of the preset is given', async () => {
    const { invitation } = await linkFor(app(), await createOrganization(app()));
    expect(invitation.roles).toEqual(['member']);
  });

  test('seed 3.12, better-auth #8826: nobody invites into more than they may give', async () => {
    const organization = await createOrganization(app());
    const userAdmin = await joinByInvitation(app(), organization, 'user-admin');
    const by = await actingAs(app(), userAdmin);
    expect(
      await caughtFault(() => linkFor(app(), organization, { roles: ['admin'] }, by)),
    ).toMatchObject({
      code: 'permission.escalation',
    });
    const { invitation } = await linkFor(app(), organization, { roles: ['member'] }, by);
    expect(invitation.inviter).toEqual({ kind: 'member', id: userAdmin.id, name: userAdmin.name });
    const [owner] = await app().members(organization.id);
    const asOwner = await actingAs(app(), owner as never);
    const made = await linkFor(app(), organization, { roles: ['admin'] }, asOwner);
    expect(made.invitation.roles).toEqual(['admin']);
    const admins = await linkFor(app(), organization, { roles: ['admin'] });
    const touch = () => invitations().revoke(by, organization.id, admins.invitation.id, {});
    expect(await caughtFault(touch)).toMatchObject({ code: 'permission.escalation' });
  });

  test('conflict (g), seed 4.8: where pending ones count, one over the limit is refused, and a larger plan frees it', async () => {
    const organization = await createOrganization(app(), { preset: 'logto', plan: 'free' });
    expect(
      await caughtFault(() => linkFor(app(), organization, { roles: ['admin'] })),
    ).toMatchObject({
      code: 'limit.members',
      details: { limit: 1 },
    });
    const larger = await changeOrganization(app(), organization, { plan: 'dev' });
    const { invitation } = await linkFor(app(), larger, { roles: ['admin'] });
    expect(invitation.holdsPlace).toBe(true);
    const taken = () => app().store.read.tallies.get(placesTallyKey(organization.id));
    expect(await taken()).toBe(2);
    await invitations().revoke(ctx(), organization.id, invitation.id, {});
    expect(await taken()).toBe(1);
  });

  test('seed 0.3: a plan without members refuses with the plans that have them', async () => {
    const organization = await createOrganization(app(), { preset: 'lonti', plan: 'free' });
    const found = await caughtFault(() => linkFor(app(), organization, { roles: ['billing'] }));
    expect(found.code).toBe('plan.required');
    expect(found.details['feature']).toBe('members');
  });

  test('only verified domains are invited where the organization wants it so, and guests by name', async () => {
    const organization = await createOrganization(app(), {
      policies: { inviteDomains: 'verified' },
    });
    const email = newAddress();
    const refuse = () => linkFor(app(), organization, { email });
    expect(await caughtFault(refuse)).toMatchObject({
      code: 'invitation.domain_refused',
      details: { domain: 'example.com' },
    });
    const { invitation } = await linkFor(app(), organization, { email: newAddress(), guest: true });
    expect(invitation.guest).toBe(true);
    const now = new Date(app().clock.now()).toISOString();
    const name = `${organization.id}.example`;
    await app().store.transaction(organization.id, (tx) =>
      tx.domains.insert({
        id: organization.id,
        version: 1,
        createdAt: now,
        updatedAt: now,
        organizationId: organization.id,
        name,
        verifiedKey: name,
        status: 'verified',
        enrolment: 'manual',
        dnsCode: 'x',
        failures: 0,
      } as never),
    );
    await linkFor(app(), organization, { email: `user@${name.toUpperCase()}` });
    const strict = await changeOrganization(app(), organization, {
      policies: { inviteDomains: 'verified', guests: 'refused' },
    });
    const guest = () => linkFor(app(), strict, { email: newAddress(), guest: true });
    expect(await caughtFault(guest)).toMatchObject({ code: 'invitation.domain_refused' });
  });

  test('keycloak #45760: a disabled organization neither invites nor lets anybody in', async () => {
    const organization = await createOrganization(app());
    const { token } = await linkFor(app(), organization);
    await changeOrganization(app(), organization, { status: 'disabled' });
    for (const work of [
      () => linkFor(app(), organization),
      () => invitations().lookUp(ctx(), token),
      () => accept(app(), token),
      () => invitations().decline(ctx(), token, false),
    ]) {
      expect(await caughtFault(work)).toMatchObject({ code: 'organization.disabled' });
    }
    await changeOrganization(app(), organization, { status: 'deleted' });
    expect(await caughtFault(() => invitations().lookUp(ctx(), token))).toMatchObject({
      code: 'organization.deleted',
    });
    await changeOrganization(app(), organization, { status: 'active' });
    expect((await accept(app(), token)).member.status).toBe('active');
  });

  test('tokens are in no record and no line of the journal', async () => {
    const organization = await createOrganization(app());
    const { token, invitation } = await linkFor(app(), organization);
    await accept(app(), token);
    const kept = await app().store.read.invitations.get(invitation.id);
    const entries = await app().journal(organization.id);
    expect(JSON.stringify([kept, entries])).not.toContain(token.slice(-20));
    expect(kept?.tokenHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('two at once for one address make one invitation', async () => {
    const organization = await createOrganization(app());
    const email = newAddress();
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => linkFor(app(), organization, { email })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('seed 1.13: whether a person is known is said where the form hides their names, as a yes or a no, and so often', async () => {
    const nti = await createOrganization(app(), { preset: 'nti' });
    const standard = await createOrganization(app());
    const [email, strange] = [newAddress(), newAddress()];
    await app().core.accounts.create(ctx(), { email, name: 'User One' });
    const ask = (organization: { readonly id: string }, address: string, asking = ctx()) =>
      invitations().lookUpInvitee(asking, organization.id, { email: address });
    expect(await ask(nti, email.toUpperCase())).toEqual({ known: true });
    expect(await ask(nti, strange)).toEqual({ known: false });
    // another form asks for the name anyway, and is told nothing of other organizations
    expect(await ask(standard, email)).toEqual({ known: false });
    const { token } = await linkFor(app(), standard, { email });
    await accept(app(), token);
    expect(await ask(standard, email)).toEqual({ known: true });
    expect((await caughtFault(() => ask(nti, 'nobody'))).code).toBe('request.invalid');
    const key = { ...ctx(), actor: { kind: 'api_key', id: 'key-1', name: 'Key' } as const };
    for (let count = 0; count < 200; count += 1) await ask(nti, strange, key);
    expect(await caughtFault(() => ask(nti, strange, key))).toEqual({
      code: 'invitation.too_many',
      details: { of: 'actor', most: 200, retryAfter: 3_600 },
    });
  });
});
