import { expect, test } from '@jest/globals';
import { instant } from '#kernel/index.js';
import { faultOf } from '../../kit/faults.js';
import { overApplications } from '../../kit/application.js';
import { TestOrganization } from '../../kit/test-organizations.js';

const DAY = 86_400_000;

overApplications(
  'API keys',
  (app, environment) => {
    const keys = () => app().core.apiKeys;
    const HOST = { name: 'Host', scopes: ['seats:write', 'members:read', 'members:read'] };

    test('a key opens what its scopes say, in its organization, and is kept as a hash', async () => {
      const org = await TestOrganization.create(app());
      const { apiKey, key } = await keys().create(app().ctx(), org.id, HOST);
      expect(key).toMatch(/^muster_key_[A-Za-z0-9]{43}$/);
      expect(apiKey.scopes).toEqual(['members:read', 'seats:write']);
      expect(apiKey.prefix).toBe(key.slice(0, 'muster_key_'.length + 6));
      expect(JSON.stringify(apiKey)).not.toContain(key);
      const ctx = await keys().authenticate(app().ctx(), key);
      expect(ctx.actor).toEqual({ kind: 'api_key', id: apiKey.id, name: 'Host' });
      expect(ctx.authority).toEqual({
        permissions: new Set(['members:read', 'seats:write']),
        grants: 'all',
        manages: 'all',
        organizationId: org.id,
      });
      for (const wrong of [key.slice(0, -1), `${key}x`, 'muster_key_', '']) {
        expect(await faultOf(keys().authenticate(app().ctx(), wrong))).toMatchObject({
          code: 'credential.invalid',
        });
      }
    });

    test('nobody makes a key that may more than they', async () => {
      const org = await TestOrganization.create(app());
      const userAdmin = await org.actingAs(await org.person('user-admin'));
      const input = { name: 'Climber', scopes: ['members:read', 'billing:write'] };
      expect(await faultOf(keys().create(userAdmin, org.id, input))).toEqual({
        code: 'permission.escalation',
        permission: 'billing:write',
      });
      const { key } = await keys().create(app().ctx(), org.id, {
        name: 'Keeper',
        scopes: ['keys:write', 'seats:read'],
      });
      const keeper = await keys().authenticate(app().ctx(), key);
      const more = keys().create(keeper, org.id, { name: 'More', scopes: ['seats:write'] });
      expect(await faultOf(more)).toMatchObject({ code: 'permission.escalation' });
      const same = await keys().create(keeper, org.id, { name: 'Same', scopes: ['seats:read'] });
      expect(same.apiKey.createdBy).toMatchObject({ kind: 'api_key', name: 'Keeper' });
      const odd = keys().create(app().ctx(), org.id, { name: 'Odd', scopes: ['stars:read'] });
      expect(await faultOf(odd)).toMatchObject({ code: 'request.invalid' });
    });

    test('a key and a member together may what both may', async () => {
      const org = await TestOrganization.create(app());
      const { key } = await keys().create(app().ctx(), org.id, HOST);
      const ctx = await keys().authenticate(app().ctx(), key);
      const billing = await org.person('billing');
      const both = await app().core.callers.asMember(ctx, org.id, billing.id);
      expect(both.authority.permissions).toEqual(
        new Set(['members:read', 'members:read:own', 'seats:read', 'seats:read:own']),
      );
      expect(both.actor).toMatchObject({ kind: 'member', id: billing.id });
    });

    test('revoked: dead at once here, within a second elsewhere; twice is no error', async () => {
      const org = await TestOrganization.create(app());
      const { apiKey, key } = await keys().create(app().ctx(), org.id, HOST);
      const second = await environment.secondApplication();
      await keys().authenticate(app().ctx(), key);
      await second.core.apiKeys.authenticate(second.ctx(), key);
      const revoked = await keys().revoke(app().ctx(), org.id, apiKey.id);
      expect(await faultOf(keys().authenticate(app().ctx(), key))).toMatchObject({
        code: 'credential.invalid',
      });
      app().clock.advance(1_000);
      expect(await faultOf(second.core.apiKeys.authenticate(second.ctx(), key))).toMatchObject({
        code: 'credential.invalid',
      });
      await keys().settle();
      const again = await keys().revoke(app().ctx(), org.id, apiKey.id);
      expect(again.revokedAt).toBe(revoked.revokedAt);
      const types = (await app().journal(org.id)).map(({ type }) => type);
      expect(types.filter((type) => type.startsWith('api_key.'))).toEqual([
        'api_key.created',
        'api_key.revoked',
      ]);
    });

    test('over at its end, not before; a year when nobody said', async () => {
      const org = await TestOrganization.create(app());
      const expiresAt = instant(app().clock.now() + 60_000);
      const { key } = await keys().create(app().ctx(), org.id, { ...HOST, expiresAt });
      app().clock.advance(59_999);
      expect((await keys().authenticate(app().ctx(), key)).actor.name).toBe('Host');
      app().clock.advance(1);
      expect(await faultOf(keys().authenticate(app().ctx(), key))).toMatchObject({
        code: 'credential.invalid',
      });
      const past = keys().create(app().ctx(), org.id, { ...HOST, expiresAt });
      expect(await faultOf(past)).toMatchObject({ code: 'request.invalid' });
      const { apiKey } = await keys().create(app().ctx(), org.id, HOST);
      expect(apiKey.expiresAt).toBe(instant(app().clock.now() + 365 * DAY));
    });

    test('a disabled and a deleted organization keep every key out, and let it in again', async () => {
      const org = await TestOrganization.create(app());
      const { key } = await keys().create(app().ctx(), org.id, HOST);
      await keys().authenticate(app().ctx(), key);
      await keys().settle();
      for (const status of ['disabled', 'deleted'] as const) {
        await become(status);
        expect(await faultOf(keys().authenticate(app().ctx(), key))).toMatchObject({
          code: `organization.${status}`,
        });
      }
      await become('active');
      expect((await keys().authenticate(app().ctx(), key)).actor.kind).toBe('api_key');

      async function become(status: 'active' | 'disabled' | 'deleted'): Promise<void> {
        await app().store.transaction(org.id, async (tx) => {
          const before = await tx.organizations.get(org.id);
          if (!before) throw new Error('The organization is gone.');
          await tx.organizations.update({ ...before, status, version: before.version + 1 });
        });
      }
    });

    test('so many live ones; revoked and expired ones do not count', async () => {
      const org = await TestOrganization.create(app());
      const make = (expiresAt?: string) =>
        keys().create(app().ctx(), org.id, { ...HOST, ...(expiresAt && { expiresAt }) });
      const { apiKey } = await make();
      await make(instant(app().clock.now() + 60_000));
      await make();
      expect(await faultOf(make())).toEqual({ code: 'credential.limit', limit: 3 });
      await keys().revoke(app().ctx(), org.id, apiKey.id);
      await make();
      expect(await faultOf(make())).toMatchObject({ code: 'credential.limit' });
      app().clock.advance(60_000);
      await make();
      const { items } = await keys().list(app().ctx(), org.id, { limit: 10 });
      expect(items).toHaveLength(5);
    });

    test('keys of another organization are unknown', async () => {
      const [org, other] = [
        await TestOrganization.create(app()),
        await TestOrganization.create(app()),
      ];
      const { apiKey } = await keys().create(app().ctx(), org.id, HOST);
      for (const work of [
        () => keys().get(app().ctx(), other.id, apiKey.id),
        () => keys().revoke(app().ctx(), other.id, apiKey.id),
      ]) {
        expect(await faultOf(work())).toMatchObject({ code: 'credential.not_found' });
      }
      expect((await keys().get(app().ctx(), org.id, apiKey.id)).revokedAt).toBeUndefined();
    });

    test('a use is noted beside the request, once a minute', async () => {
      const org = await TestOrganization.create(app());
      const { apiKey, key } = await keys().create(app().ctx(), org.id, HOST);
      const lastUse = async (): Promise<unknown> => {
        await keys().authenticate(app().ctx(), key);
        await keys().settle();
        return (await keys().get(app().ctx(), org.id, apiKey.id)).lastUsedAt;
      };
      const first = instant(app().clock.now());
      expect(await lastUse()).toBe(first);
      app().clock.advance(59_000);
      expect(await lastUse()).toBe(first);
      app().clock.advance(1_000);
      expect(await lastUse()).toBe(instant(app().clock.now()));
    });

    test('the end is told of 30, 7 and 1 days before, each once; a revoked key’s is not', async () => {
      const org = await TestOrganization.create(app());
      const expiresAt = instant(app().clock.now() + 40 * DAY);
      const { apiKey } = await keys().create(app().ctx(), org.id, { ...HOST, expiresAt });
      const shorter = instant(app().clock.now() + 5 * DAY);
      await keys().create(app().ctx(), org.id, { ...HOST, name: 'Short', expiresAt: shorter });
      const told = async (days: number): Promise<string[]> => {
        app().clock.advance(days * DAY);
        await keys().writeExpiryNotices(app().ctx());
        return (await app().journal(org.id))
          .filter(({ type }) => type === 'api_key.expiring')
          .map(({ target, after }) => `${target.name} ${String(after?.['days'])}`);
      };
      expect(await told(0)).toEqual([]);
      expect(await told(4)).toEqual(['Short 1']);
      expect(await told(6)).toEqual(['Short 1', 'Host 30']);
      expect(await told(1)).toEqual(['Short 1', 'Host 30']);
      expect(await told(22)).toEqual(['Short 1', 'Host 30', 'Host 7']);
      await keys().revoke(app().ctx(), org.id, apiKey.id);
      expect(await told(6)).toEqual(['Short 1', 'Host 30', 'Host 7']);
    });
  },
  { maxLiveCredentials: 3 },
);
