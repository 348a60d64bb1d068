import { expect, test } from '@jest/globals';
import { request } from 'node:http';
import { USER } from '../kit/application.js';
import { overServers } from '../kit/server-suites.js';
import type { Json, TestServer } from '../kit/server.js';

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

async function peopleOf(
  server: TestServer,
): Promise<{ home: string; active: () => Promise<string[]> }> {
  const owner = { email: 'owner@example.com', name: 'Owner' };
  const made = await server.rest('POST', '/organizations', { body: { name: 'Sheets', owner } });
  const home = `/organizations/${String(made.body.id)}`;
  for (const name of ['ann', 'ben', 'cem', 'dag']) {
    await server.rest('POST', `${home}/members`, { body: { email: `${name}@example.com`, name } });
  }
  return {
    home,
    async active() {
      const { body } = await server.rest('GET', `${home}/members?limit=100`);
      return (body['items'] as unknown as Json[])
        .filter(({ status }) => String(status) === 'active')
        .map(({ email }) => String(email))
        .sort();
    },
  };
}

overServers('a directory that is read by half', (server) => {
  test('hooks I1: a sheet that ends in the middle deactivates nobody', async () => {
    const { home, active } = await peopleOf(server());
    const before = await active();
    expect(before).toHaveLength(5);
    const path = `${server().url}/api/v1${home}/imports?mode=deactivate-missing&dryRun=false`;
    const headers = {
      authorization: `Bearer ${server().operatorKey}`,
      'content-type': 'text/csv',
    };
    // the connection ends before the sheet does
    await new Promise<void>((resolve) => {
      const sent = request(path, { method: 'POST', headers });
      sent.on('error', () => resolve());
      sent.on('close', () => resolve());
      sent.write('email,name\nowner@example.com,Owner\nann@example.com,ann\n', () =>
        sent.destroy(),
      );
    });
    // a quotation mark that is never closed takes the rest of the sheet into one cell
    const torn = 'email,name\nowner@example.com,Owner\nann@example.com,"ann\nben@example.com,ben\n';
    const reply = await fetch(path, { method: 'POST', headers, body: torn });
    const { jobs } = server().composed;
    while ((await jobs.runNow('run-tasks')).more);
    const imports = await server().rest('GET', `${home}/imports`);
    for (const { id } of imports.body['items'] as unknown as Json[]) {
      const applied = await server().rest('POST', `${home}/imports/${String(id)}/apply`, {
        body: {},
      });
      expect(applied.status).toBeGreaterThanOrEqual(400);
    }
    expect([reply.status < 500, await active()]).toEqual([true, before]);
  });

  test('hooks I5: a request with more operations than may be in one is refused, and none of them is done', async () => {
    const scim = await server().scim();
    const config = await scim.get('/ServiceProviderConfig');
    const { maxOperations } = config.body['bulk'] as unknown as { maxOperations: number };
    const ids: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      const { body } = await scim.post('/Users', {
        schemas: [USER],
        userName: `${name}@example.com`,
      });
      ids.push(String(body['id']));
    }
    const deletions = ids.map((id) => ({ method: 'DELETE', path: `/Users/${id}` }));
    const others = Array.from({ length: maxOperations }, (_one, index) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `b${index}`,
      data: { schemas: [USER], userName: `bulk-${index}@example.com` },
    }));
    const Operations = [...deletions, ...others];
    const reply = await scim.post('/Bulk', { schemas: [BULK], Operations });
    expect([reply.status, reply.body['detail']]).toEqual([
      413,
      expect.stringContaining(String(maxOperations)),
    ]);
    const listed = await scim.get('/Users');
    expect(listed.body['totalResults']).toBe(3);
  });
});
