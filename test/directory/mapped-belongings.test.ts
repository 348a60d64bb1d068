import type { MappingSettings } from '#core/index.js';
import { expect, test } from '@jest/globals';
import type { Product, Space } from '#store/index.js';
import { seatsOf } from '../kit/belongings.js';
import { faultOf } from '../kit/faults.js';
import { overHouses, rolesOf, type Side } from '../kit/house.js';

overHouses('groups that give spaces and seats', (house) => {
  const space = (side: Side, name: string): Promise<Space> =>
    house().directory.spaces.create(house().ctx(), side.organization.id, { name });
  const product = (side: Side, key: string, seats: number): Promise<Product> =>
    house().directory.products.create(house().ctx(), side.organization.id, {
      key,
      name: key,
      seats,
    });
  const spacesOf = async (side: Side, userId: string): Promise<string[]> => {
    const { id } = await side.memberOf(userId);
    const { items } = await house().directory.spaces.ofMember(
      house().ctx(),
      side.organization.id,
      id,
      { limit: 50 },
    );
    return items.map(({ space: { name }, reasons }) =>
      [name, ...reasons.map(({ role, source }) => `${role} by ${source.kind}`).sort()].join(' '),
    );
  };
  const assign = async (side: Side, to: Space, userId: string, role: string): Promise<void> =>
    house().directory.spaces.assign(house().ctx(), side.organization.id, {
      spaceId: to.id,
      memberId: (await side.memberOf(userId)).id,
      role,
    });

  test('the view names what is given; the mode `first` is about roles only', async () => {
    const side = await house().side();
    const id = await side.user('user-1@example.com');
    const [a, b] = [await side.group('A', id), await side.group('B', id)];
    const [north, drawing] = [await space(side, 'North'), await product(side, 'drawing', 5)];
    const mappings = [
      { groupId: a, role: 'billing' },
      { groupId: b, role: 'viewer' },
      { groupId: b, space: { spaceId: north.id, role: 'manager' } },
      { groupId: b, productId: drawing.id },
    ];
    await side.map(mappings, { mode: 'first' });
    expect(rolesOf(await side.memberOf(id))).toEqual(['billing by group']);
    expect(await spacesOf(side, id)).toEqual(['North manager by group']);
    expect(await seatsOf(house(), drawing.id)).toEqual([
      `${(await side.memberOf(id)).name} assigned`,
    ]);
    const view = await house().directory.groupMappings.get(
      house().ctx(),
      side.organization.id,
      side.connection.id,
    );
    expect(view.mappings.slice(2)).toEqual([
      { ...mappings[2], groupName: 'B', spaceName: 'North' },
      { ...mappings[3], groupName: 'B', productName: 'drawing' },
    ]);
    expect(await house().store.read.connections.get(side.connection.id)).toMatchObject({
      givesBelongings: true,
    });
    await side.map([{ groupId: a, role: 'billing' }]);
    expect(await spacesOf(side, id)).toEqual([]);
    expect(await seatsOf(house(), drawing.id)).toEqual([]);
    // and then nobody looks for spaces and seats any more
    expect(await house().store.read.connections.get(side.connection.id)).not.toHaveProperty(
      'givesBelongings',
    );
  });

  test('who joins gets them, who leaves loses them; what came by hand stays', async () => {
    const side = await house().side();
    const [one, two] = [await side.user('one@example.com'), await side.user('two@example.com')];
    const [a, b] = [await side.group('A'), await side.group('B')];
    const [north, drawing] = [await space(side, 'North'), await product(side, 'drawing', 5)];
    await side.map([
      { groupId: a, space: { spaceId: north.id, role: 'member' } },
      { groupId: b, space: { spaceId: north.id, role: 'viewer' } },
      { groupId: a, productId: drawing.id },
      { groupId: b, productId: drawing.id },
    ]);
    await assign(side, north, one, 'manager');
    const { id: memberId } = await side.memberOf(two);
    await house().directory.seats.assign(house().ctx(), side.organization.id, {
      productId: drawing.id,
      memberId,
    });
    await side.join(a, one, two);
    await side.join(b, one);
    expect(await spacesOf(side, one)).toEqual([
      'North manager by manual member by group viewer by group',
    ]);
    await side.leave(a, one, two);
    expect(await spacesOf(side, one)).toEqual(['North manager by manual viewer by group']);
    const seats = await house().directory.seats.list(house().ctx(), side.organization.id, {
      limit: 10,
    });
    const sources = seats.items.map(({ memberId: whose, source }) => [whose, source]);
    expect(sources).toContainEqual([memberId, { kind: 'manual' }]);
    expect(sources).toContainEqual([
      (await side.memberOf(one)).id,
      { kind: 'group', groupId: b, connectionId: side.connection.id },
    ]);
    expect((await side.call('DELETE', `/Groups/${b}`)).status).toBe(204);
    expect(await spacesOf(side, one)).toEqual(['North manager by manual']);
    expect(await house().store.read.tallies.get(`seats:${drawing.id}`)).toBe(1);
  });

  test('what a group gives is taken away at the group only', async () => {
    const side = await house().side();
    const id = await side.user('one@example.com');
    const a = await side.group('A', id);
    const [north, drawing] = [await space(side, 'North'), await product(side, 'drawing', 5)];
    await side.map([
      { groupId: a, space: { spaceId: north.id, role: 'member' } },
      { groupId: a, productId: drawing.id },
    ]);
    const { id: memberId } = await side.memberOf(id);
    const { seats, spaces } = house().directory;
    const place = side.organization.id;
    const withdraw = spaces.withdraw(house().ctx(), place, { spaceId: north.id, memberId });
    expect(await faultOf(withdraw)).toMatchObject({ code: 'space.mapped' });
    const [seat] = (await seats.list(house().ctx(), place, { limit: 1 })).items;
    const release = seats.release(house().ctx(), place, seat?.id ?? '');
    expect(await faultOf(release)).toMatchObject({ code: 'seat.mapped', groupId: a });
    await spaces.remove(house().ctx(), place, north.id);
    await house().directory.products.remove(house().ctx(), place, drawing.id);
    const view = await house().directory.groupMappings.get(
      house().ctx(),
      place,
      side.connection.id,
    );
    expect(view.mappings).toEqual([]);
    const told = (await house().journal(place)).filter(
      ({ type }) => type === 'role_mapping.changed',
    );
    expect(told.slice(-2).map(({ after }) => after)).toEqual([
      { because: 'space.deleted' },
      { because: 'product.deleted' },
    ]);
  });

  test('no free seat: the person is there, waits, is told of, and gets the next one', async () => {
    const side = await house().side();
    const [one, two] = [await side.user('one@example.com'), await side.user('two@example.com')];
    const a = await side.group('A');
    const drawing = await product(side, 'drawing', 1);
    await side.map([{ groupId: a, productId: drawing.id }]);
    expect((await side.join(a, one)).status).toBe(204);
    expect((await side.join(a, two)).status).toBe(204);
    const names = [(await side.memberOf(one)).name, (await side.memberOf(two)).name];
    expect(await seatsOf(house(), drawing.id)).toEqual([
      `${names[0] ?? ''} assigned`,
      `${names[1] ?? ''} queued`,
    ]);
    expect((await side.lastExchange()).trace).toContainEqual({
      step: 'seat.queued',
      detail: expect.stringContaining('none of 1 is free'),
    });
    const told = (await house().journal(side.organization.id)).filter(({ type }) =>
      type.startsWith('seat.'),
    );
    expect(told.map(({ type }) => type)).toEqual([
      'seat.limit_reached',
      'seat.assigned',
      'seat.queued',
    ]);
    await side.patch(`/Users/${one}`, { op: 'replace', path: 'active', value: false });
    expect(await seatsOf(house(), drawing.id)).toEqual([
      `${names[0] ?? ''} held`,
      `${names[1] ?? ''} assigned`,
    ]);
    // and somebody who comes inactive keeps their wish until they are back
    const three = await side.user('three@example.com', { active: false });
    await side.join(a, three);
    const third = (await side.memberOf(three)).name;
    expect(await seatsOf(house(), drawing.id)).toContain(`${third} held`);
  });

  test('by policy the directory is refused instead, and nothing is half done', async () => {
    const side = await house().side();
    const [one, two] = [await side.user('one@example.com'), await side.user('two@example.com')];
    const a = await side.group('A', one);
    const drawing = await product(side, 'drawing', 1);
    await side.map([{ groupId: a, productId: drawing.id }], { overSeatLimit: 'refuse' });
    const reply = await side.join(a, two);
    expect(reply.status).toBe(403);
    expect(reply.body['detail']).toContain('All 1 seats of drawing are taken');
    const group = await side.call('GET', `/Groups/${a}`);
    expect((group.body['members'] as unknown as { value: string }[]).map((m) => m.value)).toEqual([
      one,
    ]);
    expect(await seatsOf(house(), drawing.id)).toHaveLength(1);
    // a change of mappings has nobody to refuse: it queues
    const b = await side.group('B', two);
    await side.map([
      { groupId: a, productId: drawing.id },
      { groupId: b, productId: drawing.id },
    ]);
    expect((await seatsOf(house(), drawing.id)).map((text) => text.split(' ').at(-1))).toEqual([
      'assigned',
      'queued',
    ]);
  });

  test('what a connection gave goes with its user; what another one gives stays', async () => {
    const side = await house().side();
    const other = await house().side(side.organization);
    const mail = { emails: [{ value: 'one@example.com', primary: true }] };
    const id = await side.user('one@example.com', mail);
    const twin = await other.user('one@example.com', mail);
    const [a, b] = [await side.group('A', id), await other.group('B', twin)];
    const [north, drawing] = [await space(side, 'North'), await product(side, 'drawing', 1)];
    const gifts = (groupId: string): Parameters<Side['map']>[0] => [
      { groupId, space: { spaceId: north.id, role: 'member' } },
      { groupId, productId: drawing.id },
    ];
    await side.map(gifts(a));
    await other.map(gifts(b));
    const member = await side.memberOf(id);
    expect((await other.memberOf(twin)).id).toBe(member.id);
    expect(await spacesOf(side, id)).toEqual(['North member by group member by group']);
    expect((await side.call('DELETE', `/Users/${id}`)).status).toBe(204);
    expect(await spacesOf(other, twin)).toEqual(['North member by group']);
    const { items } = await house().directory.seats.list(house().ctx(), side.organization.id, {
      limit: 10,
    });
    expect(items.map(({ source }) => source)).toEqual([
      { kind: 'group', groupId: b, connectionId: other.connection.id },
    ]);
    await other.leave(b, twin);
    expect(await spacesOf(other, twin)).toEqual([]);
    expect(await seatsOf(house(), drawing.id)).toEqual([]);
  });

  test('what cannot be given is refused as a whole', async () => {
    const side = await house().side();
    const stranger = await house().side();
    const groupId = await side.group('A');
    const [north, theirs] = [await space(side, 'North'), await space(stranger, 'North')];
    const foreign = await product(stranger, 'drawing', 1);
    const inSpace = (spaceId: string, role = 'member') => ({ groupId, space: { spaceId, role } });
    const cases: [Parameters<Side['map']>[0], string][] = [
      [[inSpace(theirs.id)], 'space.missing'],
      [[inSpace(north.id, 'king')], 'role.unknown'],
      [[{ groupId, productId: foreign.id }], 'product.missing'],
      [[{ groupId }], 'request.invalid'],
      [[{ groupId, role: 'viewer', productId: foreign.id }], 'request.invalid'],
      [[inSpace(north.id), inSpace(north.id, 'viewer')], 'request.invalid'],
    ];
    for (const [mappings, code] of cases) {
      expect(await faultOf(side.map(mappings))).toMatchObject({ code });
    }
  });

  test('nobody maps a role that they may not give', async () => {
    const side = await house().side();
    const groupId = await side.group('A');
    const ctx = {
      ...house().ctx(),
      authority: {
        permissions: new Set(['directory:write', 'members:read']),
        grants: new Set(['viewer']),
        manages: new Set<string>(),
        organizationId: side.organization.id,
      },
    };
    const map = (role: string): Promise<void> =>
      house().directory.groupMappings.replace(ctx, side.organization.id, side.connection.id, {
        mappings: [{ groupId, role }],
      });
    expect(await faultOf(map('admin'))).toEqual({ code: 'permission.escalation', role: 'admin' });
    await side.map([{ groupId, role: 'admin' }]);
    // what others mapped before may stay
    await map('admin');
  });

  test('the preview tells whom a list would change, page by page, and writes nothing', async () => {
    const side = await house().side();
    const [one, two] = [await side.user('one@example.com'), await side.user('two@example.com')];
    await side.user('three@example.com');
    const [a, b] = [await side.group('A', one), await side.group('B', two)];
    const [north, drawing] = [await space(side, 'North'), await product(side, 'drawing', 1)];
    await side.map([{ groupId: a, role: 'billing' }]);
    const before = (await house().journal(side.organization.id)).length;
    const settings: MappingSettings = {
      mappings: [
        { groupId: b, role: 'viewer' },
        { groupId: b, space: { spaceId: north.id, role: 'member' } },
        { groupId: b, productId: drawing.id },
      ],
    };
    const ask = (page: { limit: number; cursor?: string }, more = settings) =>
      house().directory.groupMappings.preview(
        house().ctx(),
        side.organization.id,
        side.connection.id,
        { settings: more, page },
      );
    const first = await ask({ limit: 1 });
    const second = await ask({ limit: 1, cursor: first.next ?? '' });
    const items = [...first.items, ...second.items];
    expect(items.map(({ email: _email, name: _name, ...rest }) => rest)).toEqual([
      {
        memberId: (await side.memberOf(one)).id,
        roles: { before: ['billing'], after: [] },
        spaces: { before: [], after: [] },
        products: { before: [], after: [] },
      },
      {
        memberId: (await side.memberOf(two)).id,
        roles: { before: [], after: ['viewer'] },
        spaces: { before: [], after: [{ spaceId: north.id, role: 'member' }] },
        products: { before: [], after: [drawing.id] },
      },
    ]);
    const everybody = await ask({ limit: 50 }, { ...settings, defaultRole: 'member' });
    expect(everybody.looked).toBe(3);
    expect(everybody.items.map(({ roles }) => roles.after)).toEqual([
      ['member'],
      ['viewer'],
      ['member'],
    ]);
    expect((await house().journal(side.organization.id)).length).toBe(before);
    expect(rolesOf(await side.memberOf(one))).toEqual(['billing by group']);
  });
});
