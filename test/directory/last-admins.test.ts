import { expect, test } from '@jest/globals';
import { faultOf } from '../kit/faults.js';
import { overHouses, PATCH_OP, rolesOf, USER, GROUP, type House, type Side } from '../kit/house.js';
import { as, newMember, presetOf } from '../kit/members.js';

const off = { op: 'replace', path: 'active', value: false };

/** An organization without an owner, whose only administrators are those of the mapped group. */
async function adminsOf(house: House, ...names: string[]) {
  const side = await house.side(await house.organization(null));
  const ids: string[] = [];
  for (const name of names) ids.push(await side.user(name));
  const group = await side.group('Admins', ...ids);
  await side.map([{ groupId: group, role: 'admin' }]);
  return { side, ids, group };
}

const activeAdmins = async (side: Side) =>
  (await side.house.members(side.organization.id)).filter(
    ({ status, standing }) => status === 'active' && standing !== 'none',
  );

const alerts = async (side: Side) =>
  (await side.house.journal(side.organization.id)).filter(
    ({ type }) => type === 'scim.lockout_refused',
  );

type Removal = (side: Side, id: string, group: string) => ReturnType<Side['call']>;

const removals: [string, Removal][] = [
  ['PATCH active false', (side, id) => side.patch(`/Users/${id}`, off)],
  [
    'PUT active false',
    (side, id) =>
      side.call('PUT', `/Users/${id}`, {
        schemas: [USER],
        userName: 'one@example.com',
        active: false,
      }),
  ],
  ['DELETE of the user', (side, id) => side.call('DELETE', `/Users/${id}`)],
  ['leaving the group', (side, id, group) => side.leave(group, id)],
  [
    'PUT of the group without the person',
    (side, _id, group) =>
      side.call('PUT', `/Groups/${group}`, {
        schemas: [GROUP],
        displayName: 'Admins',
        members: [],
      }),
  ],
  ['DELETE of the group', (side, _id, group) => side.call('DELETE', `/Groups/${group}`)],
];

const options = {
  presets: [
    presetOf('of-last-admins', [
      { name: 'big' },
      { name: 'alone', features: [], members: { kind: 'hard', limit: 1, pendingCounts: true } },
    ]),
  ],
};

