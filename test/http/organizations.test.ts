import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operations } from '#api/index.js';
import { silentLog, systemClock, FULL_AUTHORITY, type Context } from '#kernel/index.js';
import { loadSettings } from '#settings/index.js';
import { startServer, type Json, type Reply, type TestServer } from '../kit/server.js';
import { overStores, oneKindPerDatabase, type OpenedStore } from '../kit/stores.js';

// Organizations, plans, limits, accounts, ownership and leaving, as the operator and members meet them over REST.

const OWNER = { email: 'owner@example.com', name: 'Owner' };

const items = (body: Json): Json[] => body['items'] as unknown as Json[];

overStores(
  'REST of organizations',
  (kind) => {
    let opened: OpenedStore;
    let server: TestServer;
    beforeAll(async () => {
      opened = await kind.open();
      server = await startServer({
        ...(kind.durable && { storeUrl: opened.url }),
        settings: { organizations: { personalPreset: 'lonti' } },
      });
    });
    afterAll(async () => {
      await server.close();
      await opened.close();
    });

    /** An organization with its owner and an administrator; what each of them asks. */
    async function place(more: object = {}) {
      const body = { name: 'Example', owner: OWNER, ...more };
      const made = await server.rest('POST', '/organizations', { body });
      expect(made.status).toBe(201);
      const id = String(made.body['id']);
      const path = `/organizations/${id}`;
      const owner = String(items((await server.rest('GET', `${path}/members`)).body)[0]?.['id']);
      const by =
        (memberId: string) =>
        (method: string, below: string, sent?: unknown, headers = {}): Promise<Reply> =>
          server.rest(method, `${path}${below}`, {
            headers: { 'muster-acting-member': memberId, ...headers },
            ...(sent !== undefined && { body: sent }),
          });
      const add = async (name: string, role: string): Promise<string> => {
        const input = { name, email: `${name}@example.com`, roles: [role] };
        const member = await server.core.members.add(context(), id, input);
        return member.id;
      };
      return { id, path, owner, by, add, slug: String(made.body['slug']), made };
    }

    const context = (): Context => ({
      actor: { kind: 'operator', name: 'operator' },
      authority: FULL_AUTHORITY,
      traceId: 'trace',
      clock: systemClock,
      log: silentLog,
    });

    const codeOf = ({ status, body }: Reply): unknown[] => [status, body['code']];

    test('a change names what it read, and an older reading is refused', async () => {
      const { by, owner, path } = await place();
      const read = await by(owner)('GET', '');
      const etag = read.headers.get('etag') ?? '';
      expect(etag).toBe('W/"1"');
      const change = {
        name: 'Renamed',
        branding: { color: '#aabbcc' },
        policies: { guests: 'refused' },
      };
      const done = await by(owner)('PATCH', '', change, { 'if-match': etag });
      expect(done.body).toMatchObject({ ...change, version: 2 });
      expect(operations.updateOrganization.answer.body?.parse(done.body)).toEqual(done.body);
      expect(codeOf(await by(owner)('PATCH', '', change, { 'if-match': etag }))).toEqual([
        412,
        'request.precondition',
      ]);
      for (const wrong of [
        {},
        { name: '' },
        { branding: { logoUrl: 'http://x.example/a' } },
        { slug: 'x' },
      ]) {
        expect((await by(owner)('PATCH', '', wrong)).status).toBe(400);
      }
      expect((await server.rest('GET', path)).body).toEqual(done.body);
    });

    test('areas need their own permission: billing writes contacts, not the name', async () => {
      const { by, owner, add } = await place();
      const billing = await add('billing-1', 'billing');
      const viewer = await add('viewer-1', 'viewer');
      const contacts = { contacts: ['billing@example.com'] };
      expect((await by(billing)('PUT', '/billing', contacts)).body).toMatchObject(contacts);
      expect((await by(billing)('GET', '/billing')).body).toMatchObject(contacts);
      const refused = [403, 'permission.missing'];
      expect(codeOf(await by(billing)('PATCH', '', { name: 'Other' }))).toEqual(refused);
      expect(codeOf(await by(viewer)('GET', '/billing'))).toEqual(refused);
      expect(codeOf(await by(viewer)('PUT', '/plan', { plan: 'team' }))).toEqual(refused);
      expect(codeOf(await by(owner)('PUT', '/limits', { members: 9 }))).toEqual(refused);
      expect(codeOf(await by(owner)('POST', '/disable'))).toEqual(refused);
      const policy = { secondFactor: { signIn: true } };
      expect(codeOf(await by(billing)('PUT', '/second-factor', policy))).toEqual(refused);
      const on = await by(owner)('PUT', '/second-factor', policy);
      expect(on.body['policies']).toEqual({ secondFactor: { signIn: true } });
    });

    test('a slug is changed, found by its old name, and never another organization’s path', async () => {
      const { by, owner, slug, id } = await place();
      const next = `${slug}-next`;
      expect((await by(owner)('PUT', '/slug', { slug: next })).body).toMatchObject({ slug: next });
      const found = await server.rest('GET', `/organizations/by-slug/${slug}`);
      expect(found.body).toMatchObject({ id, slug: next });
      expect((await server.rest('GET', '/organizations/by-slug/members')).status).toBe(404);
      const list = await server.rest('GET', `/organizations?q=${next}&status=active`);
      expect(items(list.body).map((one) => one['id'])).toEqual([id]);
    });

    test('a disabled organization answers nobody but the operator, who still reads it', async () => {
      const { by, owner, path } = await place();
      expect((await server.rest('POST', `${path}/disable`)).body['status']).toBe('disabled');
      const refused = [403, 'organization.disabled'];
      for (const below of ['', '/members', '/plan', '/limits']) {
        expect(codeOf(await by(owner)('GET', below))).toEqual(refused);
      }
      expect(codeOf(await server.rest('GET', `${path}/members`))).toEqual(refused);
      expect((await server.rest('GET', path)).body['status']).toBe('disabled');
      expect((await server.rest('POST', `${path}/enable`)).body['status']).toBe('active');
      expect((await by(owner)('GET', '')).status).toBe(200);
    });

    test('seed 3.5: deleting is the owner’s, asks for the slug, and closes REST and SCIM', async () => {
      const { by, owner, add, path, slug, id } = await place();
      const scim = await server.scim({ organizationId: id });
      const admin = await add('admin-1', 'admin');
      const erase = `?confirmation=${slug}`;
      expect(codeOf(await by(admin)('DELETE', erase))).toEqual([403, 'permission.missing']);
      expect((await by(owner)('DELETE', '')).status).toBe(400);
      expect(codeOf(await by(owner)('DELETE', '?confirmation=other'))).toEqual([
        400,
        'organization.confirmation',
      ]);
      expect((await scim.get('/Users')).status).toBe(200);
      const gone = await by(owner)('DELETE', erase);
      expect(gone.body).toMatchObject({ status: 'deleted', purgeAt: expect.any(String) });
      const deleted = [404, 'organization.deleted'];
      expect(codeOf(await by(owner)('GET', '/members'))).toEqual(deleted);
      expect(codeOf(await server.rest('GET', `${path}/members`))).toEqual(deleted);
      expect((await scim.get('/Users')).status).toBe(404);
      expect((await server.rest('GET', path)).body['status']).toBe('deleted');
      expect(codeOf(await server.rest('DELETE', `${path}${erase}`))).toEqual(deleted);
      expect((await server.rest('POST', `${path}/restore`)).body['status']).toBe('active');
      expect(codeOf(await server.rest('POST', `${path}/restore`))).toEqual([
        409,
        'organization.not_deleted',
      ]);
      expect((await scim.get('/Users')).status).toBe(200);
    });

    test('plans are listed, tried and changed; meters show what counts', async () => {
      const { by, owner, add } = await place();
      await add('user-1', 'member');
      const plans = await by(owner)('GET', '/plans');
      expect(operations.listPlans.answer.body?.parse(plans.body)).toEqual(plans.body);
      const names = items(plans.body).map((plan) => plan['name'] as unknown);
      expect(names).toEqual(['unlimited', 'personal', 'team', 'business']);
      const tried = await by(owner)('POST', '/plan/preview', { plan: 'personal' });
      expect(operations.previewPlan.answer.body?.parse(tried.body)).toMatchObject({
        allowed: false,
        people: [{ name: 'user-1', because: 'limit' }],
      });
      const blocked = await by(owner)('PUT', '/plan', { plan: 'personal' });
      expect(codeOf(blocked)).toEqual([409, 'plan.downgrade_blocked']);
      expect(blocked.body['details']?.['people']?.[0]).toMatchObject({ name: 'user-1' });
      expect((await by(owner)('PUT', '/plan', { plan: 'business' })).body['plan']).toBe('business');
      const limits = await by(owner)('GET', '/limits');
      expect(operations.getLimits.answer.body?.parse(limits.body)).toMatchObject({
        plan: 'business',
        products: [],
        apiKeys: { used: 0 },
        members: { used: 2, active: 2, pending: 0, included: 25, extra: 0, limit: null },
      });
      expect((await by(owner)('GET', '/plan')).body['name']).toBe('business');
    });

    test('seed 0.1: a sign-up gets an organization of its own; accounts are the operator’s', async () => {
      const body = { email: 'User-7@Example.com', name: 'User Seven', emailVerified: true };
      const headers = { 'idempotency-key': 'sign-up-7' };
      const made = await server.rest('POST', '/accounts', { body, headers });
      expect(made.status).toBe(201);
      expect(operations.createAccount.answer.body?.parse(made.body)).toMatchObject(body);
      const again = await server.rest('POST', '/accounts', { body, headers });
      expect(again.body).toEqual(made.body);
      const id = String(made.body['id']);
      const home = await server.rest('GET', `/accounts/${id}/organizations`);
      expect(items(home.body)).toMatchObject([
        { organizationId: made.body['organizationId'], personal: true, roles: ['account-owner'] },
      ]);
      const found = await server.rest('GET', '/accounts?email=user-7@example.com');
      expect(items(found.body)).toMatchObject([{ id }]);
      const change = { name: 'User 7', locale: 'ja' };
      const changed = await server.rest('PATCH', `/accounts/${id}`, { body: change });
      expect(changed.body).toMatchObject({ ...change, version: 2 });
      expect(codeOf(await server.rest('POST', '/accounts', { body }))).toEqual([
        409,
        'account.exists',
      ]);
      const { by, owner } = await place();
      const spying = await server.rest('GET', '/accounts', {
        headers: { 'muster-acting-member': owner },
      });
      expect(codeOf(spying)).toEqual([403, 'permission.missing']);
      expect((await by(owner)('GET', '')).status).toBe(200);
      const orphans = await server.rest('GET', '/accounts/orphans');
      expect(items(orphans.body).map((one) => one['id'] as unknown)).not.toContain(id);
    });

    test('ownership: offered by the owner, accepted with a confirmation by whom it is for', async () => {
      const { by, owner, add, path } = await place();
      const successor = await add('heir', 'admin');
      const other = await add('other', 'admin');
      const wanted = { toMemberId: successor, roleAfter: 'viewer' };
      expect(codeOf(await by(successor)('POST', '/ownership-offers', wanted))).toEqual([
        403,
        'permission.missing',
      ]);
      const offer = await by(owner)('POST', '/ownership-offers', wanted);
      expect(offer.status).toBe(201);
      expect(offer.headers.get('location')).toContain(`${path}/ownership-offers/`);
      expect(operations.offerOwnership.answer.body?.parse(offer.body)).toEqual(offer.body);
      const one = `/ownership-offers/${String(offer.body['id'])}`;
      expect((await by(successor)('GET', one)).body).toEqual(offer.body);
      expect(codeOf(await by(other)('GET', one))).toEqual([404, 'ownership.missing']);
      const waiting = async (id: string): Promise<unknown> =>
        (await by(id)('GET', '/me')).body['ownershipOffer'];
      const fromName = (await server.rest('GET', `${path}/members/${owner}`)).body['name'];
      expect(await waiting(successor)).toEqual({
        id: offer.body['id'],
        fromName,
        roleAfter: 'viewer',
        expiresAt: offer.body['expiresAt'],
      });
      expect([await waiting(other), await waiting(owner)]).toEqual([undefined, undefined]);
      expect((await by(successor)('POST', `${one}/accept`, {})).status).toBe(400);
      expect((await by(successor)('POST', `${one}/accept`, { confirm: false })).status).toBe(400);
      expect(codeOf(await by(other)('POST', `${one}/accept`, { confirm: true }))).toEqual([
        403,
        'ownership.not_yours',
      ]);
      const done = await by(successor)('POST', `${one}/accept`, { confirm: true });
      expect(done.body['status']).toBe('accepted');
      expect(codeOf(await by(successor)('POST', `${one}/accept`, { confirm: true }))).toEqual([
        409,
        'ownership.over',
      ]);
      expect(items((await by(successor)('GET', '/ownership-offers')).body)).toHaveLength(1);
      expect(await waiting(successor)).toBeUndefined();
      const old = await server.rest('GET', `${path}/members/${owner}`);
      expect(old.body['roles']).toEqual(['viewer']);
    });

    test('seed 4.26: a member leaves; the last owner does not', async () => {
      const { by, owner, add, path } = await place();
      const member = await add('user-1', 'member');
      expect((await by(member)('POST', '/me/leave')).status).toBe(204);
      expect((await server.rest('GET', `${path}/members/${member}`)).body['status']).toBe('left');
      expect(codeOf(await by(member)('POST', '/me/leave'))).toEqual([403, 'acting.unknown']);
      expect(codeOf(await by(owner)('POST', '/me/leave'))).toEqual([409, 'member.owner_leaves']);
      expect(codeOf(await server.rest('POST', `${path}/me/leave`))).toEqual([
        403,
        'permission.missing',
      ]);
    });
  },
  oneKindPerDatabase,
);

describe('the setting of personal organizations', () => {
  const problemOf = (personalPreset: string): string => {
    try {
      loadSettings({ env: {}, overrides: { organizations: { personalPreset } } });
    } catch (error) {
      return String(error);
    }
    return '';
  };

  test('a preset that is not there, or has no plan for one person, refuses the start', () => {
    expect(problemOf('lonti')).toBe('');
    expect(problemOf('nope')).toContain(
      'organizations.personalPreset: the preset nope is not there',
    );
    expect(problemOf('logto')).toContain('the preset logto names no plan under `personal`');
  });
});
