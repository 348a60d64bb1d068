import { expect, test } from '@jest/globals';
import { equals } from '#store/index.js';
import type { MappingRequest } from '#core/index.js';
import { GROUP, overApplications, type ScimConnection } from '../kit/application.js';

// A mapping outlives its group, may be made before it, and takes effect again only for what it was told to know the group by.

overApplications('mappings without their group', (app) => {
  const linesOf = async ({ organization, connection }: ScimConnection) =>
    (await app().core.groupMappings.get(app().ctx(), organization.id, connection.id)).mappings;
  const statesOf = async (scim: ScimConnection): Promise<string[]> =>
    (await linesOf(scim)).map(({ state }) => state);
  const rolesOfUser = async (scim: ScimConnection, id: string): Promise<string[]> =>
    (await scim.memberOf(id)).grants
      .filter(({ source }) => source.kind === 'group')
      .map(({ role }) => role)
      .sort();
  const groupWith = async (
    scim: ScimConnection,
    displayName: string,
    externalId: string | undefined,
    ...members: string[]
  ): Promise<string> => {
    const body = {
      schemas: [GROUP],
      displayName,
      ...(externalId !== undefined && { externalId }),
      members: members.map((value) => ({ value })),
    };
    const reply = await scim.call('POST', '/Groups', body);
    expect(reply.status).toBe(201);
    return String(reply.body['id']);
  };
  const entriesOf = async ({ organization }: ScimConnection) =>
    (await app().journal(organization.id)).filter(({ type }) => type.startsWith('role_mapping.'));

  test('S14 a deleted group leaves its mapping dormant, journalled and told to administrators', async () => {
    const scim = await app().scimConnection();
    const person = await scim.user('person@example.com');
    const groupId = await groupWith(scim, 'Admins', 'ext-1', person);
    await scim.mapGroups([{ groupId, role: 'admin' }]);
    expect(await rolesOfUser(scim, person)).toEqual(['admin']);
    expect((await scim.call('DELETE', `/Groups/${groupId}`)).status).toBe(204);
    expect(await rolesOfUser(scim, person)).toEqual([]);
    expect(await linesOf(scim)).toMatchObject([
      { groupId, groupName: 'Admins', role: 'admin', state: 'dormant', externalId: 'ext-1' },
    ]);
    const entries = await entriesOf(scim);
    for (const type of ['role_mapping.dormant', 'role_mapping.changed']) {
      expect(entries.findLast((entry) => entry.type === type)).toMatchObject({
        actor: { kind: 'connection', id: scim.connection.id },
        target: { kind: 'connection', id: scim.connection.id, name: 'Directory' },
        before: { mappings: [{ groupId, role: 'admin' }] },
        after: { reason: 'group deleted' },
      });
    }
    const where = equals('organizationId', scim.organization.id);
    const { records } = await app().store.read.tellings.find({ where, limit: 20 });
    expect(records).toContainEqual(
      expect.objectContaining({
        notice: 'mapping-dormant',
        data: { connection: 'Directory', group: 'Admins' },
      }),
    );
  });

  test('S14 it binds again by the externalId, when only one group has it', async () => {
    const scim = await app().scimConnection();
    const person = await scim.user('person@example.com');
    const groupId = await groupWith(scim, 'Admins', 'ext-1', person);
    await scim.mapGroups([{ groupId, role: 'admin' }]);
    await scim.call('DELETE', `/Groups/${groupId}`);
    await groupWith(scim, 'Admins', undefined, person);
    expect(await statesOf(scim)).toEqual(['dormant']);
    const back = await groupWith(scim, 'Renamed', 'ext-1', person);
    expect(await linesOf(scim)).toMatchObject([{ groupId: back, state: 'bound', role: 'admin' }]);
    expect(await rolesOfUser(scim, person)).toEqual(['admin']);
    const last = (await entriesOf(scim)).at(-1);
    expect(last).toMatchObject({
      type: 'role_mapping.changed',
      actor: { kind: 'connection' },
      after: { reason: 'group created', mappings: [{ groupId: back, role: 'admin' }] },
    });
  });

  test('S14 an externalId that two groups have binds nothing', async () => {
    const scim = await app().scimConnection();
    const person = await scim.user('person@example.com');
    const first = await groupWith(scim, 'First', 'twice');
    await groupWith(scim, 'Second', 'twice');
    await scim.mapGroups([{ externalId: 'twice', role: 'admin' }]);
    expect(await statesOf(scim)).toEqual(['waiting']);
    await groupWith(scim, 'Third', 'twice', person);
    expect(await statesOf(scim)).toEqual(['waiting']);
    await scim.join(first, person);
    expect(await rolesOfUser(scim, person)).toEqual([]);
  });

  test('S14 a group that gets the externalId later is bound, with the people in it', async () => {
    const scim = await app().scimConnection();
    const person = await scim.user('person@example.com');
    await scim.mapGroups([{ externalId: 'later', role: 'billing' }]);
    const groupId = await groupWith(scim, 'Money', undefined, person);
    expect(await rolesOfUser(scim, person)).toEqual([]);
    const path = `/Groups/${groupId}`;
    await scim.patch(path, { op: 'add', path: 'externalId', value: 'later' });
    expect(await statesOf(scim)).toEqual(['bound']);
    expect(await rolesOfUser(scim, person)).toEqual(['billing']);
  });

  test('S14 a name binds only where that was opted into, once, at creation; renames never bind', async () => {
    const scim = await app().scimConnection();
    const person = await scim.user('person@example.com');
    const { groupMappings } = app().core;
    const replace = (mappings: MappingRequest['mappings']) =>
      groupMappings.replace(app().ctx(), scim.organization.id, scim.connection.id, { mappings });
    await expect(replace([{ groupName: 'Admins', role: 'admin' }])).rejects.toMatchObject({
      code: 'request.invalid',
    });
    await replace([{ groupName: 'Admins', bindByName: true, role: 'admin' }]);
    expect(await linesOf(scim)).toMatchObject([
      { groupName: 'Admins', state: 'waiting', bindByName: true, warning: expect.any(String) },
    ]);
    const other = await groupWith(scim, 'Others', undefined, person);
    await scim.patch(`/Groups/${other}`, { op: 'replace', path: 'displayName', value: 'Admins' });
    expect(await statesOf(scim)).toEqual(['waiting']);
    await scim.patch(`/Groups/${other}`, { op: 'replace', path: 'displayName', value: 'Others' });
    const groupId = await groupWith(scim, 'ADMINS', undefined, person);
    expect(await linesOf(scim)).toMatchObject([{ groupId, state: 'bound' }]);
    expect(await rolesOfUser(scim, person)).toEqual(['admin']);
    // bound to its id from now on: a rename changes nothing, and the name free again binds nobody
    await scim.patch(`/Groups/${groupId}`, { op: 'replace', path: 'displayName', value: 'Else' });
    const second = await groupWith(scim, 'Admins', undefined);
    expect(await linesOf(scim)).toMatchObject([{ groupId, state: 'bound' }]);
    // and after its deletion by the name that it had
    await scim.call('DELETE', `/Groups/${groupId}`);
    await scim.call('DELETE', `/Groups/${second}`);
    await groupWith(scim, 'Admins', undefined, person);
    expect(await statesOf(scim)).toEqual(['dormant']);
    await groupWith(scim, 'else', undefined, person);
    expect(await statesOf(scim)).toEqual(['bound']);
    expect(await rolesOfUser(scim, person)).toEqual(['admin']);
  });

  test('S14 a name that was not opted into does not bind a group that comes back', async () => {
    const scim = await app().scimConnection();
    const person = await scim.user('person@example.com');
    const groupId = await groupWith(scim, 'Admins', undefined, person);
    await scim.mapGroups([{ groupId, role: 'admin' }]);
    await scim.call('DELETE', `/Groups/${groupId}`);
    await groupWith(scim, 'Admins', undefined, person);
    expect(await statesOf(scim)).toEqual(['dormant']);
    expect(await rolesOfUser(scim, person)).toEqual([]);
  });

  test('S14 dormant lines stay, change and go with the list; what is there is bound at once', async () => {
    const scim = await app().scimConnection();
    const groupId = await groupWith(scim, 'Admins', 'ext-1');
    const here = await groupWith(scim, 'Here', 'ext-2');
    await scim.mapGroups([{ groupId, role: 'admin' }]);
    await scim.call('DELETE', `/Groups/${groupId}`);
    await scim.mapGroups([
      { groupId, role: 'admin' },
      { groupId, role: 'billing' },
      { externalId: 'ext-2', role: 'viewer' },
      { groupName: 'here', bindByName: true, role: 'power' },
    ]);
    expect(await linesOf(scim)).toMatchObject([
      { groupId, state: 'dormant', role: 'admin', externalId: 'ext-1' },
      { groupId, state: 'dormant', role: 'billing', externalId: 'ext-1' },
      { groupId: here, state: 'bound', role: 'viewer' },
      { groupId: here, state: 'bound', role: 'power', bindByName: true },
    ]);
    const unknown = [{ groupId: 'nobody', role: 'admin' }];
    await expect(scim.mapGroups(unknown)).rejects.toMatchObject({ code: 'mapping.group_missing' });
    const twice = [
      { externalId: 'ext-9', role: 'admin' },
      { externalId: 'ext-9', role: 'admin' },
    ];
    await expect(scim.mapGroups(twice)).rejects.toMatchObject({ code: 'request.invalid' });
    await scim.mapGroups([]);
    await groupWith(scim, 'Back', 'ext-1');
    expect(await linesOf(scim)).toEqual([]);
  });

  test('S14 a group of more than five hundred people gives again by batches', async () => {
    const scim = await app().scimConnection();
    const people = await scim.seedUsers(502);
    await scim.mapGroups([{ externalId: 'many', role: 'power' }]);
    await groupWith(scim, 'Many', 'many', ...people);
    await app().provisioning.close();
    expect(await rolesOfUser(scim, people[501] ?? '')).toEqual(['power']);
  }, 120_000);
});
