import { expect, test } from '@jest/globals';
import { createCore } from '#core/index.js';
import { isFault } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import { overApplications, PRESETS } from '../kit/application.js';
import { caughtFault } from '../kit/invitees.js';
import { actingAs, newMember } from '../kit/members.js';
import { mergeSteps } from '../kit/merges.js';
import { SIGNING_KEYS } from '../kit/signing-keys.js';

// S11: a merge that is refused, or ends in the middle, changes nothing.

overApplications('merges that are refused', (app) => {
  const { merge, preview, read, user, activate, everythingOf, stage, usersOf } = mergeSteps(app);

  const expectRefused = async (
    code: string,
    organizationId: string,
    work: () => Promise<unknown>,
  ): Promise<void> => {
    const before = await everythingOf(organizationId);
    expect((await caughtFault(work)).code).toBe(code);
    expect(await everythingOf(organizationId)).toBe(before);
  };

  test('S11 a stale version of either, the same one twice, and who is gone', async () => {
    const { organization, hand, managed } = await stage();
    const { id } = organization;
    const refused = (code: string, work: () => Promise<unknown>) => expectRefused(code, id, work);
    const stale = managed.version - 1;
    await refused('request.precondition', () => merge(managed, hand, { expected: stale }));
    await refused('request.precondition', () => merge(managed, hand, { intoVersion: 99 }));
    await refused('request.invalid', () => merge(managed, managed, {}));
    await refused('member.missing', () => merge(managed, { id: organization.id }, {}));
    const other = await newMember(app(), await app().organization(), 'foreign');
    await refused('member.missing', () => merge(managed, other, {}));
    await refused('member.missing', () => merge({ ...other, organizationId: id }, managed, {}));
    const { expected, intoVersion } = { expected: managed.version, intoVersion: hand.version };
    await merge(managed, hand, { expected, intoVersion });
    await refused('member.left', () => merge(managed, hand, {}));
    await refused('member.left', () => merge(hand, managed, {}));
    const shown = await preview(await read(managed), hand);
    expect(shown.refusal?.code).toBe('member.left');
  });

  test('S11 two active users of one connection are never one member', async () => {
    const scim = await app().scimConnection();
    const [one, two] = [await user(scim, 'ann@x.example'), await user(scim, 'bob@x.example')];
    const [member, survivor] = [await scim.memberOf(one), await scim.memberOf(two)];
    const refused = () =>
      expectRefused('member.two_users', scim.organization.id, () => merge(member, survivor, {}));
    await refused();
    // an inactive one has been the person before
    await activate(scim, one, false);
    await merge(await read(member), survivor, {});
    expect(await scim.memberOf(one)).toMatchObject({ id: survivor.id, status: 'active' });
    // and is another person again, when both are active
    await activate(scim, one, true);
    expect((await scim.memberOf(one)).id).not.toBe(survivor.id);
    expect(await scim.memberOf(two)).toMatchObject({ id: survivor.id, status: 'active' });
  });

  test('S11 callers who could not manage both, or not give what moves', async () => {
    const { core, ctx } = app();
    const organization = await app().organization();
    const { id } = organization;
    const [owner] = await app().members(id);
    const userAdmin = await newMember(app(), organization, 'ua', 'user-admin');
    const admin = await newMember(app(), organization, 'admin', 'admin');
    const viewer = await newMember(app(), organization, 'viewer', 'viewer');
    const member = await newMember(app(), organization, 'member', 'member');
    const billing = await newMember(app(), organization, 'billing', 'billing');
    const low = await actingAs(app(), userAdmin);
    const high = await actingAs(app(), admin);
    const refused = (code: string, work: () => Promise<unknown>) => expectRefused(code, id, work);
    const escalation = (work: () => Promise<unknown>) => refused('permission.escalation', work);
    await escalation(() => merge(admin, viewer, { ctx: low }));
    await escalation(() => merge(viewer, admin, { ctx: low }));
    await escalation(() => merge(billing, viewer, { ctx: low }));
    await escalation(() => merge(viewer, owner as Member, { ctx: high }));
    await escalation(() => merge(owner as Member, viewer, { ctx: high }));
    await escalation(() => merge(viewer, userAdmin, { ctx: low }));
    await refused('member.self', () => merge(userAdmin, viewer, { ctx: low }));
    await refused('permission.missing', async () =>
      merge(viewer, member, { ctx: await actingAs(app(), billing) }),
    );
    // spaces and seats are given by who may give them
    const { id: spaceId } = await core.spaces.create(ctx(), id, { name: 'North' });
    await core.spaces.assign(ctx(), id, { spaceId, memberId: viewer.id, role: 'viewer' });
    const ordinary = PRESETS.get('standard')?.roles.filter(({ name }) =>
      ['viewer', 'member'].includes(name),
    );
    const held = ordinary?.flatMap(({ permissions }) => permissions) ?? [];
    const scopes = [...new Set([...held, 'members:write', 'seats:write'])];
    const { key } = await core.apiKeys.create(ctx(), id, { name: 'Host', scopes });
    const narrow = await core.apiKeys.authenticate(ctx(), key);
    await refused('permission.missing', () => merge(viewer, member, { ctx: narrow }));
    const shown = await preview(viewer, member, narrow);
    expect(shown.refusal?.code).toBe('permission.missing');
    // an owner about themselves, and an administrator about others
    const asOwner = await actingAs(app(), owner as Member);
    await merge(billing, owner as Member, { ctx: asOwner });
    await merge(viewer, member, { ctx: high });
  });

  test('S11 what a directory would give, the caller could give', async () => {
    const scim = await app().scimConnection();
    const { organization } = scim;
    const id = await user(scim, 'cfo@x.example');
    const group = await scim.group('Admins', id);
    await scim.mapGroups([{ groupId: group, role: 'admin' }]);
    await activate(scim, id, false);
    const dormant = await scim.memberOf(id);
    expect(dormant).toMatchObject({ status: 'suspended' });
    const userAdmin = await newMember(app(), organization, 'ua', 'user-admin');
    const friend = await newMember(app(), organization, 'friend', 'viewer');
    const ctx = await actingAs(app(), userAdmin);
    for (const work of [
      () => merge(dormant, friend, { ctx }),
      () => merge(friend, dormant, { ctx }),
    ]) {
      await expectRefused('permission.escalation', organization.id, work);
    }
  });

  test('S11 an elevation is not lent to oneself', async () => {
    const { core, ctx } = app();
    const organization = await app().organization();
    const [owner] = await app().members(organization.id);
    const member = await newMember(app(), organization, 'ann', 'viewer');
    const grant = { role: 'root', until: '2026-04-01T12:00:00.000Z' };
    const change = { kind: 'give', grant } as const;
    const options = { confirm: true };
    await core.memberRoles.change(ctx(), organization.id, member.id, change, options);
    const asOwner = await actingAs(app(), owner as Member);
    await expectRefused('permission.escalation', organization.id, () =>
      merge(member, owner as Member, { ctx: asOwner, confirm: true }),
    );
  });

  test('S11 the last owner stays one', async () => {
    const organization = await app().organization();
    const { id } = organization;
    const { core, ctx } = app();
    const [owner] = await app().members(id);
    const member = await newMember(app(), organization, 'ann', 'viewer');
    const target = { organizationId: id, memberId: member.id };
    await core.members.suspend(ctx(), target);
    await expectRefused('member.last_owner', id, () =>
      merge(owner as Member, member, { confirm: true }),
    );
    await core.members.restore(ctx(), target);
    await expectRefused('role.confirmation', id, () => merge(owner as Member, member, {}));
    // who stays is the owner
    const after = await merge(owner as Member, member, { confirm: true });
    expect(after).toMatchObject({ standing: 'owner', status: 'active' });
  });

  test('S11 whatever ends it in the middle leaves nothing of it', async () => {
    const { organization, hand, managed, scim } = await stage();
    const { core, ctx, store } = app();
    const { id } = organization;
    const { id: spaceId } = await core.spaces.create(ctx(), id, { name: 'North' });
    await core.spaces.assign(ctx(), id, { spaceId, memberId: managed.id, role: 'viewer' });
    const product = { key: 'editor', name: 'Editor', seats: 1 };
    const { id: productId } = await core.products.create(ctx(), id, product);
    await core.seats.assign(ctx(), id, { productId, memberId: managed.id });
    const before = await everythingOf(id);
    const mergeUntil = (last: number): Promise<unknown> => {
      let entries = 0;
      const torn = createCore({
        store,
        presets: PRESETS,
        credentials: { lifeDays: 365, live: 10, accessSeconds: 3_600 },
        signingKeys: SIGNING_KEYS,
        listeners: [
          () => {
            entries += 1;
            if (entries > last) throw new Error('torn');
          },
        ],
      });
      const target = { organizationId: id, memberId: managed.id };
      return torn.members.merge(ctx(), target, { into: hand.id });
    };
    let torn = 0;
    for (; ; torn += 1) {
      const error: unknown = await mergeUntil(torn).then(
        () => undefined,
        (one: unknown) => one,
      );
      if (error === undefined) break;
      expect(isFault(error)).toBe(false);
      expect(await everythingOf(id)).toBe(before);
    }
    expect(torn).toBeGreaterThan(4);
    expect(await read(hand)).toMatchObject({ status: 'active' });
    expect((await scim.memberOf(String((await usersOf(hand))[0]))).id).toBe(hand.id);
  });
});
