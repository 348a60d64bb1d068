import { beforeAll, expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { equals } from '#store/index.js';
import { overServers } from '../kit/server-suites.js';
import { checkedAgainstContract, requests, type Json, type Requests } from '../kit/server.js';
import { signIn } from '../kit/sessions.js';

interface Person {
  readonly memberId: string;
  readonly ask: Requests;
}

overServers('saved views', (server) => {
  let path: string;
  let organizationId: string;
  let admin: Person;
  let userAdmin: Person;
  let viewer: Person;

  /** A member with these roles, who has signed in. */
  async function person(...roles: string[]): Promise<Person> {
    const body = { email: `${newId()}@example.com`, name: `With ${roles.join()}` };
    const member = await server().rest('POST', `/organizations/${organizationId}/members`, {
      body: { ...body, roles, notify: false },
    });
    const account = await server().rest('POST', '/accounts', {
      body: { ...body, emailVerified: true },
    });
    const { headers } = await signIn(server(), { accountId: String(account.body.id) });
    const ask = checkedAgainstContract(requests(`${server().url}/api/v1`, headers));
    return { memberId: String(member.body.id), ask };
  }

  beforeAll(async () => {
    const { body } = await server().rest('POST', '/organizations', {
      body: { name: 'Example', owner: { email: 'owner@example.com', name: 'Owner' } },
    });
    organizationId = String(body.id);
    path = `/organizations/${organizationId}/views`;
    [admin, userAdmin, viewer] = [
      await person('admin'),
      await person('user-admin'),
      await person('member'),
    ];
  });

  const save = (by: Person, body: object) =>
    by.ask('POST', path, {
      body: { list: 'members', name: `View ${newId()}`, query: 'state=suspended', ...body },
    });
  const namesOf = async (by: Person, list = 'members'): Promise<unknown[]> => {
    const { body } = await by.ask('GET', `${path}?list=${list}`);
    return (body['items'] as unknown as Json[]).map(({ name }) => name);
  };

  test('are the member’s own, by name, and nobody else’s', async () => {
    const me = await person('member');
    for (const name of ['Zebra', 'apple', 'Mango']) await save(me, { name });
    await save(me, { name: 'Other list', list: 'journal', query: '' });
    expect(await namesOf(me)).toEqual(['apple', 'Mango', 'Zebra']);
    expect(await namesOf(me, 'journal')).toEqual(['Other list']);
    const all = await me.ask('GET', path);
    expect(all.body['items']).toHaveLength(4);
    expect(all.body['items']?.[0]).toMatchObject({ own: true, shared: false });
    expect(await namesOf(admin)).toEqual([]);
    const id = String(all.body['items']?.[0]?.id);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { body: { name: 'Mine' } } : {};
      const reply = await admin.ask(method, `${path}/${id}`, body);
      expect([reply.status, reply.body['code']]).toEqual([404, 'view.missing']);
    }
  });

  test('are shared by who manages people, with who may read the list', async () => {
    const me = await person('user-admin');
    const shared = await save(me, { name: 'Leavers', shared: true });
    expect(shared.status).toBe(201);
    const { body } = await admin.ask('GET', `${path}?list=members`);
    expect(body['items']).toMatchObject([
      { name: 'Leavers', own: false, by: { id: me.memberId, name: 'With user-admin' } },
    ]);
    expect((await admin.ask('GET', `${path}/${shared.body.id}`)).body['by']).toMatchObject({
      id: me.memberId,
    });
    // a member without a right over the list is told of none
    const journal = await save(admin, { list: 'journal', name: 'Of keys', shared: true });
    expect(await namesOf(viewer, 'journal')).toEqual([]);
    expect((await viewer.ask('GET', `${path}/${journal.body.id}`)).status).toBe(404);
    expect(await namesOf(userAdmin, 'journal')).toEqual([]);
    const refused = await save(viewer, { shared: true });
    expect([refused.status, refused.body['code']]).toEqual([403, 'permission.missing']);
    const mine = await save(viewer, {});
    const later = await viewer.ask('PATCH', `${path}/${mine.body.id}`, { body: { shared: true } });
    expect(later.body['code']).toBe('permission.missing');
  });

  test('that are shared are changed by who saved them, and deleted by who manages people', async () => {
    const { body } = await save(admin, { name: 'Ours', shared: true });
    const one = `${path}/${body.id}`;
    const changed = await userAdmin.ask('PATCH', one, { body: { name: 'Theirs' } });
    expect([changed.status, changed.body['code']]).toEqual([403, 'permission.missing']);
    expect((await userAdmin.ask('DELETE', one)).status).toBe(204);
    expect((await admin.ask('GET', one)).status).toBe(404);
  });

  test('go on being shared after a role is taken, and can be taken back', async () => {
    const me = await person('user-admin');
    const { body } = await save(me, { shared: true });
    await server().rest('PUT', `/organizations/${organizationId}/members/${me.memberId}/roles`, {
      body: { roles: [{ role: 'member' }] },
    });
    const one = `${path}/${body.id}`;
    const renamed = await me.ask('PATCH', one, { body: { name: 'Renamed' } });
    expect(renamed.body['code']).toBe('permission.missing');
    const taken = await me.ask('PATCH', one, { body: { shared: false } });
    expect(taken.body).toMatchObject({ shared: false, own: true });
  });

  test('have one name each, in a list, whatever the letter case', async () => {
    const me = await person('member');
    const { body } = await save(me, { name: 'Leavers' });
    expect((await save(me, { name: 'LEAVERS' })).body['code']).toBe('view.exists');
    expect((await save(me, { name: 'Leavers', list: 'seats' })).status).toBe(201);
    const other = await save(me, { name: 'Other' });
    const rename = { body: { name: 'leavers' } };
    const refused = await me.ask('PATCH', `${path}/${other.body.id}`, rename);
    expect([refused.status, refused.body['code']]).toEqual([409, 'view.exists']);
    expect((await me.ask('PATCH', `${path}/${body.id}`, rename)).body['name']).toBe('leavers');
  });

  test.each([
    ['a list of nobody', { list: 'cats' }],
    ['a question mark', { query: '?state=active' }],
    ['a line break', { query: 'a\nb' }],
    ['no name', { name: '  ' }],
    ['a long query', { query: 'q='.padEnd(2_001, 'x') }],
  ])('that are none are refused: %s', async (_what, wrong) => {
    expect((await save(viewer, wrong)).body['code']).toBe('request.invalid');
  });

  test('have an end', async () => {
    const me = await person('member');
    const made = await save(me, {});
    const { store } = server();
    const view = await store.read.savedViews.get(String(made.body.id));
    if (!view) throw new Error('The view is gone.');
    const more = Array.from({ length: 99 }, (_, at) => {
      const id = newId();
      return { ...view, id, name: `N ${at}`, nameKey: `n ${at}` };
    });
    await store.transaction(organizationId, (tx) => tx.savedViews.insertMissing(more));
    const refused = await save(me, {});
    expect(refused.body).toMatchObject({ code: 'view.limit', details: { limit: 100 } });
    await me.ask('DELETE', `${path}/${view.id}`);
    expect((await save(me, {})).status).toBe(201);
  });

  test('of two members who become one are those of the one who stays', async () => {
    const [goes, stays] = [await person('member'), await person('member')];
    await save(goes, { name: 'Only theirs' });
    await save(goes, { name: 'Both', query: 'of=who-goes' });
    await save(stays, { name: 'Both', query: 'of=who-stays' });
    const merge = `/organizations/${organizationId}/members/${goes.memberId}/merge`;
    const merged = await server().rest('POST', merge, { body: { into: stays.memberId } });
    expect(merged.status).toBe(200);
    const { records } = await server().store.read.savedViews.find({
      where: equals('memberId', stays.memberId),
      limit: 10,
    });
    expect(records.map(({ name, query }) => `${name} ${query}`).sort()).toEqual([
      'Both of=who-stays',
      'Only theirs state=suspended',
    ]);
    const left = equals('memberId', goes.memberId);
    expect(await server().store.read.savedViews.count(left)).toBe(0);
  });

  test('are had by a host application for its member, too', async () => {
    const headers = { 'muster-acting-member': viewer.memberId };
    const body = { list: 'members', name: 'By the host', query: '' };
    expect((await server().rest('POST', path, { headers, body })).status).toBe(201);
    expect(await namesOf(viewer)).toContain('By the host');
    expect((await server().rest('GET', path)).body['code']).toBe('permission.missing');
  });
});
