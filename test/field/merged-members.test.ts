import { expect, test } from '@jest/globals';
import { equals, type JournalEntry, type Member } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { caughtFault, linkFor } from '../kit/invitees.js';
import { actingAs, newMember } from '../kit/members.js';
import { mergeSteps } from '../kit/merges.js';

// S11: two members who are one person become one; whatever the one had goes to the other, in one transaction.

overApplications('members who are merged', (app, { secondApplication }) => {
  const { merge, preview, read, rolesOf, user, say, activate, everythingOf, stage, usersOf } =
    mergeSteps(app);

  test('S11 the one who waits for the address goes, and the holder has the directory’s user', async () => {
    const { scim, organization, hand, managed, userId } = await stage();
    const places = () => app().store.read.tallies.get(`places:${organization.id}`);
    const before = await places();
    const after = await merge(managed, hand, {});
    expect(after).toMatchObject({ id: hand.id, email: 'ann@example.com', status: 'active' });
    expect(rolesOf(after)).toEqual(['viewer']);
    expect(await scim.memberOf(userId)).toEqual(after);
    const gone = await read(managed);
    expect(gone).toMatchObject({ status: 'left', mergedInto: hand.id, grants: [] });
    expect(gone).not.toHaveProperty('wanted');
    expect(await places()).toBe(before - 1);
    const { items } = await app().core.addressConflicts.list(app().ctx(), organization.id, {
      state: 'open',
      limit: 10,
    });
    expect(items).toEqual([]);
    const entries = await app().journal(organization.id);
    const find = (type: string): JournalEntry | undefined => entries.find((e) => e.type === type);
    expect(find('member.merged')).toMatchObject({
      target: { kind: 'member', id: managed.id },
      before: { status: 'active' },
      after: { status: 'left', mergedInto: hand.id },
    });
    expect(find('member.objects_reassigned')).toMatchObject({
      target: { id: managed.id },
      after: { successorMemberId: hand.id },
    });
    expect(find('scim.link.moved')).toMatchObject({
      target: { id: hand.id },
      after: { memberId: hand.id, scimUserIds: [userId] },
    });
    expect(find('member.removed')).toBeUndefined();
    const { ctx, core } = app();
    expect(await core.members.isManaged(ctx(), hand.id)).toBe(true);
  });

  test('S11 the holder goes, and the one who waits takes the address', async () => {
    const { scim, hand, managed, userId } = await stage();
    const other = await user(scim, 'other@x.example');
    await say(scim, other, 'ann@example.com');
    const after = await merge(hand, managed, {});
    expect(after).toMatchObject({ id: managed.id, email: 'ann@example.com' });
    expect(after).not.toHaveProperty('wanted');
    expect(after).not.toHaveProperty('conflict');
    expect(rolesOf(after)).toEqual(['viewer']);
    expect(await scim.memberOf(userId)).toEqual(after);
    expect(await read(hand)).toMatchObject({ status: 'left', mergedInto: managed.id });
    expect(await scim.memberOf(other)).toMatchObject({ conflict: 'open' });
  });

  test('S11 across two connections: pushes of both act on the one, and one DELETE removes nobody', async () => {
    const first = await app().scimConnection();
    const second = await app().scimConnection(first.organization);
    const [one, two] = [await user(first, 'ann@x.example'), await user(second, 'ann@y.example')];
    const [group, other] = [await first.group('A', one), await second.group('B', two)];
    await first.mapGroups([{ groupId: group, role: 'viewer' }], { defaultRole: 'member' });
    await second.mapGroups([{ groupId: other, role: 'power' }]);
    const [member, survivor] = [await first.memberOf(one), await second.memberOf(two)];
    const merged = await merge(member, survivor, {});
    expect(rolesOf(merged)).toEqual(['power', 'viewer']);
    for (const id of [one, two]) expect(await first.memberOf(id)).toEqual(merged);
    const rename = { op: 'replace', path: 'displayName', value: 'Ann A.' };
    expect((await first.patch(`/Users/${one}`, rename)).status).toBe(200);
    expect(await read(survivor)).toMatchObject({ name: 'Ann A.' });
    expect((await first.lastExchange()).memberId).toBe(survivor.id);
    // what the first directory gives goes with it, and the member stays
    expect((await activate(first, one, false)).status).toBe(200);
    expect(await read(survivor)).toMatchObject({ status: 'active' });
    expect(rolesOf(await read(survivor))).toEqual(['power']);
    await activate(first, one, true);
    expect(rolesOf(await read(survivor))).toEqual(['power', 'viewer']);
    expect((await first.call('DELETE', `/Users/${one}`)).status).toBe(204);
    expect(await read(survivor)).toMatchObject({ status: 'active' });
    const put = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'] };
    const body = { ...put, userName: 'ann@y.example', displayName: 'Ann B.' };
    expect((await second.call('PUT', `/Users/${two}`, body)).status).toBe(200);
    expect(await read(survivor)).toMatchObject({ name: 'Ann B.', status: 'active' });
    // the first one makes the person again, with the address of then
    const again = await user(first, 'ann@x.example');
    expect((await first.memberOf(again)).id).toBe(survivor.id);
    const [linked] = ((await first.lastExchange()).trace ?? []).filter(
      ({ step }) => step === 'member.linked',
    );
    expect(linked?.detail).toContain(`the member ${member.id} was merged into it`);
    await first.call('DELETE', `/Users/${again}`);
    expect((await second.call('DELETE', `/Users/${two}`)).status).toBe(204);
    expect(await read(survivor)).toMatchObject({ status: 'left' });
    expect(await read(member)).toMatchObject({ status: 'left', mergedInto: survivor.id });
    // who comes back is the one
    const back = await user(first, 'ann@x.example');
    expect(await first.memberOf(back)).toMatchObject({ id: survivor.id, status: 'active' });
  });

  test('S11 roles, spaces, seats, account, language and attributes go along, each once', async () => {
    const { core, ctx } = app();
    const organization = await app().organization();
    const { id } = organization;
    const email = 'ann.account@x.example';
    const { account } = await core.accounts.create(ctx(), {
      name: 'Ann',
      email,
      emailVerified: true,
    });
    const member = await core.members.add(ctx(), id, {
      name: 'Ann',
      email,
      locale: 'de',
      roles: ['viewer', 'billing'],
    });
    const survivor = await newMember(app(), organization, 'ann-2', 'viewer');
    const space = async (name: string) => (await core.spaces.create(ctx(), id, { name })).id;
    const [north, south] = [await space('North'), await space('South')];
    const product = async (key: string, seats: number) =>
      (await core.products.create(ctx(), id, { key, name: key, seats })).id;
    const [full, both] = [await product('full', 1), await product('both', 2)];
    for (const spaceId of [north, south])
      await core.spaces.assign(ctx(), id, { spaceId, memberId: member.id, role: 'manager' });
    await core.spaces.assign(ctx(), id, { spaceId: south, memberId: survivor.id, role: 'viewer' });
    await core.seats.assign(ctx(), id, { productId: full, memberId: member.id });
    for (const one of [member, survivor])
      await core.seats.assign(ctx(), id, { productId: both, memberId: one.id });
    const queued = await newMember(app(), organization, 'waiting');
    await core.seats.assign(ctx(), id, {
      productId: full,
      memberId: queued.id,
      whenFull: 'queue',
    });
    const until = '2026-03-02T12:00:00.000Z';
    await core.memberRoles.change(
      ctx(),
      id,
      member.id,
      { kind: 'give', grant: { role: 'root', until } },
      { confirm: true },
    );
    const shown = await preview(await read(member), survivor);
    expect(shown).toMatchObject({
      member: { id: member.id },
      into: { id: survivor.id, version: survivor.version },
      result: {
        roles: { before: ['viewer'], after: ['billing', 'root', 'viewer'] },
        spaces: [{ spaceId: north, space: 'North', role: 'manager' }],
        seats: [{ productId: full, product: 'full', status: 'assigned' }],
        needsConfirmation: true,
      },
    });
    expect(await read(survivor)).toEqual(survivor);
    const { code } = await caughtFault(() => merge(member, survivor, {}));
    expect(code).toBe('role.confirmation');
    expect(await read(survivor)).toEqual(survivor);
    const after = await merge(member, survivor, { confirm: true });
    expect(after).toMatchObject({ accountId: account.id, locale: 'de', email: survivor.email });
    expect(rolesOf(after)).toEqual(['billing', 'root', 'viewer']);
    expect(after.grants.find(({ role }) => role === 'root')).toMatchObject({ until });
    const { records: rows } = await app().store.read.spaceMembers.find({
      where: equals('organizationId', id),
      limit: 10,
    });
    expect(rows.map((row) => [row.memberId, row.spaceId, row.role]).sort()).toEqual(
      [
        [survivor.id, north, 'manager'],
        [survivor.id, south, 'viewer'],
      ].sort(),
    );
    const seats = async (productId: string) => {
      const where = equals('productId', productId);
      const { records } = await app().store.read.seats.find({ where, limit: 10 });
      return records.map(({ memberId, status }) => `${memberId} ${status}`).sort();
    };
    expect(await seats(full)).toEqual([`${survivor.id} assigned`, `${queued.id} queued`].sort());
    expect(await seats(both)).toEqual([`${member.id} released`, `${survivor.id} assigned`].sort());
    const { tallies } = app().store.read;
    expect([await tallies.get(`seats:${full}`), await tallies.get(`seats:${both}`)]).toEqual([
      1, 1,
    ]);
  });

  test('S11 preferences, sent invitations and an offer of ownership go along', async () => {
    const { core, ctx, store } = app();
    const organization = await app().organization();
    const { id } = organization;
    const [owner] = await app().members(id);
    const member = await newMember(app(), organization, 'admin-1', 'admin');
    const survivor = await newMember(app(), organization, 'admin-2', 'admin');
    await core.organizations.update(
      ctx(),
      { organizationId: id },
      { policies: { inviterGone: 'revoke' } },
    );
    const acting = await actingAs(app(), member);
    const { invitation } = await linkFor(app(), organization, {}, acting);
    await core.ownership.offer(ctx(), id, {
      toMemberId: member.id,
      fromMemberId: owner?.id,
      roleAfter: 'admin',
    });
    const { preferences } = app().notifications;
    await preferences.set(ctx(), id, member.id, { 'seat-limit': 'off', 'member-limit': 'digest' });
    await preferences.set(ctx(), id, survivor.id, { 'member-limit': 'in_app' });
    await merge(member, survivor, {});
    const { records } = await store.read.noticePreferences.find({
      where: equals('organizationId', id),
      limit: 10,
    });
    expect(records.map(({ memberId, notices }) => [memberId, notices])).toEqual([
      [survivor.id, { 'seat-limit': 'off', 'member-limit': 'in_app' }],
    ]);
    expect(await store.read.invitations.get(invitation.id)).toMatchObject({
      status: 'pending',
      inviter: { id: survivor.id },
    });
    const [offer] = (await core.ownership.list(ctx(), id, { limit: 10 })).items;
    expect(offer).toMatchObject({ status: 'pending', toMemberId: survivor.id });
    // who gives and who gets are one: nothing to offer
    await merge(await read(survivor), owner as Member, { confirm: true });
    const [over] = (await core.ownership.list(ctx(), id, { limit: 10 })).items;
    expect(over).toMatchObject({ status: 'withdrawn' });
  });

  test('S11 one mail tells the person, in one with what changed', async () => {
    const organization = await app().organization();
    const member = await newMember(app(), organization, 'ann', 'billing');
    const survivor = await newMember(app(), organization, 'ann-2', 'viewer');
    app().clock.advance(60_000);
    await merge(member, survivor, {});
    const where = equals('organizationId', organization.id);
    const { records } = await app().store.read.tellings.find({ where, limit: 10 });
    const told = records.filter(({ memberIds = [] }) => memberIds.includes(survivor.id));
    expect(told.map(({ notice, data }) => [notice, data['items']])).toContainEqual([
      'access-changed',
      ['roles', 'merged:ann'],
    ]);
    expect(records.filter(({ notice }) => notice === 'removed')).toEqual([]);
  });

  test('S11 a merge and a push of the directory at one time: both are done', async () => {
    const { hand, managed, scim, userId } = await stage();
    const other = await secondApplication();
    const elsewhere = other.attach(scim);
    const names = ['Ann One', 'Ann Two', 'Ann Three', 'Ann Four'];
    const push = (value: string) =>
      elsewhere.patch(`/Users/${userId}`, { op: 'replace', path: 'displayName', value });
    const [merged, ...replies] = await Promise.all([
      merge(managed, hand, {}),
      ...names.map((name) => push(name)),
    ]);
    for (const { status } of replies) expect([200, 503]).toContain(status);
    expect(merged.id).toBe(hand.id);
    expect(await usersOf(hand)).toEqual([userId]);
    expect(await usersOf(managed)).toEqual([]);
    expect(await read(managed)).toMatchObject({ status: 'left', mergedInto: hand.id });
    await push('Ann at last');
    expect(await read(hand)).toMatchObject({ name: 'Ann at last', status: 'active' });
  });

  test('S11 two merges at one time: one is refused', async () => {
    const organization = await app().organization();
    const one = await newMember(app(), organization, 'one', 'viewer');
    const two = await newMember(app(), organization, 'two', 'billing');
    const results = await Promise.allSettled([merge(one, two, {}), merge(two, one, {})]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const members = (await app().members(organization.id)).filter(({ id }) =>
      [one.id, two.id].includes(id),
    );
    expect(members.filter(({ status }) => status === 'active')).toHaveLength(1);
    expect(members.filter(({ status }) => status === 'left')).toHaveLength(1);
  });

  test('S11 who was merged never comes back: the address is another member’s to have', async () => {
    const { core, ctx } = app();
    const { organization, hand, managed } = await stage();
    const { id } = organization;
    const former = String(managed.email);
    await merge(managed, hand, {});
    const added = await core.members.add(ctx(), id, { name: 'Ann', email: former });
    expect([managed.id, hand.id]).not.toContain(added.id);
    await core.members.remove(ctx(), { organizationId: id, memberId: added.id });
    const again = await core.members.add(ctx(), id, { name: 'Ann', email: former });
    expect(again.id).toBe(added.id);
    const { token } = await linkFor(app(), organization, { email: 'hand-2@x.example' });
    const accepted = await core.invitations.accept(ctx(), {
      token,
      email: 'hand-2@x.example',
      emailVerified: true,
      name: 'Hand',
    });
    await merge(accepted.member, again, {});
    const { token: second } = await linkFor(app(), organization, { email: 'hand-2@x.example' });
    const person = { token: second, email: 'hand-2@x.example', emailVerified: true, name: 'Hand' };
    expect((await core.invitations.accept(ctx(), person)).member.id).not.toBe(accepted.member.id);
    expect(await read(managed)).toMatchObject({ status: 'left', mergedInto: hand.id });
  });

  test('S11 what waits for a link waits for the one who stays', async () => {
    const scim = await app().scimConnection();
    const { organization } = scim;
    const { core, ctx } = app();
    const admin = await newMember(app(), organization, 'boss', 'admin');
    const other = await newMember(app(), organization, 'boss-2', 'admin');
    const waiting = await scim.user('boss@example.com');
    const query = { limit: 10, status: 'pending' } as const;
    const list = () => core.linkRequests.list(ctx(), organization.id, scim.connection.id, query);
    await merge(admin, other, {});
    const [request] = (await list()).items;
    expect(request).toMatchObject({ memberId: other.id, scimUserId: waiting });
    const target = { connectionId: scim.connection.id, id: String(request?.id) };
    await core.linkRequests.approve(ctx(), organization.id, target);
    expect((await scim.memberOf(waiting)).id).toBe(other.id);
    // two that wait are two people, until it is decided
    const third = await newMember(app(), organization, 'boss-3', 'admin');
    const fourth = await newMember(app(), organization, 'boss-4', 'admin');
    await scim.user('boss-3@example.com');
    await scim.user('boss-4@example.com');
    const before = await everythingOf(organization.id);
    expect((await caughtFault(() => merge(third, fourth, {}))).code).toBe('member.two_users');
    expect(await everythingOf(organization.id)).toBe(before);
  });

  test('S11 a suspension by a person is kept, whichever of the two had it', async () => {
    const { scim, organization, hand, managed, userId } = await stage();
    const { core, ctx } = app();
    const { id } = organization;
    const product = { key: 'editor', name: 'Editor', seats: 2 };
    const { id: productId } = await core.products.create(ctx(), id, product);
    await core.seats.assign(ctx(), id, { productId, memberId: managed.id });
    await core.members.suspend(ctx(), { organizationId: id, memberId: hand.id });
    const after = await merge(await read(hand), managed, {});
    expect(after).toMatchObject({ status: 'suspended', suspendedBy: 'person' });
    const { records } = await app().store.read.seats.find({
      where: equals('memberId', managed.id),
      limit: 10,
    });
    expect(records.map(({ status }) => status)).toEqual(['held']);
    await activate(scim, userId, false);
    await activate(scim, userId, true);
    expect(await read(managed)).toMatchObject({ status: 'suspended', suspendedBy: 'person' });
    // where a directory had suspended the other one
    const second = await app().scimConnection();
    const one = await user(second, 'bob@x.example');
    await activate(second, one, false);
    const bob = await newMember(app(), second.organization, 'bob', 'viewer');
    const target = { organizationId: second.organization.id, memberId: bob.id };
    await core.members.suspend(ctx(), target);
    const kept = await merge(await read(bob), await second.memberOf(one), {});
    expect(kept).toMatchObject({ status: 'suspended', suspendedBy: 'person' });
    await activate(second, one, true);
    expect(await read(kept)).toMatchObject({ status: 'suspended' });
  });

  test('S11 members who have one role keep that of the one who stays', async () => {
    const { core, ctx } = app();
    const owner = { name: 'Owner', email: 'owner@example.com' };
    const input = { name: 'Spaces', slug: `spaces-${Date.now()}`, preset: 'spaces', owner };
    const organization = await core.organizations.create(ctx(), input);
    const member = await newMember(app(), organization, 'ann', 'user-admin');
    const survivor = await newMember(app(), organization, 'ann-2', 'member');
    expect(rolesOf(await merge(member, survivor, {}))).toEqual(['member']);
  });
});
