import { describe, expect, test } from '@jest/globals';
import { createMember } from '#core/members/lifecycle/create.js';
import { readMemberFilter } from '#provisioning/index.js';
import type { AttributeDefinition, Organization } from '#store/index.js';
import { inOrganizationScope } from '../kit/organization-scopes.js';
import { faultOf } from '../kit/faults.js';
import { overApplications } from '../kit/application.js';

const ATTRIBUTES: readonly AttributeDefinition[] = [
  { name: 'department', title: 'Department', type: 'text' },
  { name: 'level', title: 'Level', type: 'number' },
  { name: 'remote', title: 'Remote', type: 'boolean' },
  { name: 'since', title: 'Since', type: 'date' },
];

/** What is wrong with a filter, as it is told. */
async function problemOf(text: string): Promise<string> {
  const home = { id: 'organization', attributes: ATTRIBUTES };
  const fault = await faultOf((async () => readMemberFilter(text, home))());
  const { code, errors } = fault as { code: string; errors: { field: string; problem: string }[] };
  expect(code).toBe('request.invalid');
  expect(errors[0]?.field).toBe('filter');
  return String(errors[0]?.problem);
}

describe('filters over members that cannot be asked', () => {
  test('an unknown name is refused with its position and the names there are', async () => {
    const problem = await problemOf('name eq "shoe" and shoe eq "x"');
    expect(problem).toContain('position 20');
    expect(problem).toContain('shoe is not known');
    expect(problem).toContain('attributes.department');
    expect(await problemOf('attributes.shoe eq "x"')).toContain('position 1:');
    expect(await problemOf('attributes.department.deep eq "x"')).toContain('position');
  });

  test('a name of an extension, brackets, and what is not grammar at all', async () => {
    expect(await problemOf('urn:example:User:name eq "x"')).toContain('not known');
    expect(await problemOf('email[type eq "work"]')).toContain('compare email itself');
    expect(await problemOf('name eq')).toContain('position');
    expect(await problemOf('name = "x"')).toContain('position 6');
    expect(await problemOf('(name eq "x"')).toContain('position');
  });

  test('an operator or a value that does not go with the attribute', async () => {
    expect(await problemOf('role co "adm"')).toContain('co does not go with role');
    expect(await problemOf('space gt "x"')).toContain('gt does not go with space');
    expect(await problemOf('attributes.level eq "3"')).toContain('is no number');
    expect(await problemOf('attributes.remote gt true')).toContain('gt does not go');
    expect(await problemOf('createdAt gt "yesterday"')).toContain('is no time');
    expect(await problemOf('name eq 5')).toContain('is no text');
    expect(await problemOf('name gt null')).toContain('null goes with eq and ne only');
  });
});

