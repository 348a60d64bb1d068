import { expect, test } from '@jest/globals';
import type { Member } from '#store/index.js';
import { overApplications, type ScimConnection, type TestApplication } from '../kit/application.js';
import { caughtFault, linkFor } from '../kit/invitees.js';

overApplications('one address, one present member', (app) => {
  const present = async (organizationId: string): Promise<readonly Member[]> => {
    const members = await app().members(organizationId);
    return members.filter(({ status }) => status !== 'left');
  };

  /** No two present members have one address. */
  const expectOneEach = async (organizationId: string): Promise<void> => {
    const keys = (await present(organizationId)).flatMap(({ emailKey }) => emailKey ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  };

  const user = (scim: ScimConnection, email: string, more: object = {}): Promise<string> =>
    scim.user(email, { displayName: email, ...more });

  const rename = (scim: ScimConnection, id: string, email: string) =>
    scim.patch(`/Users/${id}`, { op: 'replace', path: 'userName', value: email });

  const lastSteps = async (scim: ScimConnection, step: string): Promise<string[]> => {
    const exchanges = await scim.exchanges();
    const traces = exchanges.flatMap(({ trace = [] }) => trace);
    return traces.filter((one) => one.step === step).map(({ detail }) => detail);
  };

  const update = ({ core, ctx }: TestApplication, member: Member, email: string) =>
    core.members.update(
      ctx(),
      { organizationId: member.organizationId, memberId: member.id },
      { email },
    );

  test('S11 a user who is renamed to the address of another member: the member keeps its own', async () => {
    const scim = await app().scimConnection();
    const [ann, bob] = [await user(scim, 'ann@x.example'), await user(scim, 'bob@x.example')];
    const reply = await scim.patch(`/Users/${bob}`, {
      op: 'add',
      path: 'emails',
      value: [{ value: 'ANN@x.example', primary: true }],
    });
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ emails: [{ value: 'ANN@x.example' }] });
    const holder = await scim.memberOf(ann);
    const member = await scim.memberOf(bob);
    expect(member).toMatchObject({
      email: 'bob@x.example',
      conflict: 'open',
      wanted: { email: 'ANN@x.example', connectionId: scim.connection.id },
    });
    expect(holder).toMatchObject({ email: 'ann@x.example' });
    expect(await lastSteps(scim, 'member.address_conflict')).toEqual([
      `member ${member.id} keeps bob@x.example: ANN@x.example belongs to member ${holder.id}`,
    ]);
    await expectOneEach(scim.organization.id);
  });

  test.each([
    ['renamed', (scim: ScimConnection, ann: string) => rename(scim, ann, 'anna@x.example')],
    ['deleted', (scim: ScimConnection, ann: string) => scim.call('DELETE', `/Users/${ann}`)],
    [
      'deleted in Entra',
      (scim: ScimConnection, ann: string) =>
        scim.patch(
          `/Users/${ann}`,
          { op: 'replace', path: 'userName', value: `${'0a'.repeat(16)}ann@x.example` },
          { op: 'replace', path: 'active', value: false },
        ),
    ],
  ])('S11 the address is given to who waits as soon as its user is %s', async (_, free) => {
    const scim = await app().scimConnection();
    const [ann, bob] = [await user(scim, 'ann@x.example'), await user(scim, 'bob@x.example')];
    const path = `/Users/${bob}`;
    await scim.patch(path, { op: 'add', path: 'emails', value: [{ value: 'ann@x.example' }] });
    expect(await scim.memberOf(bob)).toMatchObject({ email: 'bob@x.example', conflict: 'open' });
    expect((await free(scim, ann)).status).toBeLessThan(300);
    const after = await scim.memberOf(bob);
    expect(after).toMatchObject({ email: 'ann@x.example' });
    expect(after).not.toHaveProperty('wanted');
    expect(after).not.toHaveProperty('conflict');
    await expectOneEach(scim.organization.id);
  });

  test('S11 a person frees it too, and what is wanted no longer is forgotten', async () => {
    const scim = await app().scimConnection();
    const { core, ctx } = app();
    const { id } = scim.organization;
    const ann = await core.members.add(ctx(), id, { name: 'Ann', email: 'ann@x.example' });
    const [bob, eve] = [await user(scim, 'bob@x.example'), await user(scim, 'eve@x.example')];
    await rename(scim, bob, 'Ann@x.example ');
    await rename(scim, eve, 'ann@X.example');
    for (const one of [bob, eve]) expect((await scim.memberOf(one)).conflict).toBe('open');
    await rename(scim, bob, 'bob2@x.example');
    expect(await scim.memberOf(bob)).toMatchObject({ email: 'bob2@x.example' });
    expect(await scim.memberOf(bob)).not.toHaveProperty('conflict');
    await expectOneEach(id);
    expect((await core.members.get(ctx(), id, ann.id)).email).toBe('ann@x.example');
  });

  test('S11 an address that arrives later, or with another connection, makes no second', async () => {
    const first = await app().scimConnection();
    const second = await app().scimConnection(first.organization);
    const ann = await user(first, 'ann@x.example');
    const other = await first.user('ann-2');
    const emails = [{ value: 'ann@x.example', type: 'work', primary: true }];
    await first.patch(`/Users/${other}`, { op: 'add', value: { emails } });
    expect(await first.memberOf(other)).toMatchObject({ conflict: 'open' });
    expect(await first.memberOf(other)).not.toHaveProperty('email');
    const same = await first.user('ann-3', { emails });
    expect(await first.memberOf(same)).toMatchObject({ conflict: 'open' });
    const cat = await user(second, 'cat@x.example');
    await rename(second, cat, 'ann@x.example');
    expect(await second.memberOf(cat)).toMatchObject({ email: 'cat@x.example', conflict: 'open' });
    await expectOneEach(first.organization.id);
    // the oldest of them gets it
    await first.call('DELETE', `/Users/${ann}`);
    const waiting = [await first.memberOf(other), await first.memberOf(same)];
    expect(waiting.filter(({ email }) => email === 'ann@x.example')).toHaveLength(1);
    await expectOneEach(first.organization.id);
  });

  test('S11 a member who left comes back without the address that another one has now', async () => {
    const first = await app().scimConnection();
    const { id } = first.organization;
    const ann = await user(first, 'ann@x.example');
    const before = await first.memberOf(ann);
    await first.call('DELETE', `/Users/${ann}`);
    const bob = await user(first, 'bob@x.example');
    await rename(first, bob, 'ann@x.example');
    expect((await first.memberOf(bob)).email).toBe('ann@x.example');
    const again = await first.user('ann-again', { emails: [{ value: 'ann@x.example' }] });
    const back = await first.memberOf(again);
    expect(back).toMatchObject({ conflict: 'open', wanted: { email: 'ann@x.example' } });
    expect(back).not.toHaveProperty('email');
    expect([back.id, before.id]).toContain(back.id);
    await expectOneEach(id);
  });

  test('S11 people are refused: a change, an addition, an invitation, an acceptance, a request', async () => {
    const scim = await app().scimConnection();
    const { core, ctx } = app();
    const { id } = scim.organization;
    const { token } = await linkFor(app(), scim.organization, { email: 'ann@x.example' });
    const bob = await user(scim, 'bob@x.example');
    await rename(scim, bob, 'ann@x.example');
    const dan = await core.members.add(ctx(), id, { name: 'Dan', email: 'dan@x.example' });
    await core.organizations.update(
      ctx(),
      { organizationId: id },
      { policies: { joinRequests: 'open' } },
    );
    const person = { name: 'Ann', email: 'ann@x.example', emailVerified: true };
    const holder = await scim.memberOf(bob);
    expect(holder.email).toBe('ann@x.example');
    const works = [
      () => update(app(), dan, 'ANN@x.example'),
      () => core.members.add(ctx(), id, { name: 'Ann', email: 'ann@x.example' }),
      () => linkFor(app(), scim.organization, { email: 'ann@x.example' }),
      () => core.joinRequests.create(ctx(), id, person),
    ];
    for (const work of works) expect((await caughtFault(work)).code).toBe('member.exists');
    const accepted = () => core.invitations.accept(ctx(), { token, ...person });
    expect(['member.exists', 'invitation.superseded']).toContain(
      (await caughtFault(accepted)).code,
    );
    await expectOneEach(id);
  });

  test('S10 Entra’s deletion leaves the member its address, until another record says it', async () => {
    const scim = await app().scimConnection();
    const { core, ctx } = app();
    const { id } = scim.organization;
    const ralf = await user(scim, 'ralf@x.example', { emails: [{ value: 'ralf@x.example' }] });
    const tombstone = '68a4c5b1e0f94c7d8e2f3a1b5c6d7e8fralf@x.example';
    const reply = await scim.patch(
      `/Users/${ralf}`,
      { op: 'Replace', path: 'userName', value: tombstone },
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'Remove', path: 'emails' },
    );
    expect(reply.body).toMatchObject({ userName: tombstone });
    const kept = await scim.memberOf(ralf);
    expect(kept).toMatchObject({ email: 'ralf@x.example', status: 'suspended' });
    expect(await lastSteps(scim, 'member.identity')).toEqual([
      `${tombstone} marks a deleted user and is no address`,
    ]);
    // restored: the same member again
    await rename(scim, ralf, 'ralf@x.example');
    await scim.patch(`/Users/${ralf}`, { op: 'Replace', path: 'active', value: true });
    expect(await scim.memberOf(ralf)).toMatchObject({ id: kept.id, email: 'ralf@x.example' });
    await rename(scim, ralf, tombstone);
    const added = await core.members.add(ctx(), id, { name: 'Ralf', email: 'ralf@x.example' });
    expect(added.id).not.toBe(kept.id);
    expect(await scim.memberOf(ralf)).not.toHaveProperty('email');
    await expectOneEach(id);
    // it is another member's now
    await rename(scim, ralf, 'ralf@x.example');
    expect(await scim.memberOf(ralf)).toMatchObject({ conflict: 'open' });
    await expectOneEach(id);
  });

  test('S10 an address that users say no longer is kept, and given to the next user who says it', async () => {
    const scim = await app().scimConnection();
    const ann = await scim.user('ann', { emails: [{ value: 'team@x.example' }] });
    await scim.patch(`/Users/${ann}`, { op: 'remove', path: 'emails' });
    expect(await scim.memberOf(ann)).toMatchObject({ email: 'team@x.example' });
    const bob = await scim.user('bob', { emails: [{ value: 'team@x.example' }] });
    expect(await scim.memberOf(bob)).toMatchObject({ email: 'team@x.example' });
    expect(await scim.memberOf(ann)).not.toHaveProperty('email');
    await expectOneEach(scim.organization.id);
  });
});