overHouses(
  'the last administrator',
  (house, { second }) => {
    test.each(removals)(
      '%s is refused with 400, changes nothing and raises an alert',
      async (_name, remove) => {
        const { side, ids, group } = await adminsOf(house(), 'one@example.com');
        const [id = ''] = ids;
        const state = async () => [
          (await side.call('GET', `/Users/${id}`)).text,
          (await side.call('GET', `/Groups/${group}`)).text,
          await side.memberOf(id),
        ];
        const before = await state();
        const reply = await remove(side, id, group);
        expect(reply).toMatchObject({ status: 400, body: { status: '400' } });
        expect(reply.body['detail']).toContain('without an administrator');
        expect(await side.lastExchange()).toMatchObject({
          outcome: 'refused',
          trace: [{ step: 'lockout.refused' }],
        });
        expect(await state()).toEqual(before);
        expect(await alerts(side)).toEqual([
          expect.objectContaining({
            target: { kind: 'member', id: (await side.memberOf(id)).id },
            after: { code: 'member.last_admin', connectionId: side.connection.id },
          }),
        ]);
      },
    );

    test.each(removals)('%s passes while somebody else administers', async (_name, remove) => {
      const organization = await house().organization();
      const side = await house().side(organization);
      const id = await side.user('one@example.com');
      const group = await side.group('Admins', id);
      await side.map([{ groupId: group, role: 'admin' }]);
      expect((await remove(side, id, group)).status).toBeLessThan(300);
      expect(await activeAdmins(side)).toHaveLength(1);
      expect(await alerts(side)).toEqual([]);
    });

    test('the last owner is kept, even where there are administrators', async () => {
      const side = await house().side();
      const admin = await side.user('admin@example.com');
      const group = await side.group('Admins', admin);
      await side.map([{ groupId: group, role: 'admin' }]);
      const owner = await side.user('owner@example.com');
      for (const reply of [
        await side.patch(`/Users/${owner}`, off),
        await side.call('DELETE', `/Users/${owner}`),
      ]) {
        expect(reply.status).toBe(400);
        expect(reply.body['detail']).toContain('without an owner');
      }
      expect(await side.memberOf(owner)).toMatchObject({ status: 'active', standing: 'owner' });
      expect((await alerts(side)).map(({ after }) => after?.['code'])).toEqual([
        'member.last_owner',
        'member.last_owner',
      ]);
    });

    test('an owner who comes as inactive is not locked out either', async () => {
      const side = await house().side();
      const body = { schemas: [USER], userName: 'owner@example.com', active: false };
      const reply = await side.call('POST', '/Users', body);
      expect(reply.status).toBe(400);
      expect((await side.call('GET', '/Users')).body).toMatchObject({ totalResults: 0 });
      expect(await activeAdmins(side)).toHaveLength(1);
    });

    test('a change of mappings leaves the last one the role, and tells the journal', async () => {
      const { side, ids } = await adminsOf(house(), 'one@example.com', 'two@example.com');
      await side.map([]);
      expect(await activeAdmins(side)).toHaveLength(1);
      const roles = await Promise.all(ids.map(async (id) => rolesOf(await side.memberOf(id))));
      expect(roles.flat()).toEqual(['admin by group']);
      expect((await alerts(side)).map(({ after }) => after)).toEqual([
        { code: 'member.last_admin', connectionId: side.connection.id },
      ]);
    });

    test('a bulk job that would remove both is refused for the second only', async () => {
      const { side, ids } = await adminsOf(house(), 'one@example.com', 'two@example.com');
      const { body } = await side.call('POST', '/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: ids.map((id) => ({
          method: 'PATCH',
          path: `/Users/${id}`,
          data: { schemas: [PATCH_OP], Operations: [off] },
        })),
      });
      expect(body).toMatchObject({ Operations: [{ status: '200' }, { status: '400' }] });
      expect(await activeAdmins(side)).toHaveLength(1);
    });

    test.each(removals.filter(([name]) => !name.includes('group')))(
      'a race: two at once by %s, exactly one wins',
      async (_name, remove) => {
        const other = await second();
        for (let round = 0; round < 2; round += 1) {
          const { side, ids, group } = await adminsOf(
            house(),
            'one@example.com',
            'two@example.com',
          );
          const visit = other.visit(side);
          const replies = await Promise.all([
            remove(side, ids[0] ?? '', group),
            // the other PUT would take the first one's name
            visit.patch(`/Users/${ids[1] ?? ''}`, off),
          ]);
          const statuses = replies.map(({ status }) => (status < 300 ? 'done' : status)).sort();
          expect(statuses).toEqual([400, 'done']);
          expect(await activeAdmins(side)).toHaveLength(1);
          expect(await alerts(side)).toHaveLength(1);
        }
      },
    );

    test('a race: one leaves the group while the other one is disabled', async () => {
      const other = await second();
      for (let round = 0; round < 2; round += 1) {
        const { side, ids, group } = await adminsOf(house(), 'one@example.com', 'two@example.com');
        const replies = await Promise.all([
          side.leave(group, ids[0] ?? ''),
          other.visit(side).patch(`/Users/${ids[1] ?? ''}`, off),
        ]);
        expect(replies.filter(({ status }) => status === 400)).toHaveLength(1);
        expect(await activeAdmins(side)).toHaveLength(1);
      }
    });

    /** Ways by which people, not directories, take an administrator away. The doer is the operator, or whom it concerns. */
    const byHand: [string, (house: House, id: string, memberId: string) => Promise<unknown>][] = [
      [
        'suspending',
        ({ directory, ctx }, organizationId, memberId) =>
          directory.members.suspend(ctx(), { organizationId, memberId }),
      ],
      [
        'removing',
        ({ directory, ctx }, organizationId, memberId) =>
          directory.members.remove(ctx(), { organizationId, memberId }),
      ],
      [
        'demoting',
        ({ directory, ctx }, organizationId, memberId) =>
          directory.memberRoles.change(
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
          one.directory.leave(await as(one, { organizationId, id }), organizationId),
      ],
    ];

    const REFUSALS = ['member.last_admin', 'member.owner_leaves'];

    test.each(byHand)(
      '%s is refused for the last one and passes for the last but one',
      async (_name, take) => {
        const organization = await house().organization(null);
        const one = await newMember(house(), organization, 'admin-1', 'admin');
        const two = await newMember(house(), organization, 'admin-2', 'admin');
        await take(house(), organization.id, one.id);
        const refusal = (await faultOf(take(house(), organization.id, two.id))) as { code: string };
        expect(REFUSALS).toContain(refusal.code);
        const standing = (await house().members(organization.id)).filter(
          ({ status, standing }) => status === 'active' && standing === 'admin',
        );
        expect(standing.map(({ id }) => id)).toEqual([two.id]);
      },
    );

    test.each(byHand)(
      'a race of two doors: a directory suspends one, %s takes the other',
      async (_name, take) => {
        const other = await second();
        for (let round = 0; round < 3; round += 1) {
          const { side, ids } = await adminsOf(house(), 'one@example.com');
          const { organization } = side;
          const two = await newMember(house(), organization, `admin-${round}`, 'admin');
          const [scim, rest] = await Promise.allSettled([
            side.patch(`/Users/${ids[0] ?? ''}`, off),
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
          expect(await activeAdmins(side)).toHaveLength(1);
        }
      },
    );

    test('a race of two doors: an administrator leaves while the mappings take the other’s role', async () => {
      const other = await second();
      for (let round = 0; round < 3; round += 1) {
        const { side } = await adminsOf(house(), 'one@example.com');
        const { organization } = side;
        const two = await newMember(house(), organization, 'admin-2', 'admin');
        const ctx = await as(other, two);
        await Promise.allSettled([side.map([]), other.directory.leave(ctx, organization.id)]);
        expect(await activeAdmins(side)).toHaveLength(1);
      }
    });

    test('a smaller plan never takes the last one away', async () => {
      const { ctx, directory } = house();
      const owner = { email: 'owner@example.com', name: 'Owner' };
      const input = { name: 'Shrinking', preset: 'of-last-admins', owner };
      const organization = await directory.organizations.create(ctx(), input);
      const { id: organizationId } = organization;
      for (const name of ['user-1', 'user-2']) await newMember(house(), organization, name);
      const seen = await directory.plans.preview(ctx(), organizationId, 'alone');
      expect(seen.people.map(({ name }) => name)).toEqual(['user-2', 'user-1']);
      const [one] = await house().members(organizationId);
      expect(one?.standing).toBe('owner');
      for (const { memberId } of seen.people) {
        await directory.members.remove(ctx(), { organizationId, memberId });
      }
      await directory.plans.change(ctx(), { organizationId }, 'alone');
      const active = (await house().members(organizationId)).filter((m) => m.status === 'active');
      expect(active.map(({ standing }) => standing)).toEqual(['owner']);
    });
  },
  options,
);
