import { expect, test } from '@jest/globals';
import { readMemberFilter } from '#provisioning/index.js';
import type { RosterQuery, RosterRow } from '#core/index.js';
import type { Organization } from '#store/index.js';
import { changeStatus, inOrganizationScope } from '../../kit/organization-scopes.js';
import { faultOf } from '../../kit/faults.js';
import { overApplications, type TestApplication } from '../../kit/application.js';
import { createMember } from '#core/members/lifecycle/create.js';

const HOUR = 3_600_000;

interface Someone {
  readonly name: string;
  readonly email?: string;
  readonly roles?: readonly string[];
}

async function add(app: TestApplication, organization: Organization, people: readonly Someone[]) {
  const since = new Date(app.clock.now()).toISOString();
  return inOrganizationScope(app, organization, async (scope) => {
    const members = [];
    for (const { name, email, roles = ['member'] } of people) {
      members.push(
        await createMember(scope, {
          name,
          status: 'active',
          source: 'manual',
          ...(email !== undefined && { email }),
          grants: roles.map((role) => ({ role, source: { kind: 'manual' }, since })),
        }),
      );
    }
    return members;
  });
}

function nameOf(row: RosterRow): string {
  return row.kind === 'member' ? row.member.name : `${row.invitation.name ?? ''} (pending)`;
}

