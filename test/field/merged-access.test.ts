import { expect, test } from '@jest/globals';
import { equals, type Member } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { caughtFault, createOrganization } from '../kit/invitees.js';
import { newMember, presetOf } from '../kit/members.js';
import { mergeSteps } from '../kit/merges.js';

// S11: limits, queues, single roles and approvals hold for members who are merged.

const LIMITED = presetOf('limited', [
  { name: 'two', members: { kind: 'hard', limit: 3, pendingCounts: false } },
]);

overApplications(
  'what merged members have',
  (app) => {
    const { merge, read, rolesOf, user, activate } = mergeSteps(app);

    const seatsOf = async (productId: string): Promise<string[]> => {
      const where = equals('productId', productId);
      const { records } = await app().store.read.seats.find({ where, limit: 10 });
      const live = records.filter(({ status }) => status !== 'released');
      return live.map(({ memberId, status }) => `${memberId} ${status}`).sort();
    };

    test('S11 what groups give goes along: the seat past the queue, the space with its group', async () => {
      const { core, ctx } = app();
      const scim = await app().scimConnection();
      const { id } = scim.organization;
      const { id: spaceId } = await core.spaces.create(ctx(), id, { name: 'North' });
      const product = { key: 'editor', name: 'Editor', seats: 1 };
      const { id: productId } = await core.products.create(ctx(), id, product);
      const one = await user(scim, 'ann@x.example');
      const groupId = await scim.group('Editors', one);
      await scim.mapGroups([
        { groupId, productId },
        { groupId, space: { spaceId, role: 'viewer' } },
        { groupId, role: 'power' },
      ]);
      const member = await scim.memberOf(one);
      const survivor = await newMember(app(), scim.organization, 'ann', 'viewer');
      const waiting = await newMember(app(), scim.organization, 'waiting');
      for (const memberId of [waiting.id, survivor.id]) {
        await core.seats.assign(ctx(), id, { productId, memberId, whenFull: 'queue' });
      }
      const after = await merge(member, survivor, {});
      expect(rolesOf(after)).toEqual(['power', 'viewer']);
      const queued = `${waiting.id} queued`;
      expect(await seatsOf(productId)).toEqual([`${survivor.id} assigned`, queued].sort());
      const where = equals('spaceId', spaceId);
      const rows = async () =>
        (await app().store.read.spaceMembers.find({ where, limit: 5 })).records;
      expect((await rows()).map(({ memberId, source }) => [memberId, source.kind])).toEqual([
        [survivor.id, 'group'],
      ]);
      await scim.leave(groupId, one);
      expect(rolesOf(await read(survivor))).toEqual(['viewer']);
      expect(await rows()).toEqual([]);
      expect(await seatsOf(productId)).toEqual([`${waiting.id} assigned`]);
      const { tallies } = app().store.read;
      expect(await tallies.get(`seats:${productId}`)).toBe(1);
      expect(await tallies.get(`seats:${productId}:queued`)).toBe(0);
    });

    test('S11 a full organization merges: the place of the one is the other’s', async () => {
      const organization = await createOrganization(app(), { preset: LIMITED.name });
      const scim = await app().scimConnection(organization);
      const second = await app().scimConnection(organization);
      const one = await user(scim, 'ann@x.example');
      const two = await user(second, 'ann@y.example');
      await activate(second, two, false);
      const [member, survivor] = [await scim.memberOf(one), await second.memberOf(two)];
      expect(survivor.status).toBe('suspended');
      await newMember(app(), organization, 'third');
      const places = () => app().store.read.tallies.get(`places:${organization.id}`);
      expect(await places()).toBe(3);
      const full = await caughtFault(() => newMember(app(), organization, 'fourth'));
      expect(full.code).toBe('limit.members');
      expect(await merge(member, survivor, {})).toMatchObject({ status: 'active' });
      expect(await places()).toBe(3);
    });

    test('S11 where members have one role, a mapped one of the one who stays counts, too', async () => {
      const organization = await createOrganization(app(), { preset: 'spaces' });
      const scim = await app().scimConnection(organization);
      const one = await user(scim, 'ann@x.example');
      const groupId = await scim.group('Admins', one);
      await scim.mapGroups([{ groupId, role: 'user-admin' }]);
      const member = await newMember(app(), organization, 'ann', 'member');
      const survivor = await scim.memberOf(one);
      expect(rolesOf(survivor)).toEqual(['user-admin']);
      expect(rolesOf(await merge(member, survivor, {}))).toEqual(['user-admin']);
      // a default role gives way
      const two = await user(scim, 'bob@x.example');
      const other = await newMember(app(), organization, 'bob', 'user-admin');
      const after = await merge(other, await scim.memberOf(two), { confirm: true });
      expect(rolesOf(after)).toEqual(['user-admin']);
    });

    test('S11 two with one address of an earlier release are merged either way', async () => {
      const { core, ctx, store } = app();
      for (const way of ['older goes', 'newer goes']) {
        const organization = await app().organization();
        const { id } = organization;
        const older = await newMember(app(), organization, 'ann', 'viewer');
        const newer = await newMember(app(), organization, 'ann-2', 'member');
        const { email = '', emailKey = '' } = older;
        const marked: Member = {
          ...newer,
          email,
          emailKey,
          wanted: { email, since: newer.updatedAt },
          wantedKey: emailKey,
          conflict: 'open',
          version: newer.version + 1,
        };
        await store.transaction(id, (tx) => tx.members.update(marked));
        const [member, survivor] = way === 'older goes' ? [older, marked] : [marked, older];
        const after = await merge(member, survivor, {});
        expect(after).toMatchObject({ email, status: 'active' });
        expect(after).not.toHaveProperty('conflict');
        expect(after).not.toHaveProperty('wantedKey');
        const query = { state: 'open', limit: 10 } as const;
        expect((await core.addressConflicts.list(ctx(), id, query)).items).toEqual([]);
      }
    });

    test('S11 a rejected link stays rejected, and makes nobody of a member who was merged', async () => {
      const { core, ctx } = app();
      const scim = await app().scimConnection();
      const { organization } = scim;
      const { id: connectionId } = scim.connection;
      const decide = async (memberId: string, verb: 'approve' | 'reject') => {
        const where = equals('connectionId', connectionId);
        const { records } = await app().store.read.linkRequests.find({ where, limit: 10 });
        const request = records.find((one) => one.memberId === memberId);
        const target = { connectionId, id: String(request?.id) };
        return core.linkRequests[verb](ctx(), organization.id, target);
      };
      const member = await newMember(app(), organization, 'boss', 'admin');
      const survivor = await newMember(app(), organization, 'boss-2', 'admin');
      const rejected = await scim.user('boss@example.com');
      await decide(member.id, 'reject');
      const approved = await scim.user('boss-2@example.com');
      await decide(survivor.id, 'approve');
      await merge(member, survivor, {});
      expect((await scim.memberOf(approved)).id).toBe(survivor.id);
      const { code } = await caughtFault(() => decide(member.id, 'approve'));
      expect(code).toBe('link_request.decided');
      expect(await read(member)).toMatchObject({ status: 'left', mergedInto: survivor.id });
      expect((await app().store.read.scimUsers.get(rejected))?.memberId).toBe('');
      await scim.patch(`/Users/${rejected}`, { op: 'replace', path: 'displayName', value: 'B' });
      expect((await app().store.read.scimUsers.get(rejected))?.memberId).toBe('');
    });

    test('S11 the picture goes along where the one who stays has none', async () => {
      const { core, ctx, store } = app();
      const organization = await app().organization();
      const picture = (text: string) => ({ mediaType: 'image/webp', bytes: Buffer.from(text) });
      const members: Member[] = [];
      for (const name of ['one', 'two', 'three']) {
        const member = await newMember(app(), organization, name);
        members.push(member);
        const target = { organizationId: organization.id, memberId: member.id };
        if (name !== 'two') await core.members.setAvatar(ctx(), target, picture(name));
      }
      const [one, two, three] = members as [Member, Member, Member];
      const shown = async ({ id: memberId }: Member): Promise<string> => {
        const target = { organizationId: organization.id, memberId };
        return Buffer.from((await core.members.avatar(ctx(), target)).bytes).toString();
      };
      await merge(one, two, {});
      expect(await shown(two)).toBe('one');
      expect(await store.read.avatars.get(one.id)).toBeUndefined();
      await merge(await read(two), three, {});
      expect(await shown(three)).toBe('three');
      expect(await store.read.avatars.get(two.id)).toBeUndefined();
      expect((await caughtFault(() => shown(two))).code).toBe('avatar.missing');
    });

    test('S11 a chain of merges ends at the one who is there', async () => {
      const scim = await app().scimConnection();
      const second = await app().scimConnection(scim.organization);
      const one = await second.user('ann-1@x.example', { externalId: 'x-1' });
      const members = [await second.memberOf(one)];
      for (const name of ['ann-2', 'ann-3', 'ann-4']) {
        members.push(await newMember(app(), scim.organization, name));
      }
      for (const [index, member] of members.entries()) {
        const next = members[index + 1];
        if (next) await merge(await read(member), next, {});
      }
      const last = members.at(-1)?.id;
      expect((await second.memberOf(one)).id).toBe(last);
      await second.call('DELETE', `/Users/${one}`);
      for (const email of ['ann-1@x.example', 'ann-2@example.com']) {
        const again = await scim.user(email);
        expect((await scim.memberOf(again)).id).toBe(last);
        await scim.call('DELETE', `/Users/${again}`);
      }
      const back = await second.user('other@x.example', { externalId: 'x-1' });
      expect(await second.memberOf(back)).toMatchObject({ id: last, status: 'active' });
    });
  },
  { presets: [LIMITED] },
);