overApplications('filters over members', (app) => {
  async function peopled() {
    const { core, ctx, clock } = app();
    const made = await app().organization({ email: 'olaf@example.com', name: 'Olaf' });
    const organization = await core.attributes.replace(
      ctx(),
      { organizationId: made.id },
      ATTRIBUTES,
    );
    clock.advance(1_000);
    const since = new Date(clock.now()).toISOString();
    const value = (one: string | number | boolean) => ({ value: one, source: 'manual' as const });
    const members = await inOrganizationScope(app(), organization, async (scope) => {
      const grant = (role: string) => ({ role, source: { kind: 'manual' as const }, since });
      const one = await createMember(scope, {
        name: 'Ada',
        email: 'ada@example.com',
        status: 'active',
        source: 'scim',
        grants: [grant('admin'), grant('billing')],
        attributes: {
          department: value('Söme Thing'),
          level: value(3),
          remote: value(true),
          since: value('2026-01-31'),
        },
      });
      const two = await createMember(scope, {
        name: 'Bea',
        status: 'suspended',
        source: 'manual',
        grants: [],
        attributes: { department: value('Other'), level: value(12), remote: value(false) },
      });
      return [one, two] as const;
    });
    const input = { email: 'cem@example.com', name: 'Cem', roles: ['viewer'] };
    const attributes = { department: 'Some' };
    await core.invitations.create(ctx(), organization.id, { ...input, attributes });
    return { organization, members, since };
  }

  const names = async (organization: Organization, text: string): Promise<string[]> => {
    const filter = readMemberFilter(text, organization);
    const { core, ctx } = app();
    const page = await core.members.roster(ctx(), organization.id, { limit: 50, filter });
    return page.items.map((row) =>
      row.kind === 'member' ? row.member.name : String(row.invitation.name),
    );
  };

  test('every attribute finds whom it should, of both kinds of rows', async () => {
    const { organization, since } = await peopled();
    const rows: readonly (readonly [filter: string, found: string])[] = [
      ['name eq "ADA"', 'Ada'],
      ['displayName sw "b"', 'Bea'],
      ['name co "e"', 'Bea Cem'],
      ['name ne "ada"', 'Bea Cem Olaf'],
      ['name gt "b"', 'Bea Cem Olaf'],
      ['email ew "@EXAMPLE.com"', 'Ada Cem Olaf'],
      ['email pr', 'Ada Cem Olaf'],
      ['email eq null', 'Bea'],
      ['status eq "pending"', 'Cem'],
      ['status ne "pending"', 'Ada Bea Olaf'],
      ['status eq "suspended" or status eq "pending"', 'Bea Cem'],
      ['role eq "admin"', 'Ada'],
      ['roles eq "viewer"', 'Cem'],
      ['role ne "admin"', 'Bea Cem Olaf'],
      ['role pr', 'Ada Cem Olaf'],
      ['not (role pr)', 'Bea'],
      ['role sw "bil"', 'Ada'],
      ['source eq "scim"', 'Ada'],
      ['source eq "invitation"', 'Cem'],
      ['standing eq "owner"', 'Olaf'],
      ['standing eq "none"', 'Bea Cem'],
      [`createdAt lt "${since}"`, 'Olaf'],
      [`createdAt ge "${since}" and status eq "active"`, 'Ada'],
      ['lastActiveOn pr', ''],
      ['lastActiveOn eq null', 'Ada Bea Cem Olaf'],
      ['attributes.department eq "söme thing"', 'Ada'],
      ['attributes.department sw "s"', 'Ada Cem'],
      ['attributes.department co "THE"', 'Bea'],
      ['attributes.department pr', 'Ada Bea Cem'],
      ['attributes.level gt 3', 'Bea'],
      ['attributes.level eq 3', 'Ada'],
      ['attributes.remote eq true', 'Ada'],
      ['attributes.remote ne true', 'Bea Cem Olaf'],
      ['attributes.since ge "2026-01-01"', 'Ada'],
      ['(role eq "admin" or role eq "viewer") and not (email sw "a")', 'Cem'],
    ];
    for (const [filter, found] of rows) {
      expect([filter, (await names(organization, filter)).join(' ')]).toEqual([filter, found]);
    }
  });

  test('first and last names, whose letters are those of the record or others', async () => {
    const { organization } = await peopled();
    const { core, ctx } = app();
    const department = { value: 'X', source: 'manual' as const };
    const people: readonly (readonly [name: string, firstName?: string, lastName?: string])[] = [
      ['Kim', 'KIM', "O'Hara"],
      ['Émile', 'Émile', 'straße'],
      ['Kel', '\u212aim', 'ΟΔΟΣ'],
      ['None'],
      ['Half', '', 'kimball'],
    ];
    await inOrganizationScope(app(), organization, async (scope) => {
      for (const [name, firstName, lastName] of people) {
        const own = { ...(firstName && { firstName }), ...(lastName && { lastName }) };
        const rest = { status: 'active', source: 'manual', grants: [] } as const;
        await createMember(scope, { name, ...own, ...rest });
        await createMember(scope, {
          name: `${name}*`,
          ...own,
          ...rest,
          attributes: { department },
        });
      }
    });
    const invited = { email: 'kay@example.com', name: 'Kay', firstName: 'KAY', lastName: 'Ohara' };
    await core.invitations.create(ctx(), organization.id, { ...invited, roles: ['viewer'] });
    const rows: readonly (readonly [filter: string, found: string])[] = [
      ['firstName eq "Kim"', 'Kel Kel* Kim Kim*'],
      ['firstName ne "kim" and firstName pr', 'Kay Émile Émile*'],
      ['firstName eq "émile"', 'Émile Émile*'],
      ['firstName sw "K"', 'Kay Kel Kel* Kim Kim*'],
      ['firstName gt "kaz"', 'Kel Kel* Kim Kim* Émile Émile*'],
      ['lastName co "HARA"', 'Kay Kim Kim*'],
      ['lastName eq "ΟΔΟΣ"', 'Kel Kel*'],
      ['lastName ew "straße"', 'Émile Émile*'],
      ['lastName pr and firstName eq null', 'Half Half*'],
      [
        'lastName sw "kim" or (firstName sw "kim" and attributes.department pr)',
        'Half Half* Kel* Kim*',
      ],
      ['not (lastName pr) and name sw "n"', 'None None*'],
    ];
    for (const [filter, found] of rows) {
      expect([filter, (await names(organization, filter)).join(' ')]).toEqual([filter, found]);
    }
  });

  test('spaces and products: rows of members, and what an invitation will bring', async () => {
    const { organization, members } = await peopled();
    const { core, ctx } = app();
    const { id } = organization;
    const space = await core.spaces.create(ctx(), id, { name: 'Space' });
    const product = await core.products.create(ctx(), id, {
      key: 'tool',
      name: 'Tool',
      seats: 5,
    });
    const added = await core.members.add(ctx(), id, {
      email: 'dan@example.com',
      name: 'Dan',
      roles: ['viewer'],
      products: [product.id],
      spaces: [{ spaceId: space.id, role: 'member' }],
    });
    await core.invitations.create(ctx(), id, {
      email: 'eva@example.com',
      name: 'Eva',
      roles: ['viewer'],
      products: [product.id],
      spaces: [{ spaceId: space.id, role: 'member' }],
    });
    expect(added.status).toBe('active');
    expect(await names(organization, `space eq "${space.id}"`)).toEqual(['Dan', 'Eva']);
    expect(await names(organization, `product eq "${product.id}"`)).toEqual(['Dan', 'Eva']);
    expect(await names(organization, `space ne "${space.id}" and role pr`)).toEqual([
      'Ada',
      'Cem',
      'Olaf',
    ]);
    expect(await names(organization, `id eq "${members[1].id}"`)).toEqual(['Bea']);
    // a space of another organization is as unknown as any
    const other = await peopled();
    expect(await names(other.organization, `space eq "${space.id}"`)).toEqual([]);
  });
});
