import { describe, expect, test } from '@jest/globals';
import { authorityOf, type Preset, type Role } from '#core/index.js';
import { mayGrant, mayManage, reachOf } from '#core/access/permissions.js';
import { intersectAuthority } from '#core/tenancy/index.js';
import { silentLog, FULL_AUTHORITY, type Authority, type Context } from '#kernel/index.js';
import { FakeClock, PRESETS } from '../../kit/application.js';

// Every role of every preset that ships × every role it could give or touch. What is expected is worked out here from the preset's
// own words, by another way than the rules go.

const asHolder = (authority: Authority): Context => ({
  actor: { kind: 'member', id: 'm', name: 'Member' },
  authority,
  traceId: 't',
  clock: new FakeClock(),
  log: silentLog,
});

const actingAs = (...roles: Role[]): Context =>
  asHolder(authorityOf(roles, { organizationId: 'o', memberId: 'm' }));

const AREA = /^([a-z-]+):(read|write)(:own)?$/;

/** Everything that one permission includes, in so many words. */
function included(permission: string): string[] {
  const [, area = '', access = '', own = ''] = AREA.exec(permission) ?? [];
  const accesses = access === 'write' ? ['write', 'read'] : ['read'];
  return accesses.flatMap((one) =>
    own === '' ? [`${area}:${one}`, `${area}:${one}:own`] : [`${area}:${one}:own`],
  );
}

function expected(holder: Role, names: readonly string[], other: Role): boolean {
  if (other.elevation && names.includes(other.name)) return true;
  const listed = names.includes(other.name) || (names.includes('*') && other.standing !== 'owner');
  const held = new Set(holder.permissions.flatMap(included));
  return listed && other.permissions.every((permission) => held.has(permission));
}

const role = (preset: string, name: string): Role => {
  const found = PRESETS.get(preset)?.roles.find((one) => one.name === name);
  if (!found) throw new Error(`${preset} has no role ${name}.`);
  return found;
};

const givable = (preset: string, name: string): string[] =>
  (PRESETS.get(preset)?.roles ?? [])
    .filter((other) => mayGrant(actingAs(role(preset, name)), other))
    .map((other) => other.name);

const manageable = (preset: string, name: string): string[] =>
  (PRESETS.get(preset)?.roles ?? [])
    .filter((other) => mayManage(actingAs(role(preset, name)), other))
    .map((other) => other.name);

describe.each([...PRESETS.values()].map((preset): [string, Preset] => [preset.name, preset]))(
  'the preset %s',
  (_name, preset) => {
    const pairs = preset.roles.flatMap((holder) =>
      preset.roles.map((other): [string, string, Role, Role] => [
        holder.name,
        other.name,
        holder,
        other,
      ]),
    );

    test.each(pairs)('%s gives and touches %s as far as it says', (_a, _b, holder, other) => {
      const ctx = actingAs(holder);
      expect(mayGrant(ctx, other)).toBe(expected(holder, holder.grants, other));
      expect(mayManage(ctx, other)).toBe(expected(holder, holder.manages, other));
    });

    test('somebody can run it, and whoever touches others may change members', () => {
      const runners = preset.roles.filter(({ standing }) => standing !== 'none');
      expect(runners.length).toBeGreaterThan(0);
      for (const { permissions } of runners) expect(permissions).toContain('members:write');
      for (const { name, permissions, grants, manages } of preset.roles) {
        if (grants.length + manages.length === 0) continue;
        expect([name, permissions.includes('members:write')]).toEqual([name, true]);
      }
    });

    test('the highest role touches everybody, so that nobody is out of reach', () => {
      const [top] = [...preset.roles].sort(
        (a, b) => standings.indexOf(a.standing) - standings.indexOf(b.standing),
      );
      if (!top) throw new Error('There are no roles.');
      for (const other of preset.roles) expect(mayManage(actingAs(top), other)).toBe(true);
    });

    test('an API key is nobody’s owner, and gives no more than its scopes', () => {
      const key = (permissions: readonly string[]): Context =>
        asHolder({ permissions: new Set(permissions), grants: 'all', manages: 'all' });
      const everything = [...new Set(preset.roles.flatMap(({ permissions }) => permissions))];
      for (const other of preset.roles) {
        expect(mayGrant(key(everything), other)).toBe(other.standing !== 'owner');
        const narrow = other.permissions.length === 0;
        expect(mayGrant(key(['journal:read:own']), other)).toBe(narrow);
        expect(mayGrant(asHolder(FULL_AUTHORITY), other)).toBe(true);
      }
    });

    test('a key and a member together give no more than either', () => {
      const keys = [['members:write'], ['members:write', 'seats:write', 'organization:read']];
      for (const holder of preset.roles) {
        const member = authorityOf([holder], { organizationId: 'o', memberId: 'm' });
        for (const scopes of keys) {
          const key: Authority = {
            permissions: new Set(scopes),
            grants: 'all',
            manages: 'all',
          };
          const both = asHolder(intersectAuthority(key, member));
          for (const other of preset.roles.filter(({ elevation }) => !elevation)) {
            const either = mayGrant(asHolder(member), other) && mayGrant(asHolder(key), other);
            expect(mayGrant(both, other)).toBe(either);
          }
        }
      }
    });
  },
);

