import { expect, test } from '@jest/globals';
import { faultOf } from '../../kit/faults.js';
import { overApplications, rolesOf, type TestApplication } from '../../kit/application.js';
import { actingAs, newMember } from '../../kit/members.js';

const DAY = 86_400_000;

/** An organization with its owner, and somebody who may become one. */
async function createFixture(app: TestApplication) {
  const organization = await app.organization();
  const [owner] = await app.members(organization.id);
  if (!owner) throw new Error('The organization has no owner.');
  const successor = await newMember(app, organization, 'user-1', 'member');
  return { id: organization.id, organization, owner, heir: successor };
}

async function owners(app: TestApplication, id: string): Promise<string[]> {
  return (await app.members(id))
    .filter(({ status, standing }) => status === 'active' && standing === 'owner')
    .map((member) => member.id);
}

overApplications('ownership', (app, { secondApplication }) => {
  const offered = async (roleAfter?: string) => {
    const at = await createFixture(app());
    const offer = await app().core.ownership.offer(await actingAs(app(), at.owner), at.id, {
      toMemberId: at.heir.id,
      roleAfter,
    });
    return { ...at, offer };
  };

  test('taking and giving are one step: the old owner gets the role that was said', async () => {
    const { id, owner, heir: successor, offer } = await offered('admin');
    const { ownership, members } = app().core;
    expect(await owners(app(), id)).toEqual([owner.id]);
    const done = await ownership.accept(await actingAs(app(), successor), id, offer.id);
    expect(done).toMatchObject({ status: 'accepted' });
    expect(await owners(app(), id)).toEqual([successor.id]);
    expect(rolesOf(await members.get(app().ctx(), id, successor.id))).toEqual([
      'member by manual',
      'owner by ownership',
    ]);
    expect(rolesOf(await members.get(app().ctx(), id, owner.id))).toEqual(['admin by ownership']);
    const types = (await app().journal(id)).map(({ type }) => type);
    expect(types.slice(-3)).toEqual([
      'member.role_changed',
      'member.role_changed',
      'ownership.accepted',
    ]);
    expect(types).toContain('ownership.offered');
  });

  test('without a role the old owner leaves', async () => {
    const { id, owner, heir: successor, offer } = await offered();
    await app().core.ownership.accept(await actingAs(app(), successor), id, offer.id);
    const gone = await app().core.members.get(app().ctx(), id, owner.id);
    expect(gone).toMatchObject({ status: 'left', standing: 'none' });
    expect((await app().journal(id)).map(({ type }) => type)).toContain('member.left');
  });

  test('only who was asked accepts or declines, and nothing happens otherwise', async () => {
    const { id, owner, offer, organization } = await offered('admin');
    const { ownership } = app().core;
    const other = await newMember(app(), organization, 'user-2', 'admin');
    for (const somebody of [owner, other]) {
      const ctx = await actingAs(app(), somebody);
      const refusal = { code: 'ownership.not_yours' };
      expect(await faultOf(ownership.accept(ctx, id, offer.id))).toEqual(refusal);
      expect(await faultOf(ownership.decline(ctx, id, offer.id))).toEqual(refusal);
    }
    expect(await owners(app(), id)).toEqual([owner.id]);
    const elsewhere = await createFixture(app());
    const stranger = await actingAs(app(), elsewhere.heir);
    expect(await faultOf(ownership.accept(stranger, elsewhere.id, offer.id))).toMatchObject({
      code: 'ownership.missing',
    });
  });

  test('one offer at a time; declined, withdrawn and expired ones make room', async () => {
    const { id, owner, heir: successor, offer } = await offered('admin');
    const { ownership } = app().core;
    const again = async () =>
      ownership.offer(await actingAs(app(), owner), id, {
        toMemberId: successor.id,
        roleAfter: 'admin',
      });
    expect(await faultOf(again())).toMatchObject({ code: 'ownership.pending', id: offer.id });
    await ownership.decline(await actingAs(app(), successor), id, offer.id);
    const next = await again();
    await ownership.withdraw(await actingAs(app(), owner), id, next.id);
    expect(
      await faultOf(ownership.accept(await actingAs(app(), successor), id, next.id)),
    ).toMatchObject({
      code: 'ownership.over',
      status: 'withdrawn',
    });
    const late = await again();
    app().clock.advance(7 * DAY);
    expect(
      await faultOf(ownership.accept(await actingAs(app(), successor), id, late.id)),
    ).toMatchObject({
      code: 'ownership.over',
      status: 'expired',
    });
    const list = await ownership.list(app().ctx(), id, { limit: 10 });
    expect(list.items.map(({ status }) => status)).toEqual(['declined', 'withdrawn', 'expired']);
    expect((await again()).status).toBe('pending');
  });

  test('the sweep ends what nobody took, once', async () => {
    const { id } = await offered('admin');
    app().clock.advance(8 * DAY);
    const other = await secondApplication();
    await Promise.all([app(), other].map((by) => by.core.ownership.expireOffers(by.ctx())));
    const ended = (await app().journal(id)).filter(({ type }) => type === 'ownership.expired');
    expect(ended).toHaveLength(1);
    expect(await app().core.ownership.expireOffers(app().ctx())).toEqual({
      done: 0,
      more: false,
    });
  });

  test('nobody but an owner offers it: neither an administrator nor a key', async () => {
    const { id, organization, heir: successor, owner } = await createFixture(app());
    const { ownership } = app().core;
    const admin = await newMember(app(), organization, 'user-2', 'admin');
    const input = { toMemberId: successor.id, roleAfter: 'admin' };
    const refusal = { code: 'permission.missing', permission: 'ownership:write' };
    const asAdmin = await actingAs(app(), admin);
    expect(await faultOf(ownership.offer(asAdmin, id, input))).toMatchObject(refusal);
    const key = {
      ...app().ctx(),
      actor: { kind: 'api_key', id: 'key', name: 'Key' },
      authority: { permissions: new Set(['ownership:write']), grants: 'all', manages: 'all' },
    } as const;
    expect(await faultOf(ownership.offer(key, id, input))).toMatchObject(refusal);
    // the operator has to say whose it is
    const operator = app().ctx();
    expect(await faultOf(ownership.offer(operator, id, input))).toMatchObject({
      errors: [{ field: 'fromMemberId' }],
    });
    const named = { ...input, fromMemberId: owner.id };
    expect((await ownership.offer(operator, id, named)).fromMemberId).toBe(owner.id);
  });

  test('what cannot be offered is said before anything is written', async () => {
    const { id, owner, heir: successor, organization } = await createFixture(app());
    const { ownership, members } = app().core;
    const gone = await newMember(app(), organization, 'user-2', 'member');
    await members.suspend(app().ctx(), { organizationId: id, memberId: gone.id });
    const ctx = await actingAs(app(), owner);
    const input = (toMemberId: string, roleAfter = 'admin') =>
      faultOf(ownership.offer(ctx, id, { toMemberId, roleAfter }));
    expect(await input(gone.id)).toMatchObject({ code: 'member.not_active' });
    expect(await input(owner.id)).toMatchObject({ errors: [{ field: 'toMemberId' }] });
    expect(await input(successor.id, 'owner')).toMatchObject({ errors: [{ field: 'roleAfter' }] });
    expect(await input(successor.id, 'root')).toMatchObject({ errors: [{ field: 'roleAfter' }] });
    expect(await input(successor.id, 'nope')).toMatchObject({ code: 'role.unknown' });
    const elsewhere = await createFixture(app());
    expect(await input(elsewhere.heir.id)).toMatchObject({ code: 'member.missing' });
    expect((await ownership.list(app().ctx(), id, { limit: 5 })).items).toEqual([]);
  });

  test('seed 4.24: where nobody owns, another administrator is made instead', async () => {
    const { ctx, core } = app();
    const owner = { email: 'owner@example.com', name: 'Owner' };
    const organization = await core.organizations.create(ctx(), {
      name: 'Tenant',
      preset: 'logto',
      plan: 'dev',
      owner,
    });
    const { id } = organization;
    const [first] = await app().members(id);
    const next = await newMember(app(), organization, 'user-1', 'collaborator');
    if (!first) throw new Error('The tenant has no administrator.');
    const input = { toMemberId: next.id, roleAfter: 'collaborator' };
    const refused = core.ownership.offer(await actingAs(app(), first), id, input);
    expect(await faultOf(refused)).toEqual({ code: 'ownership.none', preset: 'logto' });
    expect(await faultOf(core.leave(await actingAs(app(), first), id))).toMatchObject({
      code: 'member.owner_leaves',
    });
    const change = { kind: 'set', roles: [{ role: 'admin' }] } as const;
    await core.memberRoles.change(await actingAs(app(), first), id, next.id, change, {
      confirm: true,
    });
    expect(await core.leave(await actingAs(app(), first), id)).toMatchObject({ status: 'left' });
  });

  test('a race: accepted twice at once, done once', async () => {
    const other = await secondApplication();
    const { id, heir: successor, offer } = await offered('admin');
    const outcomes = await Promise.allSettled(
      [app(), other].map(async (by) =>
        by.core.ownership.accept(await actingAs(by, successor), id, offer.id),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await owners(app(), id)).toEqual([successor.id]);
    const accepted = (await app().journal(id)).filter(({ type }) => type === 'ownership.accepted');
    expect(accepted).toHaveLength(1);
  });

  test('a race: a directory suspends who accepts, and there is an owner afterwards', async () => {
    const other = await secondApplication();
    for (let round = 0; round < 3; round += 1) {
      const { id, owner, organization } = await createFixture(app());
      const scim = await app().scimConnection(organization);
      const userId = await scim.user('heir@example.com');
      const successor = await scim.memberOf(userId);
      const { ownership } = app().core;
      const input = { toMemberId: successor.id, roleAfter: 'admin' };
      const offer = await ownership.offer(await actingAs(app(), owner), id, input);
      const ctx = await actingAs(app(), successor);
      const [suspended, accepted] = await Promise.allSettled([
        other.attach(scim).patch(`/Users/${userId}`, {
          op: 'replace',
          path: 'active',
          value: false,
        }),
        ownership.accept(ctx, id, offer.id),
      ]);
      const now = await owners(app(), id);
      expect(now).toEqual([accepted.status === 'fulfilled' ? successor.id : owner.id]);
      if (suspended.status === 'rejected') throw suspended.reason;
      // who owns alone is not suspended; who is suspended does not accept
      expect(suspended.value.status).toBe(accepted.status === 'fulfilled' ? 400 : 200);
    }
  });

  test('a member leaves; the last owner, and whom a directory manages, are told who helps', async () => {
    const { id, owner, heir: successor, organization } = await createFixture(app());
    const { core } = app();
    expect(await faultOf(core.leave(await actingAs(app(), owner), id))).toMatchObject({
      code: 'member.owner_leaves',
      memberId: owner.id,
    });
    expect(await core.leave(await actingAs(app(), successor), id)).toMatchObject({
      status: 'left',
    });
    const left = (await app().journal(id)).filter(({ type }) => type === 'member.left').at(-1);
    expect(left).toMatchObject({ target: { id: successor.id } });
    expect(left?.actor).toMatchObject({ kind: 'member', id: successor.id });
    expect(await faultOf(actingAs(app(), successor))).toMatchObject({ code: 'acting.unknown' });
    const scim = await app().scimConnection(organization);
    const managed = await scim.memberOf(await scim.user('user-9@example.com'));
    expect(await faultOf(core.leave(await actingAs(app(), managed), id))).toEqual({
      code: 'member.cannot_leave',
      directory: 'Directory',
      ask: ['Owner'],
    });
    expect(await faultOf(core.leave(app().ctx(), id))).toMatchObject({
      code: 'permission.missing',
    });
  });
});
