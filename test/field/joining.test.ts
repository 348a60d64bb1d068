import { expect, test } from '@jest/globals';
import type { Invitation, Member, Organization } from '#store/index.js';
import { overApplications, rolesOf } from '../kit/application.js';
import { actingAs, newMember } from '../kit/members.js';
import { seatsOf } from '../kit/organization-scopes.js';

const DOMAIN = 'joining.example';

overApplications('joining takes what waits for a person', (app) => {
  /** An organization whose domain lets people in, with a space and a product. */
  async function place(preset = 'standard') {
    const { core, ctx, store } = app();
    const owner = { email: 'owner@example.com', name: 'Owner' };
    const organization = await core.organizations.create(ctx(), { name: 'Place', preset, owner });
    const { id } = organization;
    const space = await core.spaces.create(ctx(), id, { name: 'North' });
    const input = { key: 'drawing', name: 'Drawing', seats: 5 };
    const product = await core.products.create(ctx(), id, input);
    return { organization, id, space, product, store };
  }
  type Place = Awaited<ReturnType<typeof place>>;

  async function invite({ id, space, product }: Place, email: string, role: string) {
    const spaces = [{ spaceId: space.id, role: 'member' }];
    const input = { email, roles: [role], spaces, products: [product.id] };
    return (await app().core.invitations.create(app().ctx(), id, input)).invitation;
  }
  const statusOf = async (organizationId: string, { id }: Invitation) =>
    (await app().core.invitations.get(app().ctx(), organizationId, id)).status;
  const spacesOf = async ({ organizationId, id }: Member) => {
    const page = { limit: 10 };
    const { items } = await app().core.spaces.ofMember(app().ctx(), organizationId, id, page);
    return items.map(({ space }) => space.name);
  };
  const memberAt = async (organization: Pick<Organization, 'id'>, email: string) => {
    const members = await app().members(organization.id);
    const found = members.find((member) => member.email === email);
    if (!found) throw new Error(`Nobody has ${email}.`);
    return found;
  };

  test('M14 a directory’s person takes the invitation with its roles, spaces and seats', async () => {
    const here = await place();
    const invitation = await invite(here, 'ann@example.com', 'billing');
    const scim = await app().scimConnection(here.organization);
    const member = await scim.memberOf(await scim.user('ann@example.com'));
    expect(rolesOf(member)).toEqual(['billing by invitation']);
    expect(await spacesOf(member)).toEqual(['North']);
    expect(await seatsOf(app(), here.product.id)).toEqual([`${member.name} assigned`]);
    expect(await statusOf(here.id, invitation)).toBe('superseded');
  });

  test('M14 what the makers of a connection could not give waits for the mailbox', async () => {
    const here = await place();
    const { core, ctx } = app();
    const owner = await memberAt(here, 'owner@example.com');
    const administrator = await newMember(app(), here, 'administrator', 'admin');
    const acting = await actingAs(app(), administrator);
    const email = 'bob@example.com';
    const custom = { name: 'keeper', title: 'Keeper', permissions: ['ownership:write'] };
    await core.roles.create(await actingAs(app(), owner), here.id, custom);
    const made = await core.invitations.create(ctx(), here.id, {
      email,
      roles: ['keeper'],
      send: false,
    });
    const input = { kind: 'scim', name: 'Theirs', compatibility: 'lenient' } as const;
    const connection = await core.connections.create(acting, here.id, input);
    const { token } = await core.credentials.create(acting, here.id, connection.id, {
      kind: 'token',
    });
    const { ScimConnection } = await import('../kit/application.js');
    const scim = new ScimConnection(app(), here.organization, connection, token);
    const member = await scim.memberOf(await scim.user(email));
    expect(rolesOf(member)).toEqual(['member by default']);
    expect(await statusOf(here.id, made.invitation)).toBe('pending');
    const accepted = await core.invitations.accept(ctx(), {
      token: made.token ?? '',
      email,
      emailVerified: true,
    });
    expect(accepted.member.id).toBe(member.id);
    expect(rolesOf(accepted.member)).toEqual(['keeper by invitation']);
    expect(await statusOf(here.id, made.invitation)).toBe('accepted');
  });

  test('M8 what waits for a person is closed with the membership', async () => {
    const here = await place();
    const { core, ctx } = app();
    const settings = { policies: { joinRequests: 'open' } } as const;
    await core.organizations.update(ctx(), { organizationId: here.id }, settings);
    const ask = (email: string) =>
      core.joinRequests.create(ctx(), here.id, { email, name: 'Carl', emailVerified: true });
    const scim = await app().scimConnection(here.organization);
    const doors: [string, (email: string) => Promise<unknown>][] = [
      ['by-hand', (email) => core.members.add(ctx(), here.id, { email, name: 'Carl' })],
      ['by-scim', (email) => scim.user(email)],
      [
        'by-invitation',
        async (email) => {
          const input = { email, roles: ['viewer'], send: false };
          const { token = '' } = await core.invitations.create(ctx(), here.id, input);
          return core.invitations.accept(ctx(), { token, email, emailVerified: true });
        },
      ],
    ];
    for (const [name, enter] of doors) {
      const email = `${name}@example.com`;
      const request = await ask(email);
      await enter(email);
      const member = await memberAt(here, email);
      expect(await core.joinRequests.get(ctx(), here.id, request.id)).toMatchObject({
        status: 'superseded',
        memberId: member.id,
      });
    }
    const own = await ask('own@example.com');
    const approved = await core.joinRequests.approve(ctx(), here.id, own.id, {});
    expect(approved.status).toBe('approved');
  });

  test('M7 joining by a proved domain takes the invitation with what it gives', async () => {
    const here = await place('spaces');
    const { core, ctx } = app();
    const domain = await core.domains.add(ctx(), here.id, DOMAIN);
    await core.domains.recordDnsAnswer(ctx(), domain, [domain.dnsCode]);
    await core.domains.update(ctx(), domain, { enrolment: 'auto', defaultRole: 'member' });
    const email = `dora@${DOMAIN}`;
    const input = {
      email,
      roles: ['user-admin'],
      spaces: [{ spaceId: here.space.id, role: 'member' }],
      products: [here.product.id],
    };
    const { invitation } = await core.invitations.create(ctx(), here.id, input);
    const person = { email, name: 'Dora', emailVerified: true };
    expect((await core.joinRequests.enrol(ctx(), person)).joined).toHaveLength(1);
    const member = await memberAt(here, email);
    expect(rolesOf(member)).toEqual(['user-admin by invitation']);
    expect(await spacesOf(member)).toEqual(['North']);
    expect(await seatsOf(app(), here.product.id)).toEqual(['Dora assigned']);
    expect(await statusOf(here.id, invitation)).toBe('accepted');
    // without an invitation the domain says
    const other = { email: `emil@${DOMAIN}`, name: 'Emil', emailVerified: true };
    await core.joinRequests.enrol(ctx(), other);
    expect(rolesOf(await memberAt(here, other.email))).toEqual(['member by domain']);
  });

  test('M8 an offer of the ownership ends with the membership of who would get it', async () => {
    const here = await place();
    const { core, ctx } = app();
    const owner = await memberAt(here, 'owner@example.com');
    const acting = await actingAs(app(), owner);
    const [heir, next] = [
      await newMember(app(), here, 'heir'),
      await newMember(app(), here, 'next'),
    ];
    const offer = await core.ownership.offer(acting, here.id, {
      toMemberId: heir.id,
      roleAfter: 'admin',
    });
    await core.members.remove(ctx(), { organizationId: here.id, memberId: heir.id });
    expect((await core.ownership.get(acting, here.id, offer.id)).status).toBe('withdrawn');
    const again = { toMemberId: next.id, roleAfter: 'admin' };
    expect((await core.ownership.offer(acting, here.id, again)).status).toBe('pending');
  });

  test('M7 joining by a request takes the invitation that is more specific', async () => {
    const here = await place('spaces');
    const { core, ctx } = app();
    await core.organizations.update(
      ctx(),
      { organizationId: here.id },
      { policies: { joinRequests: 'open' } },
    );
    const email = `ann@${DOMAIN}`;
    const person = { email, name: 'Ann', emailVerified: true };
    const request = await core.joinRequests.create(ctx(), here.id, person);
    const invitation = await invite(here, email, 'user-admin');
    await core.joinRequests.approve(ctx(), here.id, request.id, {});
    const member = await memberAt(here, email);
    expect(rolesOf(member)).toEqual(['user-admin by invitation']);
    expect(await spacesOf(member)).toEqual(['North']);
    expect(await statusOf(here.id, invitation)).toBe('accepted');
  });
});
