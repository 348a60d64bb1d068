import { expect, test } from '@jest/globals';
import { COLLECTIONS, equals, type CollectionName, type Store } from '#store/index.js';
import { instant, newId } from '#kernel/index.js';
import { faultOf } from '../kit/faults.js';
import { overHouses, type House } from '../kit/house.js';
import { newMember } from '../kit/members.js';

const DAY = 86_400_000;

/** Rows of a collection that belong to an organization, one of its connections or one of its tasks. */
async function rowsOf(store: Store, owners: readonly string[]): Promise<Record<string, number>> {
  const left: Record<string, number> = {};
  for (const name of Object.keys(COLLECTIONS) as CollectionName[]) {
    const { columns } = COLLECTIONS[name];
    let rows = 0;
    for (const column of ['organizationId', 'connectionId', 'taskId', 'id']) {
      if (column !== 'id' && !Object.hasOwn(columns, column)) continue;
      if (column === 'id' && name !== 'organizations') continue;
      for (const owner of owners) rows += await store.read[name].count(equals(column, owner));
    }
    if (rows > 0) left[name] = rows;
  }
  return left;
}

/** An organization with something in it, and everything by which its rows are known. */
async function settled(house: House) {
  const organization = await house.organization();
  const { id } = organization;
  const side = await house.side(organization);
  const userId = await side.user('user-1@example.com');
  const group = await side.group('Group', userId);
  await side.map([{ groupId: group, role: 'viewer' }]);
  const { directory, ctx } = house;
  await directory.invitations.create(ctx(), id, { email: 'guest@example.com' });
  const taskId = newId();
  const now = instant(house.clock.now());
  const stamp = { version: 1, createdAt: now, updatedAt: now };
  await house.store.transaction(id, async (tx) => {
    await tx.tasks.insert({
      id: taskId,
      ...stamp,
      organizationId: id,
      kind: 'invite',
      status: 'done',
      total: 1,
      done: 1,
      succeeded: 1,
      failed: 0,
      options: {},
      actor: house.ctx().actor,
      authority: { permissions: 'all', grants: 'all', manages: 'all' },
    });
    await tx.taskRows.insert({
      id: newId(),
      ...stamp,
      taskId,
      number: 1,
      status: 'succeeded',
      input: {},
    });
    await tx.domains.insert({
      id: newId(),
      ...stamp,
      organizationId: id,
      name: `${id}.example`,
      status: 'pending',
      enrolment: 'manual',
      dnsCode: 'code',
      failures: 0,
    });
  });
  return { organization, id, side, owners: [id, side.connection.id, taskId] };
}