overApplications('the list of members', (app) => {
  const all = async (organization: Organization, query: Omit<RosterQuery, 'limit'>, limit = 3) => {
    const rows: RosterRow[] = [];
    let cursor: string | undefined;
    do {
      const page = await app().core.members.roster(app().ctx(), organization.id, {
        ...query,
        limit,
        ...(cursor !== undefined && { cursor }),
      });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      rows.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return rows;
  };
  const names = async (organization: Organization, query: Omit<RosterQuery, 'limit'> = {}) =>
    (await all(organization, query)).map(nameOf);

  async function peopled(): Promise<Organization> {
    const { core, ctx, clock } = app();
    const organization = await app().organization({ email: 'olaf@example.com', name: 'Olaf' });
    const invite = (email: string, name: string) =>
      core.invitations.create(ctx(), organization.id, { email, name, roles: ['viewer'] });
    clock.advance(1_000);
    const [, bea] = await add(app(), organization, [
      { name: 'Ada Émile', email: 'ada@a.example.com' },
      { name: 'Bea Long-Name', email: 'zz.bea@example.com', roles: ['admin', 'billing'] },
    ]);
    clock.advance(1_000);
    await invite('cem@example.com', 'Cem');
    clock.advance(1_000);
    await add(app(), organization, [{ name: '😀 Smile' }, { name: '￮ Halfwidth' }]);
    const [gone] = await add(app(), organization, [{ name: 'Zoe', email: 'zoe@example.com' }]);
    await invite('aaron@example.com', 'aaron');
    await changeStatus(app(), organization, String(bea?.id), 'suspended');
    await changeStatus(app(), organization, String(gone?.id), 'left');
    return organization;
  }

  test('3.20, 3.22, 1.2: members, pending, suspended and left in one list, in one order', async () => {
    const organization = await peopled();
    expect(await names(organization)).toEqual([
      'aaron (pending)',
      'Ada Émile',
      'Bea Long-Name',
      'Cem (pending)',
      'Olaf',
      'Zoe',
      // by code points in both databases, not by what JavaScript calls characters
      '￮ Halfwidth',
      '😀 Smile',
    ]);
    expect(await names(organization, { sort: '-name' })).toEqual(
      (await names(organization)).reverse(),
    );
    const rows = await all(organization, { states: ['pending'] });
    for (const row of rows) {
      expect(row).toMatchObject({ kind: 'invitation', invitation: { status: 'pending' } });
    }
    expect(rows.map(nameOf)).toEqual(['aaron (pending)', 'Cem (pending)']);
    expect(await names(organization, { states: ['suspended'] })).toEqual(['Bea Long-Name']);
    expect(await names(organization, { states: ['left', 'suspended'] })).toEqual([
      'Bea Long-Name',
      'Zoe',
    ]);
  });

  test('every sort walks every row once, whatever the size of a page', async () => {
    const organization = await peopled();
    const sorts = ['name', '-name', 'email', 'createdAt', '-createdAt', 'lastActiveOn'] as const;
    for (const sort of sorts) {
      const once = (await all(organization, { sort }, 100)).map(nameOf);
      expect(new Set(once).size).toBe(8);
      for (const limit of [1, 2, 5]) {
        expect((await all(organization, { sort }, limit)).map(nameOf)).toEqual(once);
      }
    }
    expect((await names(organization, { sort: 'email' })).slice(0, 4)).toEqual([
      'aaron (pending)',
      'Ada Émile',
      'Cem (pending)',
      'Olaf',
    ]);
    expect((await names(organization, { sort: 'createdAt' })).slice(0, 1)).toEqual(['Olaf']);
    expect((await names(organization, { sort: '-createdAt' })).at(-1)).toBe('Olaf');
  });

  test('3.21: last active to the day, those who never were at the end', async () => {
    const organization = await peopled();
    const { core, ctx, clock } = app();
    const { items } = await core.members.list(ctx(), organization.id, { limit: 50 });
    const [ada, olaf] = ['Ada Émile', 'Olaf'].map((name) =>
      String(items.find((one) => one.name === name)?.id),
    );
    await core.members.reportActivity(ctx(), organization.id, String(ada));
    clock.advance(24 * HOUR);
    const told = await core.members.reportActivity(ctx(), organization.id, String(olaf));
    expect(told.lastActiveOn).toBe(new Date(clock.now()).toISOString().slice(0, 10));
    const sorted = await names(organization, { sort: 'lastActiveOn' });
    expect(sorted.slice(0, 2)).toEqual(['Ada Émile', 'Olaf']);
    expect(sorted).toHaveLength(8);
  });

  test('an invitation whose time is over is no waiting, before any job has said so', async () => {
    const organization = await peopled();
    expect(await names(organization, { states: ['pending'] })).toHaveLength(2);
    app().clock.advance(8 * 24 * HOUR);
    expect(await names(organization, { states: ['pending'] })).toEqual([]);
  });

  test('3.23: q finds beginnings of words of name and address, all of them, of both kinds', async () => {
    const organization = await peopled();
    expect(await names(organization, { q: 'a' })).toEqual(['aaron (pending)', 'Ada Émile']);
    expect(await names(organization, { q: 'É' })).toEqual(['Ada Émile']);
    expect(await names(organization, { q: 'ADA émi' })).toEqual(['Ada Émile']);
    expect(await names(organization, { q: 'ada zoe' })).toEqual([]);
    expect(await names(organization, { q: 'zz.bea@exam' })).toEqual(['Bea Long-Name']);
    expect(await names(organization, { q: 'a.example.com' })).toEqual(['Ada Émile']);
    expect(await names(organization, { email: 'CEM@example.com' })).toEqual(['Cem (pending)']);
  });

  test('a filter goes with states, search and sort', async () => {
    const organization = await peopled();
    const filter = readMemberFilter('role eq "billing" or role eq "viewer"', organization);
    expect(await names(organization, { filter })).toEqual([
      'aaron (pending)',
      'Bea Long-Name',
      'Cem (pending)',
    ]);
    expect(await names(organization, { filter, states: ['suspended'] })).toEqual(['Bea Long-Name']);
    expect(await names(organization, { filter, q: 'ce', sort: '-name' })).toEqual([
      'Cem (pending)',
    ]);
  });

  test('a cursor of another question, another organization or nobody is refused', async () => {
    const organization = await peopled();
    const { core, ctx } = app();
    const page = await core.members.roster(ctx(), organization.id, { limit: 2 });
    const cursor = String(page.next);
    const ask = (id: string, query: Omit<RosterQuery, 'limit'>) =>
      faultOf(core.members.roster(ctx(), id, { limit: 2, ...query }));
    const other = await app().organization();
    for (const refused of [
      () => ask(organization.id, { cursor, sort: '-name' }),
      () => ask(organization.id, { cursor, q: 'a' }),
      () => ask(organization.id, { cursor, states: ['active'] }),
      () => ask(other.id, { cursor }),
      () => ask(organization.id, { cursor: 'nonsense' }),
      () => ask(organization.id, { cursor: Buffer.from('[1,2]').toString('base64url') }),
    ]) {
      expect(await refused()).toMatchObject({ code: 'request.invalid' });
    }
    expect(await faultOf(core.members.roster(ctx(), 'nowhere', { limit: 2 }))).toMatchObject({
      code: 'organization.missing',
    });
  });

  test('it says who is managed by a directory', async () => {
    const scim = await app().scimConnection();
    await scim.user('user-1@example.com');
    const rows = await all(scim.organization, {});
    expect(rows.map((row) => row.kind === 'member' && [row.member.name, row.managed])).toEqual([
      ['Owner', false],
      ['user-1@example.com', true],
    ]);
  });
});
