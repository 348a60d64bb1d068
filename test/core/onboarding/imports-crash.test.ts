import { describe, expect, test } from '@jest/globals';
import { FakeClock, TestApplication } from '../../kit/application.js';
import { Importer, NEVER_ABORTED, people } from '../../kit/importers.js';
import { overStores, storeKinds } from '../../kit/stores.js';

describe('an import whose process dies', () => {
  overStores(
    'goes on in another one',
    (kind) => {
      test('no row is checked or done twice', async () => {
        const clock = new FakeClock();
        const opened = await kind.open({ clock });
        const store = await opened.openSecond();
        try {
          const first = new TestApplication(opened.store, clock);
          const second = new TestApplication(store, clock);
          const importer = new Importer(first, await first.organization());
          const there = new Importer(second, importer.organization);
          const { task } = await importer.upload(people(250));
          // dies in the middle of the check: what it wrote stays, and so does its lease
          await die(first, 2);
          const half = (await importer.get(task.id)).task;
          expect(half).toMatchObject({ status: 'checking', done: 200 });
          await there.runTasks();
          expect((await importer.get(task.id)).task.done).toBe(200);
          clock.advance(31_000);
          await there.runTasks();
          expect(await importer.get(task.id)).toMatchObject({
            task: { status: 'checked', done: 250 },
            report: { rows: 250, toAdd: 250 },
          });
          await importer.apply(task.id);
          await die(first, 3);
          const some = (await importer.get(task.id)).task.done;
          expect(some).toBe(50);
          clock.advance(31_000);
          await there.runTasks();
          const over = await importer.get(task.id);
          expect(over.task).toMatchObject({ status: 'done', succeeded: 250, failed: 0 });
          expect(await second.members(importer.organization.id)).toHaveLength(251);
          const entries = await second.journal(importer.organization.id);
          expect(entries.filter(({ type }) => type === 'member.added')).toHaveLength(251);
        } finally {
          await store.close();
          await opened.close();
        }
      }, 120_000);
    },
    storeKinds.filter(({ durable }) => durable),
  );
});

/** Lets a process work until it has committed so often; its next transaction never comes back. */
async function die({ store, core, ctx }: TestApplication, commits: number): Promise<void> {
  const { transaction } = store;
  let left = commits;
  const dead = new Error('the process died');
  Object.assign(store, {
    transaction: (...args: Parameters<typeof transaction>) => {
      if (left === 0) return Promise.reject(dead);
      left -= 1;
      return transaction.apply(store, args);
    },
  });
  await expect(core.tasks.runTasks(ctx(), NEVER_ABORTED)).rejects.toThrow(dead.message);
  Object.assign(store, { transaction });
}
