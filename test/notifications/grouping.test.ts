import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Notifications } from '#notifications/index.js';
import { equals, type Member } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { MailServer } from '../kit/mail-servers.js';
import { TestOrganization } from '../kit/test-organizations.js';

const SECOND = 1_000;
const never = new AbortController().signal;

// One Save, one mail: what a person changes in several requests, or a directory in one, the member reads once.

overApplications('changes of access', (app) => {
  const server = new MailServer();
  let org: TestOrganization;
  let member: Member;
  let mail: Notifications;

  beforeAll(async () => {
    await server.start();
    mail = app().notificationsWith({ perAddressHour: 100, smtp: server.smtp() });
  });
  afterAll(async () => {
    mail.close();
    await server.stop();
  });
  beforeEach(async () => {
    await app().store.transaction('mails', (tx) =>
      tx.mails.setWhere(equals('status', 'queued'), 'status', 'suppressed'),
    );
    org = await TestOrganization.create(app());
    member = await org.person('member');
    server.received.length = 0;
  });

  const send = async (): Promise<void> => {
    while ((await mail.sendDue(app().ctx(), never)).more);
  };
  const received = (email = member.email ?? '') =>
    server.mailsTo(email).map(({ mail: one }) => `${one.subject}\n${one.text}`);
  const setRoles = (...roles: string[]) =>
    app().core.memberRoles.change(app().ctx(), org.id, member.id, {
      kind: 'set',
      roles: roles.map((role) => ({ role })),
    });
  const newSeat = async (key: string) => {
    const input = { key, name: key, seats: 5 };
    return (await app().core.products.create(app().ctx(), org.id, input)).id;
  };
  const assignSeat = async (key: string) =>
    app().core.seats.assign(app().ctx(), org.id, {
      productId: await newSeat(key),
      memberId: member.id,
    });
  const assignSpace = async (name: string) => {
    const space = await app().core.spaces.create(app().ctx(), org.id, { name });
    const input = { spaceId: space.id, memberId: member.id, role: 'member' };
    await app().core.spaces.assign(app().ctx(), org.id, input);
  };

  test('roles, seats and spaces of one Save are one mail with a line each', async () => {
    await setRoles('viewer');
    await assignSeat('Studio');
    await assignSpace('Design');
    await setRoles('power');
    app().clock.advance(29 * SECOND);
    await send();
    expect(received()).toEqual([]);
    app().clock.advance(SECOND);
    await send();
    const [text = '', ...more] = received();
    expect(more).toEqual([]);
    expect(text).toContain('Your access to Example has changed');
    expect(text).toContain('You now have a seat for Studio');
    expect(text).toContain('You now have access to a space: Design');
    // said once, as they are now
    expect(text.match(/Your roles are now/g)).toHaveLength(1);
    expect(text).toContain('Your roles are now: Power user');
  });

  test('a change that stays alone has the mail of its kind; what comes later is another mail', async () => {
    await assignSeat('Studio');
    app().clock.advance(31 * SECOND);
    await send();
    await setRoles('viewer');
    app().clock.advance(31 * SECOND);
    await send();
    expect(received().map((text) => text.split('\n')[0])).toEqual([
      'You can now use Studio',
      'Your role in Example has changed',
    ]);
  });

  test('two seats are two lines; changes of two members are two mails', async () => {
    await assignSeat('Studio');
    await assignSeat('Archive');
    const other = await org.person('member');
    const target = { organizationId: org.id, memberId: other.id };
    await app().core.members.suspend(app().ctx(), target);
    app().clock.advance(31 * SECOND);
    await send();
    expect(received()).toHaveLength(1);
    expect(received()[0]).toContain(
      '- You now have a seat for Studio\n- You now have a seat for Archive',
    );
    expect(received(other.email)).toHaveLength(1);
  });

  test('who is added is welcomed once, with roles, spaces and seats; with notify false not at all', async () => {
    const productId = await newSeat('Studio');
    const space = await app().core.spaces.create(app().ctx(), org.id, { name: 'Design' });
    const given = {
      roles: ['viewer'],
      products: [productId],
      spaces: [{ spaceId: space.id, role: 'member' }],
    };
    const add = (email: string, notify?: boolean) =>
      app().core.members.add(app().ctx(), org.id, {
        email,
        name: 'New',
        ...given,
        ...(notify !== undefined && { notify }),
      });
    await add('loud@example.com', true);
    await add('silent@example.com', false);
    // by the operator, where the call does not say
    await add('default@example.com');
    app().clock.advance(31 * SECOND);
    await send();
    const [text = '', ...more] = received('loud@example.com');
    expect(more).toEqual([]);
    expect(text).toContain('You are now a member of Example');
    expect(text).toContain('You were added to Example as Viewer.');
    expect(text).toContain(
      '- You now have access to a space: Design\n- You now have a seat for Studio',
    );
    expect(received('silent@example.com')).toEqual([]);
  });

  test('who left and is added again is welcomed, or not, in the same way', async () => {
    const target = { organizationId: org.id, memberId: member.id };
    const add = (notify: boolean) =>
      app().core.members.add(app().ctx(), org.id, {
        email: member.email ?? '',
        name: 'Back',
        roles: ['viewer'],
        notify,
      });
    for (const notify of [false, true]) {
      await app().core.members.remove(app().ctx(), target);
      app().clock.advance(31 * SECOND);
      await send();
      await add(notify);
      app().clock.advance(31 * SECOND);
      await send();
    }
    expect(received().map((text) => text.split('\n')[0])).toEqual([
      'You are no longer a member of Example',
      'You are no longer a member of Example',
      'You are now a member of Example',
    ]);
  });

  test('a directory is silent unless its connection notifies; one PATCH is one mail', async () => {
    const { connections } = app().core;
    const texts: string[][] = [];
    for (const notifyMembers of [false, true]) {
      const scim = await app().scimConnection(org.organization);
      const { id } = scim.connection;
      await connections.update(
        app().ctx(),
        { organizationId: org.id, connectionId: id },
        { notifyMembers },
      );
      const email = `person-${id}@example.com`;
      const user = await scim.user(email, { emails: [{ value: email, primary: true }] });
      app().clock.advance(31 * SECOND);
      await send();
      const [group, second] = [await scim.group('One'), await scim.group('Two')];
      await scim.mapGroups([
        { groupId: group, role: 'viewer' },
        { groupId: second, role: 'power' },
      ]);
      await scim.join(group, user);
      await scim.join(second, user);
      app().clock.advance(31 * SECOND);
      await send();
      texts.push(received(email));
    }
    const [silent, loud] = texts;
    expect(silent).toEqual([]);
    expect(loud?.map((text) => text.split('\n')[0])).toEqual([
      'You are now a member of Example',
      'Your role in Example has changed',
    ]);
    expect(loud?.[1]).toMatch(/Your roles are now: (Power user, Viewer|Viewer, Power user)/);
  });
});
