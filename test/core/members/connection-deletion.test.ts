import { expect, test } from '@jest/globals';
import { pagesOf } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import {
  COLLECTIONS,
  equals,
  everything,
  type Member,
  type PeopleChoice,
  type Reading,
  type Store,
  type Stored,
  type Task,
} from '#store/index.js';
import {
  FakeClock,
  overApplications,
  rolesOf,
  TestApplication,
  type ScimConnection,
} from '../../kit/application.js';
import { faultOf } from '../../kit/faults.js';
import { actingAs, newMember } from '../../kit/members.js';

// A connection is deleted with a choice what becomes of its people. The preview is the act, taken back; nothing is left of the
// connection but what is said in docs/decisions/0036.

const never = { aborted: false };

overApplications('connections are deleted', (app) => {
  const targetOf = ({ organization, connection }: ScimConnection) => ({
    organizationId: organization.id,
    connectionId: connection.id,
  });

  async function finish(house: TestApplication, { organizationId, id }: Task): Promise<Task> {
    for (let more = true; more;) more = (await house.core.tasks.runTasks(house.ctx(), never)).more;
    return house.core.connectionDeletions.get(house.ctx(), organizationId, id);
  }

  async function deleted(scim: ScimConnection, people: PeopleChoice, ctx = app().ctx()) {
    const begun = await app().core.connectionDeletions.begin(ctx, targetOf(scim), people);
    return finish(app(), begun);
  }

  /** All pages. */
  async function preview(
    scim: ScimConnection,
    people: PeopleChoice,
    { ctx = app().ctx(), limit = 100 }: { ctx?: Context; limit?: number } = {},
  ) {
    const items: Awaited<ReturnType<typeof page>>['items'][number][] = [];
    const page = (cursor?: string) =>
      app().core.connectionDeletions.preview(ctx, targetOf(scim), {
        people,
        page: { limit, ...(cursor !== undefined && { cursor }) },
      });
    let found = await page();
    let sum: unknown = found.counts;
    items.push(...found.items);
    while (found.next !== undefined) {
      found = await page(found.next);
      sum = added(sum, found.counts);
      items.push(...found.items);
    }
    return { ...found, items, counts: sum };
  }

  function added(a: unknown, b: unknown): unknown {
    if (typeof a === 'number') return a + Number(b);
    const others = b as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(a as object).map(([key, value]) => [key, added(value, others[key])]),
    );
  }

  const read = async ({ id }: Pick<Member, 'id'>): Promise<Member> => {
    const member = await app().store.read.members.get(id);
    if (!member) throw new Error(`There is no member ${id}.`);
    return member;
  };

  /** A connection whose group gives a role, a space and a seat; two people in it, one of them kept by a second connection. */
  async function stage(role = 'admin') {
    const { core, ctx } = app();
    const organization = await app().organization();
    const scim = await app().scimConnection(organization);
    const second = await app().scimConnection(organization);
    const space = await core.spaces.create(ctx(), organization.id, { name: 'Design' });
    const product = await core.products.create(ctx(), organization.id, {
      key: 'draw',
      name: 'Draw',
      seats: 5,
    });
    const ann = await scim.user('ann@example.com');
    const bob = await scim.user('bob@example.com');
    await second.user('bob@example.com');
    const groupId = await scim.group('Team', ann, bob);
    await scim.mapGroups([
      { groupId, role },
      { groupId, space: { spaceId: space.id, role: 'member' } },
      { groupId, productId: product.id },
    ]);
    const [annMember, bobMember] = [await scim.memberOf(ann), await scim.memberOf(bob)];
    const seatsOf = async (member: Member) =>
      (
        await app().store.read.seats.find({ where: equals('memberId', member.id), limit: 9 })
      ).records
        .filter(({ liveKey }) => liveKey !== undefined)
        .map(({ status, source }) => `${status} by ${source.kind}`);
    const spacesOf = async (member: Member) =>
      (
        await app().store.read.spaceMembers.find({
          where: equals('memberId', member.id),
          limit: 9,
        })
      ).records.map(({ role: held, source }) => `${held} by ${source.kind}`);
    return {
      organization,
      scim,
      second,
      ann: annMember,
      bob: bobMember,
      seatsOf,
      spacesOf,
      groupId,
    };
  }

  /** Collections in which the id of the connection stands anywhere. */
  async function placesOf({ connection }: ScimConnection): Promise<string[]> {
    await app().provisioning.exchanges.flush();
    const places: string[] = [];
    for (const name of Object.keys(COLLECTIONS) as (keyof typeof COLLECTIONS)[]) {
      const reading = app().store.read[name] as Pick<Reading<Stored>, 'find'>;
      for await (const page of pagesOf(reading, everything)) {
        if (!places.includes(name) && JSON.stringify(page).includes(connection.id))
          places.push(name);
      }
    }
    return places;
  }

  test('keep: what the groups gave is hand-given, and nothing is left of the connection', async () => {
    const { organization, scim, second, ann, bob, seatsOf, spacesOf } = await stage();
    const { core, ctx } = app();
    const owner = (await app().members(organization.id)).find((one) => one.standing === 'owner');
    await scim.user(String(owner?.email));
    await newMember(app(), organization, 'eve');
    const late = await scim.user('late@example.com');
    await scim.call('PUT', `/Users/${late}`, {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'late@example.com',
      emails: [{ value: 'eve@example.com' }],
    });
    expect((await scim.memberOf(late)).wanted?.email).toBe('eve@example.com');
    const gone = await scim.user('gone@example.com');
    await scim.call('DELETE', `/Users/${gone}`);

    const shown = await preview(scim, 'keep');
    const stateOf = async (): Promise<unknown> => [
      await app().store.read.scimUsers.count(equals('connectionId', scim.connection.id)),
      await app().members(organization.id),
      (await app().journal(organization.id)).length,
    ];
    const before = await stateOf();
    expect(await preview(scim, 'keep')).toEqual(shown);
    expect(await stateOf()).toEqual(before);
    expect(shown).toMatchObject({ users: 4, groups: 1, mappings: 3 });
    expect(shown.credentials).toMatchObject([{ kind: 'token' }]);
    expect(shown.items.find(({ memberId }) => memberId === ann.id)).toMatchObject({
      outcome: 'kept',
      roles: { handGiven: ['admin'], ended: [] },
      spaces: { handGiven: [{ role: 'member' }], ended: [] },
      products: { handGiven: [expect.any(String)], ended: [] },
    });

    const done = await deleted(scim, 'keep');
    expect(done).toMatchObject({ status: 'done', total: 4, done: 4, report: shown.counts });
    expect(done.report).toMatchObject({ kept: 3, waiting: 1, seats: { handGiven: 2, ended: 0 } });
    expect(rolesOf(await read(ann))).toEqual(['admin by manual']);
    expect(rolesOf(await read(bob))).toEqual(['admin by manual']);
    expect(await seatsOf(ann)).toEqual(['assigned by manual']);
    expect(await spacesOf(bob)).toEqual(['member by manual']);
    expect(await core.members.isManaged(ctx(), ann.id)).toBe(false);
    expect(await core.members.isManaged(ctx(), bob.id)).toBe(true);
    expect(await second.memberOf((await onlyUser(second)).id)).toMatchObject({ id: bob.id });
    // people may change them from now on
    const renamed = await core.members.update(
      ctx(),
      { organizationId: organization.id, memberId: ann.id },
      { name: 'Ann' },
    );
    expect(renamed.name).toBe('Ann');
    const link = { code: 'credential.invalid' };
    expect(await faultOf(core.credentials.authenticate(ctx(), scim.token))).toEqual(link);
    expect(await placesOf(scim)).toEqual(['journal', 'tasks', 'tellings']);
    const entries = (await app().journal(organization.id)).filter(({ type }) =>
      type.startsWith('scim.connection.delet'),
    );
    expect(entries.map(({ type }) => type)).toEqual([
      'scim.connection.deleting',
      'scim.connection.deleted',
    ]);
    expect(entries[1]?.after).toMatchObject({ people: 'keep', kept: 3 });
    expect(await core.journal.verify(ctx(), organization.id)).not.toHaveProperty('broken');
  });

  const onlyUser = async ({ connection }: ScimConnection) => {
    const user = await app().store.read.scimUsers.first(equals('connectionId', connection.id));
    if (!user) throw new Error('The connection has no user.');
    return user;
  };

  test('suspend and remove: what the groups gave ends, other connections keep their people', async () => {
    for (const people of ['suspend', 'remove'] as const) {
      const { scim, ann, bob, seatsOf, spacesOf } = await stage('member');
      const shown = await preview(scim, people);
      const done = await deleted(scim, people);
      expect(done).toMatchObject({ status: 'done', report: shown.counts });
      expect(await read(ann)).toMatchObject({
        status: people === 'suspend' ? 'suspended' : 'left',
        grants: [],
      });
      expect([...(await seatsOf(ann)), ...(await spacesOf(ann))]).toEqual([]);
      expect(shown.items.map(({ outcome, because }) => [outcome, because])).toEqual([
        [people === 'suspend' ? 'suspended' : 'removed', undefined],
        ['kept', 'other_connection'],
      ]);
      const other = await read(bob);
      expect([other.status, rolesOf(other)]).toEqual(['active', ['member by default']]);
      expect([...(await seatsOf(bob)), ...(await spacesOf(bob))]).toEqual([]);
    }
  });

  test('keep gives nothing that the caller could not give', async () => {
    const { organization, scim, ann, seatsOf, spacesOf } = await stage();
    const { core, ctx } = app();
    const role = { name: 'integrator', title: 'Integrator', standing: 'none' } as const;
    const permissions = ['directory:write', 'members:write', 'spaces:write'];
    await core.roles.create(ctx(), organization.id, {
      ...role,
      permissions,
      grants: ['member'],
      manages: ['member'],
    } as never);
    const caller = await newMember(app(), organization, 'ivy', 'integrator');
    const acting = await actingAs(app(), caller);
    const shown = await preview(scim, 'keep', { ctx: acting });
    expect(shown.items.find(({ memberId }) => memberId === ann.id)).toMatchObject({
      outcome: 'kept',
      roles: { handGiven: [], ended: ['admin'] },
      spaces: { handGiven: [{ role: 'member' }], ended: [] },
      products: { handGiven: [], ended: [expect.any(String)] },
    });
    // nor does it suspend whom the caller may not manage
    const suspending = await preview(scim, 'suspend', { ctx: acting });
    expect(suspending.items[0]).toMatchObject({ outcome: 'kept', because: 'authority' });
    // and who may not change members chooses neither
    const linker = { ...role, name: 'linker', permissions: ['directory:write'] };
    await core.roles.create(ctx(), organization.id, {
      ...linker,
      grants: [],
      manages: [],
    } as never);
    const weak = await actingAs(app(), await newMember(app(), organization, 'lee', 'linker'));
    for (const people of ['suspend', 'remove'] as const) {
      const refused = { code: 'permission.missing', permission: 'members:write' };
      expect(await faultOf(preview(scim, people, { ctx: weak }))).toMatchObject(refused);
      expect(await faultOf(deleted(scim, people, weak))).toMatchObject(refused);
    }
    const done = await deleted(scim, 'keep', acting);
    expect(done).toMatchObject({ status: 'done', report: shown.counts });
    expect(rolesOf(await read(ann))).toEqual([]);
    expect(await seatsOf(ann)).toEqual([]);
    expect(await spacesOf(ann)).toEqual(['member by manual']);
  });

  test('every choice keeps the last administrator and the caller, over all pages of the preview', async () => {
    const { core, ctx } = app();
    const organization = await app().organization(null);
    const scim = await app().scimConnection(organization);
    const ids = [];
    for (const name of ['a', 'b', 'c', 'd']) ids.push(await scim.user(`${name}@example.com`));
    const groupId = await scim.group('Admins', ...ids.slice(0, 3));
    await scim.mapGroups([{ groupId, role: 'admin' }]);
    const [first, , last] = await Promise.all(ids.map((id) => scim.memberOf(id)));
    if (!first || !last) throw new Error('There are no people.');
    for (const [limit, people] of [
      [1, 'remove'],
      [2, 'suspend'],
      [100, 'remove'],
    ] as const) {
      const shown = await preview(scim, people, { limit });
      expect(shown.items.filter(({ because }) => because).map((one) => one.memberId)).toEqual([
        last.id,
      ]);
    }
    const acting = await actingAs(app(), first);
    const shown = await preview(scim, 'remove', { ctx: acting, limit: 1 });
    expect(shown.items.map(({ because }) => because)).toEqual([
      'self',
      undefined,
      undefined,
      undefined,
    ]);
    const done = await deleted(scim, 'remove', acting);
    expect(done).toMatchObject({ status: 'done', report: shown.counts });
    expect(rolesOf(await read(first))).toEqual(['admin by manual']);
    const statuses = (await app().members(organization.id)).map(({ status }) => status);
    expect(statuses.sort()).toEqual(['active', 'left', 'left', 'left']);

    const other = await app().scimConnection(organization);
    const only = await other.user('only@example.com');
    const admins = await other.group('Admins', only);
    await other.mapGroups([{ groupId: admins, role: 'admin' }]);
    await core.members.remove(ctx(), { organizationId: organization.id, memberId: first.id });
    const kept = await deleted(other, 'remove');
    expect(kept.report).toMatchObject({ kept: 1, removed: 0, roles: { handGiven: 1, ended: 0 } });
    const lockouts = (await app().journal(organization.id)).filter(
      ({ type }) => type === 'scim.lockout_refused',
    );
    expect(lockouts.at(-1)?.after).toMatchObject({ code: 'member.last_admin' });
  });

  test('it is refused everything from the beginning, and deleted once', async () => {
    const { organization, scim, groupId } = await stage('member');
    const { core, ctx } = app();
    const { connectionDeletions: deletions, connections, credentials, groupMappings } = core;
    const session = await credentials.authenticate(ctx(), scim.token);
    const target = targetOf(scim);
    const { version } = await connections.get(ctx(), organization.id, scim.connection.id);
    const stale = { ...target, expected: version + 1 };
    expect(await faultOf(deletions.begin(ctx(), stale, 'keep'))).toMatchObject({
      code: 'request.precondition',
    });
    const begun = await deletions.begin(ctx(), { ...target, expected: version }, 'keep');
    expect((await deletions.begin(ctx(), target, 'keep')).id).toBe(begun.id);
    const deleting = { code: 'connection.deleting', taskId: begun.id };
    for (const refused of [
      () => deletions.begin(ctx(), target, 'remove'),
      () => connections.update(ctx(), target, { status: 'active' }),
      () => credentials.create(ctx(), organization.id, scim.connection.id, { kind: 'token' }),
      () =>
        groupMappings.replace(ctx(), organization.id, scim.connection.id, {
          mappings: [{ groupId, role: 'member' }],
        }),
    ]) {
      expect(await faultOf(refused())).toMatchObject(deleting);
    }
    expect(await faultOf(credentials.authenticate(ctx(), scim.token))).toEqual({
      code: 'connection.disabled',
    });
    const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'late' };
    const late = await scim.callInSession(session, 'POST', '/Users', { body: user });
    expect(late.status).toBe(403);
    expect((await finish(app(), begun)).status).toBe('done');
    expect((await scim.callInSession(session, 'POST', '/Users', { body: user })).status).toBe(403);
    expect(await placesOf(scim)).toEqual(['journal', 'tasks', 'tellings']);
    expect(await faultOf(deletions.begin(ctx(), target, 'keep'))).toMatchObject({
      code: 'connection.missing',
    });
    // the name is free: nothing of the old one comes back
    const again = await app().scimConnection(organization);
    const ann = await again.user('ann@example.com');
    expect(rolesOf(await again.memberOf(ann))).toContain('member by manual');
  });

  test('a deletion whose caller lost the right to it stops, and another one goes on', async () => {
    const { organization, scim, ann } = await stage('member');
    const { core, ctx } = app();
    const caller = await newMember(app(), organization, 'kim', 'admin');
    const acting = await actingAs(app(), caller);
    const begun = await core.connectionDeletions.begin(acting, targetOf(scim), 'remove');
    const target = { organizationId: organization.id, memberId: caller.id };
    await core.members.suspend(ctx(), target);
    expect(await finish(app(), begun)).toMatchObject({ status: 'failed', error: 'acting.unknown' });
    expect((await read(ann)).status).toBe('active');
    expect(await deleted(scim, 'suspend')).toMatchObject({ status: 'done' });
    expect((await read(ann)).status).toBe('suspended');
  });

  test('a deletion that a process left is gone on with by another, and counts everybody once', async () => {
    const organization = await app().organization();
    const scim = await app().scimConnection(organization);
    await scim.seedUsers(120);
    const begun = await app().core.connectionDeletions.begin(app().ctx(), targetOf(scim), 'remove');
    const dying = new TestApplication(failingAfter(app().store, 3), app().clock as FakeClock);
    await expect(dying.core.tasks.runTasks(dying.ctx(), never)).rejects.toThrow('the process died');
    const progress = await app().core.connectionDeletions.get(
      app().ctx(),
      organization.id,
      begun.id,
    );
    expect(progress).toMatchObject({ status: 'running', total: 120 });
    expect(progress.done).toBe(100);
    // nobody takes it while the lease lasts
    await app().core.tasks.runTasks(app().ctx(), never);
    const { get } = app().core.connectionDeletions;
    expect((await get(app().ctx(), organization.id, begun.id)).done).toBe(progress.done);
    app().clock.advance(31_000);
    expect(await finish(app(), begun)).toMatchObject({
      status: 'done',
      done: 120,
      report: { removed: 120 },
    });
    expect(await placesOf(scim)).toEqual(['journal', 'tasks']);
  });
});

/** A store whose process dies after so many transactions. */
function failingAfter(store: Store, count: number): Store {
  let left = count;
  return {
    ...store,
    read: store.read,
    transaction: (partition, work, options) => {
      left -= 1;
      if (left < 0) throw new Error('the process died');
      return store.transaction(partition, work, options);
    },
  };
}
