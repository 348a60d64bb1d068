import { expect, test } from '@jest/globals';
import { overApplications, TestApplication, type ScimConnection } from '../kit/application.js';
import { recording } from '../kit/recorded-stores.js';

const NEVER = new AbortController().signal;
const HOUR_MS = 3_600_000;

const off = { op: 'replace', path: 'active', value: false };
const on = { op: 'replace', path: 'active', value: true };

async function countActive({ house, organization }: ScimConnection): Promise<number> {
  const members = await house.members(organization.id);
  return members.filter(({ status, source }) => status === 'active' && source === 'scim').length;
}

async function batches({ house, organization }: ScimConnection) {
  return (await house.core.massChanges.list(house.ctx(), organization.id, { limit: 10 })).items;
}

async function deactivateAll(scim: ScimConnection, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const reply = await scim.patch(`/Users/${id}`, off);
    expect([id, reply.status]).toEqual([id, 200]);
    expect(reply.body.active).toBe(false);
  }
}

async function heldBatch(scim: ScimConnection) {
  const [batch] = await batches(scim);
  if (!batch) throw new Error('No batch is held.');
  return batch;
}

const settle = (
  app: TestApplication,
  { id, organizationId }: { id: string; organizationId: string },
) => app.provisioning.heldChanges.run(app.ctx(), { id, organizationId });

