import { expect, test } from '@jest/globals';
import { accessGivenBy, credentialsBelow } from '#core/credentials/index.js';
import { endAccessOfConnection, withdrawSpace } from '#core/entitlements/index.js';
import { findGrantingGroup } from '#core/entitlements/seats/assign.js';
import { usageOf } from '#core/members/custom-roles/usages.js';
import { searchableOfInvitation } from '#core/members/searchables.js';
import { findAll } from '#core/tenancy/index.js';
import { newId } from '#kernel/index.js';
import { equals, type AccessSource, type Member, type Organization } from '#store/index.js';
import { overApplications, type ScimConnection } from '../kit/application.js';
import { caughtFault } from '../kit/invitees.js';
import { invitationFields } from '../kit/invitation-fields.js';
import { directoryFields, insertMany, MANY } from '../kit/many-rows.js';
import { changeStatus, createPerson, inOrganizationScope } from '../kit/organization-scopes.js';

overApplications('access of more rows than one question answers', (app) => {
  const read = () => app().store.read;

  const manySeats = async (
    { id: organizationId }: Organization,
    { id: memberId }: Member,
    source: AccessSource,
  ): Promise<void> => {
    const products = await insertMany(app(), 'products', MANY, (index) => ({
      organizationId,
      key: `product-${index}`,
      name: `Product ${index}`,
      seats: 10,
    }));
    await insertMany(app(), 'seats', MANY, (index) => {
      const productId = products[index]?.id ?? '';
      const liveKey = `${productId}:${memberId}`;
      return { organizationId, productId, memberId, status: 'assigned', source, liveKey };
    });
  };

  const seatStatuses = async ({ id }: Member): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { status } of await findAll(read().seats, equals('memberId', id))) {
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  };

  test('all seats of a member who leaves are released', async () => {
    const organization = await app().organization();
    const member = await createPerson(app(), organization, 'Ann');
    await manySeats(organization, member, { kind: 'manual' });
    await changeStatus(app(), organization, member.id, 'left');
    expect(await seatStatuses(member)).toEqual({ released: MANY });
  });

  test('all seats that a connection gave end with it, and with its mappings', async () => {
    for (const way of ['connection', 'mappings'] as const) {
      const scim = await app().scimConnection();
      const { organization, connection } = scim;
      const userId = await scim.user('ann@x.example');
      const member = await scim.memberOf(userId);
      const { id: connectionId } = connection;
      const groupId = await scim.group('Others');
      await manySeats(organization, member, { kind: 'group', groupId, connectionId });
      if (way === 'connection') {
        const end = { connectionId, keepsSpaces: false, keepsSeats: false };
        await inOrganizationScope(app(), organization, (scope) =>
          endAccessOfConnection(scope, member, { ...end, givenByOthers: new Set() }),
        );
      } else {
        const product = { key: 'mapped', name: 'Mapped', seats: 1 };
        const { id } = await app().core.products.create(app().ctx(), organization.id, product);
        await scim.mapGroups([{ groupId, productId: id }], { overSeatLimit: 'queue' });
        await app().core.recomputation.one(app().ctx(), organization.id, member.id);
      }
      expect(await seatStatuses(member)).toEqual({ released: MANY });
    }
  });

  test('a seat is known to be mapped, whichever mapping gives it', async () => {
    const scim = await app().scimConnection();
    const { organization } = scim;
    const userId = await scim.user('ann@x.example');
    const member = await scim.memberOf(userId);
    const groupId = await scim.group('Readers', userId);
    const productId = newId();
    const gives = `product:${productId}`;
    const ofOrganization = { organizationId: organization.id, productId, gives };
    await insertMany(app(), 'groupMappings', MANY, (index) => ({
      ...ofOrganization,
      connectionId: newId(),
      groupId: index === MANY - 1 ? groupId : newId(),
      position: index,
    }));
    const found = await inOrganizationScope(app(), organization, (scope) =>
      findGrantingGroup(scope, member.id, gives),
    );
    expect(found?.groupId).toBe(groupId);
  });

  test('a space is withdrawn, however many groups give it too', async () => {
    const organization = await app().organization();
    const { id: organizationId } = organization;
    const member = await createPerson(app(), organization, 'Ann');
    const space = await app().core.spaces.create(app().ctx(), organizationId, { name: 'Space' });
    const ofSpace = { organizationId, spaceId: space.id, memberId: member.id, role: 'viewer' };
    await insertMany(app(), 'spaceMembers', MANY, (index) => {
      const groupId = newId();
      return index === MANY - 1
        ? { ...ofSpace, sourceKey: 'manual', source: { kind: 'manual' } }
        : {
            ...ofSpace,
            sourceKey: `group:${groupId}`,
            source: { kind: 'group', groupId, connectionId: newId() },
          };
    });
    const outcome = await inOrganizationScope(app(), organization, (scope) =>
      withdrawSpace(scope, { space, member, withholdAccess: () => Promise.resolve() }),
    );
    expect(outcome).toBe('removed');
  });

  test('a member who is given back has all spaces again', async () => {
    const organization = await app().organization();
    const { id: organizationId } = organization;
    const { id: memberId } = await createPerson(app(), organization, 'Ann');
    const spaces = await insertMany(app(), 'spaces', MANY, (index) => ({
      organizationId,
      name: `Space ${index}`,
      nameKey: `space ${index}`,
    }));
    await insertMany(app(), 'spaceMembers', MANY, (index) => ({
      organizationId,
      spaceId: spaces[index]?.id ?? '',
      memberId,
      role: 'viewer',
      sourceKey: 'manual',
      source: { kind: 'manual' },
    }));
    const target = { organizationId, memberId };
    const preview = await app().core.members.removal(app().ctx(), target);
    expect(preview.spaces).toHaveLength(MANY);
    await app().core.members.remove(app().ctx(), target);
    expect(await read().spaceMembers.count(equals('memberId', memberId))).toBe(0);
    const { notRestored } = await app().core.members.reinstate(app().ctx(), target);
    expect(notRestored).toEqual([]);
    expect(await read().spaceMembers.count(equals('memberId', memberId))).toBe(MANY);
  });

  test('all invitations of a member who leaves are revoked', async () => {
    const organization = await app().organization();
    const { id: organizationId } = organization;
    const policies = { inviterGone: 'revoke' } as const;
    await app().core.organizations.update(app().ctx(), { organizationId }, { policies });
    const { id } = await createPerson(app(), organization, 'Ann');
    await insertMany(
      app(),
      'invitations',
      MANY,
      (index) =>
        invitationFields(organizationId, `person-${index}@x.example`, {
          kind: 'member',
          id,
          name: 'Ann',
        }),
      searchableOfInvitation,
    );
    const target = { organizationId, memberId: id };
    const preview = await app().core.members.removal(app().ctx(), target);
    expect(preview.invitations).toHaveLength(MANY);
    await changeStatus(app(), organization, id, 'left');
    const ofOrganization = equals('organizationId', organizationId);
    const statuses = (await findAll(read().invitations, ofOrganization)).map((one) => one.status);
    expect(statuses.filter((one) => one === 'revoked')).toHaveLength(MANY);
  });

  test('live credentials are counted and weighed, however many were revoked before', async () => {
    const scim = await app().scimConnection();
    const { organization, connection } = scim;
    const { id: organizationId } = organization;
    const { id: connectionId } = connection;
    await app().store.transaction(organizationId, (tx) =>
      tx.credentials.removeWhere(equals('connectionId', connectionId)),
    );
    const none = { permissions: [], grants: [], manages: [] };
    await insertMany(app(), 'credentials', MANY + 9, (index) => ({
      organizationId,
      connectionId,
      kind: 'token',
      name: `Token ${index}`,
      hash: newId(),
      scopes: ['users:write'],
      ceiling: none,
      ...(index < MANY && { revokedAt: '2026-02-01T12:00:00.000Z' }),
    }));
    const below = await inOrganizationScope(app(), organization, async (scope) =>
      credentialsBelow(scope, connection, await accessGivenBy(scope, [{ role: 'admin' }])),
    );
    expect(below).toHaveLength(9);
    const input = { kind: 'token' } as const;
    const create = (): Promise<unknown> =>
      app().core.credentials.create(app().ctx(), organizationId, connectionId, input);
    await create();
    expect((await caughtFault(create)).code).toBe('credential.limit');
  });

  test('the journal names every mapping that goes with its space', async () => {
    const { core, ctx } = app();
    const scim = await app().scimConnection();
    const { id: organizationId } = scim.organization;
    const { id: spaceId } = await core.spaces.create(ctx(), organizationId, { name: 'Space' });
    const other = newId();
    await insertMany(app(), 'groupMappings', MANY, (index) => ({
      organizationId,
      connectionId: index === MANY - 1 ? scim.connection.id : other,
      groupId: newId(),
      space: { spaceId, role: 'viewer' },
      gives: `space:${spaceId}:viewer`,
      position: index,
    }));
    await core.spaces.remove(ctx(), organizationId, spaceId);
    const entries = await app().journal(organizationId);
    const changed = entries.filter(({ type }) => type === 'role_mapping.changed');
    expect(changed.map(({ target }) => target.id)).toEqual([other, scim.connection.id]);
  });

  test('a role is known to be a default, whichever connection has it', async () => {
    const { id: organizationId, ...organization } = await app().organization();
    await insertMany(app(), 'connections', MANY, (index) => ({
      ...directoryFields(organizationId, `Directory ${index}`),
      ...(index === MANY - 1 && { defaultRole: 'admin' }),
    }));
    const owner = { ...organization, id: organizationId };
    const { defaults } = await inOrganizationScope(app(), owner, ({ tx }) =>
      usageOf(tx, organizationId, 'admin'),
    );
    expect(defaults.map(({ name }) => name)).toEqual([`Directory ${MANY - 1}`]);
  });

  const manyGroups = async (scim: ScimConnection, memberId: string): Promise<void> => {
    const { organization, connection } = scim;
    const ids = { organizationId: organization.id, connectionId: connection.id };
    const groups = await insertMany(app(), 'scimGroups', MANY, (index) => ({
      ...ids,
      displayName: `Group ${index}`,
      displayNameKey: `group ${index}`,
      attributes: { displayName: `Group ${index}` },
      extensions: {},
    }));
    await insertMany(app(), 'groupMembers', MANY, (index) => ({
      connectionId: connection.id,
      groupId: groups[index]?.id ?? '',
      memberId,
      type: 'User',
    }));
  };

  test('a user whom a restored mass change brings back is in all groups again', async () => {
    const { core, ctx, provisioning } = app();
    const scim = await app().scimConnection();
    const { id: organizationId } = scim.organization;
    const ids = await scim.seedUsers(24);
    const [memberId = ''] = ids;
    await manyGroups(scim, memberId);
    for (const id of ids) expect((await scim.call('DELETE', `/Users/${id}`)).status).toBe(204);
    const ofMember = equals('memberId', memberId);
    expect(await read().groupMembers.count(ofMember)).toBe(0);
    const [batch] = (await core.massChanges.list(ctx(), organizationId, { limit: 1 })).items;
    const id = batch?.id ?? '';
    await core.massChanges.reject(ctx(), organizationId, id);
    await core.massChanges.restore(ctx(), organizationId, id);
    await provisioning.heldChanges.run(ctx(), { id, organizationId });
    expect(await read().groupMembers.count(ofMember)).toBe(MANY);
  });

  test('all groups of a user who is deleted get a new version', async () => {
    const scim = await app().scimConnection();
    const { connection } = scim;
    const memberId = await scim.user('ann@x.example');
    await manyGroups(scim, memberId);
    expect((await scim.call('DELETE', `/Users/${memberId}`)).status).toBe(204);
    const after = await findAll(read().scimGroups, equals('connectionId', connection.id));
    expect(after.filter(({ version }) => version === 2)).toHaveLength(MANY);
  });
});
