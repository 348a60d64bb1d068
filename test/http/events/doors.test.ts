import { expect, test } from '@jest/globals';
import { USER } from '../../kit/application.js';
import { overServers } from '../../kit/server-suites.js';
import type { Json } from '../../kit/server.js';

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

overServers('every door', (server) => {
  test('hooks F6: by REST, SCIM, bulk, request to join, invitation or sheet it is the same event; the actor says which door', async () => {
    const scim = await server().scim();
    const organization = `/organizations/${scim.organizationId}`;
    const rest = async (method: string, path: string, body?: unknown): Promise<Json> => {
      const reply = await server().rest(method, path, body === undefined ? {} : { body });
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.text}`);
      return reply.body;
    };
    await rest('POST', `${organization}/members`, { email: 'rest@example.com', name: 'Rest' });
    await scim.post('/Users', { schemas: [USER], userName: 'scim@example.com' });
    const data = { schemas: [USER], userName: 'bulk@example.com' };
    const Operations = [{ method: 'POST', path: '/Users', bulkId: 'one', data }];
    await scim.post('/Bulk', { schemas: [BULK], Operations });
    await rest('PATCH', organization, { policies: { joinRequests: 'open' } });
    const asked = { email: 'join@example.com', name: 'Join', emailVerified: true };
    const { id: requestId } = await rest('POST', `${organization}/join-requests`, asked);
    await rest('POST', `${organization}/join-requests/${String(requestId)}/approve`, {});
    const invitation = { email: 'invited@example.com', name: 'Invited', send: false };
    const { token } = await rest('POST', `${organization}/invitations`, invitation);
    const accepted = { token, email: 'invited@example.com', emailVerified: true, explicit: true };
    await rest('POST', `${organization}/invitations/accept`, accepted);
    const sheet = await fetch(
      `${server().url}/api/v1${organization}/imports?mode=add&dryRun=false`,
      {
        method: 'POST',
        headers: {
          'content-type': 'text/csv',
          authorization: `Bearer ${server().operatorKey}`,
        },
        body: 'email,name\nsheet@example.com,Sheet',
      },
    );
    const { id: importId } = (await sheet.json()) as { id: string };
    for (let status = ''; status !== 'done';) {
      await server().composed.jobs.runNow('run-tasks');
      const seen = await rest('GET', `${organization}/imports/${importId}`);
      status = String(seen['status']);
      if (status === 'checked') await rest('POST', `${organization}/imports/${importId}/apply`, {});
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const found = await rest('GET', `${organization}/events?after=oldest&types=member.added`);
    const events = found['items'] as unknown as { actor: Json; data: { after: Json } }[];
    const doors = events.map(({ actor, data: { after } }) => [after['email'], actor['kind']]);
    expect(doors).toEqual([
      ['rest@example.com', 'operator'],
      ['scim@example.com', 'connection'],
      ['bulk@example.com', 'connection'],
      ['join@example.com', 'operator'],
      ['invited@example.com', 'invitee'],
      ['sheet@example.com', 'operator'],
    ]);
  });

  test('hooks F13: who was removed, and a space that was deleted, are told with their last state', async () => {
    const { body } = await server().rest('POST', '/organizations', { body: { name: 'Last' } });
    const organization = `/organizations/${String(body['id'])}`;
    const made = async (path: string, sent: object): Promise<string> =>
      String((await server().rest('POST', `${organization}/${path}`, { body: sent })).body['id']);
    const member = await made('members', { email: 'goes@example.com', name: 'Goes' });
    const space = await made('spaces', { name: 'Closing' });
    const left = await server().rest('POST', `${organization}/members/${member}/remove`);
    const gone = await server().rest('DELETE', `${organization}/spaces/${space}`);
    expect([left.status, gone.status]).toEqual([200, 204]);
    const types = 'types=member.removed,space.deleted';
    const feed = await server().rest('GET', `${organization}/events?after=oldest&${types}`);
    const events = feed.body['items'] as unknown as { data: { before: Json } }[];
    expect(events.map(({ data }) => data.before)).toMatchObject([
      { email: 'goes@example.com' },
      { name: 'Closing' },
    ]);
  });
});
