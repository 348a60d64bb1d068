import { expect, jest, test } from '@jest/globals';
import { COLLECTIONS, equals, type CollectionName, type Store } from '#store/index.js';
import { instant, newId } from '#kernel/index.js';
import { faultOf } from '../../kit/faults.js';
import { overApplications, type TestApplication } from '../../kit/application.js';
import { newMember } from '../../kit/members.js';

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

/** What each collection is asked by: `members by organizationId`. */
function watchedQuestions(store: Store): () => string[] {
  const spies = (Object.keys(COLLECTIONS) as CollectionName[]).map((name) => {
    const find = jest.spyOn(store.read[name], 'find');
    const columns = jest.spyOn(store.read[name], 'columns');
    return { name, calls: () => [...find.mock.calls, ...columns.mock.calls] };
  });
  return () =>
    spies.flatMap(({ name, calls }) =>
      calls().flatMap(([{ where }]) =>
        where.kind === 'compare' && 'column' in where.field
          ? `${name} by ${where.field.column}`
          : [],
      ),
    );
}

/** Whether an index begins with that, so that nothing of others is walked. */
function isIndexed(asked: string): boolean {
  const [name = '', column = ''] = asked.split(' by ');
  // few: the job that numbers the feed takes them
  if (name === 'feedMarks') return true;
  const { indexes, unique } = COLLECTIONS[name as CollectionName];
  return column === 'id' || [...indexes, ...unique].some(({ on }) => String(on[0]) === column);
}

/** An organization with something in it, and everything by which its rows are known. */
async function settled(app: TestApplication) {
  const organization = await app.organization();
  const { id } = organization;
  const scim = await app.scimConnection(organization);
  const userId = await scim.user('user-1@example.com');
  await scim.call('GET', `/Users/${userId}`);
  const group = await scim.group('Group', userId);
  await scim.mapGroups([{ groupId: group, role: 'viewer' }]);
  const { core, ctx } = app;
  await core.invitations.create(ctx(), id, { email: 'guest@example.com' });
  const taskId = newId();
  const now = instant(app.clock.now());
  const stamp = { version: 1, createdAt: now, updatedAt: now };
  await app.store.transaction(id, async (tx) => {
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
      actor: app.ctx().actor,
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
  return { organization, id, side: scim, owners: [id, scim.connection.id, taskId] };
}

overApplications('the end of an organization', (app, { secondApplication }) => {
  const organizations = () => app().core.organizations;

  test('a disabled organization lets nobody in, keeps everything, and comes back', async () => {
    const { id, side: scim } = await settled(app());
    const { ctx, core } = app();
    await organizations().disable(ctx(), id);
    expect((await organizations().disable(ctx(), id)).status).toBe('disabled');
    const refusal = { code: 'organization.disabled' };
    expect(await faultOf(scim.call('GET', '/Users'))).toMatchObject(refusal);
    expect(await faultOf(organizations().requireOpen(ctx(), id))).toMatchObject(refusal);
    expect(await faultOf(newMember(app(), { id }, 'user-2'))).toMatchObject(refusal);
    const invited = core.invitations.create(ctx(), id, { email: 'user-3@example.com' });
    expect(await faultOf(invited)).toMatchObject(refusal);
    const update = organizations().update(ctx(), { organizationId: id }, { name: 'Other' });
    expect(await faultOf(update)).toMatchObject(refusal);
    await organizations().enable(ctx(), id);
    expect((await scim.call('GET', '/Users')).status).toBe(200);
    const types = (await app().journal(id)).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['org.disabled', 'org.enabled']);
  });

  test('deleting asks for the slug, closes every door, and is undone for 30 days', async () => {
    const { id, side: scim, organization } = await settled(app());
    const { ctx, core } = app();
    const target = { organizationId: id };
    expect(await faultOf(organizations().remove(ctx(), target, 'wrong'))).toEqual({
      code: 'organization.confirmation',
    });
    expect((await scim.call('GET', '/Users')).status).toBe(200);
    const deleted = await organizations().remove(ctx(), target, organization.slug);
    expect(deleted).toMatchObject({
      status: 'deleted',
      purgeAt: instant(app().clock.now() + 30 * DAY),
    });
    const refusal = { code: 'organization.deleted' };
    expect(await faultOf(scim.call('GET', '/Users'))).toMatchObject(refusal);
    expect(await faultOf(newMember(app(), { id }, 'user-2'))).toMatchObject(refusal);
    const invited = core.invitations.create(ctx(), id, { email: 'user-3@example.com' });
    expect(await faultOf(invited)).toMatchObject(refusal);
    for (const again of [
      () => organizations().remove(ctx(), target, organization.slug),
      () => organizations().disable(ctx(), id),
      () => organizations().enable(ctx(), id),
      () => organizations().requireOpen(ctx(), id),
    ]) {
      expect(await faultOf(again())).toMatchObject(refusal);
    }
    // nobody else takes the name meanwhile
    const taken = organizations().create(ctx(), { name: 'New', slug: organization.slug });
    expect(await faultOf(taken)).toMatchObject({ code: 'organization.slug_taken' });
    app().clock.advance(30 * DAY - 1);
    expect(await organizations().purgeDeleted(ctx())).toEqual({ done: 0, more: false });
    const back = await organizations().restore(ctx(), id);
    expect(back).toMatchObject({ status: 'active' });
    expect([back.purgeAt, back.deletedAt]).toEqual([undefined, undefined]);
    expect((await scim.call('GET', '/Users')).body).toMatchObject({ totalResults: 1 });
    expect(await faultOf(organizations().restore(ctx(), id))).toMatchObject({
      code: 'organization.not_deleted',
    });
  });

  test('what was disabled before it was deleted is disabled when it is restored', async () => {
    const { id, organization } = await settled(app());
    const { ctx } = app();
    await organizations().disable(ctx(), id);
    await organizations().remove(ctx(), { organizationId: id }, organization.slug);
    expect((await organizations().restore(ctx(), id)).status).toBe('disabled');
    expect((await organizations().enable(ctx(), id)).status).toBe('active');
  });

  test('after its time nothing of it is left, in any collection, and nothing of others is gone', async () => {
    const { id, owners, organization } = await settled(app());
    const neighbour = await settled(app());
    const { ctx, store, provisioning } = app();
    // what directories sent is written down a moment later
    await provisioning.exchanges.flush();
    const before = await rowsOf(store, owners);
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining(['members', 'journal', 'scimUsers', 'groupMembers', 'taskRows']),
    );
    const theirs = await rowsOf(store, neighbour.owners);
    await organizations().remove(ctx(), { organizationId: id }, organization.slug);
    app().clock.advance(30 * DAY);
    expect(await faultOf(organizations().restore(ctx(), id))).toMatchObject({
      code: 'organization.restore_over',
    });
    const other = await secondApplication();
    const sweep = async (by: TestApplication) => {
      while ((await by.core.organizations.purgeDeleted(by.ctx())).more) continue;
    };
    await Promise.all([sweep(app()), sweep(other)]);
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
    const { id, side: scim, organization, owners } = await settled(app());
    const { ctx, store } = app();
    await scim.seedUsers(1_700);
    await organizations().remove(ctx(), { organizationId: id }, organization.slug);
    app().clock.advance(30 * DAY);
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
    const asked = watchedQuestions(store);
    while ((await organizations().purgeDeleted(ctx())).more) continue;
    expect(await rowsOf(store, owners)).toEqual({});
    expect(asked()).toEqual(expect.arrayContaining(['groupMembers by groupId']));
    expect(asked().filter((one) => !isIndexed(one))).toEqual([]);
  });
});
