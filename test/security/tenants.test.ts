import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type Reply, type ScimClient, type TestServer } from '../kit/server.js';

/**
 * What one connection has, another one can neither reach nor notice: connections of two organizations, and two of one. Every
 * answer about somebody else's id is compared with the answer about an id that nobody has.
 */
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const NOBODY = '0199aaaa-0000-7000-8000-000000000000';

interface Property {
  readonly side: ScimClient;
  readonly user: string;
  readonly group: string;
  readonly memberId: string;
}

let server: TestServer;
let ours: Property;
const others: Property[] = [];

async function propertyOf(scim: ScimClient): Promise<Property> {
  const address = { userName: 'user-1@example.com', emails: [{ value: 'user-1@example.com' }] };
  const made = await scim.post('/Users', { schemas: [USER], ...address });
  const user = String(made.body.id);
  const group = await scim.post('/Groups', {
    schemas: [GROUP],
    displayName: 'Engineers',
    members: [{ value: user }],
  });
  const members = await server.rest('GET', `/organizations/${scim.organizationId}/members`);
  const memberId = String(members.body.items?.[0]?.id);
  return { side: scim, user, group: String(group.body.id), memberId };
}

beforeAll(async () => {
  server = await startServer();
  ours = await propertyOf(await server.scim());
  others.push(await propertyOf(await server.scim()));
  const { organizationId } = ours.side;
  others.push(await propertyOf(await server.scim({ organizationId })));
});

afterAll(() => server.close());

/** The answer with the id that was asked for taken out, so that two answers can be compared. */
function shape({ status, text }: Reply, id: string): string {
  return `${status} ${text.replaceAll(id, 'ID')}`;
}

describe('an id of another connection is as unknown as any', () => {
  const body = { schemas: [USER], userName: 'user-2@example.com' };
  const operations = [{ op: 'replace', path: 'displayName', value: 'Taken over' }];
  const requests: readonly [string, string, unknown][] = [
    ['GET', '', undefined],
    ['PUT', '', body],
    ['PATCH', '', { schemas: [PATCH], Operations: operations }],
    ['DELETE', '', undefined],
  ];
  for (const [method, , content] of requests) {
    test(`${method} of a user and of a group`, async () => {
      for (const { user, group } of others) {
        for (const [type, id] of [
          ['Users', user],
          ['Groups', group],
        ] as const) {
          const ask = (wanted: string) =>
            ours.side.request(method, `/${type}/${wanted}`, {
              headers: { 'content-type': 'application/scim+json', 'if-match': 'W/"1"' },
              ...(content !== undefined && {
                body:
                  type === 'Groups' && method === 'PUT' ? { ...body, schemas: [GROUP] } : content,
              }),
            });
          const [theirs, nobodys] = [await ask(id), await ask(NOBODY)];
          expect(theirs.status).toBeGreaterThanOrEqual(400);
          expect(shape(theirs, id)).toBe(shape(nobodys, NOBODY));
        }
      }
    });
  }

  test('conditional reads say nothing of a version', async () => {
    for (const { user } of others) {
      const reply = await ours.side.get(`/Users/${user}`, { 'if-none-match': 'W/"1"' });
      expect(reply.status).toBe(404);
      expect(reply.headers.get('etag')).toBeNull();
    }
  });

  test('filters and searches', async () => {
    for (const { user, group } of others) {
      const filters = [
        `id eq "${user}"`,
        `not (id eq "${ours.user}")`,
        `groups.value eq "${group}"`,
        `emails.value eq "user-1@example.com" and id ne "${ours.user}"`,
        'userName sw "user" and not (externalId pr) and id ne "x"',
      ];
      for (const filter of filters) {
        const reply = await ours.side.get(`/Users?filter=${encodeURIComponent(filter)}`);
        expect(reply.text).not.toContain(user);
        const all = await ours.side.post('/.search', { schemas: [SEARCH], filter });
        expect(all.text).not.toContain(user);
      }
      const members = encodeURIComponent(`members.value eq "${user}"`);
      expect((await ours.side.get(`/Groups?filter=${members}`)).body.totalResults).toBe(0);
    }
    expect((await ours.side.get('/Users')).body.totalResults).toBe(1);
    expect((await ours.side.get('/Groups')).body.totalResults).toBe(1);
  });

  test('members: skipped like strangers, in every way to name them', async () => {
    for (const { user, group } of others) {
      const changes = [
        { op: 'add', path: 'members', value: [{ value: user }, { value: group }] },
        { op: 'add', path: `members[value eq "${user}"]`, value: { display: 'x' } },
        { op: 'replace', value: { members: [{ value: ours.user }, { value: user }] } },
      ];
      for (const change of changes) {
        await ours.side.patch(`/Groups/${ours.group}`, { schemas: [PATCH], Operations: [change] });
      }
      const { body } = await ours.side.get(`/Groups/${ours.group}`);
      expect(JSON.stringify(body.members)).not.toContain(user);
      expect(JSON.stringify(body.members)).toContain(ours.user);
    }
  });

  test('a job of several operations', async () => {
    for (const { user, group } of others) {
      const paths = [`/Users/${user}`, `/Groups/${group}`, `/Users/${NOBODY}`, `/Groups/${NOBODY}`];
      const Operations = paths.map((path) => ({ method: 'DELETE', path }));
      const { body } = await ours.side.post('/Bulk', { schemas: [BULK], Operations });
      const statuses = [0, 1, 2, 3].map((at) => body.Operations?.[at]?.status);
      expect(statuses).toEqual(['404', '404', '404', '404']);
    }
  });

  test('nothing of theirs was changed by all that', async () => {
    for (const { side: scim, user, group } of others) {
      const { meta } = (await scim.get(`/Users/${user}`)).body;
      expect(meta?.version).toMatch(/^W\/"1[."]/);
      const shown = await scim.get(`/Groups/${group}`);
      expect(shown.body.displayName).toBe('Engineers');
      expect(shown.body.meta?.version).toMatch(/^W\/"1[."]/);
    }
  });
});