overHouses('the end of an organization', (house, { second }) => {
  const organizations = () => house().directory.organizations;

  test('a disabled organization lets nobody in, keeps everything, and comes back', async () => {
    const { id, side } = await settled(house());
    const { ctx, directory } = house();
    await organizations().disable(ctx(), id);
    expect((await organizations().disable(ctx(), id)).status).toBe('disabled');
    const refusal = { code: 'organization.disabled' };
    expect(await faultOf(side.call('GET', '/Users'))).toMatchObject(refusal);
    expect(await faultOf(organizations().requireOpen(ctx(), id))).toMatchObject(refusal);
    expect(await faultOf(newMember(house(), { id }, 'user-2'))).toMatchObject(refusal);
    const invited = directory.invitations.create(ctx(), id, { email: 'user-3@example.com' });
    expect(await faultOf(invited)).toMatchObject(refusal);
    const update = organizations().update(ctx(), { organizationId: id }, { name: 'Other' });
    expect(await faultOf(update)).toMatchObject(refusal);
    await organizations().enable(ctx(), id);
    expect((await side.call('GET', '/Users')).status).toBe(200);
    const types = (await house().journal(id)).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['org.disabled', 'org.enabled']);
  });

  test('deleting asks for the slug, closes every door, and is undone for 30 days', async () => {
    const { id, side, organization } = await settled(house());
    const { ctx, directory } = house();
    const target = { organizationId: id };
    expect(await faultOf(organizations().remove(ctx(), target, 'wrong'))).toEqual({
      code: 'organization.confirmation',
    });
    expect((await side.call('GET', '/Users')).status).toBe(200);
    const deleted = await organizations().remove(ctx(), target, organization.slug);
    expect(deleted).toMatchObject({
      status: 'deleted',
      purgeAt: instant(house().clock.now() + 30 * DAY),
    });
    const refusal = { code: 'organization.deleted' };
    expect(await faultOf(side.call('GET', '/Users'))).toMatchObject(refusal);
    expect(await faultOf(newMember(house(), { id }, 'user-2'))).toMatchObject(refusal);
    const invited = directory.invitations.create(ctx(), id, { email: 'user-3@example.com' });
    expect(await faultOf(invited)).toMatchObject(refusal);
    for (const again of [
      organizations().remove(ctx(), target, organization.slug),
      organizations().disable(ctx(), id),
      organizations().enable(ctx(), id),
      organizations().requireOpen(ctx(), id),
    ]) {
      expect(await faultOf(again)).toMatchObject(refusal);
    }
    // nobody else takes the name meanwhile
    const taken = organizations().create(ctx(), { name: 'New', slug: organization.slug });
    expect(await faultOf(taken)).toMatchObject({ code: 'organization.slug_taken' });
    house().clock.advance(30 * DAY - 1);
    expect(await organizations().purgeDeleted(ctx())).toEqual({ done: 0, more: false });
    const back = await organizations().restore(ctx(), id);
    expect(back).toMatchObject({ status: 'active' });
    expect([back.purgeAt, back.deletedAt]).toEqual([undefined, undefined]);
    expect((await side.call('GET', '/Users')).body).toMatchObject({ totalResults: 1 });
    expect(await faultOf(organizations().restore(ctx(), id))).toMatchObject({
      code: 'organization.not_deleted',
    });
  });

  test('what was disabled before it was deleted is disabled when it is restored', async () => {
    const { id, organization } = await settled(house());
    const { ctx } = house();
    await organizations().disable(ctx(), id);
    await organizations().remove(ctx(), { organizationId: id }, organization.slug);
    expect((await organizations().restore(ctx(), id)).status).toBe('disabled');
    expect((await organizations().enable(ctx(), id)).status).toBe('active');
  });

  test('after its time nothing of it is left, in any collection, and nothing of others is gone', async () => {
    const { id, owners, organization } = await settled(house());
    const neighbour = await settled(house());
    const { ctx, store, provisioning } = house();
    // what directories sent is written down a moment later
    await provisioning.exchanges.flush();
    const before = await rowsOf(store, owners);
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining(['members', 'journal', 'scimUsers', 'groupMembers', 'taskRows']),
    );
    const theirs = await rowsOf(store, neighbour.owners);
    await organizations().remove(ctx(), { organizationId: id }, organization.slug);
    house().clock.advance(30 * DAY);
    expect(await faultOf(organizations().restore(ctx(), id))).toMatchObject({
      code: 'organization.restore_over',
    });
    const other = await second();
    const sweep = async (by: House) => {
      while ((await by.directory.organizations.purgeDeleted(by.ctx())).more) continue;
    };
    await Promise.all([sweep(house()), sweep(other)]);
    expect(await rowsOf(store, owners)).toEqual({});
    expect(await rowsOf(store, neighbour.owners)).toEqual(theirs);
    expect(await faultOf(organizations().get(ctx(), id))).toMatchObject({
      code: 'organization.missing',
    });
    // its name is free again
    const next = await organizations().create(ctx(), { name: 'New', slug: organization.slug });
    expect(next.slug).toBe(organization.slug);
  });

  test('a large one is erased in bounded steps, and a run that was cut off is gone on with', async () => {
    const { id, side, organization, owners } = await settled(house());
    const { ctx, store } = house();
    await side.seed(1_700);
    await organizations().remove(ctx(), { organizationId: id }, organization.slug);
    house().clock.advance(30 * DAY);
    const cut = new Proxy(store, {
      get(target, name) {
        if (name !== 'transaction') return Reflect.get(target, name, target) as unknown;
        return (...parts: Parameters<Store['transaction']>) => {
          steps += 1;
          if (steps > 4) throw new Error('cut off');
          return target.transaction(...parts);
        };
      },
    });
    let steps = 0;
    const { purgeDeleted } = await import('#core/organizations/purge.js');
    await expect(purgeDeleted(cut, ctx())).rejects.toThrow('cut off');
    expect(await rowsOf(store, owners)).toMatchObject({ organizations: 1 });
    while ((await organizations().purgeDeleted(ctx())).more) continue;
    expect(await rowsOf(store, owners)).toEqual({});
  }, 60_000);
});
