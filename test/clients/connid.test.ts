import { expect, test } from '@jest/globals';
import { overServers } from '../conformance/servers.js';
import {
  ENTERPRISE,
  foreignClient,
  GROUP,
  memberIds,
  patchOf,
  USER,
  type Answer,
  type ForeignClient,
} from './foreign-client.js';

// ConnId's SCIM bundle 1.0.4 and its current source (github.com/Tirasa/ConnIdSCIMBundle), as Apache Syncope and midPoint drive it:
// src/main/java/net/tirasa/connid/bundles/scim/common/{AbstractSCIMConnector,service/AbstractSCIMService}.java and
// v2/SCIMv2Connector.java (buildUserPatch, buildGroupPatch, buildMembersGroupPatch). Users are replaced with the attributes that
// it knows, groups patched; after a 204 it reads the resource at once.
overServers(
  "ConnId's SCIM bundle",
  (suite) => {
    const connect = async (): Promise<ForeignClient> =>
      foreignClient(await suite.scim(), {
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          'user-agent': 'Apache-CXF/3.3.13',
        },
        contentType: 'application/json',
      });

    const makeGroup = async (client: ForeignClient, displayName: string): Promise<string> => {
      const body = { meta: { resourceType: 'Group' }, schemas: [GROUP], displayName };
      return (await client.send(201, 'POST', '/Groups', body)).body.id;
    };
    const makeUser = async (client: ForeignClient, userName: string): Promise<string> => {
      const emails = [{ value: `${userName}@example.com`, type: 'work' }];
      const known = { schemas: [USER], active: true, emails, userName, externalId: userName };
      const body = { meta: { resourceType: 'User' }, ...known };
      return (await client.send(201, 'POST', '/Users', body)).body.id;
    };

    test('a user is made with its group, read by id, name and attribute, and listed', async () => {
      const client = await connect();
      // its test of the connection
      await client.send(200, 'GET', '/Users?startIndex=1&count=1&attributes=userName,id,name');
      const group = await makeGroup(client, 'Group');
      const $ref = `${client.base}/Groups/${group}`;
      const profile = {
        schemas: [USER, ENTERPRISE],
        active: true,
        addresses: [{ locality: 'Town', type: 'work', primary: true }],
        displayName: 'Ann Bell',
        emails: [
          { value: 'ann@home.example', type: 'home' },
          { value: 'ann@example.com', type: 'work', primary: true },
        ],
        name: { familyName: 'Bell', givenName: 'Ann' },
        photos: [{ value: 'https://example.com/a.png', type: 'photo' }],
        userName: 'ann',
        externalId: 'ext-1',
        [ENTERPRISE]: { employeeNumber: '701', department: 'Sales' },
      };
      const { body: ann } = await client.send(201, 'POST', '/Users', {
        meta: { resourceType: 'User' },
        ...profile,
        password: 'Secret-1234',
        groups: [{ value: group, display: 'Group', $ref }],
      });
      expect(ann).toMatchObject(profile);
      // `groups` of a user is the server's: the connector adds the member itself
      expect((await client.send(200, 'GET', `/Groups/${group}`)).body).not.toHaveProperty(
        'members',
      );
      const add = { op: 'add', path: 'members', value: [{ value: ann.id }] };
      await client.send(204, 'PATCH', `/Groups/${group}`, patchOf(add));
      expect(memberIds((await client.send(200, 'GET', `/Groups/${group}`)).body)).toEqual([ann.id]);

      await makeUser(client, 'max');
      await client.send(409, 'POST', '/Users', { schemas: [USER], active: true, userName: 'ANN' });
      expect((await client.send(200, 'GET', `/Users/${ann.id}`)).body['groups']).toMatchObject([
        { value: group },
      ]);
      const attributes = 'name,emails,active,userName,id';
      for (const filter of ['username+eq+%22ann%22', 'externalId+eq+%22ext-1%22']) {
        const query = `filter=${filter}&attributes=${attributes}`;
        const { body } = await client.send(200, 'GET', `/Users?${query}`);
        expect(body.Resources).toMatchObject([{ id: ann.id, emails: profile.emails }]);
      }
      // attributes of a group among those of a user, and one of them twice
      const strange = 'emails,displayName,members,emails,groups,active,userName,id';
      const { body: all } = await client.send(200, 'GET', `/Users?attributes=${strange}`);
      expect(all.totalResults).toBe(2);
      const pages: string[] = [];
      for (let startIndex = 1; ; startIndex += 1) {
        const { body } = await client.send(200, 'GET', `/Users?startIndex=${startIndex}&count=1`);
        const [one] = body.Resources ?? [];
        if (one === undefined) break;
        pages.push(one.id);
      }
      expect(new Set(pages).size).toBe(2);
      await client.send(404, 'GET', '/Users/nope');
    });

    test('a user is replaced with what the connector knows', async () => {
      const client = await connect();
      const id = await makeUser(client, 'ann');
      const put = (more: object): Promise<Answer> =>
        client.send(200, 'PUT', `/Users/${id}`, {
          meta: { resourceType: 'User' },
          id,
          schemas: [USER],
          userName: 'ann',
          ...more,
        });
      const emails = [{ value: 'anna@example.com', type: 'work' }];
      const changed = await put({ active: true, emails, name: { familyName: 'Bell' } });
      expect(changed.body).toMatchObject({ emails, name: { familyName: 'Bell' } });
      expect((await put({ active: false })).body).toMatchObject({ active: false });
      expect((await put({})).body).toMatchObject({ active: false });
      expect((await put({ active: true })).body).toMatchObject({ active: true });
      const group = await makeGroup(client, 'Other');
      const groups = [{ value: group, display: 'Other', $ref: `${client.base}/Groups/${group}` }];
      expect((await put({ groups })).body).not.toHaveProperty('groups');
      await client.send(204, 'DELETE', `/Users/${id}`);
    });

    test('the user itself in place of operations is refused, and nothing is changed', async () => {
      const client = await connect();
      const id = await makeUser(client, 'ann');
      const body = { meta: { resourceType: 'User' }, id, schemas: [USER], active: false };
      const before = await client.send(200, 'GET', `/Users/${id}`);
      await client.send(400, 'PATCH', `/Users/${id}`, { ...body, userName: 'ann' });
      expect((await client.send(200, 'GET', `/Users/${id}`)).body).toEqual(before.body);
    });

    test('differences of a user: values to replace, to add and to remove', async () => {
      const client = await connect();
      const id = await makeUser(client, 'ann');
      const path = `/Users/${id}`;
      const patch = (...operations: object[]): Promise<Answer> =>
        client.send(200, 'PATCH', path, patchOf(...operations));
      const changed = await patch(
        { op: 'replace', path: 'userName', value: 'ann2' },
        { op: 'replace', path: 'password', value: 'New-1234' },
        { op: 'replace', path: 'name.givenName', value: 'Ann' },
        { op: 'replace', path: 'active', value: false },
        { op: 'replace', path: 'emails', value: [{ value: 'delta@example.com', type: 'work' }] },
        { op: 'add', path: 'emails', value: [{ value: 'h@example.com', type: 'home' }] },
        { op: 'replace', path: `${ENTERPRISE}:department`, value: 'Sales' },
      );
      const home = { value: 'h@example.com', type: 'home' };
      expect(changed.body).toMatchObject({
        userName: 'ann2',
        name: { givenName: 'Ann' },
        active: false,
        emails: [{ value: 'delta@example.com', type: 'work' }, home],
        [ENTERPRISE]: { department: 'Sales' },
      });
      const filter = 'type eq "work" and (value eq "delta@example.com")';
      const less = await patch({ op: 'remove', path: `emails[${filter}]` });
      expect(less.body).toMatchObject({ emails: [home] });
    });

    test('a group: renamed with its whole self, members by lists and by a filter of several', async () => {
      const client = await connect();
      const ids = [await makeUser(client, 'ann'), await makeUser(client, 'max')];
      const [ann = '', max = ''] = ids;
      const group = await makeGroup(client, 'Group');
      const path = `/Groups/${group}`;
      const patch = async (...operations: object[]): Promise<[unknown, string[]]> => {
        await client.send(204, 'PATCH', path, patchOf(...operations));
        const { body } = await client.send(200, 'GET', path);
        return [body['displayName'], 'members' in body ? memberIds(body) : []];
      };
      const self = { meta: { resourceType: 'Group' }, id: group, schemas: [GROUP] };
      const renamed = { ...self, displayName: 'Renamed' };
      expect(await patch({ op: 'replace', value: renamed })).toEqual(['Renamed', []]);
      const members = [{ value: ann }, { value: max }];
      expect(await patch({ op: 'replace', value: { ...renamed, members } })).toEqual([
        'Renamed',
        ids,
      ]);
      expect(await patch({ op: 'replace', value: renamed })).toEqual(['Renamed', ids]);
      const some = `members[value eq "${ann}" or value eq "${max}"]`;
      const entry = { value: max, $ref: `${client.base}/Users/${max}`, display: 'Max' };
      expect(
        await patch(
          { op: 'replace', path: 'displayName', value: 'Delta' },
          { op: 'remove', path: some },
          { op: 'add', path: 'members', value: [entry] },
        ),
      ).toEqual(['Delta', [max]]);
      // Salesforce and WSO2 get their own shapes from it
      const wrapped = { members: [{ value: ann }] };
      expect(await patch({ op: 'add', value: wrapped })).toEqual(['Delta', ids]);
      const out = { op: 'remove', path: 'members', value: [{ value: ann }] };
      expect(await patch(out)).toEqual(['Delta', [max]]);

      const put = { meta: { resourceType: 'Group' }, id: group, schemas: [GROUP] };
      await client.send(200, 'PUT', path, { ...put, displayName: 'By PUT' });
      const { body } = await client.send(200, 'GET', path);
      expect([body['displayName'], memberIds(body)]).toEqual(['By PUT', [max]]);
      await client.send(204, 'DELETE', path);
      await client.send(404, 'DELETE', path);
    });
  },
  { databases: ['sqlite'] },
);
