import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import type { Json, Reply } from '../kit/server.js';
import { overServers } from '../kit/server-suites.js';

const OWNER = { email: 'owner@example.com', name: 'Owner' };
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

// Decision 8 and row 3.20: first, last and display name, by every way in.

overServers('first and last names', (server) => {
  const call = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const reply = await server().rest(method, path, { ...(body !== undefined && { body }) });
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.body;
  };
  const place = async (): Promise<string> => {
    const input = { name: 'Example', slug: `example-${newId()}`, owner: OWNER };
    return `/organizations/${String((await call('POST', '/organizations', input))['id'])}`;
  };
  const address = (): string => `user-${newId().slice(-12)}@example.com`;
  const items = (body: Json): Json[] => body['items'] as unknown as Json[];
  const rowOf = async (home: string, email: string): Promise<Json> =>
    items(await call('GET', `${home}/members?email=${encodeURIComponent(email)}`))[0] ?? {};
  /** What a task is when it is over: the server itself has begun with it. */
  const ended = async (path: string, over: readonly string[]): Promise<Json> => {
    for (let left = 200; ; left -= 1) {
      const task = await call('GET', path);
      if (over.includes(String(task['status'])) || left === 0) return task;
      await server().composed.jobs.runNow('run-tasks');
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };
  const answerOf = ({ status, body }: Reply): string => `${status} ${String(body['code'])}`;
  const ADA = { firstName: 'Ada', lastName: 'Lovelace' };

  test('D8 3.20 a member who is added has them, and is shown by them where no name is said', async () => {
    const home = await place();
    const email = address();
    const added = await call('POST', `${home}/members`, { email, ...ADA });
    expect(added).toMatchObject({ name: 'Ada Lovelace', ...ADA });
    expect(await rowOf(home, email)).toMatchObject({ name: 'Ada Lovelace', ...ADA });
    const one = `${home}/members/${String(added['id'])}`;
    const changed = await call('PATCH', one, { name: 'Countess', firstName: 'Augusta' });
    expect(changed).toMatchObject({ name: 'Countess', firstName: 'Augusta', lastName: 'Lovelace' });
    // the other form of Unicode is the same name, and nothing to write
    await call('PATCH', one, { firstName: 'Andre\u0301' });
    const composed = await call('GET', one);
    expect(composed['firstName']).toBe('Andr\u00e9');
    const again = await call('PATCH', one, { firstName: 'Andr\u00e9' });
    expect(again['version']).toEqual(composed['version']);
    const none = await call('PATCH', one, { firstName: null, lastName: null });
    expect(none).not.toHaveProperty('firstName');
    expect(none).not.toHaveProperty('lastName');
    expect(none).toMatchObject({ name: 'Countess' });
  });

  test('D8 3.20 names of several lines, without anything visible or too long are refused', async () => {
    const home = await place();
    const { id } = await call('POST', `${home}/members`, { email: address(), ...ADA });
    const one = `${home}/members/${String(id)}`;
    for (const lastName of ['two\nlines', '\u202Eturned', '\u200B', ' ', 'x'.repeat(101)]) {
      for (const [method, path, body] of [
        ['PATCH', one, { lastName }],
        ['POST', `${home}/members`, { email: address(), name: 'X', lastName }],
        ['POST', `${home}/invitations`, { email: address(), lastName }],
        ['POST', '/accounts', { email: address(), name: 'X', lastName }],
      ] as const) {
        const reply = await server().rest(method, path, { body });
        expect([path, answerOf(reply)]).toEqual([path, '400 request.invalid']);
        expect(reply.text).toContain('lastName');
      }
    }
    expect(await call('GET', one)).toMatchObject(ADA);
  });

  test('D8 3.20 an invitation keeps them, and the person who accepts has the last word', async () => {
    const home = await place();
    const accept = async (email: string, invited: object, said: object): Promise<Json> => {
      const body = { email, send: false, ...invited };
      const { token } = await call('POST', `${home}/invitations`, body);
      const acceptance = { token, email, emailVerified: true, explicit: true, ...said };
      await call('POST', '/invitations/accept', acceptance);
      return rowOf(home, email);
    };
    const email = address();
    const { id } = await call('POST', `${home}/invitations`, { email, ...ADA });
    expect(await rowOf(home, email)).toMatchObject({
      kind: 'invitation',
      name: 'Ada Lovelace',
      ...ADA,
    });
    const renamed = await call('PATCH', `${home}/invitations/${String(id)}`, { lastName: 'Byron' });
    expect(renamed).toMatchObject({ firstName: 'Ada', lastName: 'Byron' });
    expect(await accept(address(), ADA, {})).toMatchObject({ name: 'Ada Lovelace', ...ADA });
    const said = { firstName: 'Augusta', lastName: 'King' };
    expect(await accept(address(), ADA, said)).toMatchObject({ name: 'Augusta King', ...said });
    const shown = await accept(address(), ADA, { name: 'Countess' });
    expect(shown).toMatchObject({ name: 'Countess', ...ADA });
    const bulk = { common: { roles: ['member'] }, invitations: [{ email: address(), ...ADA }] };
    const task = await call('POST', `${home}/invitations/bulk`, bulk);
    await ended(`${home}/tasks/${String(task['id'])}`, ['done']);
    expect(await rowOf(home, bulk.invitations[0]?.email ?? '')).toMatchObject(ADA);
  });

  test('D8 3.20 a proved account lends its names where nothing else says them', async () => {
    const home = await place();
    const account = async (emailVerified: boolean): Promise<string> => {
      const email = address();
      await call('POST', '/accounts', { email, name: 'Countess', emailVerified, ...ADA });
      return email;
    };
    const proved = await account(true);
    await call('POST', `${home}/members`, { email: proved });
    expect(await rowOf(home, proved)).toMatchObject({ name: 'Countess', ...ADA });
    const unproved = await account(false);
    await call('POST', `${home}/members`, { email: unproved });
    expect(await rowOf(home, unproved)).not.toHaveProperty('firstName');
    const other = await account(true);
    await call('POST', `${home}/members`, { email: other, firstName: 'Augusta' });
    expect(await rowOf(home, other)).toMatchObject({ firstName: 'Augusta', lastName: 'Lovelace' });
    const { items: found } = await call('GET', `/accounts?email=${proved}`);
    const id = String((found as unknown as Json[])[0]?.['id']);
    expect(await call('PATCH', `/accounts/${id}`, { lastName: null })).not.toHaveProperty(
      'lastName',
    );
  });

  test('D8 3.20 a directory says them, and takes away what it no longer says', async () => {
    const home = await place();
    const scim = await server().scim({ organizationId: home.slice('/organizations/'.length) });
    const email = address();
    const name = { givenName: 'Ada', familyName: 'Love\nlace' };
    const user = { schemas: [USER], userName: email, displayName: 'Countess', name };
    const { id } = (await scim.post('/Users', user)).body;
    const path = `/Users/${String(id)}`;
    const member = await rowOf(home, email);
    expect(member).toMatchObject({ name: 'Countess', firstName: 'Ada', lastName: 'Love lace' });
    const one = `${home}/members/${String(member['id'])}`;
    const refused = await server().rest('PATCH', one, { body: { lastName: 'Byron' } });
    expect(answerOf(refused)).toBe('409 member.managed');
    const patch = async (value: object): Promise<void> => {
      const Operations = [{ op: 'replace', value }];
      const reply = await scim.patch(path, { schemas: [PATCH_OP], Operations });
      expect(reply.status).toBeLessThan(300);
    };
    await patch({ 'name.givenName': 'Augusta' });
    expect(await rowOf(home, email)).toMatchObject({ firstName: 'Augusta', lastName: 'Love lace' });
    const put = await scim.put(path, { ...user, name: { givenName: 'Augusta' } });
    expect(put.status).toBe(200);
    const without = await rowOf(home, email);
    expect(without).toMatchObject({ name: 'Countess', firstName: 'Augusta' });
    expect(without).not.toHaveProperty('lastName');
  });

  test('D8 3.20 a directory that says none leaves those of a member it is linked to', async () => {
    const home = await place();
    const email = address();
    await call('POST', `${home}/members`, { email, ...ADA });
    const scim = await server().scim({ organizationId: home.slice('/organizations/'.length) });
    const user = { schemas: [USER], userName: email, displayName: 'Countess' };
    const { id } = (await scim.post('/Users', user)).body;
    expect(await rowOf(home, email)).toMatchObject({ name: 'Countess', ...ADA });
    await scim.put(`/Users/${String(id)}`, { ...user, displayName: 'Lady' });
    expect(await rowOf(home, email)).toMatchObject({ name: 'Lady', ...ADA });
    const name = { givenName: 'Augusta', familyName: 'King' };
    await scim.put(`/Users/${String(id)}`, { ...user, name });
    expect(await rowOf(home, email)).toMatchObject({ firstName: 'Augusta', lastName: 'King' });
  });

  test('D8 3.20 people are found, filtered and exported by them', async () => {
    const home = await place();
    const email = address();
    await call('POST', `${home}/members`, { email, name: 'Countess', ...ADA });
    await call('POST', `${home}/invitations`, {
      email: address(),
      name: 'Lord',
      lastName: 'Byron',
    });
    const names = async (query: string): Promise<unknown[]> =>
      items(await call('GET', `${home}/members?${query}`)).map((row) => row['name']);
    expect(await names('q=lovel')).toEqual(['Countess']);
    expect(await names('q=byron')).toEqual(['Lord']);
    const filter = (text: string) => names(`filter=${encodeURIComponent(text)}`);
    expect(await filter('lastName eq "LOVELACE"')).toEqual(['Countess']);
    expect(await filter('firstName pr')).toEqual(['Countess']);
    expect(await filter('lastName sw "by" or firstName co "d"')).toEqual(['Countess', 'Lord']);
    const csv = await server().rest('GET', `${home}/members/export`);
    const [titles = '', ...lines] = csv.text.split('\r\n');
    expect(titles.endsWith('firstName,lastName')).toBe(true);
    expect(lines.find((line) => line.includes(email))).toMatch(/,Ada,Lovelace$/);
    expect(lines.find((line) => line.includes('Lord'))).toMatch(/,,Byron$/);
  });

  test('D8 3.20 sheets bring them, and change them', async () => {
    const home = await place();
    const upload = async (sheet: string, query = ''): Promise<Json> => {
      const headers = { 'content-type': 'text/csv' };
      const path = `${home}/imports?mode=add-or-update${query}`;
      const { body } = await server().rest('POST', path, { headers, body: sheet });
      const one = `${home}/imports/${String(body['id'])}`;
      await ended(one, ['checked']);
      const applied = await server().rest('POST', `${one}/apply`, { body: { skipInvalid: true } });
      return ended(one, applied.status < 300 ? ['done'] : ['checked']);
    };
    const [added, invited] = [address(), address()];
    await upload(`email,First name,Nachname\n${added},Ada,Lovelace\n`);
    expect(await rowOf(home, added)).toMatchObject({ name: 'Ada Lovelace', ...ADA });
    await upload(`email,First name,Last name\n${invited},Ada,Lovelace\n`, '&invite=true');
    expect(await rowOf(home, invited)).toMatchObject({ kind: 'invitation', ...ADA });
    await upload(`email,Name,Last name\n${added},Countess,King\n`);
    const changed = { name: 'Countess', firstName: 'Ada', lastName: 'King' };
    expect(await rowOf(home, added)).toMatchObject(changed);
    const long = await upload(`email,Last name\n${added},${'x'.repeat(101)}\n`);
    expect(JSON.stringify(long)).toContain('"errors":1');
    expect(await rowOf(home, added)).toMatchObject(changed);
  });

  test('D8 3.20 a request to join says them, and the member has them', async () => {
    const home = await place();
    await call('PATCH', home, { policies: { joinRequests: 'open' } });
    const email = address();
    const person = { email, name: 'Ada Lovelace', ...ADA, emailVerified: true };
    const request = await call('POST', `${home}/join-requests`, person);
    expect(request).toMatchObject(ADA);
    await call('POST', `${home}/join-requests/${String(request['id'])}/approve`, {});
    expect(await rowOf(home, email)).toMatchObject({ name: 'Ada Lovelace', ...ADA });
  });
});
