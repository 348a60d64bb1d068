import type { MappingRequest } from '#core/index.js';
import { expect, test } from '@jest/globals';
import type { Product, Space } from '#store/index.js';
import { seatsOf } from '../../kit/organization-scopes.js';
import { faultOf } from '../../kit/faults.js';
import { overApplications, rolesOf, type ScimConnection } from '../../kit/application.js';

overApplications('groups that give spaces and seats', (app) => {
  const space = (scim: ScimConnection, name: string): Promise<Space> =>
    app().core.spaces.create(app().ctx(), scim.organization.id, { name });
  const product = (scim: ScimConnection, key: string, seats: number): Promise<Product> =>
    app().core.products.create(app().ctx(), scim.organization.id, {
      key,
      name: key,
      seats,
    });
  const spacesOf = async (scim: ScimConnection, userId: string): Promise<string[]> => {
    const { id } = await scim.memberOf(userId);
    const { items } = await app().core.spaces.ofMember(app().ctx(), scim.organization.id, id, {
      limit: 50,
    });
    return items.map(({ space: { name }, reasons }) =>
      [name, ...reasons.map(({ role, source }) => `${role} by ${source.kind}`).sort()].join(' '),
    );
  };
  const assign = async (
    scim: ScimConnection,
    to: Space,
    userId: string,
    role: string,
  ): Promise<void> =>
    app().core.spaces.assign(app().ctx(), scim.organization.id, {
      spaceId: to.id,
      memberId: (await scim.memberOf(userId)).id,
      role,
    });

  test('the view names what is given; the mode `first` is about roles only', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com');
    const [a, b] = [await scim.group('A', id), await scim.group('B', id)];
    const [north, drawing] = [await space(scim, 'North'), await product(scim, 'drawing', 5)];
    const mappings = [
      { groupId: a, role: 'billing' },
      { groupId: b, role: 'viewer' },
      { groupId: b, space: { spaceId: north.id, role: 'manager' } },
      { groupId: b, productId: drawing.id },
    ];
    await scim.mapGroups(mappings, { mode: 'first' });
    expect(rolesOf(await scim.memberOf(id))).toEqual(['billing by group']);
    expect(await spacesOf(scim, id)).toEqual(['North manager by group']);
    expect(await seatsOf(app(), drawing.id)).toEqual([
      `${(await scim.memberOf(id)).name} assigned`,
    ]);
    const view = await app().core.groupMappings.get(
      app().ctx(),
      scim.organization.id,
      scim.connection.id,
    );
    expect(view.mappings.slice(2)).toEqual([
      { ...mappings[2], groupName: 'B', state: 'bound', spaceName: 'North' },
      { ...mappings[3], groupName: 'B', state: 'bound', productName: 'drawing' },
    ]);
    expect(await app().store.read.connections.get(scim.connection.id)).toMatchObject({
      givesBelongings: true,
    });
    await scim.mapGroups([{ groupId: a, role: 'billing' }]);
    expect(await spacesOf(scim, id)).toEqual([]);
    expect(await seatsOf(app(), drawing.id)).toEqual([]);
    // and then nobody looks for spaces and seats any more
    expect(await app().store.read.connections.get(scim.connection.id)).not.toHaveProperty(
      'givesBelongings',
    );
  });

  test('who joins gets them, who leaves loses them; what came by hand stays', async () => {
    const scim = await app().scimConnection();
    const [one, two] = [await scim.user('one@example.com'), await scim.user('two@example.com')];
    const [a, b] = [await scim.group('A'), await scim.group('B')];
    const [north, drawing] = [await space(scim, 'North'), await product(scim, 'drawing', 5)];
    await scim.mapGroups([
      { groupId: a, space: { spaceId: north.id, role: 'member' } },
      { groupId: b, space: { spaceId: north.id, role: 'viewer' } },
      { groupId: a, productId: drawing.id },
      { groupId: b, productId: drawing.id },
    ]);
    await assign(scim, north, one, 'manager');
    const { id: memberId } = await scim.memberOf(two);
    await app().core.seats.assign(app().ctx(), scim.organization.id, {
      productId: drawing.id,
      memberId,
    });
    await scim.join(a, one, two);
    await scim.join(b, one);
    expect(await spacesOf(scim, one)).toEqual([
      'North manager by manual member by group viewer by group',
    ]);
    await scim.leave(a, one, two);
    expect(await spacesOf(scim, one)).toEqual(['North manager by manual viewer by group']);
    const seats = await app().core.seats.list(app().ctx(), scim.organization.id, {
      limit: 10,
    });
    const sources = seats.items.map(({ memberId: whose, source }) => [whose, source]);
    expect(sources).toContainEqual([memberId, { kind: 'manual' }]);
    expect(sources).toContainEqual([
      (await scim.memberOf(one)).id,
      { kind: 'group', groupId: b, connectionId: scim.connection.id },
    ]);
    expect((await scim.call('DELETE', `/Groups/${b}`)).status).toBe(204);
    expect(await spacesOf(scim, one)).toEqual(['North manager by manual']);
    expect(await app().store.read.tallies.get(`seats:${drawing.id}`)).toBe(1);
  });

  test('what a group gives is taken away at the group only', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('one@example.com');
    const a = await scim.group('A', id);
    const [north, drawing] = [await space(scim, 'North'), await product(scim, 'drawing', 5)];
    await scim.mapGroups([
      { groupId: a, space: { spaceId: north.id, role: 'member' } },
      { groupId: a, productId: drawing.id },
    ]);
    const { id: memberId } = await scim.memberOf(id);
    const { seats, spaces } = app().core;
    const place = scim.organization.id;
    const withdraw = spaces.withdraw(app().ctx(), place, { spaceId: north.id, memberId });
    expect(await faultOf(withdraw)).toMatchObject({ code: 'space.mapped' });
    const [seat] = (await seats.list(app().ctx(), place, { limit: 1 })).items;
    const release = seats.release(app().ctx(), place, seat?.id ?? '');
    expect(await faultOf(release)).toMatchObject({ code: 'seat.mapped', groupId: a });
    await spaces.remove(app().ctx(), place, north.id);
    await app().core.products.remove(app().ctx(), place, drawing.id);
    const view = await app().core.groupMappings.get(app().ctx(), place, scim.connection.id);
    expect(view.mappings).toEqual([]);
    const entries = (await app().journal(place)).filter(
      ({ type }) => type === 'role_mapping.changed',
    );
    expect(entries.slice(-2).map(({ after }) => after)).toEqual([
      { because: 'space.deleted' },
      { because: 'product.deleted' },
    ]);
  });

  test('no free seat: the person is there, waits, is told of, and gets the next one', async () => {
    const scim = await app().scimConnection();
    const [one, two] = [await scim.user('one@example.com'), await scim.user('two@example.com')];
    const a = await scim.group('A');
    const drawing = await product(scim, 'drawing', 1);
    await scim.mapGroups([{ groupId: a, productId: drawing.id }]);
    expect((await scim.join(a, one)).status).toBe(204);
    expect((await scim.join(a, two)).status).toBe(204);
    const names = [(await scim.memberOf(one)).name, (await scim.memberOf(two)).name];
    expect(await seatsOf(app(), drawing.id)).toEqual([
      `${names[0] ?? ''} assigned`,
      `${names[1] ?? ''} queued`,
    ]);
    expect((await scim.lastExchange()).trace).toContainEqual({
      step: 'seat.queued',
      detail: expect.stringContaining('none of 1 is free'),
    });
    const entries = (await app().journal(scim.organization.id)).filter(({ type }) =>
      type.startsWith('seat.'),
    );
    expect(entries.map(({ type }) => type)).toEqual([
      'seat.limit_reached',
      'seat.assigned',
      'seat.queued',
    ]);
    await scim.patch(`/Users/${one}`, { op: 'replace', path: 'active', value: false });
    expect(await seatsOf(app(), drawing.id)).toEqual([
      `${names[0] ?? ''} held`,
      `${names[1] ?? ''} assigned`,
    ]);
    // and somebody who comes inactive keeps their wish until they are back
    const three = await scim.user('three@example.com', { active: false });
    await scim.join(a, three);
    const third = (await scim.memberOf(three)).name;
    expect(await seatsOf(app(), drawing.id)).toContain(`${third} held`);
  });

  test('by policy the directory is refused instead, and nothing is half done', async () => {
    const scim = await app().scimConnection();
    const [one, two] = [await scim.user('one@example.com'), await scim.user('two@example.com')];
    const a = await scim.group('A', one);
    const drawing = await product(scim, 'drawing', 1);
    await scim.mapGroups([{ groupId: a, productId: drawing.id }], { overSeatLimit: 'refuse' });
    const reply = await scim.join(a, two);
    expect(reply.status).toBe(403);
    expect(reply.body['detail']).toContain('All 1 seats of drawing are taken');
    const group = await scim.call('GET', `/Groups/${a}`);
    expect((group.body['members'] as unknown as { value: string }[]).map((m) => m.value)).toEqual([
      one,
    ]);
    expect(await seatsOf(app(), drawing.id)).toHaveLength(1);
    // a change of mappings has nobody to refuse: it queues
    const b = await scim.group('B', two);
    await scim.mapGroups([
      { groupId: a, productId: drawing.id },
      { groupId: b, productId: drawing.id },
    ]);
    expect((await seatsOf(app(), drawing.id)).map((text) => text.split(' ').at(-1))).toEqual([
      'assigned',
      'queued',
    ]);
  });

  test('what a connection gave goes with its user; what another one gives stays', async () => {
    const scim = await app().scimConnection();
    const other = await app().scimConnection(scim.organization);
    const mail = { emails: [{ value: 'one@example.com', primary: true }] };
    const id = await scim.user('one@example.com', mail);
    const twin = await other.user('one@example.com', mail);
    const [a, b] = [await scim.group('A', id), await other.group('B', twin)];
    const [north, drawing] = [await space(scim, 'North'), await product(scim, 'drawing', 1)];
    const promises = (groupId: string): Parameters<ScimConnection['mapGroups']>[0] => [
      { groupId, space: { spaceId: north.id, role: 'member' } },
      { groupId, productId: drawing.id },
    ];
    await scim.mapGroups(promises(a));
    await other.mapGroups(promises(b));
    const member = await scim.memberOf(id);
    expect((await other.memberOf(twin)).id).toBe(member.id);
    expect(await spacesOf(scim, id)).toEqual(['North member by group member by group']);
    expect((await scim.call('DELETE', `/Users/${id}`)).status).toBe(204);
    expect(await spacesOf(other, twin)).toEqual(['North member by group']);
    const { items } = await app().core.seats.list(app().ctx(), scim.organization.id, {
      limit: 10,
    });
    expect(items.map(({ source }) => source)).toEqual([
      { kind: 'group', groupId: b, connectionId: other.connection.id },
    ]);
    await other.leave(b, twin);
    expect(await spacesOf(other, twin)).toEqual([]);
    expect(await seatsOf(app(), drawing.id)).toEqual([]);
  });

  test('what cannot be given is refused as a whole', async () => {
    const scim = await app().scimConnection();
    const stranger = await app().scimConnection();
    const groupId = await scim.group('A');
    const [north, theirs] = [await space(scim, 'North'), await space(stranger, 'North')];
    const foreign = await product(stranger, 'drawing', 1);
    const inSpace = (spaceId: string, role = 'member') => ({ groupId, space: { spaceId, role } });
    const cases: [Parameters<ScimConnection['mapGroups']>[0], string][] = [
      [[inSpace(theirs.id)], 'space.missing'],
      [[inSpace(north.id, 'king')], 'role.unknown'],
      [[{ groupId, productId: foreign.id }], 'product.missing'],
      [[{ groupId }], 'request.invalid'],
      [[{ groupId, role: 'viewer', productId: foreign.id }], 'request.invalid'],
      [[inSpace(north.id), inSpace(north.id, 'viewer')], 'request.invalid'],
    ];
    for (const [mappings, code] of cases) {
      expect(await faultOf(scim.mapGroups(mappings))).toMatchObject({ code });
    }
  });

  test('nobody maps a role that they may not give', async () => {
    const scim = await app().scimConnection();
    const groupId = await scim.group('A');
    const ctx = {
      ...app().ctx(),
      authority: {
        permissions: new Set(['directory:write', 'members:read']),
        grants: new Set(['viewer']),
        manages: new Set<string>(),
        organizationId: scim.organization.id,
      },
    };
    const map = (role: string): Promise<void> =>
      app().core.groupMappings.replace(ctx, scim.organization.id, scim.connection.id, {
        mappings: [{ groupId, role }],
      });
    expect(await faultOf(map('admin'))).toEqual({ code: 'permission.escalation', role: 'admin' });
    await scim.mapGroups([{ groupId, role: 'admin' }]);
    // what others mapped before may stay
    await map('admin');
  });

  test('the preview tells whom a list would change, page by page, and writes nothing', async () => {
    const scim = await app().scimConnection();
    const [one, two] = [await scim.user('one@example.com'), await scim.user('two@example.com')];
    await scim.user('three@example.com');
    const [a, b] = [await scim.group('A', one), await scim.group('B', two)];
    const [north, drawing] = [await space(scim, 'North'), await product(scim, 'drawing', 1)];
    await scim.mapGroups([{ groupId: a, role: 'billing' }]);
    const before = (await app().journal(scim.organization.id)).length;
    const settings: MappingRequest = {
      mappings: [
        { groupId: b, role: 'viewer' },
        { groupId: b, space: { spaceId: north.id, role: 'member' } },
        { groupId: b, productId: drawing.id },
      ],
    };
    const ask = (page: { limit: number; cursor?: string }, more = settings) =>
      app().core.groupMappings.preview(app().ctx(), scim.organization.id, scim.connection.id, {
        settings: more,
        page,
      });
    const first = await ask({ limit: 1 });
    const second = await ask({ limit: 1, cursor: first.next ?? '' });
    const items = [...first.items, ...second.items];
    expect(items.map(({ email: _email, name: _name, ...rest }) => rest)).toEqual([
      {
        memberId: (await scim.memberOf(one)).id,
        roles: { before: ['billing'], after: ['member'] },
        spaces: { before: [], after: [] },
        products: { before: [], after: [] },
      },
      {
        memberId: (await scim.memberOf(two)).id,
        roles: { before: ['member'], after: ['viewer'] },
        spaces: { before: [], after: [{ spaceId: north.id, role: 'member' }] },
        products: { before: [], after: [drawing.id] },
      },
    ]);
    const everybody = await ask({ limit: 50 }, { ...settings, defaultRole: 'viewer' });
    expect(everybody.looked).toBe(3);
    expect(everybody.items.map(({ roles }) => roles.after)).toEqual([
      ['viewer'],
      ['viewer'],
      ['viewer'],
    ]);
    expect((await app().journal(scim.organization.id)).length).toBe(before);
    expect(rolesOf(await scim.memberOf(one))).toEqual(['billing by group']);
  });
});
