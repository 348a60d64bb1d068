import { expect, test } from '@jest/globals';
import { overApplications, type TestApplication } from '../kit/application.js';
import { SignInCustomer } from '../kit/sign-ins.js';

const HOUR_MS = 3_600_000;
const PEOPLE = ['ada', 'bea', 'cem', 'dea', 'eli', 'fay'] as const;
const [ADA, BEA, CEM, DEA] = PEOPLE;
const off = { op: 'replace', path: 'active', value: false };

overApplications('the brake on mass changes, and sign-ins', (app) => {
  /** Two of six, and more than 20 per cent, are many here. */
  const limits = { massChangePercent: 20, massChangePeople: 2 };

  async function customer(policies: object = limits): Promise<SignInCustomer> {
    const { core, ctx } = app();
    const here = await SignInCustomer.create(app());
    await core.organizations.update(ctx(), { organizationId: here.id }, { policies });
    const mappings = [{ groupName: 'payers', bindByName: true, role: 'billing' }];
    await core.groupMappings.replace(ctx(), here.id, here.connection.id, {
      mappings: mappings as never,
    });
    return here;
  }

  /** They sign in with these groups. Resolves to who has the role of the mapped group afterwards. */
  async function signIn(
    here: SignInCustomer,
    names: readonly string[],
    groups: readonly string[],
  ): Promise<readonly string[]> {
    for (const name of names) await here.admitted(name, { groups: [...groups] });
    return payers(here);
  }

  async function payers(here: SignInCustomer): Promise<readonly string[]> {
    const members = await here.members();
    const paying = members.filter(({ grants }) => grants.some(({ role }) => role === 'billing'));
    return paying.map(({ email }) => email?.split('@')[0] ?? '').sort();
  }

  const batches = async ({ id }: SignInCustomer) =>
    (await app().core.massChanges.list(app().ctx(), id, { limit: 10 })).items;

  const settle = ({ provisioning, ctx }: TestApplication, organizationId: string, id: string) =>
    provisioning.heldChanges.run(ctx(), { id, organizationId });

  test('roles that many people lose at their sign-ins wait, and nobody is counted twice', async () => {
    const here = await customer();
    expect(await signIn(here, PEOPLE, ['payers', 'others'])).toEqual(PEOPLE);
    // one person is a single offboarding, and does not wait
    expect(await signIn(here, [ADA], ['others'])).toEqual(PEOPLE.slice(1));
    expect(await batches(here)).toEqual([]);
    expect(await signIn(here, [BEA, CEM, BEA, DEA, BEA], [])).toEqual(PEOPLE.slice(1));
    expect(await batches(here)).toMatchObject([
      { status: 'held', base: 6, people: 2, counts: { applied: 1, held: 3 } },
    ]);
    expect(await here.entries('scim.sync.held')).toHaveLength(1);
    // what gives no role is left at once
    const groups = await here.store.read.groupMembers.find({
      where: { kind: 'all', terms: [] },
      limit: 1_000,
    });
    const held = groups.records.filter(({ heldBy = '' }) => heldBy !== '');
    const ofHere = held.filter(({ connectionId }) => connectionId === here.connection.id);
    expect(ofHere).toHaveLength(3);
    // the provider states the group of one again
    expect(await signIn(here, [DEA], ['payers'])).toEqual(PEOPLE.slice(1));
    const [batch] = await batches(here);
    expect(batch).toMatchObject({ counts: { applied: 1, held: 2, withdrawn: 1 } });
    const id = batch?.id ?? '';
    await app().core.massChanges.approve(app().ctx(), here.id, id);
    await settle(app(), here.id, id);
    expect(await payers(here)).toEqual(PEOPLE.slice(3));
    expect(await signIn(here, [BEA], [])).toEqual(PEOPLE.slice(3));
    expect(await batches(here)).toMatchObject([{ counts: { applied: 1, let_through: 2 } }]);
  });

  test('after a rejection the next sign-ins stay in it for a day; then they count anew', async () => {
    const here = await customer();
    await signIn(here, PEOPLE, ['payers']);
    expect(await signIn(here, [ADA, BEA, CEM], [])).toEqual(PEOPLE.slice(1));
    const id = (await batches(here))[0]?.id ?? '';
    await app().core.massChanges.reject(app().ctx(), here.id, id);
    await app().core.massChanges.restore(app().ctx(), here.id, id);
    await settle(app(), here.id, id);
    expect(await payers(here)).toEqual(PEOPLE);
    expect(await signIn(here, [ADA, BEA, CEM, BEA], [])).toEqual(PEOPLE);
    expect(await batches(here)).toMatchObject([{ status: 'rejected', counts: { kept: 3 } }]);
    app().clock.advance(25 * HOUR_MS);
    expect(await signIn(here, [BEA], [])).toEqual(PEOPLE.filter((name) => name !== BEA));
    expect(await batches(here)).toHaveLength(1);
  });

  test('whom a directory manages loses nothing by a sign-in, and those who sign in make no room for it', async () => {
    const here = await customer({ massChangePercent: 50, massChangePeople: 1 });
    await signIn(here, PEOPLE, ['payers']);
    const scim = await app().scimConnection(here.organization);
    const users = [await scim.user(here.address('gus')), await scim.user(here.address('hal'))];
    const managed = await here.admitted('gus', { groups: ['payers'] });
    expect(await here.roles(managed.member.id)).not.toContain('billing');
    await here.admitted('gus', { groups: [] });
    expect(await here.store.read.massChangeWindows.get(here.id)).toBeUndefined();
    // one of two is half of them; two are more, whoever else is here
    await scim.patch(`/Users/${users[0]}`, off);
    expect(await batches(here)).toEqual([]);
    await scim.patch(`/Users/${users[1]}`, off);
    expect(await batches(here)).toMatchObject([{ base: 2, people: 2, counts: { held: 1 } }]);
  });
});
