import { expect, test } from '@jest/globals';
import { createDirectory } from '#core/index.js';
import type { Store, Writers } from '#store/index.js';
import { overHouses, rolesOf, type House, type Side } from '../kit/house.js';

const BATCH = 100;

async function howManyHold(side: Side, role: string): Promise<number> {
  const members = await side.house.members(side.organization.id);
  return members.filter(({ grants }) => grants.some((grant) => grant.role === role)).length;
}

const markOf = async (side: Side) =>
  (await side.house.store.read.connections.get(side.connection.id))?.recompute;

/** The same store, in which the work of `failing` ends in an error after everything was written. */
function breaking(house: House, failing: (transaction: number) => boolean): House['directory'] {
  let count = 0;
  const store = Object.assign(Object.create(house.store) as Store, {
    read: house.store.read,
    transaction: <T>(lane: string, work: (tx: Writers) => Promise<T>): Promise<T> => {
      count += 1;
      const fails = failing(count);
      return house.store.transaction(lane, async (tx) => {
        const result = await work(tx);
        if (fails) throw new Error('crash in the middle');
        return result;
      });
    },
  });
  return createDirectory({
    linkKey: 'link-key-of-a-test',
    store,
    presets: house.directory.presets,
    credentials: { lifeDays: 1, live: 2, accessSeconds: 3_600 },
  });
}

overHouses('recomputing roles', (house) => {
  test('batch by batch, with a mark that says how far; gone when done', async () => {
    const side = await house().side();
    const ids = await side.seed(BATCH + 20);
    const group = await side.group('Payers', ...ids);
    const { groupMappings } = house().directory;
    await groupMappings.replace(house().ctx(), side.organization.id, side.connection.id, {
      mappings: [{ groupId: group, role: 'billing' }],
    });
    expect(await markOf(side)).toMatchObject({ done: 0, groupIds: [group] });
    const broken = breaking(house(), (transaction) => transaction === 2);
    const run = broken.recomputation.run(house().ctx(), side.connection.id);
    await expect(run).rejects.toThrow('crash in the middle');
    // the first batch is done and will not be done again, the second left nothing
    expect(await markOf(side)).toMatchObject({ done: BATCH, groupIds: [group] });
    expect(await howManyHold(side, 'billing')).toBe(BATCH);
    await house().directory.recomputation.resume(house().ctx());
    expect(await markOf(side)).toBeUndefined();
    expect(await howManyHold(side, 'billing')).toBe(ids.length);
    const lines = await house().journal(side.organization.id);
    expect(lines.filter(({ type }) => type === 'member.role_changed')).toHaveLength(ids.length);
  });

  test('two at once share the work, and nobody is told twice', async () => {
    const side = await house().side();
    const ids = await side.seed(BATCH + 20);
    const group = await side.group('Payers', ...ids);
    const { groupMappings, recomputation } = house().directory;
    await groupMappings.replace(house().ctx(), side.organization.id, side.connection.id, {
      mappings: [{ groupId: group, role: 'billing' }],
    });
    await Promise.all([1, 2, 3].map(() => recomputation.run(house().ctx(), side.connection.id)));
    expect(await markOf(side)).toBeUndefined();
    expect(await howManyHold(side, 'billing')).toBe(ids.length);
    const lines = await house().journal(side.organization.id);
    expect(lines.filter(({ type }) => type === 'member.role_changed')).toHaveLength(ids.length);
  });

  test('mappings that change while it runs start it anew for everybody', async () => {
    const side = await house().side();
    const ids = await side.seed(BATCH + 10);
    const [a, b] = [await side.group('A', ...ids), await side.group('B', ids[0] ?? '')];
    const { groupMappings, recomputation } = house().directory;
    const replace = (groupId: string, role: string) =>
      groupMappings.replace(house().ctx(), side.organization.id, side.connection.id, {
        mappings: [{ groupId, role }],
      });
    await replace(a, 'billing');
    const broken = breaking(house(), (transaction) => transaction === 2);
    await broken.recomputation.run(house().ctx(), side.connection.id).catch(() => undefined);
    await replace(b, 'admin');
    expect(await markOf(side)).not.toHaveProperty('groupIds');
    await recomputation.run(house().ctx(), side.connection.id);
    expect(await howManyHold(side, 'billing')).toBe(0);
    expect(await howManyHold(side, 'admin')).toBe(1);
  });

  test.each([
    ['leaves the group', (side: Side, group: string, id: string) => side.leave(group, id)],
    ['loses the group', (side: Side, group: string) => side.call('DELETE', `/Groups/${group}`)],
  ])('somebody who %s before the recomputation arrives keeps no role', async (_name, go) => {
    const side = await house().side();
    const id = await side.user('user-1@example.com');
    const group = await side.group('Payers', id);
    await side.map([{ groupId: group, role: 'billing' }]);
    const { groupMappings, recomputation } = house().directory;
    await groupMappings.replace(house().ctx(), side.organization.id, side.connection.id, {
      mappings: [],
    });
    expect((await go(side, group, id)).status).toBe(204);
    await recomputation.run(house().ctx(), side.connection.id);
    expect(rolesOf(await side.memberOf(id))).toEqual([]);
  });

  test('more than 500 people in one change are marked and followed, coming and going', async () => {
    const side = await house().side();
    const ids = await side.seed(501);
    const group = await side.group('Payers');
    await side.map([{ groupId: group, role: 'billing' }]);
    const settled = async () => {
      for (let waited = 0; (await markOf(side)) && waited < 200; waited += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return howManyHold(side, 'billing');
    };
    expect((await side.join(group, ...ids)).status).toBe(204);
    expect((await side.lastExchange()).trace).toContainEqual({
      step: 'roles.recompute',
      detail: '501 people; their roles follow in batches',
    });
    expect(await settled()).toBe(501);
    expect((await side.call('DELETE', `/Groups/${group}`)).status).toBe(204);
    expect(await settled()).toBe(0);
  }, 60_000);
});
