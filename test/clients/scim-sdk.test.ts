import { expect, test } from '@jest/globals';
import { overServers } from '../conformance/servers.js';
import {
  BULK,
  ENTERPRISE,
  foreignClient,
  GROUP,
  memberIds,
  patchOf,
  SEARCH,
  USER,
  type Answer,
  type ForeignClient,
} from './foreign-client.js';

// SCIM-SDK's client 1.30.0 (github.com/Captain-P-Goldfish/SCIM-SDK): the shapes are those of
// scim-sdk-client/src/main/java/de/captaingoldfish/scim/sdk/client/builder/{Create,Get,List,Update,Patch,Bulk,Delete}Builder.java
// and scim-sdk-common/…/common/request/PatchRequestOperation.java: `valueNode` with an object becomes a list of one, `value` with
// JSON stays text. Every request says what its body is, also GET. ServerResponse.isSuccess() wants that status and SCIM's media
// type, of a PATCH without a body too.
const PROFILE = {
  schemas: [USER, ENTERPRISE],
  externalId: 'ext-1',
  userName: 'ann',
  name: { familyName: 'Bell', givenName: 'Ann' },
  displayName: 'Ann',
  nickName: 'A',
  title: 'Eng',
  preferredLanguage: 'en',
  locale: 'en-US',
  timezone: 'Europe/Berlin',
  active: true,
  emails: [
    { type: 'work', primary: true, value: 'ann@example.com' },
    { type: 'home', value: 'ann@home.example' },
  ],
  phoneNumbers: [{ type: 'work', value: '+1-201' }],
  entitlements: [{ value: 'e1' }],
  roles: [{ primary: true, value: 'r1' }],
  x509Certificates: [{ value: 'MIIB' }],
  [ENTERPRISE]: { employeeNumber: '701', department: 'Sales' },
};

