import { expect, test } from '@jest/globals';
import { faultOf } from '../../kit/faults.js';
import { GROUP, overApplications, USER } from '../../kit/application.js';

const both = { userName: 'user-1@example.com', externalId: 'ext-1' };

overApplications('connections', (app) => {
  test('one userName, externalId and group name per connection, each with an id of its own', async () => {
    const organization = await app().organization();
    const scimConnections = [
      await app().scimConnection(organization),
      await app().scimConnection(organization),
      await app().scimConnection(),
    ];
    const ids: string[] = [];
    for (const scim of scimConnections) {
      ids.push(await scim.user(both.userName, { externalId: both.externalId }));
      ids.push(await scim.group('Team'));
    }
    expect(new Set(ids).size).toBe(6);
    for (const [index, scim] of scimConnections.entries()) {
      for (const filter of ['userName eq "USER-1@example.com"', 'externalId eq "ext-1"']) {
        const { body } = await scim.call('GET', `/Users?filter=${encodeURIComponent(filter)}`);
        expect(body).toMatchObject({ totalResults: 1, Resources: [{ id: ids[index * 2] }] });
      }
      const { body } = await scim.call('GET', '/Groups');
      expect(body).toMatchObject({ totalResults: 1, Resources: [{ id: ids[index * 2 + 1] }] });
    }
  });

  test.each(['the same organization', 'another organization'])(
    'ids of a connection of %s are as unknown as any',
    async (whose) => {
      const mine = await app().scimConnection();
      const theirs = await app().scimConnection(
        whose === 'the same organization' ? mine.organization : undefined,
      );
      const user = await theirs.user('theirs@example.com');
      const group = await theirs.group('Theirs', user);
      const own = await mine.group('Mine');
      const read = async (path: string) => (await theirs.call('GET', path)).text;
      const before = [await read(`/Users/${user}`), await read(`/Groups/${group}`)];
      for (const [path, body] of [
        [`/Users/${user}`, { schemas: [USER], userName: 'stolen@example.com' }],
        [`/Groups/${group}`, { schemas: [GROUP], displayName: 'Stolen' }],
      ] as const) {
        expect((await mine.call('GET', path)).status).toBe(404);
        expect((await mine.call('PUT', path, body)).status).toBe(404);
        const rename = { op: 'replace', value: { displayName: 'Stolen' } };
        expect((await mine.patch(path, rename)).status).toBe(404);
        expect((await mine.call('DELETE', path)).status).toBe(404);
      }
      // not as a member, not by filter, not by manager, not in a list
      expect((await mine.join(own, user, group)).status).toBe(204);
      expect((await mine.call('GET', `/Groups/${own}`)).body).not.toHaveProperty('members');
      for (const filter of [
        `id eq "${user}"`,
        'userName sw "theirs"',
        `groups.value eq "${group}"`,
      ]) {
        const { body } = await mine.call('GET', `/Users?filter=${encodeURIComponent(filter)}`);
        expect(body).toMatchObject({ totalResults: 0 });
      }
      const byMember = encodeURIComponent(`members.value eq "${user}"`);
      expect((await mine.call('GET', `/Groups?filter=${byMember}`)).body).toMatchObject({
        totalResults: 0,
      });
      expect((await mine.call('GET', '/Users')).body).toMatchObject({ totalResults: 0 });
      expect([await read(`/Users/${user}`), await read(`/Groups/${group}`)]).toEqual(before);
    },
  );

  test('a bulk job reaches no further than single requests', async () => {
    const mine = await app().scimConnection();
    const theirs = await app().scimConnection(mine.organization);
    const user = await theirs.user('theirs@example.com');
    const { body } = await mine.call('POST', '/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        { method: 'DELETE', path: `/Users/${user}` },
        { method: 'PUT', path: `/Users/${user}`, data: { schemas: [USER], userName: 'x' } },
      ],
    });
    expect(body).toMatchObject({ Operations: [{ status: '404' }, { status: '404' }] });
    expect((await theirs.call('GET', `/Users/${user}`)).status).toBe(200);
  });

  test('one person in two connections of one organization is one member', async () => {
    const a = await app().scimConnection();
    const b = await app().scimConnection(a.organization);
    const first = await a.user('user-1@example.com');
    const second = await b.user('other-name', { emails: [{ value: 'USER-1@Example.com' }] });
    const member = await a.memberOf(first);
    expect((await b.memberOf(second)).id).toBe(member.id);
    expect((await b.lastExchange()).trace).toEqual([
      { step: 'member.linked', detail: expect.stringContaining(member.id) },
    ]);
  });

  test('the same address in two organizations is two members', async () => {
    const a = await app().scimConnection();
    const b = await app().scimConnection();
    const first = await a.memberOf(await a.user('user-1@example.com'));
    const second = await b.memberOf(await b.user('user-1@example.com'));
    expect(second.id).not.toBe(first.id);
    expect([first.organizationId, second.organizationId]).toEqual([
      a.organization.id,
      b.organization.id,
    ]);
    await b.patch(`/Users/${(await b.call('GET', '/Users')).body?.['Resources']?.['0']?.['id']}`, {
      op: 'replace',
      value: { active: false },
    });
    expect((await app().store.read.members.get(first.id))?.status).toBe('active');
    expect((await app().store.read.members.get(second.id))?.status).toBe('suspended');
  });

  test('they are renamed, disabled and listed within their organization only', async () => {
    const scim = await app().scimConnection();
    const stranger = await app().scimConnection();
    const { connections } = app().core;
    const { ctx } = app();
    const [ours, id] = [scim.organization.id, scim.connection.id];
    const renamed = await connections.update(
      ctx(),
      { organizationId: ours, connectionId: id },
      { name: 'New name' },
    );
    expect(renamed).toMatchObject({ name: 'New name', version: 2, status: 'active' });
    expect(await connections.get(ctx(), ours, id)).toEqual(renamed);
    const theirs = stranger.organization.id;
    for (const work of [
      () => connections.get(ctx(), theirs, id),
      () =>
        connections.update(ctx(), { organizationId: theirs, connectionId: id }, { name: 'Stolen' }),
    ]) {
      expect(await faultOf(work())).toEqual({ code: 'connection.missing', id });
    }
    const page = await connections.list(ctx(), ours, { limit: 10 });
    expect(page.items.map((one) => one.id)).toEqual([id]);
    expect(await faultOf(connections.list(ctx(), 'nobody', { limit: 1 }))).toMatchObject({
      code: 'organization.missing',
    });
    const create = connections.create(ctx(), 'nobody', { kind: 'scim', name: 'x' });
    expect(await faultOf(create)).toMatchObject({ code: 'organization.missing' });
    const types = (await app().journal(ours)).map(({ type }) => type);
    expect(types).toContain('scim.connection.updated');
  });

  test('compatibility changes for the next request already', async () => {
    const scim = await app().scimConnection();
    const unknown = { schemas: [USER], userName: 'a', nonsense: 1 };
    expect((await scim.call('POST', '/Users', unknown)).status).toBe(201);
    const { connections } = app().core;
    const target = { organizationId: scim.organization.id, connectionId: scim.connection.id };
    await connections.update(app().ctx(), target, { compatibility: 'strict' });
    const again = await scim.call('POST', '/Users', { ...unknown, userName: 'b' });
    expect(again).toMatchObject({ status: 400, body: { scimType: 'invalidSyntax' } });
  });
});
