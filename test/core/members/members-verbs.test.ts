import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import type { JournalEntry, Member, Organization } from '#store/index.js';
import { actingAs, changeStatus, createPerson, seatsOf } from '../../kit/organization-scopes.js';
import { faultOf, outcomeOf } from '../../kit/faults.js';
import { overApplications, rolesOf } from '../../kit/application.js';

overApplications('the verbs of members', (app) => {
  const members = () => app().core.members;
  const at = ({ organizationId, id }: Member, expected?: number) => ({
    organizationId,
    memberId: id,
    ...(expected !== undefined && { expected }),
  });
  const owner = async ({ id }: Organization): Promise<Member> => {
    const { items } = await members().list(app().ctx(), id, { limit: 1 });
    return items[0] as Member;
  };
  const linesOf = async ({ id }: Organization, type: string): Promise<JournalEntry[]> =>
    (await app().journal(id)).filter((entry) => entry.type === type);

  test('1.13, 1.14, 1.16: added at once, without the rights that were not asked for; a known name is not asked for', async () => {
    const organization = await app().organization();
    const { ctx, core, store } = app();
    const email = `known-${newId()}@example.com`;
    const missing = members().add(ctx(), organization.id, { email });
    expect(await faultOf(missing)).toMatchObject({
      code: 'request.invalid',
      errors: [{ field: 'name' }],
    });
    const now = new Date(app().clock.now()).toISOString();
    await store.transaction('accounts', (tx) =>
      tx.accounts.insert({
        id: newId(),
        version: 1,
        createdAt: now,
        updatedAt: now,
        name: 'Known Name',
        email,
        emailKey: email,
        emailVerifiedAt: now,
      }),
    );
    const member = await members().add(ctx(), organization.id, { email: email.toUpperCase() });
    expect(member).toMatchObject({ status: 'active', name: 'Known Name', source: 'manual' });
    expect(rolesOf(member)).toEqual(['member by manual']);
    expect(member.accountId).toBeDefined();
    const page = await core.members.roster(ctx(), organization.id, { limit: 50 });
    expect(page.items).toHaveLength(2);
    expect(await outcomeOf(members().add(ctx(), organization.id, { email }))).toBe('member.exists');
  });

  test('added: a pending invitation of the address is superseded, who left comes back as the same', async () => {
    const organization = await app().organization();
    const { ctx, core } = app();
    const input = { email: 'user-1@example.com', name: 'User One', roles: ['viewer'] };
    const { invitation } = await core.invitations.create(ctx(), organization.id, input);
    const member = await members().add(ctx(), organization.id, { ...input, roles: ['standard'] });
    const ended = await core.invitations.get(ctx(), organization.id, invitation.id);
    expect(ended).toMatchObject({ status: 'superseded', memberId: member.id });
    expect(rolesOf(member)).toEqual(['standard by manual']);
    await members().remove(ctx(), at(member));
    const back = await members().add(ctx(), organization.id, input);
    expect(back).toMatchObject({ id: member.id, status: 'active' });
    expect(rolesOf(back)).toEqual(['viewer by manual']);
  });

  test('a member who comes back is a guest when added as one, and no guest otherwise', async () => {
    const organization = await app().organization();
    const input = { email: 'guest@example.com', name: 'A Guest' };
    const first = await members().add(app().ctx(), organization.id, input);
    await members().remove(app().ctx(), at(first));
    const guest = await members().add(app().ctx(), organization.id, { ...input, guest: true });
    expect(guest).toMatchObject({ id: first.id, guest: true });
    await members().remove(app().ctx(), at(guest));
    const member = await members().add(app().ctx(), organization.id, input);
    expect(member).toMatchObject({ id: first.id, guest: false });
  });

  test('nobody adds somebody with more than they hold', async () => {
    const organization = await app().organization();
    const admin = await createPerson(app(), organization, 'Helper', 'user-admin');
    const asHelper = await actingAs(app(), admin);
    const add = (role: string) =>
      outcomeOf(
        members().add(asHelper, organization.id, {
          email: `${role}@example.com`,
          name: role,
          roles: [role],
        }),
      );
    expect(await add('admin')).toBe('permission.escalation');
    expect(await add('member')).toBe('done');
    expect(await add('nothing-like-it')).toBe('role.unknown');
  });

  test('changed by version: name, address, locale; one address, one member', async () => {
    const organization = await app().organization();
    const { ctx } = app();
    const member = await createPerson(app(), organization, 'User One', 'member');
    const change = { name: 'User Uno', email: 'Uno@Example.com', locale: 'pt-br' };
    const after = await members().update(ctx(), at(member, 1), change);
    expect(after).toMatchObject({
      name: 'User Uno',
      nameKey: 'user uno',
      email: 'Uno@Example.com',
      emailKey: 'uno@example.com',
      locale: 'pt-BR',
      version: 2,
    });
    expect(await faultOf(members().update(ctx(), at(member, 1), { name: 'x' }))).toMatchObject({
      code: 'request.precondition',
      version: 2,
    });
    const taken = members().update(ctx(), at(member), { email: 'OWNER@example.com' });
    expect(await outcomeOf(taken)).toBe('member.exists');
    const wrong = members().update(ctx(), at(member), { locale: 'not a locale' });
    expect(await outcomeOf(wrong)).toBe('request.invalid');
    const { core } = app();
    const found = await core.members.roster(ctx(), organization.id, { limit: 5, q: 'uno' });
    expect(found.items).toHaveLength(1);
  });

  test('suspended and restored: roles, seats and spaces are kept', async () => {
    const organization = await app().organization();
    const { ctx, core } = app();
    const { id } = organization;
    const space = await core.spaces.create(ctx(), id, { name: 'Space' });
    const product = await core.products.create(ctx(), id, {
      key: 'tool',
      name: 'Tool',
      seats: 1,
    });
    const member = await members().add(ctx(), id, {
      email: 'user-1@example.com',
      name: 'User One',
      roles: ['power'],
      spaces: [{ spaceId: space.id, role: 'member' }],
      products: [product.id],
    });
    const suspended = await members().suspend(ctx(), at(member));
    expect(suspended).toMatchObject({ status: 'suspended', suspendedBy: 'person' });
    expect(await seatsOf(app(), product.id)).toEqual(['User One held']);
    expect(await outcomeOf(members().suspend(ctx(), at(member)))).toBe('member.not_active');
    const restored = await members().restore(ctx(), at(member));
    expect(restored.status).toBe('active');
    expect(rolesOf(restored)).toEqual(rolesOf(member));
    expect(await seatsOf(app(), product.id)).toEqual(['User One assigned']);
    const rows = await app().store.read.spaceMembers.count({
      kind: 'compare',
      field: { column: 'memberId' },
      operator: 'eq',
      value: member.id,
    });
    expect(rows).toBe(1);
    expect(await outcomeOf(members().restore(ctx(), at(member)))).toBe('member.not_suspended');
  });

  test('3.30: nobody removes or suspends themselves; 3.6: the last owner stays', async () => {
    const organization = await app().organization();
    const first = await owner(organization);
    const asOwner = await actingAs(app(), first);
    expect(await outcomeOf(members().remove(asOwner, at(first)))).toBe('member.self');
    expect(await outcomeOf(members().suspend(asOwner, at(first)))).toBe('member.self');
    expect(await outcomeOf(members().remove(app().ctx(), at(first)))).toBe('member.last_owner');
    expect(await outcomeOf(members().suspend(app().ctx(), at(first)))).toBe('member.last_owner');
    expect((await owner(organization)).status).toBe('active');
  });

  test('3.13: who may touch some roles only touches nobody else', async () => {
    const organization = await app().organization();
    const helper = await createPerson(app(), organization, 'Helper', 'user-admin');
    const admin = await createPerson(app(), organization, 'Admin', 'admin');
    const member = await createPerson(app(), organization, 'Member', 'member');
    const ctx = await actingAs(app(), helper);
    for (const verb of [
      () => members().suspend(ctx, at(admin)),
      () => members().remove(ctx, at(admin)),
      () => members().update(ctx, at(admin), { name: 'Taken over' }),
      () => members().unlock(ctx, at(admin), { hours: 1, reason: 'x' }),
    ]) {
      expect(await outcomeOf(verb())).toBe('permission.escalation');
    }
    expect(await outcomeOf(members().suspend(ctx, at(member)))).toBe('done');
    expect(await outcomeOf(members().restore(ctx, at(member)))).toBe('done');
    expect(await outcomeOf(members().remove(ctx, at(member)))).toBe('done');
  });

  test('1.23, 3.31: what removing takes along is told before; 1.25, 3.32: it goes in the same transaction', async () => {
    const organization = await app().organization();
    const { ctx, core } = app();
    const { id } = organization;
    const space = await core.spaces.create(ctx(), id, { name: 'Space' });
    const product = await core.products.create(ctx(), id, {
      key: 'tool',
      name: 'Tool',
      seats: 1,
    });
    const member = await members().add(ctx(), id, {
      email: 'user-1@example.com',
      name: 'User One',
      roles: ['user-admin'],
      spaces: [{ spaceId: space.id, role: 'member' }],
      products: [product.id],
    });
    const asMember = await actingAs(app(), member);
    const input = { email: 'new@example.com', roles: ['member'] };
    await core.invitations.create(asMember, id, input);
    const removal = await members().removal(ctx(), at(member));
    expect(removal).toMatchObject({
      seats: [{ productId: product.id, product: 'Tool', status: 'assigned' }],
      spaces: [{ spaceId: space.id, space: 'Space', role: 'member' }],
      invitations: [{ email: 'new@example.com' }],
      invitationsAre: 'kept',
    });
    expect(removal.refusal).toBeUndefined();
    const first = await owner(organization);
    expect((await members().removal(ctx(), at(first))).refusal?.code).toBe('member.last_owner');
    expect((await members().removal(asMember, at(first))).refusal?.code).toBe(
      'permission.escalation',
    );
    expect((await members().removal(asMember, at(member))).refusal?.code).toBe('member.self');
    // looking changed nothing
    expect((await owner(organization)).status).toBe('active');

    const removed = await members().remove(ctx(), at(member), first.id);
    expect(removed).toMatchObject({ status: 'left', grants: [], standing: 'none' });
    expect(await seatsOf(app(), product.id)).toEqual([]);
    expect(await core.products.get(ctx(), id, product.id)).toMatchObject({ id: product.id });
    const rows = await app().store.read.spaceMembers.count({
      kind: 'compare',
      field: { column: 'memberId' },
      operator: 'eq',
      value: member.id,
    });
    expect(rows).toBe(0);
    expect((await linesOf(organization, 'member.removed'))[0]?.target.id).toBe(member.id);
    const [told] = await linesOf(organization, 'member.objects_reassigned');
    expect(told?.after).toEqual({ successorMemberId: first.id, successor: first.name });
    expect(await outcomeOf(members().remove(ctx(), at(member)))).toBe('member.left');
  });

  test('3.33: without a successor, what somebody owned belongs to nobody', async () => {
    const organization = await app().organization();
    const { ctx } = app();
    const one = await createPerson(app(), organization, 'One', 'member');
    const two = await createPerson(app(), organization, 'Two', 'member');
    const far = await createPerson(app(), await app().organization(), 'Far', 'member');
    await changeStatus(app(), organization, two.id, 'suspended');
    const remove = (successor: string) => outcomeOf(members().remove(ctx(), at(one), successor));
    expect(await remove(one.id)).toBe('request.invalid');
    expect(await remove(two.id)).toBe('member.not_active');
    expect(await remove(far.id)).toBe('member.missing');
    await members().remove(ctx(), at(one));
    const [told] = await linesOf(organization, 'member.objects_reassigned');
    expect(told?.after).toEqual({ successorMemberId: null });
  });

  test('1.26, 4.22: many at once, a result per row, one that is refused stops no other', async () => {
    const organization = await app().organization();
    const { id } = organization;
    const first = await owner(organization);
    const people = await Promise.all(
      ['A', 'B', 'C'].map((name) => createPerson(app(), organization, name, 'member')),
    );
    const ids = people.map((one) => one.id);
    const far = await createPerson(app(), await app().organization(), 'Far', 'member');
    const ctx = await actingAs(app(), first);
    const bulk = async (rows: readonly string[], verb: Parameters<typeof run>[1]) =>
      (await run(rows, verb)).map(({ code, outcome }) => code ?? outcome);
    const run = (
      rows: readonly string[],
      verb: Parameters<ReturnType<typeof members>['bulk']>[2],
    ) => members().bulk(ctx, { organizationId: id, ids: rows }, verb);
    const [a = '', b = ''] = ids;
    expect(await bulk([a, first.id, far.id, b, a], { action: 'suspend' })).toEqual([
      'suspended',
      'member.self',
      'member.missing',
      'suspended',
    ]);
    expect(await bulk(ids, { action: 'restore' })).toEqual([
      'restored',
      'restored',
      'member.not_suspended',
    ]);
    const roles = { action: 'setRoles', roles: ['standard'] } as const;
    expect(await bulk([...ids, far.id], roles)).toEqual([
      'changed',
      'changed',
      'changed',
      'member.missing',
    ]);
    expect(await bulk(ids, { action: 'remove' })).toEqual(['removed', 'removed', 'removed']);
    const page = await members().list(app().ctx(), id, { limit: 10, status: 'left' });
    expect(page.items).toHaveLength(3);
    const many = Array.from({ length: 1_001 }, () => newId());
    expect(await outcomeOf(run(many, { action: 'suspend' }))).toBe('request.invalid');
  });

  test('managed by a directory: locked for people, unlocked for a while, with a reason', async () => {
    const scim = await app().scimConnection();
    const { ctx, clock } = app();
    const user = await scim.user('user-1@example.com');
    const member = await scim.memberOf(user);
    const managed = { code: 'member.managed', connectionId: scim.connection.id };
    expect(await faultOf(members().suspend(ctx(), at(member)))).toMatchObject(managed);
    expect(await faultOf(members().remove(ctx(), at(member)))).toMatchObject(managed);
    expect(await faultOf(members().update(ctx(), at(member), { name: 'X' }))).toMatchObject(
      managed,
    );
    expect((await members().removal(ctx(), at(member))).refusal?.code).toBe('member.managed');
    // what is no business of the directory's is free
    expect((await members().update(ctx(), at(member), { locale: 'de' })).locale).toBe('de');
    const input = { hours: 2, reason: 'Moving house.' };
    const unlocked = await members().unlock(ctx(), at(member), input);
    expect(unlocked.unlockedUntil).toBe(new Date(clock.now() + 7_200_000).toISOString());
    const [entry] = await linesOf(scim.organization, 'member.unlocked');
    expect(entry?.after).toMatchObject({ hours: 2, reason: 'Moving house.' });
    expect((await members().update(ctx(), at(member), { name: 'Renamed' })).name).toBe('Renamed');
    clock.advance(7_200_001);
    expect(await faultOf(members().update(ctx(), at(member), { name: 'X' }))).toMatchObject(
      managed,
    );
  });

  test('last active: to the day, written once a day, in no journal and no version', async () => {
    const organization = await app().organization();
    const { ctx, clock, store } = app();
    const member = await createPerson(app(), organization, 'One', 'member');
    const before = (await app().journal(organization.id)).length;
    const report = () => members().reportActivity(ctx(), organization.id, member.id);
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    expect(await report()).toEqual({ lastActiveOn: today });
    const transactions = store.figures().transactions;
    expect(await report()).toEqual({ lastActiveOn: today });
    expect(store.figures().transactions).toBe(transactions);
    expect(await store.read.members.get(member.id)).toMatchObject({
      version: 1,
      lastActiveOn: today,
    });
    expect(await app().journal(organization.id)).toHaveLength(before);
    await changeStatus(app(), organization, member.id, 'suspended');
    expect(await outcomeOf(report())).toBe('member.not_active');
  });
});
