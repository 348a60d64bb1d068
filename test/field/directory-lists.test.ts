import { expect, test } from '@jest/globals';
import { overServers } from '../kit/server-suites.js';
import type { Json } from '../kit/server.js';

// Decision 5 of the field faults: groups are found before they are mapped, people by what their directory says.

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

const items = (body: Json): Json[] => body.items as unknown as Json[];

overServers('lists of a directory', (server) => {
  test('S14, S15 users and groups of a connection are searched, paged and linked to members', async () => {
    const scim = await server().scim();
    const place = `/organizations/${scim.organizationId}`;
    const lists = `${place}/connections/${scim.connectionId}`;
    const made: string[] = [];
    for (const name of ['Ada', 'Äbbe', 'Bob', 'ada2']) {
      const { body } = await scim.post('/Users', {
        schemas: [USER],
        userName: `${name}@example.com`,
        displayName: `Person ${name}`,
        externalId: `x-${name}`,
        active: name !== 'Bob',
      });
      made.push(String(body.id));
    }
    const members = made.slice(0, 3).map((value) => ({ value }));
    const group = { schemas: [GROUP], displayName: 'Admins', externalId: 'g-1', members };
    const { body: admins } = await scim.post('/Groups', group);
    await scim.post('/Groups', { schemas: [GROUP], displayName: 'Alle' });

    const first = await server().rest('GET', `${lists}/users?limit=2`);
    const [, ada] = items(first.body);
    const member = { name: 'Person Ada', status: 'active', email: 'Ada@example.com' };
    expect(ada).toMatchObject({ userName: 'Ada@example.com', externalId: 'x-Ada', member });
    const rest = await server().rest('GET', `${lists}/users?limit=2&cursor=${first.body.next}`);
    const names = [...items(first.body), ...items(rest.body)].map(({ userName }) => userName);
    expect(names).toEqual([
      'ada2@example.com',
      'Ada@example.com',
      'Bob@example.com',
      'Äbbe@example.com',
    ]);
    expect(rest.body.next).toBeUndefined();

    const found = async (query: string): Promise<unknown[]> => {
      const { body } = await server().rest('GET', `${lists}/users?${query}`);
      return items(body).map(({ userName }) => userName);
    };
    expect(await found('q=ADA')).toEqual(['ada2@example.com', 'Ada@example.com']);
    expect(await found('q=person%20b&sort=displayName')).toEqual(['Bob@example.com']);
    expect(await found('active=false')).toEqual(['Bob@example.com']);
    expect(await found('externalId=x-Bob')).toEqual(['Bob@example.com']);
    const foreign = await server().rest('GET', `${lists}/users?q=b&cursor=${first.body.next}`);
    expect([foreign.status, foreign.body.code]).toEqual([400, 'request.invalid']);

    const groups = await server().rest('GET', `${lists}/groups`);
    expect(items(groups.body).map((one) => [one.displayName, one.members])).toEqual([
      ['Admins', 3],
      ['Alle', 0],
    ]);
    const named = await server().rest('GET', `${lists}/groups?q=all`);
    expect(items(named.body).map(({ displayName }) => displayName)).toEqual(['Alle']);
    const byExternalId = await server().rest('GET', `${lists}/groups?externalId=g-1`);
    expect(items(byExternalId.body)[0]?.id).toBe(admins.id);

    const path = `${place}/members/${String(ada?.member?.id)}/directory-records`;
    const records = await server().rest('GET', path);
    expect(items(records.body)).toMatchObject([
      {
        id: made[0],
        connection: { id: scim.connectionId, status: 'active' },
        groups: [{ id: admins.id, displayName: 'Admins' }],
      },
    ]);
  });

  test('S14 another organization sees neither users nor groups nor records', async () => {
    const scim = await server().scim();
    const other = await server().scim();
    await scim.post('/Users', { schemas: [USER], userName: 'user@example.com' });
    const members = await server().rest('GET', `/organizations/${scim.organizationId}/members`);
    const memberId = String(items(members.body)[0]?.id);
    const foreign = `/organizations/${other.organizationId}`;
    for (const path of [
      `${foreign}/connections/${scim.connectionId}/users`,
      `${foreign}/connections/${scim.connectionId}/groups`,
      `${foreign}/members/${memberId}/directory-records`,
    ]) {
      expect((await server().rest('GET', path)).status).toBe(404);
    }
  });
});
