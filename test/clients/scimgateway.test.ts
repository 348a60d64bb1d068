import { expect, test } from '@jest/globals';
import { overServers } from '../kit/server-suites.js';
import type { TestServer } from '../kit/server.js';
import { foreignClient, memberIds, type Body, type ForeignClient } from './foreign-client.js';

// scimgateway as a client (github.com/jelhub/scimgateway): lib/plugin-scim.ts over lib/helper-rest.ts. It sends no `schemas` at
// all, null for what it does not know, and a bare `attributes=` where it wants everything. A status from 200 to 299 is success.
const connect = async (server: TestServer): Promise<ForeignClient> =>
  foreignClient(await server.scim(), {
    headers: { accept: 'application/json' },
    contentType: 'application/json; charset=utf-8',
  });

const ATTRIBUTES = 'id,userName,active,name.givenName,name.familyName,title,emails,groups';

const BJENSEN = {
  userName: 'bjensen',
  active: true,
  password: null,
  name: { givenName: 'Barbara', familyName: 'Jensen', formatted: null },
  title: '',
  emails: [{ value: 'bjensen@example.com', type: 'work' }],
  phoneNumbers: null,
  entitlements: null,
};

/** As `new URL()` writes a filter: blanks and quotes encoded, nothing else. */
const matching = (filter: string, attributes = ''): string =>
  `?filter=${filter.replaceAll(' ', '%20').replaceAll('"', '%22')}` +
  (attributes === '' ? '' : `&attributes=${attributes}`);

overServers("scimgateway's plugin for SCIM", (server) => {
  const find = async (client: ForeignClient, filter: string): Promise<Body> => {
    const [endpoint = '', expression = ''] = filter.split(' where ');
    const { body } = await client.send(200, 'GET', endpoint + matching(expression, ATTRIBUTES));
    expect(body.totalResults).toBe(1);
    const [found] = body.Resources;
    if (found === undefined) throw new Error('The client wants one resource.');
    return found;
  };

  test('a user is created, explored, found, modified, deactivated and deleted', async () => {
    const client = await connect(server());
    const none = await client.send(200, 'GET', `/Users${matching('userName eq "bjensen"')}`);
    expect(none.body.totalResults).toBe(0);
    await client.send(201, 'POST', '/Users', BJENSEN);
    // it asks for what it has made, and trusts no answer to a change
    const user = await find(client, '/Users where userName eq "bjensen"');
    expect(user).toMatchObject({
      userName: 'bjensen',
      active: true,
      name: { givenName: 'Barbara', familyName: 'Jensen' },
      emails: [{ value: 'bjensen@example.com', type: 'work' }],
    });
    expect(user).not.toHaveProperty('phoneNumbers');
    expect((await client.send(200, 'GET', '/Users?attributes=userName,id')).body).toMatchObject({
      totalResults: 1,
      Resources: [{ id: user.id, userName: 'bjensen' }],
    });
    const path = `/Users/${user.id}`;
    const whole = await client.send(200, 'GET', `${path}?attributes=`);
    expect(whole.body).toMatchObject({ userName: 'bjensen', name: { familyName: 'Jensen' } });

    const modify = async (value: object): Promise<Body> => {
      await client.send(200, 'PATCH', path, { Operations: [{ op: 'replace', value }] });
      return (await client.send(200, 'GET', path)).body;
    };
    expect(
      await modify({
        password: 'Secret-1234',
        name: { givenName: 'Babs', formatted: 'Babs Jensen' },
        title: 'Lead',
        emails: [{ value: 'babs@example.com', type: 'work' }],
        phoneNumbers: [{ value: 'tel:555-1234', type: 'work' }],
        entitlements: [{ value: 'Example', type: 'company' }],
      }),
    ).toMatchObject({
      name: { givenName: 'Babs', familyName: 'Jensen', formatted: 'Babs Jensen' },
      title: 'Lead',
      emails: [{ value: 'babs@example.com', type: 'work' }],
      phoneNumbers: [{ value: 'tel:555-1234' }],
      entitlements: [{ value: 'Example', type: 'company' }],
    });
    const cleared = await modify({ name: { formatted: '' }, title: '' });
    expect(cleared).toMatchObject({ name: { givenName: 'Babs' } });
    expect(cleared['title'] ?? '').toBe('');
    expect(await modify({ active: false })).toMatchObject({ active: false });
    expect(await modify({ active: true })).toMatchObject({ active: true });
    await client.send(409, 'POST', '/Users', BJENSEN);
    await client.send(204, 'DELETE', path);
    await client.send(404, 'GET', `${path}?attributes=id`);
  });

  test('a group is created without members; add and remove come in one request, as lists', async () => {
    const client = await connect(server());
    const ids: string[] = [];
    for (const userName of ['ann', 'max', 'zoe']) {
      await client.send(201, 'POST', '/Users', { ...BJENSEN, userName, emails: null });
      ids.push((await find(client, `/Users where userName eq "${userName}"`)).id);
    }
    const [ann = '', max = '', zoe = ''] = ids;
    await client.send(201, 'POST', '/Groups', { displayName: 'Admins' });
    const group = await find(client, '/Groups where displayName eq "Admins"');
    const path = `/Groups/${group.id}`;
    const modify = async (...Operations: object[]): Promise<string[]> => {
      await client.send(204, 'PATCH', path, { Operations });
      return memberIds((await client.send(200, 'GET', path)).body);
    };
    const add = (...values: string[]): object => ({
      op: 'add',
      path: 'members',
      value: values.map((value) => ({ value })),
    });
    expect(await modify(add(ann, max))).toEqual([ann, max]);
    const leave = { op: 'remove', path: 'members', value: [{ value: ann }] };
    expect(await modify(add(zoe), leave)).toEqual([max, zoe]);
    const filter = matching(`members.value eq "${zoe}"`, 'id,displayName');
    const { body } = await client.send(200, 'GET', `/Groups${filter}`);
    expect(body.Resources).toMatchObject([{ id: group.id, displayName: 'Admins' }]);
    const { groups } = await find(client, '/Users where userName eq "zoe"');
    expect(groups).toMatchObject([{ value: group.id }]);
    const all = await client.send(200, 'GET', '/Groups?attributes=id,displayName,members.value');
    expect(memberIds(all.body.Resources[0] ?? all.body)).toEqual([max, zoe]);
    await client.send(204, 'DELETE', path);
    await client.send(404, 'GET', `${path}?attributes=id`);
  });
});
