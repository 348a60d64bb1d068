import { expect, test } from '@jest/globals';
import { createIdentities } from '#sign-in/admission/identity-service.js';
import { instant, type Authority, type Context } from '#kernel/index.js';
import type { Member, SamlConnection } from '#store/index.js';
import { overApplications, type TestApplication } from '../kit/application.js';
import { faultOf } from '../kit/faults.js';
import { signIn } from '../kit/sessions.js';
import { ISSUER, SignInCustomer } from '../kit/sign-ins.js';

// Decision D3 of the field faults of signing in: who changes whom a connection believes becomes nobody whom they could not manage.

const keys = (fingerprint: string) => ({
  provider: {
    entityId: ISSUER,
    signOn: [{ binding: 'redirect' as const, location: 'https://idp.example/sso' }],
    logout: [],
    certificates: [
      {
        der: 'MIIB',
        fingerprint,
        notBefore: instant(Date.parse('2026-01-01')),
        notAfter: instant(Date.parse('2036-01-01')),
        use: 'signing' as const,
      },
    ],
  },
  metadata: { kind: 'document' as const, givenAt: instant(Date.parse('2026-01-01')) },
});

interface Editing {
  readonly here: SignInCustomer;
  readonly as?: 'owner' | 'editor';
}

overApplications('sign-in after a change of the connection', (app) => {
  /** An owner, or one who keeps connections and ordinary members and no administrators. */
  async function by(here: SignInCustomer, as: 'owner' | 'editor'): Promise<Context> {
    const { core, ctx } = app();
    if (as === 'owner') return core.callers.asMember(ctx(), here.id, here.owner.id);
    const keeper = await person(here, 'keeper', 'user-admin');
    const { authority } = await core.callers.asMember(ctx(), here.id, keeper.id);
    const { memberId: _member, permissions, ...rights } = authority;
    const more: Authority = {
      ...rights,
      permissions: new Set([...permissions, 'directory:write']),
    };
    return { ...ctx(), authority: more };
  }

  /** Changed, tested and active again. */
  async function change(
    { here, as }: Editing,
    what: Parameters<TestApplication['core']['connections']['update']>[2],
  ): Promise<SignInCustomer> {
    const { core, ctx } = app();
    const { id: organizationId } = here;
    const { id: connectionId } = here.connection;
    const target = { organizationId, connectionId };
    app().clock.advance(60_000);
    const changed = await core.connections.update(as ? await by(here, as) : ctx(), target, what);
    const { configuration } = changed as SamlConnection;
    await core.connections.noteTest(ctx(), organizationId, { connectionId, configuration });
    const active = await core.connections.update(ctx(), target, { status: 'active' });
    return here.with({ connection: active as SamlConnection });
  }

  async function approve(here: SignInCustomer, decision: 'approve' | 'reject' = 'approve') {
    const { core, ctx } = app();
    const { id: connectionId } = here.connection;
    const page = await core.linkRequests.list(ctx(), here.id, connectionId, {
      status: 'pending',
      limit: 10,
    });
    const ids = page.items.map(({ id }) => id);
    return core.linkRequests.decide(ctx(), here.id, { connectionId, ids, decision });
  }

  /** A customer whose owner is bound by an approval, as A2 has it. */
  async function withOwner(): Promise<SignInCustomer> {
    const here = await SignInCustomer.create(app(), { ...keys('aa') });
    expect(await here.signIn('owner')).toMatchObject({ outcome: 'waiting' });
    await approve(here);
    expect((await here.admitted('owner')).member.id).toBe(here.owner.id);
    return here;
  }

  const person = (here: SignInCustomer, name: string, role: string): Promise<Member> => {
    const { core, ctx } = app();
    return core.members.add(ctx(), here.id, { email: here.address(name), name, roles: [role] });
  };

  test('signin W3 other keys under the same entity ID, by one with fewer rights: owners and administrators wait again', async () => {
    const before = await withOwner();
    const admin = await person(before, 'ada', 'admin');
    const member = await person(before, 'mia', 'member');
    await before.signIn('ada');
    await approve(before);
    expect((await before.admitted('ada')).member.id).toBe(admin.id);
    expect((await before.admitted('mia')).member.id).toBe(member.id);
    const here = await change({ here: before, as: 'editor' }, { given: keys('bb') });
    const counted = await here.traces();
    for (const [subject, reason] of [
      ['owner', 'owner'],
      ['ada', 'administrator'],
    ] as const) {
      const first = await here.signIn(subject);
      expect(first).toMatchObject({
        outcome: 'waiting',
        linkRequest: { reason, configuration: 2 },
      });
      expect(first.trace.map(({ step }) => step)).toContain('connection.changed');
      // asked again: the same request
      expect(await here.signIn(subject)).toMatchObject({ outcome: 'waiting' });
    }
    expect(await here.traces()).toEqual(counted);
    const asked = await here.entries('scim.link.requested');
    expect(asked.slice(-2)).toMatchObject([
      { after: { memberId: here.owner.id } },
      { after: { memberId: admin.id } },
    ]);
    expect(await here.roles(here.owner.id)).toContain('owner');
    // whom the editor may manage anyway signs in
    expect((await here.admitted('mia')).member.id).toBe(member.id);
    await approve(here);
    for (const subject of ['owner', 'ada', 'owner']) await here.admitted(subject);
    expect((await here.admitted('owner')).identity.provedBy).toBe('approval');
  });

  test.each([
    ['the attribute of the subject', { names: { subject: 'uid' } }],
    ['the attribute of the address', { names: { email: 'mail' } }],
    ['the preset', { preset: 'entra' as const }],
    ['the addresses', { issuedFor: 'https://other.example' }],
  ])('signin W3 %s changes who is who: the owner waits again', async (_what, changed) => {
    const here = await change({ here: await withOwner(), as: 'editor' }, changed);
    expect(await here.signIn('owner')).toMatchObject({ outcome: 'waiting' });
  });

  test('signin W3 another pairing changes who is who: the owner waits again', async () => {
    const before = await withOwner();
    const scim = await app().scimConnection(before.organization);
    const change2 = { pairedWith: scim.connection.id };
    const here = await change({ here: before, as: 'editor' }, change2);
    expect(await here.signIn('owner')).toMatchObject({ outcome: 'waiting' });
  });

  test('a change by one who may manage owners asks nobody again', async () => {
    for (const as of ['owner', undefined] as const) {
      const before = await withOwner();
      const here = await change({ here: before, ...(as && { as }) }, { given: keys('cc') });
      expect((await here.admitted('owner')).member.id).toBe(here.owner.id);
    }
  });

  test('an approval of before the change, and a request of before, bind nobody after it', async () => {
    const approved = await SignInCustomer.create(app(), { ...keys('aa') });
    await approved.signIn('owner');
    await approve(approved);
    const one = await change({ here: approved, as: 'editor' }, { given: keys('bb') });
    expect(await one.signIn('owner')).toMatchObject({ outcome: 'waiting' });
    expect(await one.traces()).toMatchObject({ identities: 0 });
    const pending = await SignInCustomer.create(app(), { ...keys('aa') });
    await pending.signIn('owner');
    const other = await change({ here: pending, as: 'editor' }, { given: keys('bb') });
    await approve(other);
    expect(await other.signIn('owner')).toMatchObject({ outcome: 'waiting' });
    await approve(other);
    expect((await other.admitted('owner')).member.id).toBe(other.owner.id);
  });

  test('when an owner puts the right keys back, whoever waited or was rejected meanwhile signs in', async () => {
    for (const rejects of [false, true]) {
      const before = await withOwner();
      const evil = await change({ here: before, as: 'editor' }, { given: keys('bb') });
      expect(await evil.signIn('owner')).toMatchObject({ outcome: 'waiting' });
      if (rejects) {
        await approve(evil, 'reject');
        expect(await evil.signIn('owner')).toMatchObject({ code: 'sign_in.rejected' });
      }
      const mended = await change({ here: evil }, { given: keys('aa') });
      expect((await mended.admitted('owner')).member.id).toBe(before.owner.id);
    }
  });

  test('the own word of a person is enough; that of an owner is, after a second step', async () => {
    const before = await withOwner();
    const { core } = app();
    const scim = await app().scimConnection(before.organization);
    const dora = await scim.user(before.address('dora'));
    const group = await scim.group('admins', dora);
    await scim.mapGroups([{ groupId: group, role: 'admin' }]);
    const { member } = await before.admitted('dora');
    expect(await before.roles(member.id)).toContain('admin');
    const here = await change({ here: before, as: 'editor' }, { given: keys('bb') });
    const sessionOf = async (accountId = '') =>
      (await signIn({ core, url: 'http://localhost', clock: app().clock }, { accountId })).session;
    for (const [subject, reason] of [
      ['owner', 'owner'],
      ['dora', 'authority'],
    ] as const) {
      expect(await here.signIn(subject)).toMatchObject({ linkRequest: { reason } });
    }
    const ofDora = await sessionOf(member.accountId);
    const ofOwner = await sessionOf((await here.store.read.members.get(here.owner.id))?.accountId);
    // another person's session is nobody's word
    expect(await here.signIn('dora', {}, { session: ofOwner })).toMatchObject({
      code: 'sign_in.identity_taken',
    });
    expect((await here.admitted('dora', {}, { session: ofDora })).member.id).toBe(member.id);
    expect(await here.signIn('owner', {}, { session: ofOwner })).toMatchObject({
      outcome: 'waiting',
    });
    const proofs = { session: ofOwner, steppedUp: true };
    expect((await here.admitted('owner', {}, proofs)).member.id).toBe(here.owner.id);
    await here.admitted('owner');
    await here.admitted('dora');
  });

  test('identities of before the configuration was kept: bound after the last change they go on', async () => {
    const before = await withOwner();
    const forget = async (here: SignInCustomer) => {
      const { identity } = await here.admitted('owner');
      const { configuration: _configuration, ...old } = identity;
      await here.store.transaction(here.id, (tx) =>
        tx.signInIdentities.update({ ...old, version: old.version + 1 }),
      );
    };
    await forget(before);
    expect((await before.admitted('owner')).identity.configuration).toBe(1);
    await forget(before);
    const here = await change({ here: before, as: 'editor' }, { given: keys('bb') });
    expect(await here.signIn('owner')).toMatchObject({ outcome: 'waiting' });
  });

  test('who could not give what the mappings give changes no attribute that groups are read from', async () => {
    const here = await SignInCustomer.create(app(), {
      ...keys('aa'),
      tested: { configuration: 1, at: instant(app().clock.now()) },
    });
    const { core, ctx } = app();
    const few = await by(here, 'editor');
    const mappings = [{ groupName: 'admins', bindByName: true, role: 'admin' }];
    await core.groupMappings.replace(ctx(), here.id, here.connection.id, {
      mappings: mappings as never,
    });
    const target = { organizationId: here.id, connectionId: here.connection.id };
    const changes = [{ names: { groups: 'nickname' } }, { preset: 'entra' as const }];
    for (const what of changes) {
      expect(await faultOf(core.connections.update(few, target, what))).toMatchObject({
        code: 'permission.escalation',
      });
    }
    await core.connections.update(ctx(), target, { names: { groups: 'nickname' } });
  });

  test('of two subjects of one person, the one that is removed is nobody’s, also where the other one stays', async () => {
    const here = await SignInCustomer.create(app());
    const { core, ctx, provisioning, store } = app();
    const first = await here.admitted('old');
    const email = here.address('old');
    const second = await here.admitted('new', { email }, { email });
    expect(second.member.id).toBe(first.member.id);
    const identities = createIdentities({ core, provisioning, store });
    const target = { organizationId: here.id, memberId: first.member.id };
    await identities.remove(ctx(), { ...target, identityId: first.identity.id });
    expect(await here.signIn('old')).toMatchObject({ outcome: 'prove' });
    expect((await here.admitted('new', { email })).member.id).toBe(first.member.id);
  });
});
