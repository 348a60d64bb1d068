import { expect, test } from '@jest/globals';
import type { Organization, Space } from '#store/index.js';
import { faultOf } from '../../kit/faults.js';
import { overApplications, type TestApplication } from '../../kit/application.js';
import { actingAs, changeStatus, createPerson } from '../../kit/organization-scopes.js';

const PAGE = { limit: 50 };

overApplications('spaces', (app) => {
  const home = (preset = 'spaces'): Promise<Organization> =>
    app().core.organizations.create(app().ctx(), {
      name: 'Example',
      preset,
      owner: { name: 'Owner', email: 'owner@example.com' },
    });
  const spaces = (): TestApplication['core']['spaces'] => app().core.spaces;
  const make = ({ id }: Organization, name: string): Promise<Space> =>
    spaces().create(app().ctx(), id, { name });
  const put = (space: Space, memberId: string, role = 'member'): Promise<void> =>
    spaces().assign(app().ctx(), space.organizationId, { spaceId: space.id, memberId, role });
  const reached = async (member: { organizationId: string; id: string }): Promise<string[]> => {
    const { items } = await spaces().ofMember(app().ctx(), member.organizationId, member.id, PAGE);
    return items.map(({ space, reasons, inherited }) =>
      [space.name, ...reasons.map(({ role }) => role), inherited && 'inherited']
        .filter(Boolean)
        .join(' '),
    );
  };

  test('a name is there once, whatever its letter case, and free again afterwards', async () => {
    const org = await home();
    const north = await make(org, 'North');
    expect(await faultOf(make(org, 'NORTH'))).toEqual({ code: 'space.exists', name: 'NORTH' });
    await make(await home(), 'North');
    const south = await make(org, 'South');
    const rename = (expected?: number): Promise<Space> =>
      spaces().update(app().ctx(), org.id, south.id, {
        change: { name: 'north' },
        ...(expected !== undefined && { expected }),
      });
    expect(await faultOf(rename(7))).toMatchObject({ code: 'request.precondition', version: 1 });
    expect(await faultOf(rename(1))).toMatchObject({ code: 'space.exists' });
    await spaces().remove(app().ctx(), org.id, north.id, 1);
    expect(await rename(1)).toMatchObject({ name: 'north', version: 2 });
    const found = await spaces().list(app().ctx(), org.id, { ...PAGE, search: 'NO' });
    expect(found.items.map(({ name }) => name)).toEqual(['north']);
    const types = (await app().journal(org.id)).map(({ type }) => type);
    const told = types.filter((type) => type.startsWith('space.'));
    expect(told).toEqual(['space.created', 'space.created', 'space.deleted', 'space.updated']);
  });

  test('a plan without spaces refuses them, and a limit is kept by two at once', async () => {
    const free = await app().core.organizations.create(app().ctx(), {
      name: 'Free',
      preset: 'lonti',
      plan: 'free',
    });
    expect(await faultOf(make(free, 'North'))).toMatchObject({
      code: 'plan.required',
      feature: 'spaces',
      plans: ['paid'],
    });
    const org = await home();
    await app().store.transaction(org.id, async (tx) => {
      const record = await tx.organizations.get(org.id);
      if (!record) throw new Error('gone');
      await tx.organizations.update({
        ...record,
        version: record.version + 1,
        limits: { spaces: 2 },
      });
    });
    const made = await Promise.allSettled(['A', 'B', 'C', 'D'].map((name) => make(org, name)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await faultOf(make(org, 'E'))).toEqual({ code: 'limit.spaces', limit: 2, used: 2 });
  });

  test('3.19: a member reaches what was granted, with one role in each, and sees nothing else', async () => {
    const org = await home();
    const [north, south] = [await make(org, 'North'), await make(org, 'South')];
    const one = await createPerson(app(), org, 'User One', 'member');
    const other = await createPerson(app(), org, 'User Two', 'member');
    await put(north, one.id);
    await put(north, one.id, 'manager');
    expect(await reached(one)).toEqual(['North manager']);
    const ctx = await actingAs(app(), one);
    const mine = await spaces().list(ctx, org.id, PAGE);
    expect(mine.items.map(({ name }) => name)).toEqual(['North']);
    expect((await spaces().get(ctx, org.id, north.id)).name).toBe('North');
    for (const work of [
      () => spaces().get(ctx, org.id, south.id),
      () => spaces().ofMember(ctx, org.id, other.id, PAGE),
    ]) {
      expect(await faultOf(work())).toMatchObject({ code: 'permission.missing' });
    }
    expect(await faultOf(put(north, one.id, 'king'))).toMatchObject({ code: 'role.unknown' });
    expect(await faultOf(put(north, org.id))).toMatchObject({ code: 'member.missing' });
    const elsewhere = await make(await home(), 'North');
    expect(await faultOf(put({ ...elsewhere, organizationId: org.id }, one.id))).toMatchObject({
      code: 'space.missing',
    });
  });

  test('3.4: an organization admin reaches every space; it is shown as inherited and copied nowhere', async () => {
    const org = await home();
    const admin = await createPerson(app(), org, 'Admin', 'organization-admin');
    const [north] = [await make(org, 'North'), await make(org, 'South')];
    await put(north, admin.id);
    expect(await reached(admin)).toEqual(['North member inherited', 'South inherited']);
    const { items } = await spaces().ofMember(app().ctx(), org.id, admin.id, { limit: 1 });
    expect(items[0]?.inherited).toEqual({ role: 'organization-admin', spaceRole: 'manager' });
    const rows = await app().store.read.spaceMembers.count({
      kind: 'compare',
      field: { column: 'memberId' },
      operator: 'eq',
      value: admin.id,
    });
    expect(rows).toBe(1);
    const drop = (): Promise<void> =>
      spaces().withdraw(app().ctx(), org.id, { spaceId: north.id, memberId: admin.id });
    await drop();
    expect(await faultOf(drop())).toMatchObject({
      code: 'space.inherited',
      role: 'organization-admin',
    });
    const inheriting = await spaces().members(app().ctx(), org.id, north.id, {
      ...PAGE,
      access: 'inherited',
    });
    expect(inheriting.items.map(({ member }) => member.name)).toContain('Admin');
    expect(inheriting.items.every(({ inherited }) => inherited?.spaceRole === 'manager')).toBe(
      true,
    );
    await changeStatus(app(), org, admin.id, 'suspended');
    expect(await reached(admin)).toEqual([]);
  });

  test('3.14: a user admin assigns an organization admin too, whom they may not touch otherwise', async () => {
    const org = await home();
    const north = await make(org, 'North');
    const userAdmin = await createPerson(app(), org, 'User Admin', 'user-admin');
    const admin = await createPerson(app(), org, 'Admin', 'organization-admin');
    const ctx = await actingAs(app(), userAdmin);
    const input = { spaceId: north.id, memberId: admin.id, role: 'member' };
    await spaces().assign(ctx, org.id, input);
    const line = (await app().journal(org.id)).at(-1);
    expect(line).toMatchObject({
      type: 'space.member_added',
      actor: { kind: 'member', id: userAdmin.id },
      target: { kind: 'member', id: admin.id },
      after: { spaceId: north.id, space: 'North', role: 'member', source: { kind: 'manual' } },
    });
    await spaces().withdraw(ctx, org.id, input);
    const { items } = await spaces().members(ctx, org.id, north.id, PAGE);
    expect(items).toEqual([]);
  });

  test('3.27, 3.28, (j): many spaces to one member and many members to one space, row by row', async () => {
    const org = await home();
    const one = await createPerson(app(), org, 'User One', 'member');
    const gone = await createPerson(app(), org, 'Gone', 'member');
    await changeStatus(app(), org, gone.id, 'left');
    const made: string[] = [];
    for (let index = 0; index < 12; index += 1) made.push((await make(org, `S ${index}`)).id);
    const some = await spaces().assignToMember(app().ctx(), org.id, one.id, {
      action: 'assign',
      role: 'member',
      ids: [...made, gone.id],
    });
    expect(some.slice(0, 12).map(({ outcome }) => outcome)).toEqual(made.map(() => 'assigned'));
    expect(some.at(-1)).toMatchObject({ outcome: 'failed', code: 'space.missing' });
    expect(await reached(one)).toHaveLength(12);
    const pages = [await spaces().ofMember(app().ctx(), org.id, one.id, { limit: 5 })];
    for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) {
      pages.push(await spaces().ofMember(app().ctx(), org.id, one.id, { limit: 5, cursor: next }));
    }
    const ids = pages.flatMap(({ items }) => items.map(({ space }) => space.id));
    expect([...ids].sort()).toEqual([...made].sort());
    const first = made[0] ?? '';
    const rows = await spaces().assignMany(app().ctx(), org.id, first, {
      action: 'assign',
      role: 'manager',
      ids: [one.id, gone.id, first],
    });
    expect(rows.map(({ outcome, code }) => code ?? outcome)).toEqual([
      'changed',
      'member.left',
      'member.missing',
    ]);
    const out = await spaces().assignMany(app().ctx(), org.id, first, {
      action: 'remove',
      ids: [one.id],
    });
    expect(out).toEqual([{ id: one.id, outcome: 'removed' }]);
    const noRole = spaces().assignMany(app().ctx(), org.id, first, {
      action: 'assign',
      ids: [one.id],
    });
    expect(await faultOf(noRole)).toMatchObject({ code: 'request.invalid' });
  });

  test('3.32, 3.33: whoever is removed reaches no space, and the line names what is without them now', async () => {
    const org = await home();
    const [north, south] = [await make(org, 'North'), await make(org, 'South')];
    const one = await createPerson(app(), org, 'User One', 'member');
    for (const space of [north, south]) await put(space, one.id);
    await changeStatus(app(), org, one.id, 'suspended');
    expect(await reached(one)).toHaveLength(2);
    await changeStatus(app(), org, one.id, 'left');
    expect(await reached(one)).toEqual([]);
    const line = (await app().journal(org.id)).find(({ type }) => type === 'space.member_removed');
    expect(line).toMatchObject({
      target: { kind: 'member', id: one.id },
      after: { because: 'member.removed', assignments: 2 },
    });
    const named = line?.after?.['spaces'] as { id: string }[];
    expect(named.map(({ id }) => id).sort()).toEqual([north.id, south.id].sort());
    expect(await faultOf(put(north, one.id))).toMatchObject({ code: 'member.left' });
  });

  test('a space that goes takes everybody out of it, in batches, with a line for each', async () => {
    const org = await home('standard');
    const scim = await app().scimConnection(org);
    await scim.seedUsers(230);
    const north = await make(org, 'North');
    const ids = (await app().members(org.id)).map(({ id }) => id);
    const rows = await spaces().assignMany(app().ctx(), org.id, north.id, {
      action: 'assign',
      role: 'member',
      ids,
    });
    expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(['assigned']));
    const [someone = ''] = ids;
    await spaces().remove(app().ctx(), org.id, north.id);
    const { items } = await spaces().ofMember(app().ctx(), org.id, someone, PAGE);
    expect(items.flatMap(({ reasons }) => reasons)).toEqual([]);
    const entries = (await app().journal(org.id)).filter(
      ({ type, after }) =>
        type === 'space.member_removed' && after?.['because'] === 'space.deleted',
    );
    expect(entries).toHaveLength(ids.length);
    expect(await faultOf(spaces().get(app().ctx(), org.id, north.id))).toMatchObject({
      code: 'space.missing',
    });
  });
});