test('a name that another connection has is free here, and a taken one names only our own resource', async () => {
  const taken = await ours.side.post('/Users', { schemas: [USER], userName: 'USER-1@example.com' });
  expect(taken.status).toBe(409);
  expect(taken.text).toContain(ours.user);
  for (const { user } of others) expect(taken.text).not.toContain(user);
  const group = await ours.side.post('/Groups', { schemas: [GROUP], displayName: 'ENGINEERS' });
  expect(group.status).toBe(409);
  expect(group.text).toContain(ours.group);
});

test('a cursor is good for the connection that it was made for', async () => {
  for (const [at, { side: scim }] of [ours, ...others].entries()) {
    await scim.post('/Users', { schemas: [USER], userName: `second-${at}@example.com` });
  }
  const first = await others[0]?.side.get('/Users?cursor=&count=1');
  const cursor = String(first?.body.nextCursor);
  expect(cursor.length).toBeGreaterThan(20);
  expect((await others[0]?.side.get(`/Users?cursor=${cursor}&count=1`))?.status).toBe(200);
  for (const scim of [ours.side, others[1]?.side]) {
    const reply = await scim?.get(`/Users?cursor=${cursor}&count=1`);
    expect([reply?.status, reply?.body.scimType]).toEqual([400, 'invalidCursor']);
  }
});

test('a token opens its own connection only, and is not told whether there is another', async () => {
  const { token } = ours.side;
  const authorization = `Bearer ${token}`;
  const ask = async (connection: string): Promise<string> => {
    const headers = { authorization };
    const response = await fetch(`${server.url}/scim/${connection}/v2/Users`, { headers });
    return `${response.status} ${await response.text()}`;
  };
  const nobody = await ask(NOBODY);
  expect(nobody).toMatch(/^401 /);
  for (const { side: scim } of others) expect(await ask(scim.connectionId)).toBe(nobody);
  expect(await ask('')).toBe(nobody);
});

describe('REST keeps what belongs together', () => {
  test('a connection, its credentials, mappings and exchanges are found under their own organization', async () => {
    const [theirs] = others;
    const path = `/organizations/${ours.side.organizationId}/connections/`;
    const below = ['', '/credentials', '/group-mappings', '/exchanges'];
    for (const end of below) {
      const foreign = await server.rest('GET', `${path}${theirs?.side.connectionId}${end}`);
      const unknown = await server.rest('GET', `${path}${NOBODY}${end}`);
      expect([foreign.status, foreign.body.code]).toEqual([404, 'connection.missing']);
      expect([unknown.status, unknown.body.code]).toEqual([404, 'connection.missing']);
    }
  });

  test('credentials and exchanges of another connection of the same organization', async () => {
    const sister = others[1];
    const path = `/organizations/${ours.side.organizationId}/connections/${ours.side.connectionId}`;
    const credential = `${path}/credentials/${sister?.side.credentialId}`;
    expect((await server.rest('GET', credential)).status).toBe(404);
    expect((await server.rest('DELETE', credential)).status).toBe(404);
    const of = `/organizations/${ours.side.organizationId}/connections/${sister?.side.connectionId}`;
    const list = await server.rest('GET', `${of}/exchanges?limit=1`);
    const exchange = String(list.body.items?.[0]?.id);
    expect((await server.rest('GET', `${of}/exchanges/${exchange}`)).status).toBe(200);
    expect((await server.rest('GET', `${path}/exchanges/${exchange}`)).status).toBe(404);
    expect((await sister?.side.get('/Users?count=0'))?.status).toBe(200);
  });

  test("groups of another connection are mapped to nothing, and another organization's members stay there", async () => {
    const path = `/organizations/${ours.side.organizationId}/connections/${ours.side.connectionId}`;
    for (const { group, memberId } of others) {
      const mappings = [{ groupId: group, role: 'member' }];
      const reply = await server.rest('PUT', `${path}/group-mappings`, { body: { mappings } });
      expect([reply.status, reply.body.code]).toEqual([400, 'mapping.group_missing']);
      if (memberId === ours.memberId) continue;
      const member = `/organizations/${ours.side.organizationId}/members/${memberId}`;
      expect((await server.rest('GET', member)).body.code).toBe('member.missing');
    }
  });
});
