import { expect, test } from '@jest/globals';
import { faultOf } from '../../kit/faults.js';
import {
  overApplications,
  PATCH_OP,
  rolesOf,
  USER,
  GROUP,
  type TestApplication,
  type ScimConnection,
} from '../../kit/application.js';
import { actingAs, newMember, presetOf } from '../../kit/members.js';

const off = { op: 'replace', path: 'active', value: false };

/** An organization without an owner, whose only administrators are those of the mapped group. */
async function adminsOf(app: TestApplication, ...names: string[]) {
  const scimConnection = await app.scimConnection(await app.organization(null));
  const ids: string[] = [];
  for (const name of names) ids.push(await scimConnection.user(name));
  const group = await scimConnection.group('Admins', ...ids);
  await scimConnection.mapGroups([{ groupId: group, role: 'admin' }]);
  return { side: scimConnection, ids, group };
}

const activeAdmins = async (scimConnection: ScimConnection) =>
  (await scimConnection.house.members(scimConnection.organization.id)).filter(
    ({ status, standing }) => status === 'active' && standing !== 'none',
  );

/** A person approves that the user is the member who is there already. */
async function approveLink({ house, organization, connection }: ScimConnection): Promise<void> {
  const { core, ctx } = house;
  const { id: connectionId } = connection;
  const page = { limit: 1, status: 'pending' } as const;
  const { items } = await core.linkRequests.list(ctx(), organization.id, connectionId, page);
  const target = { connectionId, id: items[0]?.id ?? '' };
  await core.linkRequests.approve(ctx(), organization.id, target);
}

const alerts = async (scimConnection: ScimConnection) =>
  (await scimConnection.house.journal(scimConnection.organization.id)).filter(
    ({ type }) => type === 'scim.lockout_refused',
  );

type Removal = (
  scimConnection: ScimConnection,
  id: string,
  group: string,
) => ReturnType<ScimConnection['call']>;

const removals: [string, Removal][] = [
  ['PATCH active false', (scimConnection, id) => scimConnection.patch(`/Users/${id}`, off)],
  [
    'PUT active false',
    (scimConnection, id) =>
      scimConnection.call('PUT', `/Users/${id}`, {
        schemas: [USER],
        userName: 'one@example.com',
        active: false,
      }),
  ],
  ['DELETE of the user', (scimConnection, id) => scimConnection.call('DELETE', `/Users/${id}`)],
  ['leaving the group', (scimConnection, id, group) => scimConnection.leave(group, id)],
  [
    'PUT of the group without the person',
    (scimConnection, _id, group) =>
      scimConnection.call('PUT', `/Groups/${group}`, {
        schemas: [GROUP],
        displayName: 'Admins',
        members: [],
      }),
  ],
  [
    'DELETE of the group',
    (scimConnection, _id, group) => scimConnection.call('DELETE', `/Groups/${group}`),
  ],
];

const options = {
  presets: [
    presetOf('of-last-admins', [
      { name: 'big' },
      { name: 'alone', features: [], members: { kind: 'hard', limit: 1, pendingCounts: true } },
    ]),
  ],
};

