import { beforeEach, describe, expect, test } from '@jest/globals';
import { inOrganization } from '#core/index.js';
import { deliverPending } from '#notifications/recipients/deliver-pending.js';
import { equals, type Mail, type Member } from '#store/index.js';
import { instant, newId } from '#kernel/index.js';
import { TestOrganization } from '../kit/test-organizations.js';
import { overApplications } from '../kit/application.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const BY_HAND = { kind: 'manual' };

/** A seat of Studio, as entries have it. */
const seatOf = ({ id }: Member, status: string): object => ({
  seatId: newId(),
  productId: newId(),
  product: 'Studio',
  memberId: id,
  status,
  source: BY_HAND,
});

overApplications('notices', (app) => {
  let org: TestOrganization;
  beforeEach(async () => {
    org = await TestOrganization.create(app());
  });

  const spread = async (): Promise<void> => {
    let more = true;
    while (more) more = (await deliverPending(app().core.deps, app().ctx())).more;
  };
  const mailsOf = async (at: TestOrganization = org): Promise<Mail[]> => {
    const query = { limit: 200 };
    return [...(await app().notifications.mails.list(app().ctx(), at.id, query)).items];
  };
  /** `template → name of role or person`, after everybody was told. */
  const told = async (people: Readonly<Record<string, Member>>, at = org): Promise<string[]> => {
    await spread();
    const names = new Map(Object.entries(people).map(([name, { id }]) => [id, name]));
    const mails = await mailsOf(at);
    return mails.map(({ template, memberId = '' }) => `${template} ${names.get(memberId)}`).sort();
  };
  const raise = (at: TestOrganization, notice: string, memberIds?: string[]) =>
    app().notifications.sendHostNotice(app().ctx(), at.id, {
      notice,
      title: 'Something happened',
      ...(memberIds && { memberIds }),
    });
  const fact = (
    at: TestOrganization,
    type: string,
    target: object,
    after: object,
    before?: object,
  ) =>
    inOrganization(app().core.deps, app().ctx(), at.id, ({ journal }) =>
      journal.append({
        type,
        after: { ...after },
        target: { kind: 'member', id: at.first.id, ...target },
        ...(before && { before: { ...before } }),
      }),
    );

  describe('the matrix of preset lonti', () => {
    let lonti: TestOrganization;
    let people: Record<string, Member>;
    beforeEach(async () => {
      lonti = await TestOrganization.create(app(), 'lonti', 'paid');
      people = {
        owner: lonti.first,
        administrator: await lonti.person('administrator'),
        power: await lonti.person('power-user'),
        standard: await lonti.person('standard-user'),
        billing: await lonti.person('billing'),
      };
    });

    test('0.17 the owner alone is told of requests to join', async () => {
      const target = { kind: 'join-request', id: lonti.id, name: 'User One' };
      await fact(lonti, 'join_request.created', target, {
        email: 'user-1@example.com',
        status: 'pending',
      });
      expect(await told(people, lonti)).toEqual(['join-requested owner']);
    });

    test('0.18 the owner alone is told of transfers of subscriptions', async () => {
      await raise(lonti, 'subscription-transfer');
      expect(await told(people, lonti)).toEqual(['host-notice owner']);
    });

    test('0.19, 0.22, 0.25 owner, administrator and power user are told of user actions', async () => {
      await raise(lonti, 'user-action');
      const expected = ['owner', 'administrator', 'power'].map((name) => `host-notice ${name}`);
      expect(await told(people, lonti)).toEqual(expected.sort());
    });

    test('0.28 a standard user is told of having been added to a subscription', async () => {
      const { standard, power } = people;
      const ids = [standard?.id ?? '', power?.id ?? ''];
      await raise(lonti, 'added-to-subscription', ids);
      expect(await told(people, lonti)).toEqual(['host-notice standard']);
    });
  });

  test('the organization’s matrix wins over the preset’s; a role that is not there is refused', async () => {
    const { notifications, ctx } = app();
    const people = { owner: org.first, admin: await org.person('admin') };
    const { matrix } = notifications;
    await expect(
      matrix.set(ctx(), org.id, { nobody: { 'user-action': 'mail' } }),
    ).rejects.toMatchObject({ code: 'role.unknown' });
    const own = { admin: { 'user-action': 'mail' }, owner: { 'user-action': 'off' } } as const;
    const { version, roles } = await matrix.set(ctx(), org.id, own);
    expect(roles['admin']).toMatchObject({ 'user-action': 'mail', 'seat-limit': 'mail' });
    await expect(matrix.set(ctx(), org.id, {}, version - 1)).rejects.toMatchObject({
      code: 'request.precondition',
    });
    await raise(org, 'user-action');
    expect(await told(people)).toEqual(['host-notice admin']);
  });

  describe('what concerns a person', () => {
    test('1.8, 1.10 seats given and taken are mailed, granted ones in their own words', async () => {
      const member = await org.person('member');
      const target = { id: member.id, name: member.name };
      for (const [type, before] of [
        ['seat.assigned', undefined],
        ['seat.released', { status: 'assigned' }],
        ['seat.assigned', { status: 'requested' }],
        ['seat.assigned', { status: 'held' }],
      ] as const) {
        const status = type.replace('seat.', '');
        const sides = before && { ...before, source: BY_HAND };
        await fact(org, type, target, seatOf(member, status), sides);
        app().clock.advance(MINUTE);
        await spread();
      }
      const expected = ['seat-assigned', 'seat-granted', 'seat-removed'];
      expect(await told({ member })).toEqual(expected.map((name) => `${name} member`));
    });

    test('1.30 roles given by a person are mailed; those of a group are not', async () => {
      const member = await org.person('member');
      const target = { id: member.id, name: member.name };
      const since = instant(app().clock.now());
      const grant = (role: string, kind: string) => ({ role, source: { kind }, since });
      const before = { grants: [grant('member', 'manual')] };
      const byGroup = [...before.grants, grant('admin', 'group')];
      await fact(org, 'member.role_changed', target, { grants: byGroup }, before);
      expect(await told({ member })).toEqual([]);
      const byHand = [...before.grants, grant('admin', 'manual')];
      await fact(org, 'member.role_changed', target, { grants: byHand }, before);
      app().clock.advance(MINUTE);
      expect(await told({ member })).toEqual(['role-changed member']);
      expect((await mailsOf())[0]?.data['roles']).toEqual(['admin', 'member']);
    });

    test('changes of access in a row are one mail, with a line each', async () => {
      const member = await org.person('member');
      const target = { id: member.id, name: member.name };
      const of = (space: string) => ({ spaceId: newId(), space, memberId: member.id });
      const given = { role: 'member', source: BY_HAND };
      await fact(org, 'space.member_added', target, { ...of('Design'), ...given });
      await fact(org, 'space.member_added', target, { ...of('Research'), ...given });
      await fact(org, 'space.member_removed', target, of('Archive'), { roles: [given] });
      expect(await told({ member })).toEqual([]);
      app().clock.advance(2 * MINUTE);
      expect(await told({ member })).toEqual(['access-changed member']);
      const items = ['spaceAdded:Design', 'spaceAdded:Research', 'spaceRemoved:Archive'];
      expect((await mailsOf())[0]?.data['items']).toEqual(items);
    });

    test('people whom a directory makes, changes and takes away get no mail', async () => {
      const scim = await app().scimConnection(org.organization);
      const ids = [await scim.user('user-1@example.com'), await scim.user('user-2@example.com')];
      const group = await scim.group('Team', ...ids);
      await scim.mapGroups([{ groupId: group, role: 'admin' }]);
      await scim.patch(`/Users/${ids[0]}`, { op: 'replace', path: 'active', value: false });
      await scim.call('DELETE', `/Users/${ids[1]}`);
      app().clock.advance(DAY);
      await spread();
      // administrators hear of the mapping, and nobody of the people
      const templates = (await mailsOf()).map(({ template }) => template);
      expect(templates).toEqual(['mapping-changed']);
    });

    test('a member who is removed hears of that, and of nothing that came with it', async () => {
      const member = await org.person('member');
      const { store, clock } = app();
      const target = { id: member.id, name: member.name };
      await store.transaction(org.id, (tx) =>
        tx.members.update(
          { ...member, status: 'left', version: member.version + 1 },
          { search: {}, facets: [] },
        ),
      );
      const held = { status: 'assigned', source: BY_HAND };
      await fact(org, 'seat.released', target, seatOf(member, 'released'), held);
      const state = { status: 'active', source: 'manual', roles: ['member'] };
      await fact(org, 'member.removed', target, { status: 'left' }, state);
      clock.advance(DAY);
      expect(await told({ member })).toEqual(['member-removed member']);
    });
  });

  describe('preferences', () => {
    const preferences = () => app().notifications.preferences;

    test('optional notices can be switched; what is security cannot', async () => {
      const { ctx } = app();
      const id = org.first.id;
      const input = { 'user-action': 'in_app', 'seat-limit': 'off' } as const;
      const view = await preferences().set(ctx(), org.id, id, input);
      const limit = view.notices.find(({ name }) => name === 'seat-limit');
      expect(limit).toEqual({ name: 'seat-limit', optional: true, channel: 'off', own: 'off' });
      for (const name of ['role-changed', 'token-expiring', 'removed', 'nonsense']) {
        const asked = preferences().set(ctx(), org.id, id, { [name]: 'off' });
        await expect(asked).rejects.toMatchObject({ code: 'request.invalid' });
      }
      await raise(org, 'user-action');
      expect(await told({ owner: org.first })).toEqual([]);
      const { inbox } = app().notifications;
      const { items } = await inbox.list(ctx(), id, { limit: 10, unread: true });
      expect(items.map(({ notice }) => notice)).toEqual(['user-action']);
      expect(items[0]?.about).toEqual({ kind: 'organization', id: org.id });
      expect(await inbox.markRead(ctx(), id, [items[0]?.id ?? '', org.id])).toBe(1);
      expect(await inbox.markRead(ctx(), id, [items[0]?.id ?? ''])).toBe(0);
      expect((await inbox.list(ctx(), id, { limit: 10, unread: true })).items).toEqual([]);
      expect((await inbox.list(ctx(), id, { limit: 10 })).items).toHaveLength(1);
    });

    test('one click with the link of the mail switches a notice off; no other link does', async () => {
      const { ctx, core } = app();
      const { links } = core;
      const { id } = org.first;
      const token = links.token('notices', id, 'user-action');
      const tries: [string, string, string][] = [
        [id, 'seat-limit', token],
        [org.id, 'user-action', token],
        [id, 'user-action', `${token}x`],
        [id, 'role-changed', links.token('notices', id, 'role-changed')],
      ];
      for (const [memberId, notice, wrong] of tries) {
        const asked = preferences().unsubscribe(ctx(), memberId, notice, wrong);
        await expect(asked).rejects.toMatchObject({ code: 'link.invalid' });
      }
      await preferences().unsubscribe(ctx(), id, 'user-action', token);
      await preferences().unsubscribe(ctx(), id, 'user-action', token);
      await raise(org, 'user-action');
      expect(await told({ owner: org.first })).toEqual([]);
    });

    test('a digest: once a day, one mail for everything that was collected', async () => {
      const { ctx, clock, notifications } = app();
      const never = new AbortController().signal;
      await notifications.sendDigests(ctx(), never);
      await preferences().set(ctx(), org.id, org.first.id, { 'user-action': 'digest' });
      for (let n = 0; n < 3; n += 1) await raise(org, 'user-action');
      await spread();
      expect((await mailsOf()).map(({ status }) => status)).toEqual(['digest', 'digest', 'digest']);
      expect(await notifications.sendDigests(ctx(), never)).toMatchObject({ done: 0 });
      clock.advance(DAY);
      expect(await notifications.sendDigests(ctx(), never)).toMatchObject({ done: 3 });
      expect(await notifications.sendDigests(ctx(), never)).toMatchObject({ done: 0 });
      const mails = await mailsOf();
      const [digest, ...more] = mails.filter(({ template }) => template === 'digest');
      expect(more).toEqual([]);
      expect(digest).toMatchObject({ status: 'queued', optional: true });
      expect(String(digest?.data['items']).split('\n')).toHaveLength(3);
      expect(String(digest?.data['items'])).toContain('Something happened');
    });
  });

  test('a fact is told once, however often it is worked on, and by several processes', async () => {
    await raise(org, 'user-action');
    const runs = [0, 1, 2, 3].map(() => deliverPending(app().core.deps, app().ctx()));
    await Promise.all(runs);
    await spread();
    expect(await told({ owner: org.first })).toEqual(['host-notice owner']);
  });

  test('a thousand people over the limit are one alert a day', async () => {
    const target = { kind: 'organization', id: org.id, name: 'Example' };
    for (let n = 0; n < 5; n += 1) {
      await fact(org, 'org.limit_exceeded', target, { limit: 1, used: 2 + n });
      await spread();
    }
    expect(await told({ owner: org.first })).toEqual(['member-limit owner']);
    app().clock.advance(DAY);
    await fact(org, 'org.limit_exceeded', target, { limit: 1, used: 9 });
    expect(await told({ owner: org.first })).toHaveLength(2);
  });

  test('one that cannot be told waits, and keeps no other from its turn', async () => {
    const { store, ctx, core, clock } = app();
    await raise(org, 'user-action');
    const broken = await store.read.tellings.first(equals('organizationId', org.id));
    if (!broken) throw new Error('There is no telling.');
    await store.transaction(org.id, (tx) =>
      tx.tellings.update({
        ...broken,
        version: broken.version + 1,
        memberIds: [7 as unknown as string],
        data: null as unknown as Record<string, unknown>,
      }),
    );
    clock.advance(1);
    await raise(org, 'user-action');
    await deliverPending(core.deps, ctx());
    expect((await mailsOf()).map(({ template }) => template)).toEqual(['host-notice']);
  });

  test('names of our own notices cannot be taken, and members of others not be told', async () => {
    await expect(raise(org, 'role-changed')).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(raise(org, 'Not A Name')).rejects.toMatchObject({ code: 'request.invalid' });
    const other = await TestOrganization.create(app());
    await expect(raise(org, 'user-action', [other.first.id])).rejects.toMatchObject({
      code: 'member.missing',
    });
  });

  test('what is old goes, what waits stays', async () => {
    const { ctx, notifications, clock } = app();
    await raise(org, 'user-action');
    await spread();
    clock.advance(91 * DAY);
    await notifications.removeOld(ctx());
    expect(await mailsOf()).toHaveLength(1);
    const [waiting] = await mailsOf();
    await notifications.mails.cancel(ctx(), org.id, waiting?.id ?? '');
    expect((await notifications.removeOld(ctx())).done).toBeGreaterThan(0);
    expect(await mailsOf()).toEqual([]);
  });
});
