import { expect, test } from '@jest/globals';
import { faultOf } from '../../kit/faults.js';
import { overApplications, rolesOf, type ScimConnection } from '../../kit/application.js';

const replace = (
  scim: ScimConnection,
  settings: Parameters<ScimConnection['mapGroups']>[0],
  more: Parameters<ScimConnection['mapGroups']>[1],
) =>
  scim.house.core.groupMappings.replace(
    scim.house.ctx(),
    scim.organization.id,
    scim.connection.id,
    { mappings: settings, ...more },
  );

const view = (scim: ScimConnection) =>
  scim.house.core.groupMappings.get(scim.house.ctx(), scim.organization.id, scim.connection.id);

overApplications('group mappings', (app) => {
  test('the list is kept in its order, with the names of today, and told to the journal', async () => {
    const scim = await app().scimConnection();
    const [a, b] = [await scim.group('A'), await scim.group('B')];
    const mappings = [
      { groupId: b, role: 'billing' },
      { groupId: a, role: 'admin' },
      { groupId: a, role: 'member' },
    ];
    await scim.mapGroups(mappings, { mode: 'first', defaultRole: 'member' });
    await scim.patch(`/Groups/${a}`, { op: 'replace', path: 'displayName', value: 'A renamed' });
    expect(await view(scim)).toEqual({
      mode: 'first',
      defaultRole: 'member',
      mappings: [
        { groupId: b, role: 'billing', groupName: 'B', state: 'bound' },
        { groupId: a, role: 'admin', groupName: 'A renamed', state: 'bound' },
        { groupId: a, role: 'member', groupName: 'A renamed', state: 'bound' },
      ],
    });
    await scim.mapGroups([{ groupId: a, role: 'billing' }], { defaultRole: null });
    const changed = (await app().journal(scim.organization.id)).filter(
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
    const scim = await app().scimConnection();
    const other = await app().scimConnection(scim.organization);
    const mine = await scim.group('Mine');
    const theirs = await other.group('Theirs');
    await scim.mapGroups([{ groupId: mine, role: 'billing' }]);
    const before = await view(scim);
    const good = { groupId: mine, role: 'member' };
    const cases: [
      Parameters<ScimConnection['mapGroups']>[0],
      Parameters<ScimConnection['mapGroups']>[1],
      object,
    ][] = [
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
      expect(await faultOf(replace(scim, mappings, more))).toMatchObject(fault);
    }
    expect(await view(scim)).toEqual(before);
    const stranger = await app().scimConnection();
    const work = app().core.groupMappings.replace(
      app().ctx(),
      stranger.organization.id,
      scim.connection.id,
      { mappings: [] },
    );
    expect(await faultOf(work)).toMatchObject({ code: 'connection.missing' });
  });

  test('union: all roles, each with its group; first: the first of the list that matches', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com');
    const [a, b, c] = [await scim.group('A', id), await scim.group('B', id), await scim.group('C')];
    const mappings = [
      { groupId: c, role: 'admin' },
      { groupId: b, role: 'billing' },
      { groupId: a, role: 'member' },
    ];
    await scim.mapGroups(mappings);
    const { grants } = await scim.memberOf(id);
    expect(grants.map(({ role, source }) => [role, source])).toEqual([
      ['billing', { kind: 'group', groupId: b, connectionId: scim.connection.id }],
      ['member', { kind: 'group', groupId: a, connectionId: scim.connection.id }],
    ]);
    await scim.mapGroups(mappings, { mode: 'first' });
    expect(rolesOf(await scim.memberOf(id))).toEqual(['billing by group']);
    await scim.join(c, id);
    expect(rolesOf(await scim.memberOf(id))).toEqual(['admin by group']);
    await scim.leave(c, id);
    await scim.leave(b, id);
    expect(rolesOf(await scim.memberOf(id))).toEqual(['member by group']);
  });

  test('the default role is for those without a mapped group, and only for them', async () => {
    const scim = await app().scimConnection();
    const before = await scim.user('before@example.com');
    const group = await scim.group('Payers');
    await scim.mapGroups([{ groupId: group, role: 'billing' }], { defaultRole: 'member' });
    const after = await scim.user('after@example.com');
    for (const id of [before, after]) {
      expect(rolesOf(await scim.memberOf(id))).toEqual(['member by default']);
    }
    await scim.join(group, before, after);
    expect(rolesOf(await scim.memberOf(after))).toEqual(['billing by group']);
    await scim.leave(group, after);
    expect(rolesOf(await scim.memberOf(after))).toEqual(['member by default']);
    await scim.mapGroups([], { defaultRole: null });
    // the preset has one too
    for (const id of [before, after])
      expect(rolesOf(await scim.memberOf(id))).toEqual(['member by default']);
  });

  test('a person who comes in the very moment of the change gets the role of after it', async () => {
    const scim = await app().scimConnection();
    const session = await app().core.credentials.authenticate(app().ctx(), scim.token);
    await scim.mapGroups([], { defaultRole: 'member' });
    const body = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'late' };
    const reply = await scim.callInSession(session, 'POST', '/Users', { body });
    expect(rolesOf(await scim.memberOf(String(reply.body['id'])))).toEqual(['member by default']);
  });

  test('a grant that stays keeps its date; a new one has its own', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com');
    const [a, b] = [await scim.group('A', id), await scim.group('B')];
    await scim.mapGroups([
      { groupId: a, role: 'billing' },
      { groupId: b, role: 'admin' },
    ]);
    const [old] = (await scim.memberOf(id)).grants;
    app().clock.advance(60_000);
    await scim.join(b, id);
    const [kept, fresh] = (await scim.memberOf(id)).grants;
    expect(kept).toEqual(old);
    expect(Date.parse(fresh?.since ?? '') - Date.parse(old?.since ?? '')).toBe(60_000);
    // and the same again changes nothing
    const { version } = await scim.memberOf(id);
    await scim.mapGroups([
      { groupId: a, role: 'billing' },
      { groupId: b, role: 'admin' },
    ]);
    expect((await scim.memberOf(id)).version).toBe(version);
  });

  test('renaming a group changes no role; deleting it takes the role away', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com');
    const group = await scim.group('Admins', id);
    await scim.mapGroups([{ groupId: group, role: 'admin' }]);
    await scim.patch(`/Groups/${group}`, { op: 'replace', path: 'displayName', value: 'Nobodies' });
    const stranger = await scim.group('Admins', await scim.user('user-2@example.com'));
    expect(rolesOf(await scim.memberOf(id))).toEqual(['admin by group']);
    expect((await scim.call('DELETE', `/Groups/${group}`)).status).toBe(204);
    expect(rolesOf(await scim.memberOf(id))).toEqual(['member by default']);
    expect((await view(scim)).mappings).toMatchObject([{ groupId: group, state: 'dormant' }]);
    expect(stranger).not.toBe(group);
    expect((await scim.lastExchange()).trace).toEqual([
      { step: 'member.roles', detail: expect.stringContaining('before: admin; after: member') },
    ]);
  });

  test('the trace and the journal say who got which role and why', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com');
    const group = await scim.group('Admins');
    await scim.mapGroups([{ groupId: group, role: 'admin' }]);
    await scim.join(group, id);
    const member = await scim.memberOf(id);
    expect(await scim.lastExchange()).toMatchObject({
      operation: 'group.patch',
      difference: [{ path: 'members', after: { added: { count: 1, ids: [id] } } }],
      trace: [
        { step: 'member.roles', detail: `member ${member.id}: before: member; after: admin` },
      ],
    });
    const line = (await app().journal(scim.organization.id)).at(-1);
    expect(line).toMatchObject({
      type: 'member.role_changed',
      target: { kind: 'member', id: member.id },
      actor: { kind: 'connection', id: scim.connection.id },
      before: { grants: [{ role: 'member', source: { kind: 'default' } }] },
      after: { grants: [{ role: 'admin', source: { kind: 'group', groupId: group } }] },
    });
  });
});
