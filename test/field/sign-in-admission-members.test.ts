import { expect, test } from '@jest/globals';
import { placesTaken } from '#core/access/index.js';
import { equals } from '#store/index.js';
import { overApplications, ScimConnection } from '../kit/application.js';
import { SignInCustomer } from '../kit/sign-ins.js';

overApplications('members and sign-in', (app, { secondApplication }) => {
  const customer = SignInCustomer.create.bind(SignInCustomer);

  /** A directory over SCIM of the same organization. */
  const directoryOf = (here: SignInCustomer): Promise<ScimConnection> =>
    app().scimConnection(here.organization);

  const mapped = (here: SignInCustomer, mappings: readonly object[]): Promise<unknown> => {
    const { core, ctx } = app();
    return core.groupMappings.replace(ctx(), here.id, here.connection.id, {
      mappings: mappings as never,
    });
  };

  test('signin J1 people whom a directory made are found at their first sign-in, by both defaults of Entra', async () => {
    const here = await customer(app());
    const scim = await directoryOf(here);
    // by default SCIM has mailNickname as externalId, and SAML says the object id
    const anna = await scim.user(here.address('anna'), { externalId: 'anna' });
    const byAddress = await here.admitted('object-1', {
      email: here.address('anna'),
      externalId: 'object-1',
    });
    expect(byAddress.member.id).toBe((await scim.memberOf(anna)).id);
    // the object id on both sides, and an address of a domain that nobody proved
    const paired = await customer(app());
    const directory = await directoryOf(paired);
    const bert = await directory.user('bert@elsewhere.example', { externalId: 'object-2' });
    const changed = { ...paired.connection, pairedWith: directory.connection.id, version: 2 };
    await paired.store.transaction(paired.id, (tx) => tx.connections.update(changed));
    const said = { email: 'bert@elsewhere.example', externalId: 'object-2' };
    const byExternalId = await paired.with({ connection: changed }).admitted('upn', said);
    expect(byExternalId.member.id).toBe((await directory.memberOf(bert)).id);
    expect(byExternalId.identity.provedBy).toBe('directory');
  });

  test('signin J2 a pending invitation is taken by the first sign-in, with its role and one seat', async () => {
    const here = await customer(app());
    const { core, ctx } = app();
    const product = await core.products.create(ctx(), here.id, {
      key: 'app',
      name: 'App',
      seats: 5,
    });
    const places = await placesTaken(here.store, here.id);
    const email = here.address('ines');
    const { invitation } = await core.invitations.create(ctx(), here.id, {
      email,
      roles: ['admin'],
      products: [product.id],
    });
    const { member, isNew } = await here.admitted('ines');
    expect(isNew).toBe(true);
    expect(await here.roles(member.id)).toEqual(['admin']);
    expect(await core.invitations.get(ctx(), here.id, invitation.id)).toMatchObject({
      status: 'accepted',
      memberId: member.id,
    });
    const seats = await here.store.read.seats.find({
      where: equals('productId', product.id),
      limit: 10,
    });
    expect(seats.records).toMatchObject([{ memberId: member.id, status: 'assigned' }]);
    expect(await placesTaken(here.store, here.id)).toBe(places + 1);
    expect((await here.members()).filter((one) => one.email === email)).toHaveLength(1);
  });

  test('signin J3 whom the directory deactivated is refused in words and leaves no trace; reactivated, they sign in', async () => {
    const here = await customer(app());
    const scim = await directoryOf(here);
    const user = await scim.user(here.address('jan'));
    await scim.patch(`/Users/${user}`, { op: 'replace', path: 'active', value: false });
    const before = await here.traces();
    const result = await here.signIn('jan');
    expect(result).toMatchObject({ outcome: 'refused', code: 'sign_in.deactivated' });
    expect(await here.traces()).toEqual(before);
    await scim.patch(`/Users/${user}`, { op: 'replace', path: 'active', value: true });
    const { member } = await here.admitted('jan');
    expect(member).toMatchObject({ id: (await scim.memberOf(user)).id, status: 'active' });
    // and out again, although the provider still vouches
    await scim.patch(`/Users/${user}`, { op: 'replace', path: 'active', value: false });
    expect(await here.signIn('jan')).toMatchObject({ code: 'sign_in.deactivated' });
    await scim.call('DELETE', `/Users/${user}`);
    const gone = await here.store.read.members.get(member.id);
    expect(gone?.status).toBe('left');
    expect(await here.signIn('jan')).toMatchObject({ code: 'sign_in.not_admitted' });
  });

  test('signin J4 what a directory manages is not overwritten by a sign-in: names and groups are kept as seen', async () => {
    const here = await customer(app());
    const scim = await directoryOf(here);
    const user = await scim.user(here.address('jo'), { displayName: 'Jo of the directory' });
    await mapped(here, [{ groupName: 'admins', bindByName: true, role: 'admin' }]);
    const { member, identity } = await here.admitted('jo', {
      name: 'Jo of the sign-in',
      groups: ['admins'],
    });
    expect(member).toMatchObject({
      id: (await scim.memberOf(user)).id,
      name: 'Jo of the directory',
    });
    expect(await here.roles(member.id)).not.toContain('admin');
    expect(identity).toMatchObject({ name: 'Jo of the sign-in' });
  });

  test('signin J8 twenty first sign-ins of one subject at once make one member', async () => {
    const here = await customer(app());
    const other = here.with({ house: await secondApplication() });
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? here : other).signIn('jack')),
    );
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['admitted']));
    const { records } = await here.store.read.signInIdentities.find({
      where: { kind: 'all', terms: [] },
      limit: 1_000,
    });
    expect(records.filter(({ organizationId }) => organizationId === here.id)).toHaveLength(1);
    expect(await here.traces()).toMatchObject({ identities: 1, users: 1, members: 2 });
  });

  test('signin J12 while a directory is active nobody new is admitted by a sign-in alone, unless the connection says so', async () => {
    const here = await customer(app());
    await directoryOf(here);
    expect(await here.signIn('kai')).toMatchObject({ code: 'sign_in.not_admitted' });
    const on = { ...here.connection, justInTime: 'on' as const, version: 2 };
    await here.store.transaction(here.id, (tx) => tx.connections.update(on));
    expect(await here.signIn('kai')).toMatchObject({ outcome: 'admitted', isNew: true });
  });

  test('signin J13 a user of a directory who comes later adopts the member whom a sign-in made', async () => {
    const here = await customer(app());
    const { member } = await here.admitted('lea', { groups: ['staff'] });
    expect(member.source).toBe('sign_in');
    const scim = await directoryOf(here);
    const user = await scim.user(here.address('lea'), { displayName: 'Lea of the directory' });
    expect(await scim.memberOf(user)).toMatchObject({
      id: member.id,
      name: 'Lea of the directory',
      accountId: member.accountId,
    });
    expect((await here.admitted('lea', { name: 'Other' })).member).toMatchObject({
      id: member.id,
      name: 'Lea of the directory',
    });
  });

  test('signin R1 only a list takes groups away: absent and unreadable ones keep them, and administrators are told once', async () => {
    const here = await customer(app());
    await mapped(here, [{ groupName: 'admins', bindByName: true, role: 'admin' }]);
    const { member } = await here.admitted('rita', { groups: ['admins'] });
    expect(await here.roles(member.id)).toEqual(['admin']);
    for (const groups of ['absent', 'unreadable', 'unreadable'] as const) {
      await here.admitted('rita', { groups });
      expect(await here.roles(member.id)).toEqual(['admin']);
    }
    await here.admitted('rob', { groups: 'unreadable' });
    expect(await here.entries('sign_in.groups_unreadable')).toHaveLength(1);
    await here.admitted('rita', { groups: [] });
    expect(await here.roles(member.id)).not.toContain('admin');
  });

  test('signin R2 the last administrator keeps the role that a list lacks, and it is said once', async () => {
    const here = await customer(app());
    await mapped(here, [{ groupName: 'admins', bindByName: true, role: 'admin' }]);
    const { member } = await here.admitted('ralf', { groups: ['admins'] });
    expect(await here.roles(member.id)).toEqual(['admin']);
    // the owner is gone, as after an accident with the database
    const owner = await here.store.read.members.get(here.owner.id);
    if (!owner) throw new Error('There is no owner.');
    await here.store.transaction(here.id, (tx) =>
      tx.members.update({ ...owner, status: 'left', version: owner.version + 1 }),
    );
    for (const _time of [1, 2]) {
      const again = await here.admitted('ralf', { groups: ['others'] });
      expect(again.member.id).toBe(member.id);
      expect(await here.roles(member.id)).toContain('admin');
    }
    expect(await here.entries('scim.lockout_refused')).toHaveLength(1);
  });

  test('signin R3 a mapping names a group by its id or by its name; values that differ in letter case only are one group', async () => {
    const here = await customer(app());
    const id = 'b2c9d1f0-0000-4000-8000-00000000abcd';
    await mapped(here, [
      { externalId: id, role: 'admin' },
      { groupName: 'Sales Team', bindByName: true, role: 'member' },
    ]);
    const byId = await here.admitted('rosa', { groups: [id] });
    expect(await here.roles(byId.member.id)).toEqual(['admin']);
    const byName = await here.admitted('rudi', { groups: ['SALES TEAM', 'sales team'] });
    expect(await here.roles(byName.member.id)).toEqual(['member']);
    const other = await here.admitted('ruth', { groups: [id.toUpperCase()] });
    expect(await here.roles(other.member.id)).toContain('admin');
  });

  test('signin R6 what an administrator overrides stands at the next sign-in, until the override ends', async () => {
    const here = await customer(app());
    const { core, ctx, clock } = app();
    await mapped(here, [{ groupName: 'admins', bindByName: true, role: 'admin' }]);
    const { member } = await here.admitted('remo', { groups: ['admins'] });
    const target = { organizationId: here.id, memberId: member.id };
    await core.members.unlock(ctx(), target, { hours: 1, reason: 'a test' });
    await core.memberRoles.change(ctx(), here.id, member.id, { kind: 'take', role: 'admin' });
    await here.admitted('remo', { groups: ['admins'] });
    expect(await here.roles(member.id)).not.toContain('admin');
    clock.advance(2 * 3_600_000);
    await core.members.lock(ctx(), target);
    await here.admitted('remo', { groups: ['admins'] });
    expect(await here.roles(member.id)).toContain('admin');
  });

  test('signin R7 none, one and several values are that many groups; a comma or a blank divides nothing', async () => {
    const here = await customer(app());
    const names = async (): Promise<string[]> => {
      const { records } = await here.store.read.scimGroups.find({
        where: { kind: 'all', terms: [] },
        limit: 1_000,
      });
      const own = records.filter(({ connectionId }) => connectionId === here.connection.id);
      return own.map(({ displayName }) => displayName).sort();
    };
    await here.admitted('ria', { groups: [] });
    expect(await names()).toEqual([]);
    await here.admitted('ria', { groups: ['Sales, North'] });
    expect(await names()).toEqual(['Sales, North']);
    await here.admitted('ria', { groups: ['Sales, North', 'All Staff', ' '] });
    expect(await names()).toEqual(['All Staff', 'Sales, North']);
  });
});
