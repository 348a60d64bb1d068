import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { equals, type Erasure, type Member } from '#store/index.js';
import { overApplications, type TestApplication } from '../../kit/application.js';
import { faultOf } from '../../kit/faults.js';
import { Importer } from '../../kit/importers.js';
import { createPerson } from '../../kit/organization-scopes.js';
import { TestOrganization } from '../../kit/test-organizations.js';

const MINUTE = 60_000;

async function runAll(app: TestApplication, id: string): Promise<Erasure> {
  for (let look = 0; look < 20; look += 1) {
    while ((await app.core.erasures.run(app.ctx())).more);
    const erasure = await app.core.erasures.get(app.ctx(), id);
    if (erasure.status === 'done') return erasure;
    app.clock.advance(MINUTE);
  }
  throw new Error('The erasure does not end.');
}

overApplications('erasures', (app, { secondApplication }) => {
  const erase = (org: TestOrganization, { id }: Pick<Member, 'id'>, ctx = app().ctx()) =>
    app().core.erasures.eraseMember(ctx, org.id, { memberId: id });
  /** A step, and no more: as a process that dies after it. */
  const takeSteps = async (count: number, by = app()): Promise<void> => {
    let polls = 0;
    const signal = {
      get aborted() {
        polls += 1;
        return polls > count;
      },
    };
    await by.core.erasures.run(by.ctx(), signal);
  };

  test('who may not, and who cannot, be erased', async () => {
    const org = await TestOrganization.create(app());
    const admin = await org.person('admin');
    const member = await org.person('member');
    expect(await faultOf(erase(org, org.first))).toMatchObject({ code: 'member.last_owner' });
    const ctx = await org.actingAs(admin);
    expect(await faultOf(erase(org, admin, ctx))).toMatchObject({ code: 'member.self' });
    expect(await faultOf(erase(org, org.first, ctx))).toMatchObject({
      code: 'permission.escalation',
    });
    expect(await faultOf(erase(org, { id: newId() }))).toMatchObject({ code: 'member.missing' });
    const other = await TestOrganization.create(app());
    expect(await faultOf(erase(other, member))).toMatchObject({ code: 'member.missing' });
    // nothing of it was begun
    expect((await app().core.erasures.list(app().ctx(), { limit: 10 }, org.id)).items).toEqual([]);
    const { id } = await erase(org, member, ctx);
    expect(await faultOf(app().core.erasures.get(app().ctx(), id, other.id))).toMatchObject({
      code: 'erasure.missing',
    });
    // who left is erased, too
    await app().core.members.remove(app().ctx(), { organizationId: org.id, memberId: admin.id });
    const { id: last } = await erase(org, admin);
    await runAll(app(), id);
    await runAll(app(), last);
    const types = (await app().journal(org.id)).map(({ type }) => type);
    expect(types.filter((type) => type === 'member.erasure_started')).toHaveLength(2);
  });

  test('a member without an address is taken out of the rows of sheets that name the member by id', async () => {
    const org = await TestOrganization.create(app());
    const scim = await app().scimConnection(org.organization);
    const user = await scim.user('nobody', { displayName: 'Unmistakable Name' });
    const member = await scim.memberOf(user);
    expect(member.email).toBeUndefined();
    const importer = new Importer(app(), org.organization);
    const { task } = await importer.uploadAndCheck([
      { id: member.id, email: '', name: 'Unmistakable Name' },
    ]);
    expect((await importer.rows(task.id))[0]?.result).toEqual({ action: 'unchanged' });
    await scim.call('DELETE', `/Users/${user}`);
    await runAll(app(), (await erase(org, member)).id);
    expect(JSON.stringify(await importer.rows(task.id))).not.toContain('Unmistakable');
  });

  test('a process that dies leaves an erasure that another one ends, each thing once', async () => {
    const org = await TestOrganization.create(app());
    const { core, ctx } = app();
    const member = await org.person('admin');
    const target = { organizationId: org.id, memberId: member.id };
    for (let index = 0; index < 60; index += 1) {
      await core.members.update(ctx(), target, { name: `Name ${index}` });
    }
    await core.invitations.create(await org.actingAs(member), org.id, { email: 'other@x.example' });
    const erasure = await erase(org, member);
    const other = await secondApplication();
    await takeSteps(1);
    const begun = await core.erasures.get(ctx(), erasure.id);
    expect(begun.work).toMatchObject({ at: 0 });
    expect(begun.entries).toBe(50);
    await takeSteps(2, other);
    // both at once: the one that is slower finds that the other one was there
    await Promise.all([
      core.erasures.run(ctx()),
      other.core.erasures.run(other.ctx()),
      core.erasures.run(ctx()),
    ]);
    const done = await runAll(app(), erasure.id);
    const entries = await app().journal(org.id);
    expect(done.entries).toBe(entries.filter(({ erasedIn }) => erasedIn !== undefined).length);
    const named = entries.flatMap(({ type, after }) =>
      type === 'journal.erased' ? (after?.['entries'] as { sequence: number }[]) : [],
    );
    expect(new Set(named.map(({ sequence }) => sequence)).size).toBe(named.length);
    expect(JSON.stringify(entries)).not.toMatch(/Name \d|Somebody/);
    expect((await core.journal.verify(ctx(), org.id)).broken).toBeUndefined();
    const types = entries.map(({ type }) => type);
    expect(types.filter((type) => type === 'member.erased')).toHaveLength(1);
  });

  test('what is of others stays: an address that another member has, their mails and their entries', async () => {
    const org = await TestOrganization.create(app());
    const { core, ctx } = app();
    const shared = `${newId()}@example.com`;
    const member = await org.person('member');
    await core.members.update(
      ctx(),
      { organizationId: org.id, memberId: member.id },
      { email: shared },
    );
    await core.members.update(
      ctx(),
      { organizationId: org.id, memberId: member.id },
      { email: `${newId()}@example.com` },
    );
    const heir = await core.members.add(ctx(), org.id, {
      email: shared,
      name: 'Heir',
      notify: true,
    });
    const { items: before } = await app().core.journal.list(ctx(), org.id, {
      limit: 50,
      after: 0,
      target: `member:${heir.id}`,
    });
    const { id } = await erase(org, member);
    await runAll(app(), id);
    const { items: after } = await app().core.journal.list(ctx(), org.id, {
      limit: 50,
      after: 0,
      target: `member:${heir.id}`,
    });
    expect(after).toEqual(before);
    expect(await core.members.get(ctx(), org.id, heir.id)).toMatchObject({ email: shared });
    const pending = await app().store.read.tellings.find({
      where: equals('organizationId', org.id),
      limit: 50,
    });
    expect(JSON.stringify(pending.records)).toContain(heir.id);
  });

  test('what a process wrote late is found by the last look', async () => {
    const org = await TestOrganization.create(app());
    const member = await org.person('member');
    const { id } = await erase(org, member);
    while ((await app().core.erasures.run(app().ctx())).more);
    expect(await app().core.erasures.get(app().ctx(), id)).toMatchObject({ status: 'running' });
    const late = { email: member.email ?? '', name: 'Late', emailVerified: true };
    await app().core.organizations.update(
      app().ctx(),
      { organizationId: org.id },
      { policies: { joinRequests: 'open' } },
    );
    const request = await app().core.joinRequests.create(app().ctx(), org.id, late);
    await runAll(app(), id);
    expect(await app().store.read.joinRequests.get(request.id)).toBeUndefined();
    expect(JSON.stringify(await app().journal(org.id))).not.toContain('Late');
  });

  test('an acting member who was erased is not admitted, and the bulk work begun by them ends', async () => {
    const org = await TestOrganization.create(app());
    const { core, ctx } = app();
    const admin = await org.person('admin');
    const acting = await org.actingAs(admin);
    const task = await core.invitations.bulkCreate(acting, org.id, [{ email: 'late@x.example' }]);
    await erase(org, admin);
    expect(
      await faultOf(core.invitations.create(acting, org.id, { email: 'late@x.example' })),
    ).toMatchObject({ code: 'acting.unknown' });
    await core.tasks.runTasks(ctx(), { aborted: false });
    expect(await core.tasks.get(ctx(), org.id, task.id, ['invite'])).toMatchObject({
      status: 'failed',
      error: 'acting.unknown',
    });
  });

  test('an account goes from every organization, last of all itself', async () => {
    const { core, ctx } = app();
    const email = `${newId()}@example.com`;
    const person = { email, name: 'Account Person', emailVerified: true };
    const { account } = await core.accounts.create(ctx(), person);
    const orgs = [await TestOrganization.create(app()), await TestOrganization.create(app())];
    const invited = await TestOrganization.create(app());
    for (const { id } of orgs) await core.members.add(ctx(), id, { ...person, notify: false });
    await core.invitations.create(ctx(), invited.id, { email, name: person.name });
    const erasure = await core.erasures.eraseAccount(ctx(), account.id);
    expect(erasure).toMatchObject({ kind: 'account', accountId: account.id, status: 'running' });
    expect((await core.erasures.eraseAccount(ctx(), account.id)).id).toBe(erasure.id);
    expect(await runAll(app(), erasure.id)).toMatchObject({ status: 'done' });
    expect((await core.erasures.eraseAccount(ctx(), account.id)).id).toBe(erasure.id);
    expect(await faultOf(core.accounts.get(ctx(), account.id))).toMatchObject({
      code: 'account.missing',
    });
    for (const { id } of [...orgs, invited]) {
      expect(JSON.stringify(await app().journal(id))).not.toContain(email);
      expect((await core.journal.verify(ctx(), id)).broken).toBeUndefined();
      const { items } = await core.erasures.list(ctx(), { limit: 10 }, id);
      expect(items).toMatchObject([
        { parentId: erasure.id, accountId: account.id, status: 'done' },
      ]);
    }
    const { records } = await app().store.read.journal.find({
      where: equals('organizationId', 'installation'),
      limit: 1_000,
    });
    expect(JSON.stringify(records)).not.toContain(email);
    expect(records.map(({ type }) => type)).toContain('account.erased');
  });

  test('an account that an organization cannot spare is refused, and one that comes to that waits', async () => {
    const { core, ctx } = app();
    const email = `${newId()}@example.com`;
    const { account } = await core.accounts.create(ctx(), {
      email,
      name: 'Owner Person',
      emailVerified: true,
    });
    const owned = await core.organizations.create(ctx(), {
      name: 'Owned',
      slug: `owned-${newId()}`,
      owner: { email, name: 'Owner Person', accountId: account.id },
    });
    expect(await faultOf(core.erasures.eraseAccount(ctx(), account.id))).toMatchObject({
      code: 'member.last_owner',
      organizationId: owned.id,
    });
    expect(await core.accounts.get(ctx(), account.id)).toMatchObject({ email });
    const heir = await createPerson(app(), owned, `Heir ${newId()}`, 'owner');
    const erasure = await core.erasures.eraseAccount(ctx(), account.id);
    // meanwhile the heir goes
    await core.members.remove(ctx(), { organizationId: owned.id, memberId: heir.id });
    while ((await core.erasures.run(ctx())).more);
    expect(await core.erasures.get(ctx(), erasure.id)).toMatchObject({
      status: 'blocked',
      reason: { code: 'member.last_owner' },
    });
    await createPerson(app(), owned, `Heir ${newId()}`, 'owner');
    const done = await runAll(app(), erasure.id);
    expect(done).not.toHaveProperty('reason');
  });
});

overApplications(
  'erasures of accounts with a personal organization',
  (app) => {
    test('it goes as a whole, with its name', async () => {
      const { core, ctx } = app();
      const { account, organization } = await core.accounts.create(ctx(), {
        email: `${newId()}@example.com`,
        name: 'Personal Person',
      });
      expect(organization).toMatchObject({ name: 'Personal Person' });
      const erasure = await core.erasures.eraseAccount(ctx(), account.id);
      await runAll(app(), erasure.id);
      const { read } = app().store;
      expect(await read.organizations.get(organization?.id ?? '')).toBeUndefined();
      expect(await read.members.first(equals('accountId', account.id))).toBeUndefined();
      expect(await read.accounts.get(account.id)).toBeUndefined();
    });
  },
  { organizations: { perAccount: 10, personalPreset: 'standard' } },
);
