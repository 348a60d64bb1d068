import { expect, test } from '@jest/globals';
import { instant } from '#kernel/index.js';
import { faultOf } from '../kit/faults.js';
import { overHouses } from '../kit/house.js';
import { Home } from '../kit/homes.js';

const DAY = 86_400_000;

overHouses(
  'API keys',
  (house, around) => {
    const keys = () => house().directory.apiKeys;
    const HOST = { name: 'Host', scopes: ['seats:write', 'members:read', 'members:read'] };

    test('a key opens what its scopes say, in its organization, and is kept as a hash', async () => {
      const home = await Home.open(house());
      const { apiKey, key } = await keys().create(house().ctx(), home.id, HOST);
      expect(key).toMatch(/^muster_key_[A-Za-z0-9]{43}$/);
      expect(apiKey.scopes).toEqual(['members:read', 'seats:write']);
      expect(apiKey.prefix).toBe(key.slice(0, 'muster_key_'.length + 6));
      expect(JSON.stringify(apiKey)).not.toContain(key);
      const ctx = await keys().authenticate(house().ctx(), key);
      expect(ctx.actor).toEqual({ kind: 'api_key', id: apiKey.id, name: 'Host' });
      expect(ctx.authority).toEqual({
        permissions: new Set(['members:read', 'seats:write']),
        grants: 'all',
        manages: 'all',
        organizationId: home.id,
      });
      for (const wrong of [key.slice(0, -1), `${key}x`, 'muster_key_', '']) {
        expect(await faultOf(keys().authenticate(house().ctx(), wrong))).toMatchObject({
          code: 'credential.invalid',
        });
      }
    });

    test('nobody makes a key that may more than they', async () => {
      const home = await Home.open(house());
      const userAdmin = await home.as(await home.person('user-admin'));
      const wish = { name: 'Climber', scopes: ['members:read', 'billing:write'] };
      expect(await faultOf(keys().create(userAdmin, home.id, wish))).toEqual({
        code: 'permission.escalation',
        permission: 'billing:write',
      });
      const { key } = await keys().create(house().ctx(), home.id, {
        name: 'Keeper',
        scopes: ['keys:write', 'seats:read'],
      });
      const keeper = await keys().authenticate(house().ctx(), key);
      const more = keys().create(keeper, home.id, { name: 'More', scopes: ['seats:write'] });
      expect(await faultOf(more)).toMatchObject({ code: 'permission.escalation' });
      const same = await keys().create(keeper, home.id, { name: 'Same', scopes: ['seats:read'] });
      expect(same.apiKey.createdBy).toMatchObject({ kind: 'api_key', name: 'Keeper' });
      const odd = keys().create(house().ctx(), home.id, { name: 'Odd', scopes: ['stars:read'] });
      expect(await faultOf(odd)).toMatchObject({ code: 'request.invalid' });
    });

    test('a key and a member together may what both may', async () => {
      const home = await Home.open(house());
      const { key } = await keys().create(house().ctx(), home.id, HOST);
      const ctx = await keys().authenticate(house().ctx(), key);
      const billing = await home.person('billing');
      const both = await house().directory.callers.asMember(ctx, home.id, billing.id);
      expect(both.authority.permissions).toEqual(
        new Set(['members:read', 'members:read:own', 'seats:read', 'seats:read:own']),
      );
      expect(both.actor).toMatchObject({ kind: 'member', id: billing.id });
    });

    test('revoked: dead at once here, within a second elsewhere; twice is no error', async () => {
      const home = await Home.open(house());
      const { apiKey, key } = await keys().create(house().ctx(), home.id, HOST);
      const second = await around.second();
      await keys().authenticate(house().ctx(), key);
      await second.directory.apiKeys.authenticate(second.ctx(), key);
      const revoked = await keys().revoke(house().ctx(), home.id, apiKey.id);
      expect(await faultOf(keys().authenticate(house().ctx(), key))).toMatchObject({
        code: 'credential.invalid',
      });
      house().clock.advance(1_000);
      expect(await faultOf(second.directory.apiKeys.authenticate(second.ctx(), key))).toMatchObject(
        { code: 'credential.invalid' },
      );
      await keys().settle();
      const again = await keys().revoke(house().ctx(), home.id, apiKey.id);
      expect(again.revokedAt).toBe(revoked.revokedAt);
      const types = (await house().journal(home.id)).map(({ type }) => type);
      expect(types.filter((type) => type.startsWith('api_key.'))).toEqual([
        'api_key.created',
        'api_key.revoked',
      ]);
    });

    test('over at its end, not before; a year when nobody said', async () => {
      const home = await Home.open(house());
      const expiresAt = instant(house().clock.now() + 60_000);
      const { key } = await keys().create(house().ctx(), home.id, { ...HOST, expiresAt });
      house().clock.advance(59_999);
      expect((await keys().authenticate(house().ctx(), key)).actor.name).toBe('Host');
      house().clock.advance(1);
      expect(await faultOf(keys().authenticate(house().ctx(), key))).toMatchObject({
        code: 'credential.invalid',
      });
      const past = keys().create(house().ctx(), home.id, { ...HOST, expiresAt });
      expect(await faultOf(past)).toMatchObject({ code: 'request.invalid' });
      const { apiKey } = await keys().create(house().ctx(), home.id, HOST);
      expect(apiKey.expiresAt).toBe(instant(house().clock.now() + 365 * DAY));
    });

    test('a disabled and a deleted organization keep every key out, and let it in again', async () => {
      const home = await Home.open(house());
      const { key } = await keys().create(house().ctx(), home.id, HOST);
      await keys().authenticate(house().ctx(), key);
      await keys().settle();
      for (const status of ['disabled', 'deleted'] as const) {
        await become(status);
        expect(await faultOf(keys().authenticate(house().ctx(), key))).toMatchObject({
          code: `organization.${status}`,
        });
      }
      await become('active');
      expect((await keys().authenticate(house().ctx(), key)).actor.kind).toBe('api_key');

      async function become(status: 'active' | 'disabled' | 'deleted'): Promise<void> {
        await house().store.transaction(home.id, async (tx) => {
          const before = await tx.organizations.get(home.id);
          if (!before) throw new Error('The organization is gone.');
          await tx.organizations.update({ ...before, status, version: before.version + 1 });
        });
      }
    });

    test('so many live ones; revoked and expired ones do not count', async () => {
      const home = await Home.open(house());
      const make = (expiresAt?: string) =>
        keys().create(house().ctx(), home.id, { ...HOST, ...(expiresAt && { expiresAt }) });
      const { apiKey } = await make();
      await make(instant(house().clock.now() + 60_000));
      await make();
      expect(await faultOf(make())).toEqual({ code: 'credential.limit', limit: 3 });
      await keys().revoke(house().ctx(), home.id, apiKey.id);
      await make();
      expect(await faultOf(make())).toMatchObject({ code: 'credential.limit' });
      house().clock.advance(60_000);
      await make();
      const { items } = await keys().list(house().ctx(), home.id, { limit: 10 });
      expect(items).toHaveLength(5);
    });

    test('keys of another organization are unknown', async () => {
      const [home, other] = [await Home.open(house()), await Home.open(house())];
      const { apiKey } = await keys().create(house().ctx(), home.id, HOST);
      for (const work of [
        () => keys().get(house().ctx(), other.id, apiKey.id),
        () => keys().revoke(house().ctx(), other.id, apiKey.id),
      ]) {
        expect(await faultOf(work())).toMatchObject({ code: 'credential.not_found' });
      }
      expect((await keys().get(house().ctx(), home.id, apiKey.id)).revokedAt).toBeUndefined();
    });

    test('a use is noted beside the request, once a minute', async () => {
      const home = await Home.open(house());
      const { apiKey, key } = await keys().create(house().ctx(), home.id, HOST);
      const lastUse = async (): Promise<unknown> => {
        await keys().authenticate(house().ctx(), key);
        await keys().settle();
        return (await keys().get(house().ctx(), home.id, apiKey.id)).lastUsedAt;
      };
      const first = instant(house().clock.now());
      expect(await lastUse()).toBe(first);
      house().clock.advance(59_000);
      expect(await lastUse()).toBe(first);
      house().clock.advance(1_000);
      expect(await lastUse()).toBe(instant(house().clock.now()));
    });

    test('the end is told of 30, 7 and 1 days before, each once; a revoked key’s is not', async () => {
      const home = await Home.open(house());
      const expiresAt = instant(house().clock.now() + 40 * DAY);
      const { apiKey } = await keys().create(house().ctx(), home.id, { ...HOST, expiresAt });
      const shorter = instant(house().clock.now() + 5 * DAY);
      await keys().create(house().ctx(), home.id, { ...HOST, name: 'Short', expiresAt: shorter });
      const told = async (days: number): Promise<string[]> => {
        house().clock.advance(days * DAY);
        await keys().noticeExpiring(house().ctx());
        return (await house().journal(home.id))
          .filter(({ type }) => type === 'api_key.expiring')
          .map(({ target, after }) => `${target.name} ${String(after?.['days'])}`);
      };
      expect(await told(0)).toEqual([]);
      expect(await told(4)).toEqual(['Short 1']);
      expect(await told(6)).toEqual(['Short 1', 'Host 30']);
      expect(await told(1)).toEqual(['Short 1', 'Host 30']);
      expect(await told(22)).toEqual(['Short 1', 'Host 30', 'Host 7']);
      await keys().revoke(house().ctx(), home.id, apiKey.id);
      expect(await told(6)).toEqual(['Short 1', 'Host 30', 'Host 7']);
    });
  },
  { live: 3 },
);
