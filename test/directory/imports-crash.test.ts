import { describe, expect, test } from '@jest/globals';
import { FakeClock, House } from '../kit/house.js';
import { Desk, NEVER, people } from '../kit/import-desk.js';
import { overStores, storeKinds } from '../kit/stores.js';

describe('an import whose process dies', () => {
  overStores(
    'goes on in another one',
    (kind) => {
      test('no row is checked or done twice', async () => {
        const clock = new FakeClock();
        const opened = await kind.open({ clock });
        const store = await opened.second();
        try {
          const first = new House(opened.store, clock);
          const second = new House(store, clock);
          const desk = new Desk(first, await first.organization());
          const there = new Desk(second, desk.organization);
          const { task } = await desk.upload(people(250));
          // dies in the middle of the check: what it wrote stays, and so does its lease
          await die(first, 2);
          const half = (await desk.get(task.id)).task;
          expect(half).toMatchObject({ status: 'checking', done: 200 });
          await there.work();
          expect((await desk.get(task.id)).task.done).toBe(200);
          clock.advance(31_000);
          await there.work();
          expect(await desk.get(task.id)).toMatchObject({
            task: { status: 'checked', done: 250 },
            report: { rows: 250, toAdd: 250 },
          });
          await desk.apply(task.id);
          await die(first, 3);
          const some = (await desk.get(task.id)).task.done;
          expect(some).toBe(50);
          clock.advance(31_000);
          await there.work();
          const over = await desk.get(task.id);
          expect(over.task).toMatchObject({ status: 'done', succeeded: 250, failed: 0 });
          expect(await second.members(desk.organization.id)).toHaveLength(251);
          const lines = await second.journal(desk.organization.id);
          expect(lines.filter(({ type }) => type === 'member.added')).toHaveLength(251);
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
async function die({ store, directory, ctx }: House, commits: number): Promise<void> {
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
  await expect(directory.tasks.runTasks(ctx(), NEVER)).rejects.toThrow(dead.message);
  Object.assign(store, { transaction });
}