const standings = ['owner', 'admin', 'none'];

describe('rows of the seeds', () => {
  test('0.11, 0.12: an owner offers four roles, and not their own', () => {
    const offered = ['administrator', 'power-user', 'standard-user', 'billing'];
    expect(givable('lonti', 'account-owner')).toEqual(offered);
    expect(givable('lonti', 'administrator')).toEqual(offered);
    for (const other of ['power-user', 'standard-user', 'billing']) {
      expect(givable('lonti', other)).toEqual([]);
    }
  });

  test('0.15, 0.16, 0.21: only the owner decides about two-step sign-in', () => {
    const owner = role('lonti', 'account-owner');
    const administrator = role('lonti', 'administrator');
    expect(owner.permissions).toContain('security:write');
    const missing = owner.permissions.filter((one) => !administrator.permissions.includes(one));
    expect(missing).toEqual(['deletion:write', 'ownership:write', 'security:write']);
  });

  test('0.17 to 0.19, 0.22, 0.25, 0.28: who is told of what', () => {
    const told = (name: string): string[] =>
      Object.entries(role('lonti', name).notices ?? {})
        .filter(([, how]) => how === 'mail')
        .map(([notice]) => notice);
    expect(told('account-owner')).toEqual([
      'membership-request',
      'subscription-transfer',
      'user-action',
    ]);
    expect(told('administrator')).toEqual(['user-action']);
    expect(told('power-user')).toEqual(['user-action']);
    expect(told('standard-user')).toEqual(['added-to-subscription']);
    expect(told('billing')).toEqual([]);
  });

  test.each([
    ['0.23', 'power-user', 'licences:write', 'any'],
    ['0.23', 'power-user', 'subscriptions:write', 'any'],
    ['0.23', 'power-user', 'instances:write', 'any'],
    ['0.23', 'power-user', 'seats:write', 'any'],
    ['0.24', 'power-user', 'items:write', 'own'],
    ['0.24', 'power-user', 'item-images:write', 'any'],
    ['0.26', 'standard-user', 'subscriptions:read', 'own'],
    ['0.26', 'standard-user', 'extensions:write', 'own'],
    ['0.27', 'standard-user', 'items:write', 'own'],
    ['0.27', 'standard-user', 'item-images:write', 'any'],
    ['0.29', 'billing', 'billing:write', 'any'],
    ['0.29', 'billing', 'members:read', 'own'],
    ['0.30', 'billing', 'journal:read', 'any'],
  ])('%s: %s has %s', (_row, name, permission, reach) => {
    expect(reachOf(actingAs(role('lonti', name)).authority, permission)).toBe(reach);
  });

  test('2.2, 2.4, 2.5, 2.9: two roles beside root; only an admin sees and invites users', () => {
    expect(PRESETS.get('lensai')?.roles.map(({ name }) => name)).toEqual([
      'admin',
      'regular',
      'root',
    ]);
    const reach = (name: string, permission: string): unknown =>
      reachOf(actingAs(role('lensai', name)).authority, permission);
    for (const permission of ['members:write', 'invitations:write', 'billing:write']) {
      // everybody's own record is their own (2.7)
      const own = permission === 'members:write' ? 'own' : undefined;
      expect([reach('admin', permission), reach('regular', permission)]).toEqual(['any', own]);
    }
    expect(reach('regular', 'members:read')).toBe('own');
  });

  test('2.6: everybody reaches data sets and applications', () => {
    for (const { permissions } of PRESETS.get('lensai')?.roles ?? []) {
      expect(permissions).toEqual(expect.arrayContaining(['datasets:write', 'applications:write']));
    }
  });

  test('2.13: an admin lends root, which permits more than an admin holds; nobody else does', () => {
    expect(givable('lensai', 'admin')).toContain('root');
    expect(givable('lensai', 'regular')).toEqual([]);
    expect(givable('lensai', 'root')).toEqual([]);
    const admin = actingAs(role('lensai', 'admin')).authority;
    expect(reachOf(admin, 'root:write')).toBeUndefined();
  });

  test.each([
    ['3.3', 'organization-admin', 'general', 'organization:write', 'any'],
    ['3.3', 'organization-admin', 'users', 'members:write', 'any'],
    ['3.3', 'organization-admin', 'spaces', 'spaces:write', 'any'],
    ['3.3', 'organization-admin', 'billing', 'billing:write', 'any'],
    ['3.5', 'organization-admin', 'the end', 'deletion:write', 'any'],
    ['3.7', 'billing-admin', 'billing', 'billing:write', 'any'],
    ['3.7', 'billing-admin', 'users', 'members:read', 'any'],
    ['3.8', 'billing-admin', 'users', 'members:write', 'own'],
    ['3.7', 'billing-admin', 'spaces', 'spaces:write', undefined],
    ['3.10', 'billing-admin', 'the end', 'deletion:write', undefined],
    ['3.11', 'user-admin', 'spaces', 'spaces:write', 'any'],
    ['3.11', 'user-admin', 'general', 'organization:write', undefined],
    ['3.16', 'user-admin', 'general', 'organization:read', 'any'],
    ['3.16', 'user-admin', 'billing facts', 'billing:read', 'any'],
    ['3.17', 'user-admin', 'subscription', 'billing:write', undefined],
    ['3.17', 'user-admin', 'the end', 'deletion:write', undefined],
    ['3.18', 'member', 'settings', 'organization:read', undefined],
    ['3.1', 'member', 'users', 'members:read', 'own'],
    ['3.19', 'member', 'spaces', 'spaces:read', 'own'],
    ['3.24', 'user-admin', 'inviting', 'invitations:write', 'any'],
    ['3.24', 'billing-admin', 'inviting', 'invitations:write', undefined],
  ])('%s: %s and %s', (_row, name, _what, permission, reach) => {
    expect(reachOf(actingAs(role('spaces', name)).authority, permission)).toBe(reach);
  });

  test('3.4: an organization admin reaches every space without being assigned', () => {
    const reaching = PRESETS.get('spaces')?.roles.filter(({ everySpace }) => everySpace);
    expect(reaching?.map(({ name }) => name)).toEqual(['organization-admin']);
  });

  test('3.12, 3.13, 3.15: a user admin gives, touches and changes nothing but plain members', () => {
    expect(givable('spaces', 'user-admin')).toEqual(['member']);
    expect(manageable('spaces', 'user-admin')).toEqual(['member']);
  });

  test('3.14: a user admin may assign spaces to everybody: that permission knows no roles', () => {
    expect(reachOf(actingAs(role('spaces', 'user-admin')).authority, 'spaces:write')).toBe('any');
  });

  test.each([
    ['4.2', 'identity-resources:write', 'any'],
    ['4.3', 'billing:read', undefined],
    ['4.4', 'invitations:write', undefined],
    ['4.4', 'members:write', 'own'],
    ['4.5', 'organization:write', undefined],
    ['4.6', 'deletion:write', undefined],
  ])('%s: a collaborator has %s: %s', (_row, permission, reach) => {
    expect(reachOf(actingAs(role('logto', 'collaborator')).authority, permission)).toBe(reach);
  });

  test('4.1, 4.4, 4.21, 4.23: an admin gives both roles, a collaborator none', () => {
    expect(givable('logto', 'admin')).toEqual(['admin', 'collaborator']);
    expect(givable('logto', 'collaborator')).toEqual([]);
    expect(manageable('logto', 'collaborator')).toEqual([]);
  });

  test('0.2, 0.3, 4.7, 4.8, 4.9: the plans', () => {
    const plan = (preset: string, name: string): unknown =>
      PRESETS.get(preset)?.plans.find((one) => one.name === name);
    expect(PRESETS.get('lonti')?.personal).toEqual({ plan: 'free' });
    expect(plan('lonti', 'free')).not.toMatchObject({
      features: expect.arrayContaining(['members']),
    });
    expect(plan('logto', 'dev')).toMatchObject({ members: { kind: 'hard', limit: 3 } });
    expect(plan('logto', 'free')).toMatchObject({
      roles: ['admin'],
      members: { kind: 'hard', limit: 1, pendingCounts: true },
    });
    expect(plan('logto', 'pro')).toMatchObject({
      members: { kind: 'metered', included: 3, price: '8 USD' },
    });
  });
});
