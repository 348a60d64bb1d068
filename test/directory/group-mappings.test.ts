import { expect, test } from '@jest/globals';
import { faultOf } from '../kit/faults.js';
import { overHouses, rolesOf, type Side } from '../kit/house.js';

const replace = (
  side: Side,
  settings: Parameters<Side['map']>[0],
  more: Parameters<Side['map']>[1],
) =>
  side.house.directory.groupMappings.replace(
    side.house.ctx(),
    side.organization.id,
    side.connection.id,
    { mappings: settings, ...more },
  );

const view = (side: Side) =>
  side.house.directory.groupMappings.get(
    side.house.ctx(),
    side.organization.id,
    side.connection.id,
  );

overHouses('group mappings', (house) => {
  test('the list is kept in its order, with the names of today, and told to the journal', async () => {
    const side = await house().side();
    const [a, b] = [await side.group('A'), await side.group('B')];
    const mappings = [
      { groupId: b, role: 'billing' },
      { groupId: a, role: 'admin' },
      { groupId: a, role: 'member' },
    ];
    await side.map(mappings, { mode: 'first', defaultRole: 'member' });
    await side.patch(`/Groups/${a}`, { op: 'replace', path: 'displayName', value: 'A renamed' });
    expect(await view(side)).toEqual({
      mode: 'first',
      defaultRole: 'member',
      mappings: [
        { groupId: b, role: 'billing', groupName: 'B' },
        { groupId: a, role: 'admin', groupName: 'A renamed' },
        { groupId: a, role: 'member', groupName: 'A renamed' },
      ],
    });
    await side.map([{ groupId: a, role: 'billing' }], { defaultRole: null });
    const changed = (await house().journal(side.organization.id)).filter(
      ({ type }) => type === 'role_mapping.changed',
    );
    expect(changed.map(({ before, after }) => [before, after])).toEqual([
      [
        { mode: 'union', mappings: [] },
        { mode: 'first', defaultRole: 'member', mappings },
      ],
      [
        { mode: 'first', defaultRole: 'member', mappings },
        { mode: 'first', mappings: [{ groupId: a, role: 'billing' }] },
      ],
    ]);
  });

  test('what cannot be mapped is refused as a whole', async () => {
    const side = await house().side();
    const other = await house().side(side.organization);
    const mine = await side.group('Mine');
    const theirs = await other.group('Theirs');
    await side.map([{ groupId: mine, role: 'billing' }]);
    const before = await view(side);
    const good = { groupId: mine, role: 'member' };
    const cases: [Parameters<Side['map']>[0], Parameters<Side['map']>[1], object][] = [
      [[good, { groupId: 'nope', role: 'member' }], {}, { code: 'mapping.group_missing' }],
      [[good, { groupId: theirs, role: 'member' }], {}, { code: 'mapping.group_missing' }],
      [[good, { groupId: mine, role: 'owner' }], {}, { code: 'role.not_mappable', role: 'owner' }],
      [[good], { defaultRole: 'owner' }, { code: 'role.not_mappable' }],
      [[good, { groupId: mine, role: 'nope' }], {}, { code: 'role.unknown', role: 'nope' }],
      [[good], { defaultRole: 'nope' }, { code: 'role.unknown' }],
      [[good, good], {}, { code: 'request.invalid' }],
      [
        Array.from({ length: 1_001 }, (_, index) => ({ groupId: String(index), role: 'member' })),
        {},
        { code: 'request.invalid' },
      ],
    ];
    for (const [mappings, more, fault] of cases) {
      expect(await faultOf(replace(side, mappings, more))).toMatchObject(fault);
    }
    expect(await view(side)).toEqual(before);
    const stranger = await house().side();
    const work = house().directory.groupMappings.replace(
      house().ctx(),
      stranger.organization.id,
      side.connection.id,
      { mappings: [] },
    );
    expect(await faultOf(work)).toMatchObject({ code: 'connection.missing' });
  });

  test('union: all roles, each with its group; first: the first of the list that matches', async () => {
    const side = await house().side();
    const id = await side.user('user-1@example.com');
    const [a, b, c] = [await side.group('A', id), await side.group('B', id), await side.group('C')];
    const mappings = [
      { groupId: c, role: 'admin' },
      { groupId: b, role: 'billing' },
      { groupId: a, role: 'member' },
    ];
    await side.map(mappings);
    const { grants } = await side.memberOf(id);
    expect(grants.map(({ role, source }) => [role, source])).toEqual([
      ['billing', { kind: 'group', groupId: b, connectionId: side.connection.id }],
      ['member', { kind: 'group', groupId: a, connectionId: side.connection.id }],
    ]);
    await side.map(mappings, { mode: 'first' });
    expect(rolesOf(await side.memberOf(id))).toEqual(['billing by group']);
    await side.join(c, id);
    expect(rolesOf(await side.memberOf(id))).toEqual(['admin by group']);
    await side.leave(c, id);
    await side.leave(b, id);
    expect(rolesOf(await side.memberOf(id))).toEqual(['member by group']);
  });

  test('the default role is for those without a mapped group, and only for them', async () => {
    const side = await house().side();
    const before = await side.user('before@example.com');
    const group = await side.group('Payers');
    await side.map([{ groupId: group, role: 'billing' }], { defaultRole: 'member' });
    const after = await side.user('after@example.com');
    for (const id of [before, after]) {
      expect(rolesOf(await side.memberOf(id))).toEqual(['member by default']);
    }
    await side.join(group, before, after);
    expect(rolesOf(await side.memberOf(after))).toEqual(['billing by group']);
    await side.leave(group, after);
    expect(rolesOf(await side.memberOf(after))).toEqual(['member by default']);
    await side.map([], { defaultRole: null });
    for (const id of [before, after]) expect(rolesOf(await side.memberOf(id))).toEqual([]);
  });

  test('a person who comes in the very moment of the change gets the role of after it', async () => {
    const side = await house().side();
    const session = await house().directory.credentials.authenticate(house().ctx(), side.token);
    await side.map([], { defaultRole: 'member' });
    const body = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'late' };
    const reply = await side.callIn(session, 'POST', '/Users', { body });
    expect(rolesOf(await side.memberOf(String(reply.body['id'])))).toEqual(['member by default']);
  });

  test('a grant that stays keeps its date; a new one has its own', async () => {
    const side = await house().side();
    const id = await side.user('user-1@example.com');
    const [a, b] = [await side.group('A', id), await side.group('B')];
    await side.map([
      { groupId: a, role: 'billing' },
      { groupId: b, role: 'admin' },
    ]);
    const [old] = (await side.memberOf(id)).grants;
    house().clock.advance(60_000);
    await side.join(b, id);
    const [kept, fresh] = (await side.memberOf(id)).grants;
    expect(kept).toEqual(old);
    expect(Date.parse(fresh?.since ?? '') - Date.parse(old?.since ?? '')).toBe(60_000);
    // and the same again changes nothing
    const { version } = await side.memberOf(id);
    await side.map([
      { groupId: a, role: 'billing' },
      { groupId: b, role: 'admin' },
    ]);
    expect((await side.memberOf(id)).version).toBe(version);
  });

  test('renaming a group changes no role; deleting it takes role and mapping away', async () => {
    const side = await house().side();
    const id = await side.user('user-1@example.com');
    const group = await side.group('Admins', id);
    await side.map([{ groupId: group, role: 'admin' }]);
    await side.patch(`/Groups/${group}`, { op: 'replace', path: 'displayName', value: 'Nobodies' });
    const stranger = await side.group('Admins', await side.user('user-2@example.com'));
    expect(rolesOf(await side.memberOf(id))).toEqual(['admin by group']);
    expect((await side.call('DELETE', `/Groups/${group}`)).status).toBe(204);
    expect(rolesOf(await side.memberOf(id))).toEqual([]);
    expect((await view(side)).mappings).toEqual([]);
    expect(stranger).not.toBe(group);
    expect((await side.lastExchange()).trace).toEqual([
      { step: 'member.roles', detail: expect.stringContaining('before: admin; after: none') },
    ]);
  });

  test('the trace and the journal say who got which role and why', async () => {
    const side = await house().side();
    const id = await side.user('user-1@example.com');
    const group = await side.group('Admins');
    await side.map([{ groupId: group, role: 'admin' }]);
    await side.join(group, id);
    const member = await side.memberOf(id);
    expect(await side.lastExchange()).toMatchObject({
      operation: 'group.patch',
      difference: [{ path: 'members', after: { added: { count: 1, ids: [id] } } }],
      trace: [{ step: 'member.roles', detail: `member ${member.id}: before: none; after: admin` }],
    });
    const line = (await house().journal(side.organization.id)).at(-1);
    expect(line).toMatchObject({
      type: 'member.role_changed',
      target: { kind: 'member', id: member.id },
      actor: { kind: 'connection', id: side.connection.id },
      before: { grants: [] },
      after: { grants: [{ role: 'admin', source: { kind: 'group', groupId: group } }] },
    });
  });
});
