import { expect, test } from '@jest/globals';
import type { Exchange, Member } from '#store/index.js';
import { overApplications, PATCH_OP, USER, type ScimConnection } from '../kit/application.js';

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const SECRET = 'hunter2-hunter2';

overApplications('what the exchange log says of each request', (app) => {
  const bulk = (scim: ScimConnection, Operations: unknown[], more: object = {}) =>
    scim.call('POST', '/Bulk', { schemas: [BULK], Operations, ...more });

  const found = async (scim: ScimConnection, query: object): Promise<readonly Exchange[]> => {
    const { organization, connection } = scim;
    const all = { limit: 100, ...query };
    const { exchanges } = app().provisioning;
    return (await exchanges.list(app().ctx(), organization.id, connection.id, all)).items;
  };

  const patchOf = (path: string, ...Operations: object[]) => ({
    method: 'PATCH',
    path,
    data: { schemas: [PATCH_OP], Operations },
  });

  test('S5 each operation of a Bulk is an exchange of its own, and a failed one is not ok', async () => {
    const scim = await app().scimConnection();
    const [a, d, gone] = [
      await scim.user('a@example.com', { title: 'Old' }),
      await scim.user('d@example.com'),
      await scim.user('gone@example.com'),
    ];
    const before = (await scim.exchanges()).length;
    const reply = await bulk(scim, [
      patchOf(`/Users/${a}`, { op: 'replace', path: 'title', value: 'New' }),
      {
        method: 'PUT',
        path: `/Users/${d}`,
        data: { schemas: [USER], userName: 'a@example.com' },
      },
      { method: 'DELETE', path: `/Users/${gone}` },
      {
        method: 'POST',
        path: '/Users',
        bulkId: 'new',
        data: { schemas: [USER], userName: 'new@example.com' },
      },
    ]);
    expect(reply.body['Operations']).toMatchObject(
      ['200', '409', '204', '201'].map((status) => ({ status })),
    );
    expect((await scim.exchanges()).length).toBe(before + 4);
    const [patched] = await found(scim, { resourceId: a, operation: 'user.patch' });
    expect(patched).toMatchObject({
      path: '/Bulk',
      method: 'PATCH',
      status: 200,
      outcome: 'ok',
      resourceType: 'User',
      difference: [{ path: 'title', before: 'Old', after: 'New' }],
    });
    const [refused] = await found(scim, { outcome: 'refused' });
    expect(refused).toMatchObject({
      path: '/Bulk',
      operation: 'user.replace',
      resourceId: d,
      status: 409,
      outcome: 'refused',
      response: expect.stringContaining('uniqueness'),
    });
    expect(refused).not.toHaveProperty('difference');
    const [deleted] = await found(scim, { resourceId: gone, operation: 'user.delete' });
    expect(deleted).toMatchObject({ path: '/Bulk', status: 204, outcome: 'ok' });
    expect(deleted?.trace.map(({ step }) => step)).toContain('member.status');
    const created = (await found(scim, { operation: 'user.create' })).filter(
      ({ path }) => path === '/Bulk',
    );
    expect(created).toMatchObject([{ status: 201, resourceId: expect.any(String) }]);
    const traceIds = [patched, refused, deleted, ...created].map((one) => one?.traceId);
    expect(new Set(traceIds).size).toBe(1);
  });

  test('S5 operations that are refused before they begin have their exchange too', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('a@example.com');
    await bulk(scim, [
      { method: 'FETCH', path: `/Users/${id}` },
      patchOf('/Users/bulkId:nobody', { op: 'replace', path: 'title', value: 'T' }),
      { method: 'DELETE', path: '/Groups/none' },
      'nonsense',
    ]);
    const refused = await found(scim, { outcome: 'refused' });
    expect(refused.map(({ operation, status }) => [operation, status]).sort()).toEqual([
      ['group.delete', 404],
      ['request', 400],
      ['request', 400],
      ['user.patch', 409],
    ]);
    // what stops at failOnErrors has not begun and has no line
    await bulk(scim, [{ method: 'DELETE', path: '/Users/x' }, patchOf(`/Users/${id}`)], {
      failOnErrors: 1,
    });
    expect(await found(scim, { outcome: 'refused' })).toHaveLength(5);
    expect(await found(scim, { operation: 'user.patch', resourceId: id })).toHaveLength(0);
  });

  test('S5 a Bulk that is refused as a whole is one exchange', async () => {
    const scim = await app().scimConnection();
    await scim.call('POST', '/Bulk', { schemas: [BULK], Operations: [] });
    expect(await found(scim, {})).toMatchObject([
      { operation: 'bulk', status: 400, outcome: 'refused', path: '/Bulk' },
    ]);
  });

  test('S5 references that run in a circle are added in an exchange of their own', async () => {
    const scim = await app().scimConnection();
    const group = (bulkId: string, other: string) => ({
      method: 'POST',
      path: '/Groups',
      bulkId,
      data: { displayName: bulkId, members: [{ value: `bulkId:${other}` }], schemas: [GROUP_URN] },
    });
    const reply = await bulk(scim, [group('one', 'two'), group('two', 'one')]);
    expect(reply.body['Operations']).toMatchObject([{ status: '201' }, { status: '201' }]);
    const lines = await found(scim, {});
    expect(lines.map(({ operation }) => operation).sort()).toEqual([
      'group.create',
      'group.create',
      'group.patch',
    ]);
    const added = lines.find(({ operation }) => operation === 'group.patch');
    expect(added?.difference).toMatchObject([{ path: 'members', after: { added: { count: 1 } } }]);
  });

  test('S5 a text that is read as JSON is redacted as JSON', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('a@example.com');
    const inner = JSON.stringify({ title: 'T', password: SECRET });
    const twice = JSON.stringify(inner);
    await scim.patch(`/Users/${id}`, { op: 'replace', value: inner });
    await scim.patch(`/Users/${id}`, { op: 'replace', value: twice });
    await scim.patch(`/Users/${id}`, { op: 'replace', value: `[${inner}]` });
    await scim.patch(`/Users/${id}`, { op: 'replace', value: ` ${inner.replace('}', ',}')}` });
    await scim.patch(`/Users/${id}`, { op: 'replace', value: inner.replace('p', '\\u0070') });
    await bulk(scim, [patchOf(`/Users/${id}`, { op: 'replace', value: inner })]);
    const lines = await found(scim, {});
    expect(lines).toHaveLength(7);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
    expect(lines.filter(({ request }) => request?.includes('[redacted]'))).toHaveLength(6);
  });

  test('S6 a refused request is found by its resource, its operation and its outcome', async () => {
    const scim = await app().scimConnection();
    const strict = await app().scimConnection(undefined, 'strict');
    const id = await scim.user('a@example.com');
    const other = await strict.user('a@example.com');
    const bad: [ScimConnection, string, string, string, unknown][] = [
      [scim, id, 'PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'noSuch', value: 1 })],
      [scim, id, 'PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: 'maybe' })],
      [scim, id, 'PATCH', `/Users/${id}`, patch({ op: 'turn', path: 'active', value: true })],
      [scim, id, 'PATCH', `/Users/${id}`, []],
      [strict, other, 'PATCH', `/Users/${other}`, patch({ op: 'add', path: 'no', value: 1 })],
      [scim, id, 'PUT', `/Users/${id}`, { schemas: [USER], userName: 'a', active: 'maybe' }],
      [scim, id, 'PUT', `/Users/${id}`, { schemas: [USER] }],
      [scim, 'nobody', 'DELETE', '/Users/nobody', undefined],
      [scim, id, 'POST', `/Users/${id}`, {}],
    ];
    for (const [connection, resourceId, method, path, body] of bad) {
      const reply = await connection.call(method, path, body);
      expect(reply.status).toBeGreaterThanOrEqual(400);
      const [name] = OPERATIONS[method] ?? [];
      const query = { resourceId, outcome: 'refused', ...(name && { operation: name }) };
      const [last] = await found(connection, query);
      expect(last).toMatchObject({ method, status: reply.status, resourceType: 'User' });
    }
    expect(await found(scim, { operation: 'user.patch', outcome: 'refused' })).toHaveLength(4);
    await scim.call('POST', '/Users', { schemas: [USER], userName: 17.5, active: 'maybe' });
    expect(await found(scim, { operation: 'user.create', outcome: 'refused' })).toHaveLength(1);
    await bulk(scim, [patchOf(`/Users/${id}`, { op: 'replace', path: 'active', value: 'maybe' })]);
    expect(await found(scim, { operation: 'user.patch', outcome: 'refused' })).toHaveLength(5);
    expect((await scim.memberOf(id)).status).toBe('active');
  });

  test('S6 a request that the token may not make is named as well', async () => {
    const scim = await app().scimConnection(undefined, 'lenient', ['users:read']);
    await scim.call('DELETE', '/Users/some-user');
    expect(await found(scim, { resourceId: 'some-user' })).toMatchObject([
      { operation: 'user.delete', outcome: 'refused', status: 403 },
    ]);
  });

  const stepsOf = async (scim: ScimConnection) => (await scim.lastExchange()).trace;

  test('S15 active:true that leaves a member suspended says so, however it is said', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('a@example.com');
    const member = await scim.memberOf(id);
    await app().core.members.unlock(app().ctx(), targetOf(member), { hours: 1, reason: 'test' });
    await app().core.members.suspend(app().ctx(), targetOf(member));
    const held = expect.objectContaining({
      step: 'member.held',
      detail: expect.stringContaining(`member ${member.id}: stays suspended`),
    });
    const path = `/Users/${id}`;
    const whole = { schemas: [USER], userName: 'a@example.com', active: true };
    // the user is active already: nothing is written, and the step says why nobody is let in
    await scim.patch(path, { op: 'replace', path: 'active', value: true });
    expect(await stepsOf(scim)).toEqual([expect.objectContaining({ step: 'unchanged' }), held]);
    await scim.patch(path, { op: 'replace', value: { active: true, title: 'T' } });
    expect(await stepsOf(scim)).toContainEqual(held);
    await scim.call('PUT', path, { ...whole, title: 'Other' });
    expect(await stepsOf(scim)).toContainEqual(held);
    await scim.patch(path, { op: 'replace', path: 'active', value: false });
    await scim.patch(path, { op: 'replace', path: 'active', value: true });
    expect((await stepsOf(scim)).filter(({ step }) => step === 'member.held')).toEqual([held]);
    await bulk(scim, [patchOf(path, { op: 'replace', path: 'active', value: true })]);
    expect(await stepsOf(scim)).toContainEqual(held);
    expect((await scim.memberOf(id)).status).toBe('suspended');
    await app().core.members.restore(app().ctx(), targetOf(member));
    await scim.patch(path, { op: 'replace', path: 'active', value: true });
    expect((await stepsOf(scim)).map(({ step }) => step)).toEqual(['unchanged']);
  });

  test('S15 a second directory that finds a suspended member is told so', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('a@example.com');
    const member = await scim.memberOf(id);
    await app().core.members.unlock(app().ctx(), targetOf(member), { hours: 1, reason: 'test' });
    await app().core.members.suspend(app().ctx(), targetOf(member));
    const other = await app().scimConnection(scim.organization);
    await other.user('a@example.com');
    expect((await stepsOf(other)).map(({ step }) => step)).toContain('member.held');
  });

  test('S15 a change of the address or the name of a member is a step', async () => {
    const scim = await app().scimConnection();
    const emails = (value: string) => ({ emails: [{ value, type: 'work', primary: true }] });
    const id = await scim.user('a@example.com', emails('a@example.com'));
    const path = `/Users/${id}`;
    await scim.patch(path, { op: 'replace', value: emails('b@example.com') });
    expect(await stepsOf(scim)).toContainEqual({
      step: 'member.address',
      detail: expect.stringContaining('a@example.com → b@example.com'),
    });
    await scim.patch(path, { op: 'replace', path: 'displayName', value: 'Ann Example' });
    expect(await stepsOf(scim)).toContainEqual({
      step: 'member.name',
      detail: expect.stringContaining('→ Ann Example'),
    });
    await scim.patch(path, { op: 'replace', path: 'title', value: 'T' });
    expect(await stepsOf(scim)).toEqual([]);
  });
});

const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';

const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  PATCH: ['user.patch'],
  PUT: ['user.replace'],
  DELETE: ['user.delete'],
};

const patch = (...Operations: object[]) => ({ schemas: [PATCH_OP], Operations });

const targetOf = ({ id, organizationId }: Member) => ({ memberId: id, organizationId });