overApplications('the brake on mass changes', (app) => {
  test('hooks I8: more than 10 % and at least 20 in an hour are held; those before are shown; nobody twice', async () => {
    const scim = await app().scimConnection();
    const ids = await scim.seedUsers(40);
    await deactivateAll(scim, ids.slice(0, 19));
    expect(await batches(scim)).toEqual([]);
    expect(await countActive(scim)).toBe(21);
    await deactivateAll(scim, ids.slice(19, 30));
    expect(await countActive(scim)).toBe(21);
    const batch = await heldBatch(scim);
    expect(batch).toMatchObject({
      status: 'held',
      base: 40,
      people: 20,
      percent: 10,
      least: 20,
      counts: { applied: 19, held: 11 },
    });
    // the provider reads what it wrote
    const read = await scim.call('GET', `/Users/${ids[25]}`);
    expect(read.body.active).toBe(false);
    expect((await scim.lastExchange()).operation).toBe('user.read');
    const approved = await app().core.massChanges.approve(
      app().ctx(),
      scim.organization.id,
      batch.id,
    );
    expect(approved.status).toBe('approved');
    await settle(app(), batch);
    expect(await countActive(scim)).toBe(10);
    expect(await heldBatch(scim)).toMatchObject({
      counts: { applied: 19, held: 0, let_through: 11 },
    });
    // approving lets this batch through, and switches nothing off
    await deactivateAll(scim, ids.slice(30));
    expect(await countActive(scim)).toBe(10);
    expect(await batches(scim)).toHaveLength(2);
  });

  test('a rejection and a restoration bring everybody back; said again it is the same batch', async () => {
    const scim = await app().scimConnection();
    const ids = await scim.seedUsers(30);
    await deactivateAll(scim, ids);
    expect(await countActive(scim)).toBe(11);
    const { id, organizationId } = await heldBatch(scim);
    await app().core.massChanges.reject(app().ctx(), organizationId, id);
    await app().core.massChanges.restore(app().ctx(), organizationId, id);
    await settle(app(), { id, organizationId });
    expect(await countActive(scim)).toBe(30);
    for (const one of [ids[0], ids[29]]) {
      expect((await scim.call('GET', `/Users/${one}`)).body.active).toBe(true);
    }
    await deactivateAll(scim, ids);
    expect(await countActive(scim)).toBe(30);
    expect(await batches(scim)).toHaveLength(1);
    expect(await heldBatch(scim)).toMatchObject({ status: 'rejected', counts: { kept: 30 } });
  });

  test('a day later it is applied; one who leaves meanwhile does not wait', async () => {
    const scim = await app().scimConnection();
    const ids = await scim.seedUsers(30);
    await deactivateAll(scim, ids.slice(0, 25));
    expect(await countActive(scim)).toBe(11);
    app().clock.advance(2 * HOUR_MS);
    await deactivateAll(scim, ids.slice(25, 26));
    expect(await countActive(scim)).toBe(10);
    await app().provisioning.heldChanges.runDue(app().ctx(), NEVER);
    expect(await countActive(scim)).toBe(10);
    app().clock.advance(22 * HOUR_MS);
    await app().provisioning.heldChanges.runDue(app().ctx(), NEVER);
    expect(await countActive(scim)).toBe(4);
    expect(await heldBatch(scim)).toMatchObject({ status: 'applied', counts: { let_through: 6 } });
  });

  test('one is released alone, and one comes back by the directory', async () => {
    const scim = await app().scimConnection();
    const ids = await scim.seedUsers(24);
    await deactivateAll(scim, ids);
    const { id, organizationId } = await heldBatch(scim);
    const member = await scim.memberOf(ids[20] ?? '');
    const { heldChanges } = app().provisioning;
    await heldChanges.release(app().ctx(), organizationId, { id, memberId: member.id });
    expect((await scim.memberOf(ids[20] ?? '')).status).toBe('suspended');
    const again = heldChanges.release(app().ctx(), organizationId, { id, memberId: member.id });
    await expect(again).rejects.toThrow('Nothing is held');
    expect((await scim.patch(`/Users/${ids[21]}`, on)).status).toBe(200);
    expect((await scim.memberOf(ids[21] ?? '')).status).toBe('active');
    expect(await heldBatch(scim)).toMatchObject({
      counts: { applied: 19, held: 3, let_through: 1, withdrawn: 1 },
    });
  });

  test('users who are deleted: gone for the provider, here as members, and back after a rejection', async () => {
    const scim = await app().scimConnection();
    const ids = await scim.seedUsers(24);
    const group = await scim.group('Payers', ...ids);
    await scim.mapGroups([{ groupId: group, role: 'billing' }]);
    for (const id of ids) expect((await scim.call('DELETE', `/Users/${id}`)).status).toBe(204);
    const [first = '', last = ''] = [ids[0], ids[23]];
    expect((await scim.call('GET', `/Users/${last}`)).status).toBe(404);
    expect((await scim.call('GET', '/Users')).body.totalResults).toBe(0);
    const shown = await scim.call('GET', `/Groups/${group}`);
    expect(shown.body.members).toBeUndefined();
    expect(await countActive(scim)).toBe(5);
    const kept = await scim.memberOf(last);
    expect(kept.grants.map(({ role }) => role)).toContain('billing');
    const { id, organizationId } = await heldBatch(scim);
    await app().core.massChanges.reject(app().ctx(), organizationId, id);
    await app().core.massChanges.restore(app().ctx(), organizationId, id);
    await settle(app(), { id, organizationId });
    expect(await countActive(scim)).toBe(24);
    expect((await scim.call('GET', '/Users')).body.totalResults).toBe(24);
    expect((await scim.call('GET', `/Groups/${group}`)).body.members).toHaveLength(24);
    const back = await scim.memberOf(first);
    expect(back.grants.map(({ role }) => role)).toContain('billing');
  });

  test('hooks I8: who waits and is deleted as well waits in the same batch, and goes with it', async () => {
    const scim = await app().scimConnection();
    const ids = await scim.seedUsers(24);
    await deactivateAll(scim, ids);
    const waiting = ids[23] ?? '';
    const member = await scim.memberOf(waiting);
    expect((await scim.call('DELETE', `/Users/${waiting}`)).status).toBe(204);
    expect((await scim.call('GET', `/Users/${waiting}`)).status).toBe(404);
    const statusOf = async () => (await app().store.read.members.get(member.id))?.status;
    expect(await statusOf()).toBe('active');
    const batch = await heldBatch(scim);
    expect([await batches(scim), batch.counts]).toMatchObject([[{}], { applied: 19, held: 5 }]);
    await app().core.massChanges.approve(app().ctx(), scim.organization.id, batch.id);
    await settle(app(), batch);
    expect(await statusOf()).toBe('left');
    expect((await heldBatch(scim)).counts).toMatchObject({ held: 0, let_through: 5 });
  });

  test('a push that takes a mapped role away from many is held as a whole, and rejected as a whole', async () => {
    const scim = await app().scimConnection();
    const ids = await scim.seedUsers(30);
    const group = await scim.group('Payers', ...ids);
    await scim.mapGroups([{ groupId: group, role: 'billing' }]);
    const holders = async () => {
      const members = await app().members(scim.organization.id);
      return members.filter(({ grants }) => grants.some(({ role }) => role === 'billing')).length;
    };
    await scim.leave(group, ...ids.slice(0, 25));
    expect(await holders()).toBe(30);
    expect((await scim.call('GET', `/Groups/${group}`)).body.members).toHaveLength(5);
    // a recomputation looks at what is applied
    await scim.mapGroups([{ groupId: group, role: 'billing' }]);
    expect(await holders()).toBe(30);
    const { id, organizationId, counts } = await heldBatch(scim);
    expect(counts).toMatchObject({ applied: 0, held: 25 });
    // somebody enters again by the directory
    await scim.join(group, ids[0] ?? '');
    expect(await heldBatch(scim)).toMatchObject({ counts: { held: 24, withdrawn: 1 } });
    await app().core.massChanges.reject(app().ctx(), organizationId, id);
    await settle(app(), { id, organizationId });
    expect((await scim.call('GET', `/Groups/${group}`)).body.members).toHaveLength(30);
    await scim.leave(group, ...ids.slice(1, 25));
    expect(await holders()).toBe(30);
    expect(await batches(scim)).toHaveLength(1);
  });

  test('a batch, with its people, is kept for 90 days', async () => {
    const scim = await app().scimConnection();
    await deactivateAll(scim, await scim.seedUsers(24));
    const batch = await heldBatch(scim);
    app().clock.advance(25 * HOUR_MS);
    await app().provisioning.heldChanges.runDue(app().ctx(), NEVER);
    const sweep = async (): Promise<number> => {
      let removed = 0;
      for (let more = true; more;) {
        const result = await app().core.massChanges.removeOld(app().ctx());
        removed += result.done;
        ({ more } = result);
      }
      return removed;
    };
    await sweep();
    expect(await batches(scim)).toHaveLength(1);
    app().clock.advance(90 * 24 * HOUR_MS);
    expect(await sweep()).toBeGreaterThanOrEqual(25);
    expect(await batches(scim)).toEqual([]);
    expect(await app().store.read.massChanges.get(batch.id)).toBeUndefined();
  });

  test('what trips nothing costs the same however many people there are, and what takes nothing asks nothing', async () => {
    const costsOf = async (people: number) => {
      const calls: string[] = [];
      const house = new TestApplication(recording(app().store, calls), app().clock);
      const scim = house.attach(await app().scimConnection());
      const [first = '', second = ''] = await scim.seedUsers(people);
      // the base of the hour is counted here
      await scim.patch(`/Users/${first}`, off);
      const costOf = async (operation: object): Promise<string[]> => {
        await house.provisioning.exchanges.flush();
        calls.length = 0;
        expect((await scim.patch(`/Users/${second}`, operation)).status).toBe(200);
        // the log of requests is written beside them
        return calls.filter((call) => /^tx\.(?!exchanges|tallies)/.test(call));
      };
      const quiet = await costOf({ op: 'replace', path: 'title', value: 'Engineer' });
      const loss = await costOf(off);
      await house.close();
      return { quiet, loss };
    };
    const few = await costsOf(3);
    expect(few.quiet.filter((call) => call.includes('massChange'))).toEqual([]);
    // each once to the database: what is begun ahead is asked again by the rule, and answered from there
    expect([...new Set(few.loss.filter((call) => call.includes('massChange')))]).toEqual([
      'tx.massChangeWindows.get',
      'tx.massChangePeople.find',
      'tx.massChangeWindows.update',
      'tx.massChangePeople.insert',
    ]);
    expect(few.loss.filter((call) => call.endsWith('.count'))).toEqual([]);
    expect(await costsOf(400)).toEqual(few);
  });
});
