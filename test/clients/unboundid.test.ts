import { expect, test } from '@jest/globals';
import { overServers } from '../kit/server-suites.js';
import type { TestServer } from '../kit/server.js';
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

// UnboundID SCIM 2 SDK, client 5.1.0 (github.com/pingidentity/scim2): the shapes are those of
// scim2-sdk-client/src/main/java/com/unboundid/scim2/client/requests/{Create,Retrieve,Search,Replace,Modify,Delete,Bulk}RequestBuilder.java
// and scim2-sdk-common/…/common/{Path,utils/JsonUtils}.java. Jersey sends bodies in chunks. An answer to a change is read as the
// resource where there is a body; a resource's next request goes to its meta.location, with its meta.version as If-Match.
const connect = async (
  server: TestServer,
  compatibility: 'lenient' | 'strict',
): Promise<ForeignClient> =>
  foreignClient(await server.scim({ compatibility }), {
    headers: {
      accept: 'application/scim+json,application/json',
      'user-agent': 'Jersey/3.1.10 (Apache HttpClient 4.5.14)',
    },
    chunked: true,
  });

const PROFILE = {
  schemas: [USER, ENTERPRISE],
  externalId: 'ext-1',
  userName: 'ann.bell',
  name: { familyName: 'Bell', givenName: 'Ann' },
  displayName: 'Ann Bell',
  title: 'Engineer',
  active: true,
  password: 'Secret-1234',
  emails: [{ value: 'ann.bell@example.com', type: 'work', primary: true }],
  phoneNumbers: [{ value: 'tel:+1-201-555-0123', type: 'work' }],
  addresses: [{ locality: 'Springfield', country: 'US', type: 'work' }],
  photos: [{ value: 'https://example.com/a.png', type: 'photo' }],
  x509Certificates: [{ value: 'AQID' }],
  [ENTERPRISE]: { employeeNumber: '701', department: 'Sales' },
};

