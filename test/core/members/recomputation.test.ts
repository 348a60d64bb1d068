import { expect, test } from '@jest/globals';
import { createCore } from '#core/index.js';
import type { Store, Writers } from '#store/index.js';
import {
  overApplications,
  rolesOf,
  type TestApplication,
  type ScimConnection,
} from '../../kit/application.js';
import { SIGNING_KEYS } from '../../kit/signing-keys.js';

const BATCH = 100;

async function countHolders(scim: ScimConnection, role: string): Promise<number> {
  const members = await scim.house.members(scim.organization.id);
  return members.filter(({ grants }) => grants.some((grant) => grant.role === role)).length;
}

const markOf = async (scim: ScimConnection) =>
  (await scim.house.store.read.connections.get(scim.connection.id))?.recompute;

/** The same store, in which the work of `failing` ends in an error after everything was written. */
function breaking(
  app: TestApplication,
  failing: (transaction: number) => boolean,
): TestApplication['core'] {
  let count = 0;
  const store = Object.assign(Object.create(app.store) as Store, {
    read: app.store.read,
    transaction: <T>(partition: string, work: (tx: Writers) => Promise<T>): Promise<T> => {
      count += 1;
      const fails = failing(count);
      return app.store.transaction(partition, async (tx) => {
        const result = await work(tx);
        if (fails) throw new Error('crash in the middle');
        return result;
      });
    },
  });
  return createCore({
    signingKeys: SIGNING_KEYS,
    store,
    presets: app.core.presets,
    credentials: { lifeDays: 1, live: 2, accessSeconds: 3_600 },
  });
}

overApplications('recomputing roles', (app) => {
  test('batch by batch, with a mark that says how far; gone when done', async () => {
    const scim = await app().scimConnection();
    const ids = await scim.seedUsers(BATCH + 20);
    const group = await scim.group('Payers', ...ids);
    const { groupMappings } = app().core;
    await groupMappings.replace(app().ctx(), scim.organization.id, scim.connection.id, {
      mappings: [{ groupId: group, role: 'billing' }],
    });
    expect(await markOf(scim)).toMatchObject({ done: 0, groupIds: [group] });
    const broken = breaking(app(), (transaction) => transaction === 2);
    const run = broken.recomputation.run(app().ctx(), scim.connection.id);
    await expect(run).rejects.toThrow('crash in the middle');
    // the first batch is done and will not be done again, the second left nothing
    expect(await markOf(scim)).toMatchObject({ done: BATCH, groupIds: [group] });
    expect(await countHolders(scim, 'billing')).toBe(BATCH);
    await app().core.recomputation.resume(app().ctx());
    expect(await markOf(scim)).toBeUndefined();
    expect(await countHolders(scim, 'billing')).toBe(ids.length);
    const entries = await app().journal(scim.organization.id);
    expect(entries.filter(({ type }) => type === 'member.role_changed')).toHaveLength(ids.length);
  });

  test('two at once share the work, and nobody is told twice', async () => {
    const scim = await app().scimConnection();
    const ids = await scim.seedUsers(BATCH + 20);
    const group = await scim.group('Payers', ...ids);
    const { groupMappings, recomputation } = app().core;
    await groupMappings.replace(app().ctx(), scim.organization.id, scim.connection.id, {
      mappings: [{ groupId: group, role: 'billing' }],
    });
    await Promise.all([1, 2, 3].map(() => recomputation.run(app().ctx(), scim.connection.id)));
    expect(await markOf(scim)).toBeUndefined();
    expect(await countHolders(scim, 'billing')).toBe(ids.length);
    const entries = await app().journal(scim.organization.id);
    expect(entries.filter(({ type }) => type === 'member.role_changed')).toHaveLength(ids.length);
  });

  test('mappings that change while it runs start it anew for everybody', async () => {
    const scim = await app().scimConnection();
    const ids = await scim.seedUsers(BATCH + 10);
    const [a, b] = [await scim.group('A', ...ids), await scim.group('B', ids[0] ?? '')];
    const { groupMappings, recomputation } = app().core;
    const replace = (groupId: string, role: string) =>
      groupMappings.replace(app().ctx(), scim.organization.id, scim.connection.id, {
        mappings: [{ groupId, role }],
      });
    await replace(a, 'billing');
    const broken = breaking(app(), (transaction) => transaction === 2);
    await broken.recomputation.run(app().ctx(), scim.connection.id).catch(() => undefined);
    await replace(b, 'admin');
    expect(await markOf(scim)).not.toHaveProperty('groupIds');
    await recomputation.run(app().ctx(), scim.connection.id);
    expect(await countHolders(scim, 'billing')).toBe(0);
    expect(await countHolders(scim, 'admin')).toBe(1);
  });

  test.each([
    [
      'leaves the group',
      (scim: ScimConnection, group: string, id: string) => scim.leave(group, id),
    ],
    [
      'loses the group',
      (scim: ScimConnection, group: string) => scim.call('DELETE', `/Groups/${group}`),
    ],
  ])('somebody who %s before the recomputation arrives keeps no role', async (_name, go) => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com');
    const group = await scim.group('Payers', id);
    await scim.mapGroups([{ groupId: group, role: 'billing' }]);
    const { groupMappings, recomputation } = app().core;
    await groupMappings.replace(app().ctx(), scim.organization.id, scim.connection.id, {
      mappings: [],
    });
    expect((await go(scim, group, id)).status).toBe(204);
    await recomputation.run(app().ctx(), scim.connection.id);
    expect(rolesOf(await scim.memberOf(id))).toEqual(['member by default']);
  });

  test('more than 500 people in one change are marked and followed, coming and going', async () => {
    const scim = await app().scimConnection();
    const ids = await scim.seedUsers(501);
    const group = await scim.group('Payers');
    await scim.mapGroups([{ groupId: group, role: 'billing' }]);
    const settled = async () => {
      for (let waited = 0; (await markOf(scim)) && waited < 800; waited += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return countHolders(scim, 'billing');
    };
    expect((await scim.join(group, ...ids)).status).toBe(204);
    expect((await scim.lastExchange()).trace).toContainEqual({
      step: 'roles.recompute',
      detail: '501 people; their roles follow in batches',
    });
    expect(await settled()).toBe(501);
    // the brake on mass changes would hold that back
    const { organizations } = app().core;
    const target = { organizationId: scim.organization.id };
    await organizations.switchMassChangeBrakeOff(app().ctx(), target, 'It is meant.');
    expect((await scim.call('DELETE', `/Groups/${group}`)).status).toBe(204);
    expect(await settled()).toBe(0);
  }, 120_000);
});
