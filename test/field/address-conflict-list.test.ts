import { expect, test } from '@jest/globals';
import { equals, type Member } from '#store/index.js';
import { overApplications, type ScimConnection } from '../kit/application.js';
import { caughtFault, linkFor } from '../kit/invitees.js';

overApplications('address conflicts as people see them', (app) => {
  const user = (scim: ScimConnection, email: string): Promise<string> =>
    scim.user(email, { displayName: email });

  const rename = (scim: ScimConnection, id: string, email: string) =>
    scim.patch(`/Users/${id}`, { op: 'replace', path: 'emails', value: [{ value: email }] });

  const list = async (
    { organization }: ScimConnection,
    state: 'open' | 'left' = 'open',
  ): Promise<[string, string][]> => {
    const query = { state, limit: 200 };
    const page = await app().core.addressConflicts.list(app().ctx(), organization.id, query);
    return page.items.map(({ member, holders }) => [
      `${member.id} wants ${member.wanted?.email}`,
      holders.map(({ id }) => id).join(),
    ]);
  };

  const leave = ({ organizationId, id: memberId }: Member, expected?: number): Promise<Member> =>
    app().core.addressConflicts.leave(app().ctx(), organizationId, {
      memberId,
      ...(expected !== undefined && { expected }),
    });

  const conflicts = async ({ organization }: ScimConnection): Promise<unknown[]> => {
    const entries = await app().journal(organization.id);
    const found = entries.filter(({ type }) => type === 'member.address_conflict');
    return found.map(({ target, after }) => [target.id, after?.['email'], after?.['connectionId']]);
  };

  const notices = async ({ organization }: ScimConnection): Promise<unknown[]> => {
    const where = equals('organizationId', organization.id);
    const { records } = await app().store.read.tellings.find({ where, limit: 100 });
    return records.filter(({ notice }) => notice === 'address-conflict').map(({ data }) => data);
  };

  test('S11 conflicts are listed with who waits and who has the address, page by page', async () => {
    const first = await app().scimConnection();
    const second = await app().scimConnection(first.organization);
    const [ann, bob] = [await user(first, 'ann@x.example'), await user(first, 'bob@x.example')];
    const cat = await user(second, 'cat@x.example');
    await rename(first, bob, 'ANN@x.example');
    await rename(second, cat, 'ann@x.example');
    const holder = await first.memberOf(ann);
    const [one, two] = [await first.memberOf(bob), await second.memberOf(cat)];
    expect(await list(first)).toEqual([
      [`${one.id} wants ANN@x.example`, holder.id],
      [`${two.id} wants ann@x.example`, holder.id],
    ]);
    const { core, ctx } = app();
    const page = { state: 'open', limit: 1 } as const;
    const start = await core.addressConflicts.list(ctx(), first.organization.id, page);
    expect(start.items).toHaveLength(1);
    const rest = await core.addressConflicts.list(ctx(), first.organization.id, {
      ...page,
      cursor: start.next ?? '',
    });
    expect(rest.items.map(({ member }) => member.id)).toEqual([two.id]);
    expect(rest.next).toBeUndefined();
    // a member of another organization has the same address
    const other = await app().scimConnection();
    await user(other, 'ann@x.example');
    expect(await list(other)).toEqual([]);
    expect(await list(first)).toHaveLength(2);
    await first.call('DELETE', `/Users/${ann}`);
    expect(await list(first)).toEqual([[`${two.id} wants ann@x.example`, one.id]]);
  });

  test('S11 a conflict is a journal entry each time that it opens, and one mail an hour', async () => {
    const scim = await app().scimConnection();
    await user(scim, 'ann@x.example');
    const [bob, cat] = [await user(scim, 'bob@x.example'), await user(scim, 'cat@x.example')];
    const member = await scim.memberOf(bob);
    await rename(scim, bob, 'ann@x.example');
    // what is said again opens nothing
    await rename(scim, bob, 'Ann@x.example');
    await rename(scim, cat, 'ann@x.example');
    const { id: connectionId } = scim.connection;
    expect(await conflicts(scim)).toEqual([
      [member.id, 'ann@x.example', connectionId],
      [(await scim.memberOf(cat)).id, 'ann@x.example', connectionId],
    ]);
    expect(await notices(scim)).toEqual([
      { person: member.name, email: 'ann@x.example', connection: 'Directory', member: '' },
    ]);
    // one that is new, with a user that is new
    const emails = [{ value: 'ann@x.example' }];
    await scim.user('ann-2', { emails });
    expect(await conflicts(scim)).toHaveLength(3);
    expect(await notices(scim)).toHaveLength(1);
    app().clock.advance(3_600_000);
    await user(scim, 'eve@x.example');
    await rename(scim, bob, 'eve@x.example');
    expect(await conflicts(scim)).toHaveLength(4);
    expect(await notices(scim)).toHaveLength(2);
  });

  test('S11 what is left is not asked again, and opens anew with another address', async () => {
    const scim = await app().scimConnection();
    const [ann] = [await user(scim, 'ann@x.example'), await user(scim, 'eve@x.example')];
    const bob = await user(scim, 'bob@x.example');
    await rename(scim, bob, 'ann@x.example');
    const before = await scim.memberOf(bob);
    const { code } = await caughtFault(() => leave(before, before.version - 1));
    expect(code).toBe('request.precondition');
    expect(await scim.memberOf(bob)).toEqual(before);
    const left = await leave(before, before.version);
    expect(left).toMatchObject({ conflict: 'left', email: 'bob@x.example' });
    expect(await leave(left)).toEqual(left);
    const [entry] = (await app().journal(scim.organization.id)).slice(-1);
    expect(entry).toMatchObject({
      type: 'member.updated',
      before: { conflict: 'open' },
      after: { conflict: 'left' },
    });
    expect([await list(scim), await list(scim, 'left')]).toEqual([
      [],
      [[`${left.id} wants ann@x.example`, (await scim.memberOf(ann)).id]],
    ]);
    // the directory says it again, in another spelling
    await rename(scim, bob, 'Ann@X.example');
    expect(await scim.memberOf(bob)).toMatchObject({ conflict: 'left' });
    await rename(scim, bob, 'eve@x.example');
    expect(await scim.memberOf(bob)).toMatchObject({ conflict: 'open' });
    expect(await list(scim)).toHaveLength(1);
    await leave(await scim.memberOf(bob));
    await rename(scim, bob, 'bob@x.example');
    const over = await scim.memberOf(bob);
    expect(over).not.toHaveProperty('conflict');
    expect((await caughtFault(() => leave(over))).code).toBe('member.no_conflict');
    expect([...(await list(scim)), ...(await list(scim, 'left'))]).toEqual([]);
  });

  test('S11 an address that is free goes to an open conflict first, then to one that was left', async () => {
    const scim = await app().scimConnection();
    const ann = await user(scim, 'ann@x.example');
    const [bob, cat] = [await user(scim, 'bob@x.example'), await user(scim, 'cat@x.example')];
    await rename(scim, bob, 'ann@x.example');
    await leave(await scim.memberOf(bob));
    await rename(scim, cat, 'ann@x.example');
    await scim.call('DELETE', `/Users/${ann}`);
    expect(await scim.memberOf(cat)).toMatchObject({ email: 'ann@x.example' });
    expect(await scim.memberOf(bob)).toMatchObject({ conflict: 'left', email: 'bob@x.example' });
    await rename(scim, cat, 'cat@x.example');
    const given = await scim.memberOf(bob);
    expect(given.email).toBe('ann@x.example');
    expect(given).not.toHaveProperty('conflict');
  });

  test('S11 another directory that says no address leaves what the first one wants', async () => {
    const scim = await app().scimConnection();
    const { core, ctx } = app();
    const { id } = scim.organization;
    await core.members.add(ctx(), id, { name: 'Ann', email: 'ann@x.example' });
    const second = await app().scimConnection(scim.organization);
    const bob = await user(scim, 'bob@x.example');
    const same = await second.user('bob', { emails: [{ value: 'bob@x.example' }] });
    expect((await second.memberOf(same)).id).toBe((await scim.memberOf(bob)).id);
    await rename(scim, bob, 'ann@x.example');
    await second.patch(`/Users/${same}`, { op: 'remove', path: 'emails' });
    await second.patch(`/Users/${same}`, { op: 'replace', path: 'displayName', value: 'Bob' });
    expect(await scim.memberOf(bob)).toMatchObject({ conflict: 'open' });
    const none = { op: 'remove', path: 'emails' };
    await scim.patch(`/Users/${bob}`, none, { op: 'replace', path: 'userName', value: 'bob' });
    expect(await scim.memberOf(bob)).not.toHaveProperty('conflict');
  });

  test('S11 two with one address of an earlier release are listed, and settled like others', async () => {
    const { core, ctx, store } = app();
    const scim = await app().scimConnection();
    const { id } = scim.organization;
    const add = (email: string) => core.members.add(ctx(), id, { name: 'Ann', email });
    const [one, two] = [await add('ann@x.example'), await add('ann-2@x.example')];
    // as the migration leaves them
    const { email, emailKey } = one;
    const mark = { conflict: 'open', wantedKey: String(emailKey) } as const;
    await store.transaction(id, async (tx) => {
      const wanted = { email: String(email), since: two.updatedAt };
      await tx.members.update({ ...two, email, emailKey, wanted, ...mark, version: 2 } as Member);
    });
    expect(await list(scim)).toEqual([[`${two.id} wants ann@x.example`, one.id]]);
    expect(
      (await caughtFault(() => linkFor(app(), scim.organization, { email: 'ann@x.example' }))).code,
    ).toBe('member.exists');
    // changes of anything else leave it
    const target = { organizationId: id, memberId: two.id };
    await core.members.update(ctx(), target, { name: 'Ann Two' });
    expect(await list(scim)).toHaveLength(1);
    const { version } = await core.members.get(ctx(), id, two.id);
    await core.members.update(ctx(), { ...target, memberId: one.id }, { email: 'ann-1@x.example' });
    const settled = await core.members.get(ctx(), id, two.id);
    expect(settled).toMatchObject({ email: 'ann@x.example', version: version + 1 });
    expect(settled).not.toHaveProperty('wanted');
    expect(settled).not.toHaveProperty('wantedKey');
    expect(await list(scim)).toEqual([]);
  });
});
