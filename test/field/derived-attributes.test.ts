import { expect, test } from '@jest/globals';
import {
  bulkBody,
  ENTERPRISE,
  expectError,
  expectOk,
  groupBody,
  items,
  makeGroup,
  makeUser,
  patchBody,
  resources,
  searchBody,
  userBody,
  type CreatedResource,
} from '../conformance/client.js';
import { overServers } from '../conformance/servers.js';
import type { Json, Reply, ScimClient } from '../kit/server.js';

overServers('What a resource shows of others', (suite) => {
  const managed = (manager: unknown): Record<string, unknown> => ({ [ENTERPRISE]: { manager } });
  const managerOf = (body: Json): Json => body[ENTERPRISE]!['manager']!;
  const tagOf = (reply: Reply): string => String(reply.headers.get('etag'));

  /** The resource again, unless it is as it was. */
  const again = async (
    scim: ScimClient,
    { path }: Pick<CreatedResource, 'path'>,
    tag: string,
  ): Promise<string> => {
    const reply = await scim.get(path, { 'if-none-match': tag });
    expect(reply.status).toBe(200);
    expect(reply.body['meta']!['version']).toBe(tagOf(reply));
    expect(tagOf(reply)).not.toBe(tag);
    expect((await scim.get(path, { 'if-none-match': tagOf(reply) })).status).toBe(304);
    return tagOf(reply);
  };

  test('S16 a user is read again after joining, leaving and renaming of its groups', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    const alone = tagOf(user.reply);
    expect(alone).toBe('W/"1"');
    const group = await makeGroup(scim, 'Group One', user.id);
    const joined = await again(scim, user, alone);
    expect(joined).toMatch(/^W\/"1\.[0-9a-z]+"$/);
    await scim.patch(
      group.path,
      patchBody({ op: 'replace', path: 'displayName', value: 'Group Two' }),
    );
    const renamed = await again(scim, user, joined);
    const second = await makeGroup(scim, 'Group Three', user.id);
    const both = await again(scim, user, renamed);
    await scim.delete(second.path);
    expect(await again(scim, user, both)).toBe(renamed);
    await scim.put(group.path, { ...groupBody('Group Two'), members: [] });
    expect(await again(scim, user, renamed)).toBe(alone);
  });

  test('S16 a group is read again after a member was renamed, also a group in it', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', { displayName: 'One' });
    const inner = await makeGroup(scim, 'Inner');
    const group = await makeGroup(scim, 'Group One', user.id, inner.id);
    const first = tagOf(await scim.get(group.path));
    expect(first).toMatch(/^W\/"1\.[0-9a-z]+"$/);
    const rename = patchBody({ op: 'replace', path: 'displayName', value: 'Renamed' });
    expectOk(await scim.patch(user.path, rename));
    const second = await again(scim, group, first);
    expect((await scim.patch(inner.path, rename)).status).toBe(204);
    await again(scim, group, second);
  });

  test('S16 a user is read again after its manager was renamed, deleted, or came', async () => {
    const scim = await suite.scim();
    const boss = await makeUser(scim, 'boss', { displayName: 'Boss' });
    const user = await makeUser(scim, 'user-1', managed({ value: boss.id }));
    const first = tagOf(await scim.get(user.path));
    expect(tagOf(user.reply)).toBe(first);
    expectOk(
      await scim.patch(
        boss.path,
        patchBody({ op: 'replace', path: 'displayName', value: 'Chief' }),
      ),
    );
    const second = await again(scim, user, first);
    await scim.delete(boss.path);
    expect(await again(scim, user, second)).toBe('W/"1"');
  });

  test('S16 every way to a resource tells one version', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    const group = await makeGroup(scim, 'Group One', user.id);
    for (const { path, id } of [user, group]) {
      const reply = await scim.get(path);
      const version = tagOf(reply);
      const [type = ''] = path.slice(1).split('/');
      for (const list of [
        await scim.get(`/${type}`),
        await scim.get(''),
        await scim.post('/.search', searchBody()),
        await scim.post(`/${type}/.search`, searchBody()),
      ]) {
        const found = resources(list).find((one) => String(one['id']) === id);
        expect(found!['meta']!['version']).toBe(version);
      }
      expect((await scim.request('HEAD', path)).headers.get('etag')).toBe(version);
    }
    // what is not shown does not count
    for (const query of ['attributes=userName', 'excludedAttributes=groups']) {
      expect(tagOf(await scim.get(`${user.path}?${query}`))).toBe('W/"1"');
    }
  });

  test('S16 If-Match and the version of a Bulk compare the own version alone', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    const before = tagOf(await scim.get(user.path));
    const group = await makeGroup(scim, 'Group One', user.id);
    const joined = tagOf(await scim.get(user.path));
    await scim.patch(group.path, patchBody({ op: 'replace', path: 'displayName', value: 'Two' }));
    const title = (value: string): object => patchBody({ op: 'replace', path: 'title', value });
    // the group's name is no change of the user
    const patched = await scim.patch(user.path, title('A'), { 'if-match': joined });
    expectOk(patched);
    expect(tagOf(patched)).toMatch(/^W\/"2\.[0-9a-z]+"$/);
    for (const stale of [joined, before, 'W/"1"', '"1.x"', 'W/"3"', 'W/"22"']) {
      expectError(await scim.patch(user.path, title('B'), { 'if-match': stale }), 412);
    }
    for (const current of ['W/"2"', '"2"', 'W/"2.whatever"', tagOf(patched), `W/"9", W/"2.x"`]) {
      expectOk(
        await scim.put(user.path, userBody('user-1', { title: 'A' }), { 'if-match': current }),
      );
    }
    const bulk = async (version: string): Promise<Json> => {
      const operation = { method: 'PATCH', path: user.path, version, data: title('C') };
      return items((await scim.post('/Bulk', bulkBody([operation]))).body['Operations']!)[0]!;
    };
    expect(await bulk(joined)).toMatchObject({ status: '412' });
    const done = await bulk(tagOf(patched));
    expect(done).toMatchObject({ status: '200' });
    expect(done['version']).toBe(tagOf(await scim.get(user.path)));
    expect(tagOf(await scim.get(user.path))).toMatch(/^W\/"3\./);
  });

  test('S23 a manager has $ref and displayName while there is such a user', async () => {
    const scim = await suite.scim();
    const elsewhere = await makeUser(await suite.scim(), 'elsewhere');
    const group = await makeGroup(scim, 'Group One');
    const nobody = '01900000-0000-7000-8000-000000000000';
    const ids = [nobody, 'boss@example.com', 'x'.repeat(500), group.id, elsewhere.id, '__proto__'];
    for (const [index, value] of ids.entries()) {
      const sent = { value, $ref: `${scim.baseUrl}/Users/${value}`, displayName: 'Made up' };
      const user = await makeUser(scim, `user-${index}`, managed(sent));
      const listed = resources(await scim.get(`/Users?filter=id%20eq%20%22${user.id}%22`));
      for (const body of [user.body, (await scim.get(user.path)).body, listed[0]!]) {
        expect(managerOf(body)).toEqual({ value });
      }
    }
    const led = await makeUser(scim, 'led', managed({ value: nobody }));
    const boss = await makeUser(scim, 'boss', { name: { formatted: 'The Boss' } });
    const set = { op: 'replace', path: `${ENTERPRISE}:manager`, value: { value: boss.id } };
    const known = {
      value: boss.id,
      $ref: `${scim.baseUrl}/Users/${boss.id}`,
      displayName: 'The Boss',
    };
    expect(managerOf((await scim.patch(led.path, patchBody(set))).body)).toEqual(known);
    expect(managerOf((await scim.get(led.path)).body)).toEqual(known);
    const inList = resources(await scim.get('')).find((one) => String(one['id']) === led.id);
    expect(managerOf(inList!)).toEqual(known);
    expect((await scim.get(String(known.$ref).slice(scim.baseUrl.length))).status).toBe(200);

    // what is sent back as it was read changes nothing
    const read = (await scim.get(led.path)).body;
    const put = await scim.put(led.path, read);
    expect(put.body['meta']).toEqual(read['meta']);

    await scim.patch(boss.path, patchBody({ op: 'replace', path: 'active', value: false }));
    expect(managerOf((await scim.get(led.path)).body)).toEqual(known);
    await scim.patch(boss.path, patchBody({ op: 'add', path: 'displayName', value: 'B.' }));
    expect(managerOf((await scim.get(led.path)).body)).toMatchObject({ displayName: 'B.' });
    await scim.delete(boss.path);
    expect(managerOf((await scim.get(led.path)).body)).toEqual({ value: boss.id });
    expect(managerOf(resources(await scim.post('/.search', searchBody()))[0]!)).toBeDefined();
  });

  test('S23 what is derived cannot be filtered or sorted by', async () => {
    const scim = await suite.scim();
    for (const filter of [
      `${ENTERPRISE}:manager.displayName eq "x"`,
      `${ENTERPRISE}:manager.displayName pr`,
      `not (${ENTERPRISE}:manager.$ref sw "http")`,
    ]) {
      const path = `/Users?filter=${encodeURIComponent(filter)}`;
      expectError(await scim.get(path), 400, 'invalidFilter');
    }
    expectError(
      await scim.get(`/Users?sortBy=${ENTERPRISE}:manager.displayName`),
      400,
      'invalidValue',
    );
  });
});
