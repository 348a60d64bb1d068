import { expect, test } from '@jest/globals';
import { overServers } from '../kit/server-suites.js';
import { requests } from '../kit/server.js';

// A connection that is deleted, as a host application and its identity provider see it.

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

overServers('deleting a connection over HTTP', (server) => {
  test('previewed, deleted once with a key, watched; its tokens and clients open nothing', async () => {
    const scim = await server().scim();
    const home = `/organizations/${scim.organizationId}`;
    const one = `${home}/connections/${scim.connectionId}`;
    const rest = (method: string, path: string, options: object = {}) =>
      server().rest(method, path, options);
    for (const name of ['ann', 'bob', 'eve']) {
      await scim.post('/Users', { schemas: [USER], userName: `${name}@example.com` });
    }
    const client = await rest('POST', `${one}/credentials`, { body: { kind: 'client' } });
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: String(client.body['id']),
      client_secret: String(client.body['clientSecret']),
    }).toString();
    const tokenUrl = scim.baseUrl.replace(/v2$/, 'oauth/token');
    const askForToken = () => requests(tokenUrl)('POST', '', { body: form, headers: FORM });
    const given = await askForToken();
    expect(given.status).toBe(200);
    const access = `Bearer ${String(given.body['access_token'])}`;

    const people = { people: 'remove' };
    const page = await rest('POST', `${one}/deletion/preview?limit=2`, { body: people });
    expect(page.body).toMatchObject({ looked: 2, users: 3, counts: { removed: 2 } });
    const cursor = String(page.body.next);
    const rows = await rest('POST', `${one}/deletion/preview?limit=2&cursor=${cursor}`, {
      body: people,
    });
    expect(rows.body).toMatchObject({ looked: 1, counts: { removed: 1 } });
    expect(rows.body.next).toBeUndefined();
    expect((await scim.get('/Users')).status).toBe(200);

    expect((await rest('DELETE', one)).status).toBe(400);
    const etag = String((await rest('GET', one)).headers.get('etag'));
    const headers = { 'if-match': etag, 'idempotency-key': 'once' };
    const begun = await rest('DELETE', `${one}?people=remove`, { headers });
    expect(begun.status).toBe(202);
    expect(begun.body).toMatchObject({ people: 'remove', connectionId: scim.connectionId });
    expect([401, 403]).toContain((await scim.get('/Users')).status);
    expect([401, 403]).toContain((await scim.get('/Users', { authorization: access })).status);
    expect((await askForToken()).status).toBeGreaterThanOrEqual(400);

    const location = String(begun.headers.get('location')).replace(/^.*\/api\/v1/, '');
    expect(location).toBe(`${home}/connection-deletions/${String(begun.body.id)}`);
    let watched = await rest('GET', location);
    for (let left = 400; String(watched.body['status']) !== 'done' && left > 0; left -= 1) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      watched = await rest('GET', location);
    }
    expect(watched.body).toMatchObject({
      status: 'done',
      total: 3,
      done: 3,
      report: { removed: 3 },
    });
    const again = await rest('DELETE', `${one}?people=remove`, { headers });
    expect([again.status, again.body.id]).toEqual([202, begun.body.id]);
    expect((await rest('DELETE', `${one}?people=remove`)).status).toBe(404);
    expect((await rest('GET', one)).status).toBe(404);
    expect((await scim.get('/Users')).status).toBe(401);
    expect((await askForToken()).status).toBe(401);
    const list = await rest('GET', `${home}/connection-deletions`);
    expect(list.body.items).toMatchObject([{ id: begun.body.id, status: 'done' }]);
  });
});
