import { expect, test } from '@jest/globals';
import { USER } from '../../kit/application.js';
import { overServers } from '../../kit/server-suites.js';
import type { Json } from '../../kit/server.js';

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

overServers('every door', (server) => {
  test('hooks F6: by REST, SCIM, in bulk or by a request to join it is the same event, and the actor says which door', async () => {
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
    const found = await rest('GET', `${organization}/events?after=oldest&types=member.added`);
    const events = found['items'] as unknown as { actor: Json; data: { after: Json } }[];
    const doors = events.map(({ actor, data: { after } }) => [after['email'], actor['kind']]);
    expect(doors).toEqual([
      ['rest@example.com', 'operator'],
      ['scim@example.com', 'connection'],
      ['bulk@example.com', 'connection'],
      ['join@example.com', 'operator'],
    ]);
  });
});
