import { expect, test } from '@jest/globals';
import { connectionTallyKeys } from '#core/credentials/index.js';
import { pagesOf } from '#core/index.js';
import { createAttempts } from '#sign-in/attempts/index.js';
import { createIdentities } from '#sign-in/admission/identity-service.js';
import { createFlows, tryUse } from '#sign-in/flows/index.js';
import {
  COLLECTIONS,
  equals,
  everything,
  type Member,
  type PeopleChoice,
  type Reading,
  type Stored,
} from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { samlOf } from '../kit/saml-sign-ins.js';
import { signIn } from '../kit/sessions.js';
import { SignInCustomer } from '../kit/sign-ins.js';

// What is left of a connection that people signed in by when it is deleted, and of a person who is erased, wherever it was kept.

/** Say what happened, for as long as they are kept. */
const SAID = ['journal', 'mails', 'notices', 'tasks', 'tellings'];

const never = { aborted: false };

overApplications('the end of connections and people of sign-in', (app) => {
  /** Collections with this text anywhere, but those that say what happened. */
  async function placesOf(text: string): Promise<string[]> {
    const places = new Set<string>();
    for (const name of Object.keys(COLLECTIONS) as (keyof typeof COLLECTIONS)[]) {
      const reading = app().store.read[name] as Pick<Reading<Stored>, 'find'>;
      for await (const page of pagesOf(reading, everything)) {
        if (JSON.stringify(page).toLowerCase().includes(text.toLowerCase())) places.add(name);
      }
    }
    return [...places].sort();
  }

  /** What the server keeps of a sign-in beside admission: the session, the flow, the log, the assertion that was used. */
  async function kept(here: SignInCustomer, subject: string): Promise<void> {
    const { core, ctx, store, clock } = app();
    const { connection } = here;
    const statement = here.statement(subject);
    const result = await here.admit(statement);
    const { flow } = await createFlows({ store }).begin(ctx(), {
      purpose: 'sign_in',
      connectionId: connection.id,
      configuration: connection.configuration,
    });
    await createFlows({ store }).update(ctx(), flow.id, () => ({ status: 'answered', statement }));
    await createAttempts(store).note(ctx(), connection, {
      purpose: 'sign_in',
      outcome: result.outcome === 'admitted' ? 'ok' : 'waiting',
      issuer: statement.issuer,
      subject,
      attributes: { email: [statement.email ?? ''] },
      configuration: connection.configuration,
      trace: result.trace,
      ...(result.outcome === 'admitted' && { memberId: result.member.id }),
      ...(result.outcome === 'waiting' && { memberId: result.linkRequest.memberId }),
    });
    const until = clock.now() + 60_000;
    const use = { connectionId: connection.id, kind: 'assertion', id: `a-${subject}`, until };
    expect(await tryUse({ store }, ctx(), use)).toBe(true);
    if (result.outcome !== 'admitted') return;
    await signIn(
      { core, url: 'http://localhost', clock },
      {
        accountId: result.account.id,
        connectionId: connection.id,
        organizationId: here.id,
        identityId: result.identity.id,
      },
    );
  }

  const read = async ({ id }: Pick<Member, 'id'>): Promise<Member> => {
    const member = await app().store.read.members.get(id);
    if (!member) throw new Error(`There is no member ${id}.`);
    return member;
  };

  test.each<[PeopleChoice, Member['status'], string[]]>([
    ['keep', 'active', ['power']],
    ['suspend', 'suspended', []],
    ['remove', 'left', []],
  ])('a connection is deleted, and its people: %s', async (people, status, roles) => {
    const { core, ctx, store } = app();
    const here = await SignInCustomer.create(app());
    const { connection } = here;
    await core.groupMappings.replace(ctx(), here.id, connection.id, {
      mappings: [{ groupName: 'team', bindByName: true, role: 'power' }] as never,
    });
    const { member } = await here.admitted('pia', { groups: ['team'] });
    await kept(here, 'pia');
    await here.admitted('ute', { groups: 'unreadable' });
    // the owner waits for an approval
    await kept(here, 'owner');
    const saml = samlOf(app());
    const { keys } = saml;
    await keys.add(ctx(), connection);
    const before = await placesOf(connection.id);
    expect(before).toEqual(
      expect.arrayContaining([
        'groupMappings',
        'linkRequests',
        'samlKeys',
        'scimGroups',
        'scimUsers',
        'sessions',
        'signInAttempts',
        'signInFlows',
        'signInIdentities',
        'usedAssertions',
      ]),
    );
    const target = { organizationId: here.id, connectionId: connection.id };
    const page = { limit: 100 };
    const preview = await core.connectionDeletions.preview(ctx(), target, { people, page });
    const begun = await core.connectionDeletions.begin(ctx(), target, people);
    // from the beginning on nobody is let in
    expect(await here.signIn('pia')).toMatchObject({ code: 'connection.disabled' });
    for (let more = true; more;) more = (await core.tasks.runTasks(ctx(), never)).more;
    const task = await core.connectionDeletions.get(ctx(), here.id, begun.id);
    expect(task).toMatchObject({ status: 'done', report: preview.counts });
    expect(task.report).toMatchObject({ waiting: 1 });
    const after = await read(member);
    expect(after.status).toBe(status);
    const held = after.grants.filter(({ role }) => role === 'power');
    expect(held.map(({ role }) => role)).toEqual(roles);
    expect(held.every(({ source }) => source.kind === 'manual')).toBe(true);
    expect(await read(here.owner)).toMatchObject({ status: 'active' });
    const left = await placesOf(connection.id);
    expect(left.filter((name) => !SAID.includes(name))).toEqual([]);
    for (const key of connectionTallyKeys(connection.id)) {
      expect([key, await store.read.tallies.get(key)]).toEqual([key, 0]);
    }
  });

  test('a person who waits for an approval is erased with the user that waits, and with what the log says', async () => {
    const { core, ctx, store, clock } = app();
    const here = await SignInCustomer.create(app());
    const mark = 'zqwaiterqz';
    const admin = await core.members.add(ctx(), here.id, {
      email: here.address(mark),
      name: mark,
      roles: ['admin'],
    });
    await kept(here, mark);
    const where = equals('connectionId', here.connection.id);
    expect(await store.read.scimUsers.first(where)).toMatchObject({ memberId: '' });
    const begun = await core.erasures.eraseMember(ctx(), here.id, { memberId: admin.id });
    for (let look = 0; look < 10; look += 1) {
      while ((await core.erasures.run(ctx())).more);
      if ((await core.erasures.get(ctx(), begun.id)).status === 'done') break;
      clock.advance(60_000);
    }
    expect(await core.erasures.get(ctx(), begun.id)).toMatchObject({ status: 'done' });
    // a sign-in under way is gone within a day by itself
    const flows = createFlows({ store });
    clock.advance(2 * 86_400_000);
    while ((await flows.removeOld(ctx())).more);
    expect(await placesOf(mark)).toEqual([]);
    expect(await store.read.tallies.get(`users:${here.connection.id}`)).toBe(0);
    expect((await core.journal.verify(ctx(), here.id)).broken).toBeUndefined();
  });

  test('a subject that is removed while it waits again takes its request along', async () => {
    const { core, ctx, provisioning, store } = app();
    const here = await SignInCustomer.create(app());
    const { member, identity } = await here.admitted('ria');
    await store.transaction(here.id, (tx) =>
      tx.connections.update({
        ...here.connection,
        configuration: 2,
        ceiling: { permissions: ['directory:write'], grants: [], manages: [] },
        version: here.connection.version + 1,
      }),
    );
    await core.memberRoles.change(
      ctx(),
      here.id,
      member.id,
      { kind: 'give', grant: { role: 'power' } },
      { confirm: true },
    );
    expect(await here.signIn('ria')).toMatchObject({ outcome: 'waiting' });
    const identities = createIdentities({ core, provisioning, store });
    const target = { organizationId: here.id, memberId: member.id, identityId: identity.id };
    await identities.remove(ctx(), target);
    const page = await core.linkRequests.list(ctx(), here.id, here.connection.id, { limit: 10 });
    expect(page.items).toMatchObject([{ status: 'withdrawn' }]);
  });
});