overApplications(
  'the last administrator',
  (app, { secondApplication }) => {
    test.each(removals)(
      '%s is refused with 400, changes nothing and raises an alert',
      async (_name, remove) => {
        const { side: scimConnection, ids, group } = await adminsOf(app(), 'one@example.com');
        const [id = ''] = ids;
        const state = async () => [
          (await scimConnection.call('GET', `/Users/${id}`)).text,
          (await scimConnection.call('GET', `/Groups/${group}`)).text,
          await scimConnection.memberOf(id),
        ];
        const before = await state();
        const reply = await remove(scimConnection, id, group);
        expect(reply).toMatchObject({ status: 400, body: { status: '400' } });
        expect(reply.body['detail']).toContain('without an administrator');
        expect(await scimConnection.lastExchange()).toMatchObject({
          outcome: 'refused',
          trace: [{ step: 'lockout.refused' }],
        });
        expect(await state()).toEqual(before);
        expect(await alerts(scimConnection)).toEqual([
          expect.objectContaining({
            target: { kind: 'member', id: (await scimConnection.memberOf(id)).id },
            after: { code: 'member.last_admin', connectionId: scimConnection.connection.id },
          }),
        ]);
      },
    );

    test.each(removals)('%s passes while somebody else administers', async (_name, remove) => {
      const organization = await app().organization();
      const scimConnection = await app().scimConnection(organization);
      const id = await scimConnection.user('one@example.com');
      const group = await scimConnection.group('Admins', id);
      await scimConnection.mapGroups([{ groupId: group, role: 'admin' }]);
      expect((await remove(scimConnection, id, group)).status).toBeLessThan(300);
      expect(await activeAdmins(scimConnection)).toHaveLength(1);
      expect(await alerts(scimConnection)).toEqual([]);
    });

    test('the last owner is kept, even where there are administrators', async () => {
      const scimConnection = await app().scimConnection();
      const admin = await scimConnection.user('admin@example.com');
      const group = await scimConnection.group('Admins', admin);
      await scimConnection.mapGroups([{ groupId: group, role: 'admin' }]);
      const owner = await scimConnection.user('owner@example.com');
      await approveLink(scimConnection);
      for (const reply of [
        await scimConnection.patch(`/Users/${owner}`, off),
        await scimConnection.call('DELETE', `/Users/${owner}`),
      ]) {
        expect(reply.status).toBe(400);
        expect(reply.body['detail']).toContain('without an owner');
      }
      expect(await scimConnection.memberOf(owner)).toMatchObject({
        status: 'active',
        standing: 'owner',
      });
      expect((await alerts(scimConnection)).map(({ after }) => after?.['code'])).toEqual([
        'member.last_owner',
        'member.last_owner',
      ]);
    });

    test('an owner who comes as inactive is not locked out either', async () => {
      const scimConnection = await app().scimConnection();
      const body = { schemas: [USER], userName: 'owner@example.com', active: false };
      // it waits for approval, which would lock the owner out
      expect((await scimConnection.call('POST', '/Users', body)).status).toBe(201);
      await expect(approveLink(scimConnection)).rejects.toMatchObject({
        code: 'member.last_owner',
      });
      expect(await activeAdmins(scimConnection)).toHaveLength(1);
    });

    test('a change of mappings leaves the last one the role, and tells the journal', async () => {
      const { side: scimConnection, ids } = await adminsOf(
        app(),
        'one@example.com',
        'two@example.com',
      );
      await scimConnection.mapGroups([]);
      expect(await activeAdmins(scimConnection)).toHaveLength(1);
      const roles = await Promise.all(
        ids.map(async (id) => rolesOf(await scimConnection.memberOf(id))),
      );
      expect(roles.flat().sort()).toEqual(['admin by group', 'member by default']);
      expect((await alerts(scimConnection)).map(({ after }) => after)).toEqual([
        { code: 'member.last_admin', connectionId: scimConnection.connection.id },
      ]);
    });

    test('a bulk job that would remove both is refused for the second only', async () => {
      const { side: scimConnection, ids } = await adminsOf(
        app(),
        'one@example.com',
        'two@example.com',
      );
      const { body } = await scimConnection.call('POST', '/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: ids.map((id) => ({
          method: 'PATCH',
          path: `/Users/${id}`,
          data: { schemas: [PATCH_OP], Operations: [off] },
        })),
      });
      expect(body).toMatchObject({ Operations: [{ status: '200' }, { status: '400' }] });
      expect(await activeAdmins(scimConnection)).toHaveLength(1);
    });

    test.each(removals.filter(([name]) => !name.includes('group')))(
      'a race: two at once by %s, exactly one wins',
      async (_name, remove) => {
        const other = await secondApplication();
        for (let round = 0; round < 2; round += 1) {
          const {
            side: scimConnection,
            ids,
            group,
          } = await adminsOf(app(), 'one@example.com', 'two@example.com');
          const attached = other.attach(scimConnection);
          const replies = await Promise.all([
            remove(scimConnection, ids[0] ?? '', group),
            // the other PUT would take the first one's name
            attached.patch(`/Users/${ids[1] ?? ''}`, off),
          ]);
          const statuses = replies.map(({ status }) => (status < 300 ? 'done' : status)).sort();
          expect(statuses).toEqual([400, 'done']);
          expect(await activeAdmins(scimConnection)).toHaveLength(1);
          expect(await alerts(scimConnection)).toHaveLength(1);
        }
      },
    );

    test('a race: one leaves the group while the other one is disabled', async () => {
      const other = await secondApplication();
      for (let round = 0; round < 2; round += 1) {
        const {
          side: scimConnection,
          ids,
          group,
        } = await adminsOf(app(), 'one@example.com', 'two@example.com');
        const replies = await Promise.all([
          scimConnection.leave(group, ids[0] ?? ''),
          other.attach(scimConnection).patch(`/Users/${ids[1] ?? ''}`, off),
        ]);
        expect(replies.filter(({ status }) => status === 400)).toHaveLength(1);
        expect(await activeAdmins(scimConnection)).toHaveLength(1);
      }
    });

    /** Ways by which people, not directories, take an administrator away. The doer is the operator, or whom it concerns. */
    const byHand: [
      string,
      (app: TestApplication, id: string, memberId: string) => Promise<unknown>,
    ][] = [
      [
        'suspending',
        ({ core, ctx }, organizationId, memberId) =>
          core.members.suspend(ctx(), { organizationId, memberId }),
      ],
      [
        'removing',
        ({ core, ctx }, organizationId, memberId) =>
          core.members.remove(ctx(), { organizationId, memberId }),
      ],
      [
        'demoting',
        ({ core, ctx }, organizationId, memberId) =>
          core.memberRoles.change(
            ctx(),
            organizationId,
            memberId,
            { kind: 'set', roles: [{ role: 'member' }] },
            { confirm: true },
          ),
      ],
      [
        'leaving',
        async (one, organizationId, id) =>
          one.core.leave(await actingAs(one, { organizationId, id }), organizationId),
      ],
    ];

    const REFUSALS = ['member.last_admin', 'member.owner_leaves'];

    test.each(byHand)(
      '%s is refused for the last one and passes for the last but one',
      async (_name, take) => {
        const organization = await app().organization(null);
        const one = await newMember(app(), organization, 'admin-1', 'admin');
        const two = await newMember(app(), organization, 'admin-2', 'admin');
        await take(app(), organization.id, one.id);
        const refusal = (await faultOf(take(app(), organization.id, two.id))) as { code: string };
        expect(REFUSALS).toContain(refusal.code);
        const standing = (await app().members(organization.id)).filter(
          ({ status, standing }) => status === 'active' && standing === 'admin',
        );
        expect(standing.map(({ id }) => id)).toEqual([two.id]);
      },
    );

    test.each(byHand)(
      'a race of two doors: a directory suspends one, %s takes the other',
      async (_name, take) => {
        const other = await secondApplication();
        for (let round = 0; round < 3; round += 1) {
          const { side: scimConnection, ids } = await adminsOf(app(), 'one@example.com');
          const { organization } = scimConnection;
          const two = await newMember(app(), organization, `admin-${round}`, 'admin');
          const [scim, rest] = await Promise.allSettled([
            scimConnection.patch(`/Users/${ids[0] ?? ''}`, off),
            take(other, organization.id, two.id),
          ]);
          const refused = [
            scim.status === 'fulfilled' && scim.value.status === 400,
            rest.status === 'rejected',
          ];
          expect(refused.filter(Boolean)).toHaveLength(1);
          if (rest.status === 'rejected') {
            expect(REFUSALS).toContain((rest.reason as { code?: string }).code);
          }
          expect(await activeAdmins(scimConnection)).toHaveLength(1);
        }
      },
    );

    test('a race of two doors: an administrator leaves while the mappings take the other’s role', async () => {
      const other = await secondApplication();
      for (let round = 0; round < 3; round += 1) {
        const { side: scimConnection } = await adminsOf(app(), 'one@example.com');
        const { organization } = scimConnection;
        const two = await newMember(app(), organization, 'admin-2', 'admin');
        const ctx = await actingAs(other, two);
        await Promise.allSettled([
          scimConnection.mapGroups([]),
          other.core.leave(ctx, organization.id),
        ]);
        expect(await activeAdmins(scimConnection)).toHaveLength(1);
      }
    });

    test('a smaller plan never takes the last one away', async () => {
      const { ctx, core } = app();
      const owner = { email: 'owner@example.com', name: 'Owner' };
      const input = { name: 'Shrinking', preset: 'of-last-admins', owner };
      const organization = await core.organizations.create(ctx(), input);
      const { id: organizationId } = organization;
      for (const name of ['user-1', 'user-2']) await newMember(app(), organization, name);
      const seen = await core.plans.preview(ctx(), organizationId, 'alone');
      expect(seen.people.map(({ name }) => name)).toEqual(['user-2', 'user-1']);
      const [one] = await app().members(organizationId);
      expect(one?.standing).toBe('owner');
      for (const { memberId } of seen.people) {
        await core.members.remove(ctx(), { organizationId, memberId });
      }
      await core.plans.change(ctx(), { organizationId }, 'alone');
      const active = (await app().members(organizationId)).filter((m) => m.status === 'active');
      expect(active.map(({ standing }) => standing)).toEqual(['owner']);
    });
  },
  options,
);
