import { afterEach, expect, test } from '@jest/globals';
import { equals, type Store } from '#store/index.js';
import { FakeClock, ScimConnection, TestApplication } from '../kit/application.js';
import { requests } from '../kit/server.js';
import { overStores, storeKinds, type StoreKind } from '../kit/stores.js';
import { createServerFolder, OPERATOR_KEY } from '../security/processes.js';

/** Of a group, so that its rows go in several transactions. */
const PEOPLE = 2_600;

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

const pause = (ms: number): Promise<unknown> => new Promise((done) => setTimeout(done, ms));

/** A group that a process left, one that a killed process had said is gone, and one that it was about to delete. */
async function deletedGroups(kind: StoreKind) {
  const opened = await kind.open();
  cleanUp.push(() => opened.close());
  const app = new TestApplication(opened.store, new FakeClock());
  const scim = await app.scimConnection();
  const ids = await scim.seedUsers(PEOPLE);
  const left = await scim.group('Left', ...ids);
  const gone = await scim.group('Gone', ...ids);
  const asked = await scim.group('Asked', ...ids);
  expect((await scim.call('DELETE', `/Groups/${left}`)).status).toBe(204);
  // the job did not begin: as if killed in between
  expect(await rowsOf(opened.store, left)).toBe(PEOPLE);
  await app.close();
  await opened.store.close();
  return { opened, scim, groups: { left, gone, asked }, person: String(ids[0]) };
}

const rowsOf = (store: Store, groupId: string): Promise<number> =>
  store.read.groupMembers.count(equals('groupId', groupId));

overStores(
  'kill -9 while large groups are deleted',
  (kind) => {
    test('each is there with all of its people, or gone for everybody, and a start goes on with what is left', async () => {
      const { opened, scim, groups, person } = await deletedGroups(kind);
      const folder = createServerFolder();
      cleanUp.push(folder.remove);
      const server = await folder.start({ env: { MUSTER_STORE__URL: opened.url } });
      const rest = requests(`${server.url}/api/v1`, { authorization: `Bearer ${OPERATOR_KEY}` });
      for (let runs = 0; runs === 0;) {
        await pause(100);
        const { body } = await rest('GET', '/jobs/remove-ended-groups/runs');
        runs = (body['items'] as unknown as readonly unknown[]).length;
      }
      const call = requests(`${server.url}/scim/${scim.connection.id}/v2`, {
        authorization: `Bearer ${scim.token}`,
      });
      expect((await call('DELETE', `/Groups/${groups.gone}`)).status).toBe(204);
      const last = call('DELETE', `/Groups/${groups.asked}`).catch(() => undefined);
      await pause(5);
      server.child.kill('SIGKILL');
      await server.ended;
      const answer = await last;

      await opened.reopen();
      const { store } = opened;
      const { read } = store;
      expect(await rowsOf(store, groups.left)).toBe(0);
      expect(await read.scimGroups.get(groups.gone)).toBeUndefined();
      const isThere = (await read.scimGroups.get(groups.asked)) !== undefined;
      if (answer) expect(isThere).toBe(false);
      if (isThere) expect(await rowsOf(store, groups.asked)).toBe(PEOPLE);
      for (const id of [groups.gone, groups.asked]) {
        const hasEnded = (await read.endedGroups.get(id)) !== undefined;
        const mayHaveRows = hasEnded || (id === groups.asked && isThere);
        expect((await rowsOf(store, id)) > 0).toBe(mayHaveRows);
      }
      expect(await read.tallies.get(`groups:${scim.connection.id}`)).toBe(isThere ? 1 : 0);
      const again = new TestApplication(store, new FakeClock());
      const { organization, connection, token } = scim;
      const kept = new ScimConnection(again, organization, connection, token);
      const user = await kept.call('GET', `/Users/${person}`);
      expect(user.body['groups'] ?? []).toHaveLength(isThere ? 1 : 0);
      // what a dead process had open keeps rows of MongoDB for up to a minute
      if (kind.name === 'mongodb') return;
      while ((await again.provisioning.removeEndedGroups(again.ctx())).more);
      expect(await rowsOf(store, groups.gone)).toBe(0);
      expect(await rowsOf(store, groups.asked)).toBe(isThere ? PEOPLE : 0);
    }, 90_000);
  },
  storeKinds.filter((kind) => kind.durable),
);
