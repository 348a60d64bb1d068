import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { readSheet } from '@muster/sheets';
import { overServers } from '../kit/server-suites.js';
import type { Json, TestServer } from '../kit/server.js';

const OWNER = { email: 'owner@example.com', name: 'Owner' };

overServers('members over REST', (server) => {
  const bodyOf = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const reply = await server().rest(method, path, { ...(body !== undefined && { body }) });
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.body;
  };
  const place = async (): Promise<string> => {
    const input = { name: 'Example', slug: `example-${newId()}`, owner: OWNER };
    return `/organizations/${String((await bodyOf('POST', '/organizations', input))['id'])}`;
  };
  const items = (body: Json): Json[] => body['items'] as unknown as Json[];

  test('1.2, 1.16, 3.22: added, listed beside who is pending, paged, searched and filtered', async () => {
    const home = await place();
    const made = await server().rest('POST', `${home}/members`, {
      body: { email: 'user-1@example.com', name: 'User One' },
    });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toContain(`${home}/members/${String(made.body['id'])}`);
    expect(made.headers.get('etag')).toBe('W/"1"');
    await bodyOf('POST', `${home}/invitations`, {
      email: 'invited@example.com',
      roles: ['viewer'],
    });
    const list = await bodyOf('GET', `${home}/members`);
    expect(items(list).map((row) => [row['kind'], row['status'], row['email']])).toEqual([
      ['invitation', 'pending', 'invited@example.com'],
      ['member', 'active', 'owner@example.com'],
      ['member', 'active', 'user-1@example.com'],
    ]);
    expect(items(list)[0]?.['expiresAt']).toBeDefined();
    const first = await bodyOf('GET', `${home}/members?limit=2&sort=-name`);
    const cursor = encodeURIComponent(String(first['next']));
    const rest = await bodyOf('GET', `${home}/members?limit=2&sort=-name&cursor=${cursor}`);
    expect([...items(first), ...items(rest)].map((row) => row['email'])).toEqual([
      'user-1@example.com',
      'owner@example.com',
      'invited@example.com',
    ]);
    const other = await server().rest('GET', `${home}/members?limit=2&cursor=${cursor}`);
    expect(other.body).toMatchObject({ code: 'request.invalid' });
    const filter = encodeURIComponent('role eq "owner" or status eq "pending"');
    expect(items(await bodyOf('GET', `${home}/members?filter=${filter}&q=inv`))).toHaveLength(1);
    expect(items(await bodyOf('GET', `${home}/members?state=active,suspended`))).toHaveLength(2);
    const wrong = await server().rest('GET', `${home}/members?filter=shoe%20pr`);
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('position 1');
    expect((await server().rest('GET', `${home}/members?state=gone`)).status).toBe(400);
  });

  test('changed with If-Match, suspended, restored, removed after a look at what goes', async () => {
    const home = await place();
    const { id } = await bodyOf('POST', `${home}/members`, {
      email: 'user-1@example.com',
      name: 'User One',
    });
    const one = `${home}/members/${String(id)}`;
    const patched = await server().rest('PATCH', one, {
      body: { name: 'User Uno' },
      headers: { 'if-match': 'W/"1"' },
    });
    expect(patched.headers.get('etag')).toBe('W/"2"');
    const stale = await server().rest('PATCH', one, {
      body: { name: 'User' },
      headers: { 'if-match': 'W/"1"' },
    });
    expect([stale.status, stale.body['code']]).toEqual([412, 'request.precondition']);
    expect((await bodyOf('POST', `${one}/suspend`))['status']).toBe('suspended');
    expect((await server().rest('POST', `${one}/suspend`)).body['code']).toBe('member.not_active');
    expect((await bodyOf('POST', `${one}/restore`))['status']).toBe('active');
    const day = new Date().toISOString().slice(0, 10);
    expect((await bodyOf('POST', `${one}/activity`))['lastActiveOn']).toBe(day);
    expect(await bodyOf('GET', `${one}/removal`)).toMatchObject({
      memberId: id,
      name: 'User Uno',
      seats: [],
      spaces: [],
      invitationsAre: 'kept',
    });
    expect((await bodyOf('POST', `${one}/remove`))['status']).toBe('left');
    expect(await bodyOf('GET', one)).toMatchObject({ status: 'left', lastActiveOn: day });
    const bulk = await bodyOf('POST', `${home}/members/bulk`, {
      action: 'restore',
      ids: [id, newId()],
    });
    expect(bulk).toMatchObject({
      succeeded: 0,
      failed: 2,
      rows: [{ code: 'member.left' }, { code: 'member.missing' }],
    });
  });

  test('attributes: defined, set, shown, filtered; exported as CSV and xlsx without formulas', async () => {
    const home = await place();
    const attributes = [{ name: 'department', title: 'Department', type: 'text' }];
    const defined = await server().rest('PUT', `${home}/attributes`, { body: { attributes } });
    expect(defined.body).toMatchObject({ attributes });
    expect(await bodyOf('GET', `${home}/attributes`)).toEqual(defined.body);
    await bodyOf('POST', `${home}/members`, {
      email: 'user-1@example.com',
      name: '=HYPERLINK("x")',
      roles: ['member', 'viewer'],
      attributes: { department: '+Tools' },
    });
    await bodyOf('POST', `${home}/invitations`, {
      email: 'invited@example.com',
      roles: ['viewer'],
    });
    const filter = encodeURIComponent('attributes.department sw "+to"');
    const [found] = items(await bodyOf('GET', `${home}/members?filter=${filter}`));
    expect(found?.['attributes']).toEqual({ department: { value: '+Tools', source: 'manual' } });
    const csv = await server().rest('GET', `${home}/members/export`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toContain('members.csv');
    const lines = csv.text.replace('\ufeff', '').trim().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^kind,id,status,name,email,roles,.*,Department$/);
    expect(csv.text).toContain(`"'=HYPERLINK(""x"")"`);
    expect(csv.text).toContain(`'+Tools`);
    const some = await server().rest('GET', `${home}/members/export?state=pending`);
    expect(some.text.trim().split('\r\n')).toHaveLength(2);
    expect((await rowsOf(server(), `${home}/members/export?format=xlsx`)).length).toBe(3);
  });

  test('the journal: filtered, newest first, exported, verified', async () => {
    const home = await place();
    await bodyOf('POST', `${home}/members`, { email: 'user-1@example.com', name: 'User One' });
    const newest = await bodyOf('GET', `${home}/journal?order=desc&limit=1`);
    expect(items(newest)[0]?.['type']).toBe('member.added');
    const family = await bodyOf('GET', `${home}/journal?type=member.*`);
    expect(items(family).map((line) => line['type'])).toEqual(['member.added', 'member.added']);
    const times = `from=${encodeURIComponent('2020-01-01T00:00:00+02:00')}`;
    const all = items(await bodyOf('GET', `${home}/journal?${times}`));
    const jsonl = await server().rest('GET', `${home}/journal/export?format=jsonl`);
    expect(jsonl.headers.get('content-type')).toBe('application/jsonl');
    const exported = jsonl.text.trim().split('\n');
    expect(exported.map((line) => JSON.parse(line) as unknown)).toEqual(all);
    const csv = await server().rest('GET', `${home}/journal/export?type=member.added`);
    expect(csv.text.trim().split('\r\n')).toHaveLength(3);
    const verified = await bodyOf('GET', `${home}/journal/verification`);
    expect(verified).toMatchObject({ lines: all.length, first: 1, last: all.length });
    expect(verified['broken']).toBeUndefined();
  });
});

/** Rows of a workbook that the server sends, without its header. */
async function rowsOf(server: TestServer, path: string): Promise<readonly unknown[]> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${server.operatorKey}` },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('spreadsheetml');
  const file = new Uint8Array(await response.arrayBuffer());
  const rows = [];
  for await (const row of readSheet(file)) rows.push(row);
  return rows.slice(1);
}