overServers('the client of the UnboundID SCIM 2 SDK', (server) => {
  test('discovery is read', async () => {
    const client = await connect(server(), 'lenient');
    const { body: config } = await client.send(200, 'GET', '/ServiceProviderConfig');
    expect(config).toMatchObject({ patch: { supported: true }, pagination: { cursor: true } });
    expect((await client.send(200, 'GET', '/ResourceTypes')).body.totalResults).toBe(2);
    expect((await client.send(200, 'GET', '/ResourceTypes/User')).body.schema).toBe(USER);
    expect((await client.send(200, 'GET', '/Schemas')).body.totalResults).toBe(3);
    expect((await client.send(200, 'GET', `/Schemas/${USER}`)).body.id).toBe(USER);
    await client.send(501, 'GET', '/Me');
  });

  test('a user is created, read, searched, replaced and deleted by location and version', async () => {
    const client = await connect(server(), 'strict');
    const { body: ann, headers } = await client.send(201, 'POST', '/Users', PROFILE);
    const { password: _, ...kept } = PROFILE;
    expect(ann).toMatchObject(kept);
    expect(ann).not.toHaveProperty('password');
    expect(ann.meta.location).toBe(`${client.base}/Users/${ann.id}`);
    expect([headers.get('location'), headers.get('etag')]).toEqual([
      ann.meta.location,
      ann.meta.version,
    ]);
    const twin = { schemas: [USER], userName: 'ANN.BELL' };
    expect((await client.send(409, 'POST', '/Users', twin)).body.scimType).toBe('uniqueness');

    const { location, version } = ann.meta;
    await client.send(200, 'GET', location);
    await client.send(304, 'GET', location, undefined, { 'if-none-match': version });
    const some = await client.send(200, 'GET', `${location}?attributes=userName%2Cname.givenName`);
    expect(some.body).toMatchObject({ userName: 'ann.bell', name: { givenName: 'Ann' } });
    expect(some.body.name).not.toHaveProperty('familyName');
    const without = encodeURIComponent(`emails,${ENTERPRISE}:department`);
    const rest = await client.send(200, 'GET', `${location}?excludedAttributes=${without}`);
    expect(rest.body).not.toHaveProperty('emails');
    expect(rest.body[ENTERPRISE]).toEqual({ employeeNumber: '701' });
    await client.send(404, 'GET', '/Users/nope');

    const put = { ...ann, title: 'Lead' };
    const replaced = await client.send(200, 'PUT', location, put, { 'if-match': version });
    expect(replaced.body).toMatchObject({ ...kept, title: 'Lead' });
    expect(replaced.body.meta.version).not.toBe(version);
    await client.send(412, 'PUT', location, put, { 'if-match': version });
    await client.send(412, 'DELETE', location, undefined, { 'if-match': version });
    const last = { 'if-match': replaced.body.meta.version };
    await client.send(204, 'DELETE', location, undefined, last);
    await client.send(404, 'DELETE', location);
  });

  test('searches by GET and POST, by pages and by cursors', async () => {
    const client = await connect(server(), 'strict');
    const { body: ann } = await client.send(201, 'POST', '/Users', PROFILE);
    for (const userName of ['max', 'zoe']) {
      await client.send(201, 'POST', '/Users', { schemas: [USER], userName });
    }
    // the forms of Filter.toString(), encoded as a form: a blank is a plus sign
    const filters = [
      'userName eq "ann.bell"',
      '(userName sw "ann" and not (active eq false))',
      'emails[(type eq "work" and value co "bell")]',
      'title pr',
      `(userName ew "nobody" or ${ENTERPRISE}:department eq "Sales")`,
      'externalId eq "ext-1"',
      '(meta.lastModified gt "1970-01-01T00:00:00Z" and title pr)',
    ];
    for (const filter of filters) {
      const query = new URLSearchParams({ filter }).toString();
      const { body } = await client.send(200, 'GET', `/Users?${query}`);
      expect([filter, body.totalResults, body.Resources[0]?.id]).toEqual([filter, 1, ann.id]);
    }
    const search = {
      schemas: [SEARCH],
      attributes: ['userName', 'emails'],
      filter: 'userName pr',
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: 1,
      count: 2,
    };
    const { body: page } = await client.send(200, 'POST', '/Users/.search', search);
    expect(page).toMatchObject({ totalResults: 3, itemsPerPage: 2, startIndex: 1 });
    expect(page.Resources.map(({ userName }) => userName)).toEqual(['zoe', 'max']);
    const root = { schemas: [SEARCH], filter: 'meta.resourceType eq "User"', startIndex: 1 };
    expect((await client.send(200, 'POST', '/.search', root)).body.totalResults).toBe(3);
    const none = await client.send(200, 'GET', '/Users?startIndex=1&count=0');
    expect([none.body.totalResults, none.body.Resources ?? []]).toEqual([3, []]);

    const seen: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const query = `cursor=${cursor}&count=2`;
      const { body }: Answer = await client.send(200, 'GET', `/Users?${query}`);
      seen.push(...body.Resources.map(({ id }) => id));
      cursor = body.nextCursor;
    }
    expect(new Set(seen).size).toBe(3);
    const forged = await client.send(400, 'GET', '/Users?cursor=forged&count=1');
    expect(forged.body.scimType).toBe('invalidCursor');
  });

  test('every operation of ModifyRequestBuilder and of JsonUtils.diff', async () => {
    const client = await connect(server(), 'lenient');
    const { body: ann } = await client.send(201, 'POST', '/Users', PROFILE);
    const { body: max } = await client.send(201, 'POST', '/Users', {
      schemas: [USER],
      userName: 'max',
    });
    const path = `/Users/${ann.id}`;
    const home = { value: 'ann@home.example', type: 'home' };
    const phones = [
      { value: 'tel:+2', type: 'mobile' },
      { value: 'tel:+3', type: 'home' },
    ];
    const steps: readonly (readonly [operations: object[], result: object])[] = [
      [
        [
          { op: 'replace', path: 'displayName', value: 'Ann B' },
          { op: 'replace', path: 'active', value: false },
        ],
        { displayName: 'Ann B', active: false },
      ],
      [
        [{ op: 'replace', path: 'name.familyName', value: 'Belle' }],
        { name: { familyName: 'Belle' } },
      ],
      [
        [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'anna@example.com' }],
        { emails: [{ value: 'anna@example.com', type: 'work', primary: true }] },
      ],
      [[{ op: 'add', path: 'emails', value: [home] }], { emails: [{ type: 'work' }, home] }],
      [
        [{ op: 'add', path: 'phoneNumbers', value: phones }],
        { phoneNumbers: [{ type: 'work' }, ...phones] },
      ],
      [
        [{ op: 'add', value: { nickName: 'Nick', name: { middleName: 'M' } } }],
        { nickName: 'Nick', name: { givenName: 'Ann', middleName: 'M' } },
      ],
      [
        [{ op: 'replace', value: { active: true, [`${ENTERPRISE}:department`]: 'R&D' } }],
        { active: true, [ENTERPRISE]: { department: 'R&D' } },
      ],
      // Path.root(urn) is written with the colon that an attribute's name would follow
      [
        [{ op: 'replace', path: `${ENTERPRISE}:`, value: { division: 'East' } }],
        { [ENTERPRISE]: { division: 'East' } },
      ],
      [
        [{ op: 'replace', path: `${ENTERPRISE}:manager.value`, value: max.id }],
        { [ENTERPRISE]: { manager: { value: max.id } } },
      ],
      [
        [
          { op: 'remove', path: 'title' },
          { op: 'remove', path: 'emails[type eq "home"]' },
        ],
        { emails: [{ type: 'work' }] },
      ],
      [[{ op: 'replace', path: 'photos', value: [] }], {}],
      // JsonUtils.diff puts all single values into one operation, and new elements into another
      [
        [
          { op: 'replace', value: { name: { givenName: 'Annie' }, displayName: 'Diffed' } },
          { op: 'add', value: { emails: [{ value: 'd@example.com', type: 'other' }] } },
        ],
        {
          displayName: 'Diffed',
          name: { givenName: 'Annie', familyName: 'Belle' },
          emails: [{ type: 'work' }, { value: 'd@example.com' }],
        },
      ],
      [[{ op: 'remove', path: `${ENTERPRISE}:` }], {}],
    ];
    for (const [operations, result] of steps) {
      const { body } = await client.send(200, 'PATCH', path, patchOf(...operations));
      expect(body).toMatchObject(result);
      expect((await client.send(200, 'GET', path)).body).toEqual(body);
    }
    const { body: end } = await client.send(200, 'GET', path);
    for (const gone of ['title', 'photos', ENTERPRISE]) expect(end).not.toHaveProperty([gone]);
    expect(end.schemas).toEqual([USER]);
    const shown = await client.send(
      200,
      'PATCH',
      `${path}?attributes=userName`,
      patchOf({ op: 'replace', path: 'nickName', value: 'Q' }),
    );
    expect(shown.body).not.toHaveProperty('nickName');
  });

  test('a group, its members, and the version that a change of them gives', async () => {
    const client = await connect(server(), 'strict');
    const ids: string[] = [];
    for (const userName of ['ann', 'max']) {
      ids.push((await client.send(201, 'POST', '/Users', { schemas: [USER], userName })).body.id);
    }
    const [ann = '', max = ''] = ids;
    const { body: group } = await client.send(201, 'POST', '/Groups', {
      schemas: [GROUP],
      displayName: 'Team',
      members: [{ value: ann, type: 'User' }],
    });
    const { location } = group.meta;
    const members = async (): Promise<string[]> =>
      memberIds((await client.send(200, 'GET', location)).body);
    const add = patchOf({ op: 'add', path: 'members', value: [{ value: max }] });
    await client.send(204, 'PATCH', location, add);
    expect(await members()).toEqual(ids);
    const leave = patchOf({ op: 'remove', path: `members[value eq "${max}"]` });
    await client.send(204, 'PATCH', location, leave);
    expect(await members()).toEqual([ann]);
    const rename = patchOf({ op: 'replace', path: 'displayName', value: 'Crew' });
    const wanted = await client.send(
      200,
      'PATCH',
      `${location}?attributes=displayName%2Cmembers`,
      rename,
    );
    expect(wanted.body).toMatchObject({ displayName: 'Crew', members: [{ value: ann }] });
    const { body: read } = await client.send(200, 'GET', location);
    const put = { ...read, members: [...read.members, { value: max }] };
    expect(memberIds((await client.send(200, 'PUT', location, put)).body)).toEqual(ids);
    const small = await client.send(200, 'GET', `${location}?excludedAttributes=members`);
    expect(small.body).not.toHaveProperty('members');
    const query = new URLSearchParams({ filter: `members.value eq "${max}"` }).toString();
    expect((await client.send(200, 'GET', `/Groups?${query}`)).body.totalResults).toBe(1);
    const { body: user } = await client.send(200, 'GET', `/Users/${max}`);
    expect(user.groups).toMatchObject([{ value: group.id, display: 'Crew' }]);
  });

  test('bulk: a group of a user who is made with it, and PATCH data without schemas', async () => {
    const client = await connect(server(), 'lenient');
    const { body: max } = await client.send(201, 'POST', '/Users', {
      schemas: [USER],
      userName: 'max',
    });
    const replace = { op: 'replace', path: 'title', value: 'Lead' };
    const { body } = await client.send(200, 'POST', '/Bulk', {
      schemas: [BULK],
      Operations: [
        { method: 'POST', path: '/Users', bulkId: 'u', data: { schemas: [USER], userName: 'ann' } },
        {
          method: 'POST',
          path: 'Groups',
          bulkId: 'g',
          data: { schemas: [GROUP], displayName: 'Team', members: [{ value: 'bulkId:u' }] },
        },
        { method: 'PATCH', path: `/Users/${max.id}`, data: { Operations: [replace] } },
        { method: 'DELETE', path: '/Users/nope' },
      ],
    });
    const statuses = body.Operations.map(({ status }) => status);
    expect(statuses).toEqual(['201', '201', '200', '404']);
    const [made, group] = body.Operations;
    const { body: team } = await client.send(200, 'GET', String(group?.location));
    expect(memberIds(team)).toEqual([made?.location.split('/').at(-1)]);
    expect((await client.send(200, 'GET', `/Users/${max.id}`)).body.title).toBe('Lead');
  });
});