overServers(
  "SCIM-SDK's client",
  (suite) => {
    const connect = async (): Promise<ForeignClient> =>
      foreignClient(await suite.scim(), {
        headers: {
          'content-type': 'application/scim+json',
          'user-agent': 'Apache-HttpClient/4.5.14 (Java/17.0.15)',
        },
      });

    test('the configuration that it loads first, and reads of what it made', async () => {
      const client = await connect();
      for (const path of ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas']) {
        await client.send(200, 'GET', path);
      }
      // it encodes the colons of a URN
      await client.send(200, 'GET', `/Schemas/${encodeURIComponent(USER)}`);
      const { body: ann } = await client.send(201, 'POST', '/Users', { ...PROFILE, password: 'x' });
      expect(ann).toMatchObject(PROFILE);
      // its builders take a meta of the client's own
      const meta = { resourceType: 'User', created: '2026-11-29T01:30:04.699Z' };
      const max = { schemas: [USER], meta, userName: 'max' };
      await client.send(201, 'POST', '/Users', max);
      const twin = await client.send(409, 'POST', '/Users', { schemas: [USER], userName: 'Ann' });
      expect(twin.body.scimType).toBe('uniqueness');
      const path = `/Users/${ann.id}`;
      expect((await client.send(200, 'GET', path)).body).toEqual(ann);
      const { version } = ann.meta;
      await client.send(304, 'GET', path, undefined, { 'if-none-match': version });

      const put = await client.send(
        200,
        'PUT',
        path,
        { ...ann, title: 'Lead' },
        { 'if-match': version },
      );
      expect(put.body).toMatchObject({ ...PROFILE, title: 'Lead' });
      await client.send(412, 'PUT', path, ann, { 'if-match': version });
      await client.send(204, 'DELETE', path, undefined, { 'if-match': put.body.meta.version });
      await client.send(404, 'GET', path);
    });

    test('lists: operators in capitals, numbers and names as text', async () => {
      const client = await connect();
      const { body: ann } = await client.send(201, 'POST', '/Users', PROFILE);
      await client.send(201, 'POST', '/Users', { schemas: [USER], userName: 'max' });
      const total = async (filter: string): Promise<unknown> => {
        const query = new URLSearchParams({ filter }).toString();
        const { body } = await client.send(200, 'GET', `/Users?${query}`);
        return [body.totalResults, body.Resources[0]?.id];
      };
      const grouped = '(name.givenName SW "Zed" and title PR)';
      expect(await total(`userName CO "nn" and active EQ true or ${grouped}`)).toEqual([1, ann.id]);
      expect(await total('USERNAME EQ "ANN"')).toEqual([1, ann.id]);
      const sorted = await client.send(
        200,
        'GET',
        '/Users?startIndex=1&sortOrder=descending&count=10&sortBy=userName&attributes=userName%2Cemails',
      );
      const names = sorted.body.Resources.map(({ userName }) => userName);
      expect(names).toEqual(['max', 'ann']);
      await client.send(200, 'GET', '/Users?foo=bar');
      const searched = await client.send(200, 'POST', '/Users/.search', {
        schemas: [SEARCH],
        filter: 'emails.value EW "@example.com" and meta.created GT "1970-01-01T00:00:00Z"',
        startIndex: '1',
        count: '5',
        attributes: 'userName',
      });
      expect(searched.body).toMatchObject({ totalResults: 1, startIndex: 1, itemsPerPage: 1 });
      expect(searched.body.Resources[0]).not.toHaveProperty('emails');
      const without = { schemas: [SEARCH], sortBy: 'userName', excludedAttributes: 'emails,name' };
      const { body: rest } = await client.send(200, 'POST', '/Users/.search', without);
      expect(rest.Resources[0]).not.toHaveProperty('name');
    });

    test('every form of a PATCH value on a user', async () => {
      const client = await connect();
      const { body: ann } = await client.send(201, 'POST', '/Users', PROFILE);
      const max = { schemas: [USER], userName: 'max' };
      const { body: manager } = await client.send(201, 'POST', '/Users', max);
      const path = `/Users/${ann.id}`;
      const other = { type: 'other', value: 'x@example.com' };
      const pathless = {
        schemas: [USER, ENTERPRISE],
        nickName: 'Nick',
        active: true,
        [ENTERPRISE]: { costCenter: 'cc' },
      };
      const asText = '{"value":"t@example.com","type":"text"}';
      const steps: readonly (readonly [operations: object[], result: object])[] = [
        [[{ path: 'displayName', op: 'replace', value: 'Ann B' }], { displayName: 'Ann B' }],
        [[{ path: 'active', op: 'replace', value: 'false' }], { active: false }],
        [
          [
            { path: 'emails', op: 'add', value: [other] },
            { path: 'nickName', op: 'remove' },
          ],
          { emails: [...PROFILE.emails, other] },
        ],
        [
          [{ op: 'replace', value: [pathless] }],
          {
            nickName: 'Nick',
            active: true,
            [ENTERPRISE]: { costCenter: 'cc', department: 'Sales' },
          },
        ],
        [
          [{ op: 'add', value: [{ schemas: [USER], name: { middleName: 'M' } }] }],
          { name: { middleName: 'M', givenName: 'Ann' } },
        ],
        [
          [{ path: 'name', op: 'replace', value: [{ familyName: 'Belle' }] }],
          { name: { familyName: 'Belle', givenName: 'Ann', middleName: 'M' } },
        ],
        [
          [{ path: 'emails[type eq "work"].value', op: 'replace', value: 'w@example.com' }],
          { emails: [{ value: 'w@example.com' }, { type: 'home' }, other] },
        ],
        [
          [{ path: `${ENTERPRISE}:manager`, op: 'replace', value: [{ value: manager.id }] }],
          { [ENTERPRISE]: { manager: { value: manager.id } } },
        ],
        [
          [{ path: ENTERPRISE, op: 'replace', value: [{ division: 'East' }] }],
          { [ENTERPRISE]: { division: 'East' } },
        ],
        [
          [{ path: 'emails', op: 'add', value: asText }],
          { emails: [{}, {}, other, { value: 't@example.com', type: 'text' }] },
        ],
        [[{ op: 'replace', value: '{"title":"Text"}' }], { title: 'Text' }],
        [[{ path: ENTERPRISE, op: 'remove' }], { schemas: [USER] }],
      ];
      for (const [operations, result] of steps) {
        const { body } = await client.send(200, 'PATCH', path, patchOf(...operations));
        expect(body).toMatchObject(result);
        expect((await client.send(200, 'GET', path)).body).toEqual(body);
      }
    });

    test('a group: each PATCH is a success by its own measure, and the members are right', async () => {
      const client = await connect();
      const ids: string[] = [];
      for (const userName of ['ann', 'max']) {
        ids.push((await client.send(201, 'POST', '/Users', { schemas: [USER], userName })).body.id);
      }
      const [ann = '', max = ''] = ids;
      const members = [{ type: 'User', value: ann }];
      const team = { schemas: [GROUP], displayName: 'Team', members };
      const { body: group } = await client.send(201, 'POST', '/Groups', team);
      const path = `/Groups/${group.id}`;
      const patch = async (operation: object): Promise<Answer> => {
        const answer = await client.send(204, 'PATCH', path, patchOf(operation));
        expect(answer.headers.get('content-type')).toMatch(/^application\/scim\+json/);
        return client.send(200, 'GET', path);
      };
      const added = await patch({ path: 'members', op: 'add', value: [{ value: max }] });
      expect(memberIds(added.body)).toEqual(ids);
      const left = await patch({ path: `members[value eq "${ann}"]`, op: 'remove' });
      expect(memberIds(left.body)).toEqual([max]);
      const crew = { schemas: [GROUP], displayName: 'Crew', members: [{ value: ann }] };
      const both = await patch({ op: 'add', value: [crew] });
      expect([both.body.displayName, memberIds(both.body)]).toEqual(['Crew', ids]);
      const put = { ...crew, members: [{ value: max }] };
      expect(memberIds((await client.send(200, 'PUT', path, put)).body)).toEqual([max]);
    });

    test('bulk: its own members of an operation are passed over', async () => {
      const client = await connect();
      const { body: max } = await client.send(201, 'POST', '/Users', {
        schemas: [USER],
        userName: 'max',
      });
      const path = `/Users/${max.id}`;
      const change = patchOf({ path: 'title', op: 'replace', value: 'Bulked' });
      const grown = {
        schemas: [GROUP],
        displayName: 'B',
        members: [{ type: 'User', value: 'bulkId:1' }],
      };
      const { body } = await client.send(200, 'POST', '/Bulk', {
        schemas: [BULK],
        Operations: [
          {
            method: 'POST',
            bulkId: '1',
            path: '/Users',
            data: { schemas: [USER], userName: 'ann' },
          },
          { method: 'POST', bulkId: '2', path: '/Groups', data: grown },
          { method: 'PATCH', bulkId: '3', path, data: change },
          {
            method: 'PUT',
            bulkId: '4',
            path,
            data: { schemas: [USER], userName: 'max', title: 'Put' },
            returnResource: true,
          },
        ],
      });
      const told = body.Operations.map(({ status }) => status);
      expect(told).toEqual(['201', '201', '200', '200']);
      const [user, group] = body.Operations;
      const { body: made } = await client.send(200, 'GET', String(group?.location));
      expect(memberIds(made)).toEqual([user?.location.split('/').at(-1)]);
      expect((await client.send(200, 'GET', path)).body.title).toBe('Put');
    });
  },
  { databases: ['sqlite'] },
);
