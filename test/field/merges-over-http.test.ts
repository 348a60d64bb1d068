import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { TestTenant, statusAndCode } from '../security/test-tenants.js';
import { overServers } from '../kit/server-suites.js';
import type { Json, TestServer } from '../kit/server.js';

// S11 as a host application sees it: list, leave, preview, merge.

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

const itemsOf = (body: Json): Json[] => (body.items ?? []) as unknown as Json[];

/** A member of a directory who waits for the address of a hand-made one. */
async function stage(server: TestServer) {
  const tenant = await TestTenant.create(server);
  const scim = await server.scim({ organizationId: tenant.id });
  const word = newId().slice(-12);
  const [email, other] = [`${word}@example.com`, `${word}-2@example.com`];
  const holder = await tenant.operatorRequest('POST', '/members', { email, name: 'Ann' });
  const user = { schemas: [USER], userName: other, displayName: 'Ann' };
  const { body } = await scim.post('/Users', user);
  const path = `/Users/${String(body['id'])}`;
  await scim.put(path, { ...user, emails: [{ value: email }] });
  const [row = {}] = itemsOf(await tenant.operatorRequest('GET', '/address-conflicts'));
  return { tenant, scim, holder, email, other, row, path, user };
}

overServers('merges over HTTP', (server) => {
  test('S11 the conflict is listed, and found from the member', async () => {
    const { tenant, scim, holder, email, other, row } = await stage(server());
    const { connectionId } = scim;
    expect(row).toMatchObject({ name: 'Ann', status: 'active', email: other, wanted: email });
    expect(row).toMatchObject({ connectionId, state: 'open' });
    expect(row['holders']).toEqual([{ memberId: holder.id, name: 'Ann', status: 'active' }]);
    const path = `/members/${String(row['memberId'])}`;
    const member = await tenant.operatorRequest('GET', path);
    const { since } = row;
    const conflict = { email, connectionId, since, state: 'open' };
    expect(member['addressConflict']).toEqual(conflict);
    const left = await tenant.operatorRequest('POST', `${path}/address-conflict/leave`);
    expect(left['addressConflict']).toEqual({ ...conflict, state: 'left' });
    expect((await tenant.operatorRequest('GET', '/address-conflicts')).items).toEqual([]);
    const leftOnes = await tenant.operatorRequest('GET', '/address-conflicts?state=left');
    expect(leftOnes.items).toEqual([{ ...row, state: 'left' }]);
    const list = await tenant.operatorRequest('GET', '/members?q=ann');
    expect(
      itemsOf(list)
        .map((one) => one['addressConflict'] !== undefined)
        .sort(),
    ).toEqual([false, true]);
  });

  test('S11 previewed, merged once with a key, refused when it was read before', async () => {
    const { tenant, scim, holder, email, row, path, user } = await stage(server());
    const asOperator = (method: string, below: string, options: object = {}) =>
      server().rest(method, `/organizations/${tenant.id}${below}`, options);
    const below = `/members/${String(row['memberId'])}/merge`;
    const into = String(holder.id);
    const preview = await asOperator('POST', `${below}/preview`, { body: { into } });
    expect(preview.status).toBe(200);
    const {
      member,
      into: shown,
      result,
    } = preview.body as unknown as {
      member: { version: number };
      into: { version: number };
      result: Json;
    };
    expect(result).toMatchObject({ status: 'active', email, needsConfirmation: false });
    const ifMatch = (version: number) => ({ 'if-match': `W/"${String(version)}"` });
    const body = { into, intoVersion: shown.version };
    for (const options of [
      { headers: ifMatch(member.version + 1), body },
      { headers: ifMatch(member.version), body: { into, intoVersion: shown.version + 1 } },
    ]) {
      expect(statusAndCode(await asOperator('POST', below, options))).toBe(
        '412 request.precondition',
      );
    }
    const headers = { ...ifMatch(member.version), 'idempotency-key': 'merge-1' };
    const merged = await asOperator('POST', below, { headers, body });
    expect(merged.status).toBe(200);
    expect(merged.body).toMatchObject({ id: into, managed: true, email });
    expect(merged.headers.get('etag')).toBe(`W/"${String(merged.body['version'])}"`);
    const again = await asOperator('POST', below, { headers, body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toEqual(merged.body);
    expect(statusAndCode(await asOperator('POST', below, { body: { into } }))).toBe(
      '409 member.left',
    );
    const gone = await asOperator('GET', `/members/${String(row['memberId'])}`);
    expect(gone.body).toMatchObject({ status: 'left', mergedInto: into, managed: false });
    const list = await tenant.operatorRequest('GET', '/members?q=ann');
    expect(itemsOf(list).map(({ id }) => id)).toEqual([into]);
    const records = await tenant.operatorRequest('GET', `/members/${into}/directory-records`);
    expect(records.items).toHaveLength(1);
    await scim.put(path, { ...user, displayName: 'Ann B.', emails: [{ value: email }] });
    expect(await tenant.readMember(into)).toMatchObject({ name: 'Ann B.', email });
  });

  test('S11 owners are merged by owners and the operator only', async () => {
    const tenant = await TestTenant.create(server());
    const admin = await tenant.member('admin');
    const viewer = await tenant.member('viewer');
    const pairs = [
      [viewer.id, tenant.ownerId],
      [tenant.ownerId, viewer.id],
    ] as const;
    const before = await tenant.readMember(tenant.ownerId);
    for (const caller of [tenant.actingAs(), tenant.actingAs(admin.id)]) {
      for (const [id, into] of pairs) {
        const body = { into, confirm: true };
        const reply = await caller('POST', `/members/${id}/merge`, { body });
        expect(statusAndCode(reply)).toBe('403 permission.escalation');
        const shown = await caller('POST', `/members/${id}/merge/preview`, { body: { into } });
        expect(shown.body).toMatchObject({ refusal: { code: 'permission.escalation' } });
        expect(shown.body).not.toHaveProperty('result');
      }
    }
    expect(await tenant.readMember(tenant.ownerId)).toEqual(before);
    expect(await tenant.readMember(viewer.id)).toEqual(viewer);
    const owner = tenant.actingAs(tenant.ownerId);
    const self = await owner('POST', `/members/${tenant.ownerId}/merge`, {
      body: { into: viewer.id, confirm: true },
    });
    expect(statusAndCode(self)).toBe('403 member.self');
    const reply = await owner('POST', `/members/${viewer.id}/merge`, {
      body: { into: tenant.ownerId },
    });
    expect(statusAndCode(reply)).toBe('200');
  });

  test('S11 what may not be read is not shown by the preview', async () => {
    const tenant = await TestTenant.create(server());
    const [one, two] = [await tenant.member('member'), await tenant.member('member')];
    const { id: spaceId } = await tenant.operatorRequest('POST', '/spaces', { name: 'North' });
    await tenant.operatorRequest('PUT', `/spaces/${String(spaceId)}/members/${one.id}`, {
      role: 'member',
    });
    const all = await tenant.operatorRequest('POST', `/members/${one.id}/merge/preview`, {
      into: two.id,
    });
    expect(all).toMatchObject({ result: { spaces: [{ spaceId }], seats: [] } });
    const key = await tenant.narrowKey('members:write', 'spaces:write', 'seats:read:own');
    const reply = await tenant.actingAs(undefined, key)(
      'POST',
      `/members/${one.id}/merge/preview`,
      { body: { into: two.id } },
    );
    expect(reply.body).toMatchObject({ result: { spaces: [{ spaceId }] } });
    expect(reply.body['result']).not.toHaveProperty('seats');
  });
});
