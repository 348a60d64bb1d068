import { expect, test } from '@jest/globals';
import { faultOf } from '../kit/faults.js';
import { overHouses, rolesOf, type House } from '../kit/house.js';
import { as, newMember } from '../kit/members.js';

const DAY = 86_400_000;

/** An organization with its owner, and somebody who may become one. */
async function place(house: House) {
  const organization = await house.organization();
  const [owner] = await house.members(organization.id);
  if (!owner) throw new Error('The organization has no owner.');
  const heir = await newMember(house, organization, 'user-1', 'member');
  return { id: organization.id, organization, owner, heir };
}

async function owners(house: House, id: string): Promise<string[]> {
  return (await house.members(id))
    .filter(({ status, standing }) => status === 'active' && standing === 'owner')
    .map((member) => member.id);
}

overHouses('ownership', (house, { second }) => {
  const offered = async (roleAfter?: string) => {
    const at = await place(house());
    const offer = await house().directory.ownership.offer(await as(house(), at.owner), at.id, {
      toMemberId: at.heir.id,
      roleAfter,
    });
    return { ...at, offer };
  };

  test('taking and giving are one step: the old owner gets the role that was said', async () => {
    const { id, owner, heir, offer } = await offered('admin');
    const { ownership, members } = house().directory;
    expect(await owners(house(), id)).toEqual([owner.id]);
    const done = await ownership.accept(await as(house(), heir), id, offer.id);
    expect(done).toMatchObject({ status: 'accepted' });
    expect(await owners(house(), id)).toEqual([heir.id]);
    expect(rolesOf(await members.get(house().ctx(), id, heir.id))).toEqual([
      'member by manual',
      'owner by ownership',
    ]);
    expect(rolesOf(await members.get(house().ctx(), id, owner.id))).toEqual(['admin by ownership']);
    const types = (await house().journal(id)).map(({ type }) => type);
    expect(types.slice(-3)).toEqual([
      'member.role_changed',
      'member.role_changed',
      'ownership.accepted',
    ]);
    expect(types).toContain('ownership.offered');
  });

  test('without a role the old owner leaves', async () => {
    const { id, owner, heir, offer } = await offered();
    await house().directory.ownership.accept(await as(house(), heir), id, offer.id);
    const gone = await house().directory.members.get(house().ctx(), id, owner.id);
    expect(gone).toMatchObject({ status: 'left', standing: 'none' });
    expect((await house().journal(id)).map(({ type }) => type)).toContain('member.left');
  });

  test('only who was asked accepts or declines, and nothing happens otherwise', async () => {
    const { id, owner, offer, organization } = await offered('admin');
    const { ownership } = house().directory;
    const other = await newMember(house(), organization, 'user-2', 'admin');
    for (const somebody of [owner, other]) {
      const ctx = await as(house(), somebody);
      const refusal = { code: 'ownership.not_yours' };
      expect(await faultOf(ownership.accept(ctx, id, offer.id))).toEqual(refusal);
      expect(await faultOf(ownership.decline(ctx, id, offer.id))).toEqual(refusal);
    }
    expect(await owners(house(), id)).toEqual([owner.id]);
    const elsewhere = await place(house());
    const stranger = await as(house(), elsewhere.heir);
    expect(await faultOf(ownership.accept(stranger, elsewhere.id, offer.id))).toMatchObject({
      code: 'ownership.missing',
    });
  });

  test('one offer at a time; declined, withdrawn and expired ones make room', async () => {
    const { id, owner, heir, offer } = await offered('admin');
    const { ownership } = house().directory;
    const again = async () =>
      ownership.offer(await as(house(), owner), id, { toMemberId: heir.id, roleAfter: 'admin' });
    expect(await faultOf(again())).toMatchObject({ code: 'ownership.pending', id: offer.id });
    await ownership.decline(await as(house(), heir), id, offer.id);
    const next = await again();
    await ownership.withdraw(await as(house(), owner), id, next.id);
    expect(await faultOf(ownership.accept(await as(house(), heir), id, next.id))).toMatchObject({
      code: 'ownership.over',
      status: 'withdrawn',
    });
    const late = await again();
    house().clock.advance(7 * DAY);
    expect(await faultOf(ownership.accept(await as(house(), heir), id, late.id))).toMatchObject({
      code: 'ownership.over',
      status: 'expired',
    });
    const list = await ownership.list(house().ctx(), id, { limit: 10 });
    expect(list.items.map(({ status }) => status)).toEqual(['declined', 'withdrawn', 'expired']);
    expect((await again()).status).toBe('pending');
  });

  test('the sweep ends what nobody took, once', async () => {
    const { id } = await offered('admin');
    house().clock.advance(8 * DAY);
    const other = await second();
    await Promise.all([house(), other].map((by) => by.directory.ownership.expireOffers(by.ctx())));
    const ended = (await house().journal(id)).filter(({ type }) => type === 'ownership.expired');
    expect(ended).toHaveLength(1);
    expect(await house().directory.ownership.expireOffers(house().ctx())).toEqual({
      done: 0,
      more: false,
    });
  });

  test('nobody but an owner offers it: neither an administrator nor a key', async () => {
    const { id, organization, heir, owner } = await place(house());
    const { ownership } = house().directory;
    const admin = await newMember(house(), organization, 'user-2', 'admin');
    const wish = { toMemberId: heir.id, roleAfter: 'admin' };
    const refusal = { code: 'permission.missing', permission: 'ownership:write' };
    const asAdmin = await as(house(), admin);
    expect(await faultOf(ownership.offer(asAdmin, id, wish))).toMatchObject(refusal);
    const key = {
      ...house().ctx(),
      actor: { kind: 'api_key', id: 'key', name: 'Key' },
      authority: { permissions: new Set(['ownership:write']), grants: 'all', manages: 'all' },
    } as const;
    expect(await faultOf(ownership.offer(key, id, wish))).toMatchObject(refusal);
    // the operator has to say whose it is
    const operator = house().ctx();
    expect(await faultOf(ownership.offer(operator, id, wish))).toMatchObject({
      errors: [{ field: 'fromMemberId' }],
    });
    const named = { ...wish, fromMemberId: owner.id };
    expect((await ownership.offer(operator, id, named)).fromMemberId).toBe(owner.id);
  });

  test('what cannot be offered is said before anything is written', async () => {
    const { id, owner, heir, organization } = await place(house());
    const { ownership, members } = house().directory;
    const gone = await newMember(house(), organization, 'user-2', 'member');
    await members.suspend(house().ctx(), { organizationId: id, memberId: gone.id });
    const ctx = await as(house(), owner);
    const wish = (toMemberId: string, roleAfter = 'admin') =>
      faultOf(ownership.offer(ctx, id, { toMemberId, roleAfter }));
    expect(await wish(gone.id)).toMatchObject({ code: 'member.not_active' });
    expect(await wish(owner.id)).toMatchObject({ errors: [{ field: 'toMemberId' }] });
    expect(await wish(heir.id, 'owner')).toMatchObject({ errors: [{ field: 'roleAfter' }] });
    expect(await wish(heir.id, 'root')).toMatchObject({ errors: [{ field: 'roleAfter' }] });
    expect(await wish(heir.id, 'nope')).toMatchObject({ code: 'role.unknown' });
    const elsewhere = await place(house());
    expect(await wish(elsewhere.heir.id)).toMatchObject({ code: 'member.missing' });
    expect((await ownership.list(house().ctx(), id, { limit: 5 })).items).toEqual([]);
  });

  test('seed 4.24: where nobody owns, another administrator is made instead', async () => {
    const { ctx, directory } = house();
    const owner = { email: 'owner@example.com', name: 'Owner' };
    const organization = await directory.organizations.create(ctx(), {
      name: 'Tenant',
      preset: 'logto',
      plan: 'dev',
      owner,
    });
    const { id } = organization;
    const [first] = await house().members(id);
    const next = await newMember(house(), organization, 'user-1', 'collaborator');
    if (!first) throw new Error('The tenant has no administrator.');
    const wish = { toMemberId: next.id, roleAfter: 'collaborator' };
    const refused = directory.ownership.offer(await as(house(), first), id, wish);
    expect(await faultOf(refused)).toEqual({ code: 'ownership.none', preset: 'logto' });
    expect(await faultOf(directory.leave(await as(house(), first), id))).toMatchObject({
      code: 'member.owner_leaves',
    });
    const change = { kind: 'set', roles: [{ role: 'admin' }] } as const;
    await directory.memberRoles.change(await as(house(), first), id, next.id, change, {
      confirm: true,
    });
    expect(await directory.leave(await as(house(), first), id)).toMatchObject({ status: 'left' });
  });

  test('a race: accepted twice at once, done once', async () => {
    const other = await second();
    const { id, heir, offer } = await offered('admin');
    const outcomes = await Promise.allSettled(
      [house(), other].map(async (by) =>
        by.directory.ownership.accept(await as(by, heir), id, offer.id),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await owners(house(), id)).toEqual([heir.id]);
    const accepted = (await house().journal(id)).filter(
      ({ type }) => type === 'ownership.accepted',
    );
    expect(accepted).toHaveLength(1);
  });

  test('a race: a directory suspends who accepts, and there is an owner afterwards', async () => {
    const other = await second();
    for (let round = 0; round < 3; round += 1) {
      const { id, owner, organization } = await place(house());
      const side = await house().side(organization);
      const userId = await side.user('heir@example.com');
      const heir = await side.memberOf(userId);
      const { ownership } = house().directory;
      const wish = { toMemberId: heir.id, roleAfter: 'admin' };
      const offer = await ownership.offer(await as(house(), owner), id, wish);
      const ctx = await as(house(), heir);
      const [suspended, accepted] = await Promise.allSettled([
        other.visit(side).patch(`/Users/${userId}`, {
          op: 'replace',
          path: 'active',
          value: false,
        }),
        ownership.accept(ctx, id, offer.id),
      ]);
      const now = await owners(house(), id);
      expect(now).toEqual([accepted.status === 'fulfilled' ? heir.id : owner.id]);
      const status = suspended.status === 'fulfilled' ? suspended.value.status : 0;
      // who owns alone is not suspended; who is suspended does not accept
      expect(status).toBe(accepted.status === 'fulfilled' ? 400 : 200);
    }
  });

  test('a member leaves; the last owner, and whom a directory manages, are told who helps', async () => {
    const { id, owner, heir, organization } = await place(house());
    const { directory } = house();
    expect(await faultOf(directory.leave(await as(house(), owner), id))).toMatchObject({
      code: 'member.owner_leaves',
      memberId: owner.id,
    });
    expect(await directory.leave(await as(house(), heir), id)).toMatchObject({ status: 'left' });
    const left = (await house().journal(id)).at(-1);
    expect(left).toMatchObject({ type: 'member.left', target: { id: heir.id } });
    expect(left?.actor).toMatchObject({ kind: 'member', id: heir.id });
    expect(await faultOf(as(house(), heir))).toMatchObject({ code: 'acting.unknown' });
    const side = await house().side(organization);
    const managed = await side.memberOf(await side.user('user-9@example.com'));
    expect(await faultOf(directory.leave(await as(house(), managed), id))).toEqual({
      code: 'member.cannot_leave',
      directory: 'Directory',
      ask: ['Owner'],
    });
    expect(await faultOf(directory.leave(house().ctx(), id))).toMatchObject({
      code: 'permission.missing',
    });
  });
});
