import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { createTask, createTasks, type TaskKind } from '#core/tasks/tasks.js';
import { INVITATION_TASKS } from '#core/index.js';
import { overHouses, PRESETS, type House } from '../kit/house.js';
import { acting, DAY, joined, organizationOf, refusal, someone } from '../kit/invitees.js';

const GO_ON = { aborted: false };

/** A kind whose rows note that they were done, by a tally that doubles would show. */
function counting(work?: (number: number) => void): TaskKind {
  return {
    async work({ tx, task }, row) {
      work?.(row.number);
      await tx.tallies.adjust(`rows:${task.id}`, 1);
      return { number: row.number };
    },
  };
}

overHouses('tasks', (house, { second }) => {
  const make = async (one: House, organizationId: string, count: number) => {
    const inputs = Array.from({ length: count }, (_, at) => ({ at }));
    return one.store.transaction(organizationId, (tx) =>
      createTask(one.ctx(), tx, organizationId, { kind: 'invite', inputs }),
    );
  };
  const doneOf = (id: string) => house().store.read.tallies.get(`rows:${id}`);

  /** Until there is nothing more to do; other tests' tasks are of other kinds or done. */
  async function work(tasks: ReturnType<typeof createTasks>): Promise<void> {
    for (let more = true; more;) {
      const round = await tasks.runTasks(house().ctx(), GO_ON);
      more = round.more && round.done > 0;
    }
  }

  test('every row is done once, by two processes at the same time too', async () => {
    const { id: organizationId } = await organizationOf(house());
    const kinds = { invite: counting() };
    const task = await make(house(), organizationId, 230);
    const other = await second();
    await Promise.all([
      work(createTasks(house().store, PRESETS, kinds)),
      work(createTasks(other.store, PRESETS, kinds)),
    ]);
    expect(await doneOf(task.id)).toBe(230);
    const tasks = createTasks(house().store, PRESETS, kinds);
    await work(tasks);
    const kept = await tasks.get(house().ctx(), organizationId, task.id, ['invite']);
    expect(kept).toMatchObject({ status: 'done', done: 230, succeeded: 230, failed: 0 });
    expect(kept.workerId).toBeUndefined();
    const lines = await house().journal(organizationId);
    expect(lines.filter(({ type }) => type === 'task.finished')).toHaveLength(1);
  }, 60_000);

  test('what a process left that died is taken up after its lease, and no row is done again', async () => {
    const { id: organizationId } = await organizationOf(house());
    const task = await make(house(), organizationId, 5);
    const stop = { aborted: false };
    const half = createTasks(house().store, PRESETS, {
      invite: {
        async work({ tx }) {
          await tx.tallies.adjust(`rows:${task.id}`, 1);
          stop.aborted = true;
          return {};
        },
      },
    });
    await half.runTasks(house().ctx(), stop);
    expect(await doneOf(task.id)).toBe(1);
    await house().store.transaction(organizationId, async (tx) => {
      const kept = await tx.tasks.get(task.id);
      if (!kept) throw new Error('gone');
      const leaseUntil = new Date(house().clock.now() + 30_000).toISOString();
      const held = { status: 'running', workerId: newId(), leaseUntil } as const;
      await tx.tasks.update({ ...kept, ...held, version: kept.version + 1 });
    });
    const tasks = createTasks(house().store, PRESETS, { invite: counting() });
    await work(tasks);
    expect(await doneOf(task.id)).toBe(1);
    house().clock.advance(30_000);
    await work(tasks);
    expect(await doneOf(task.id)).toBe(5);
  });

  test('a row that fails keeps its code and undoes only itself; a row that nobody foresaw, too', async () => {
    const { id: organizationId } = await organizationOf(house());
    const task = await make(house(), organizationId, 4);
    const tasks = createTasks(house().store, PRESETS, {
      invite: {
        async work({ tx }, row) {
          await tx.tallies.adjust(`rows:${task.id}`, 1);
          if (row.number === 2) throw new Error('nobody foresaw this');
          return row.number === 3 ? 'skip' : {};
        },
      },
    });
    await work(tasks);
    expect(await doneOf(task.id)).toBe(3);
    const { items } = await tasks.rows(house().ctx(), task, { limit: 10 });
    expect(items.map(({ status, code }) => [status, code])).toEqual([
      ['succeeded', undefined],
      ['failed', 'internal'],
      ['skipped', undefined],
      ['succeeded', undefined],
    ]);
  });

  test('a cancelled task stops, and the rows that it never came to read skipped', async () => {
    const { id: organizationId } = await organizationOf(house());
    const task = await make(house(), organizationId, 3);
    const tasks = createTasks(house().store, PRESETS, { invite: counting() });
    const cancelled = await tasks.cancel(house().ctx(), organizationId, task.id, ['invite']);
    expect(cancelled.status).toBe('cancelled');
    await work(tasks);
    expect(await doneOf(task.id)).toBe(0);
    const rows = (status?: 'skipped' | 'waiting') =>
      tasks.rows(house().ctx(), cancelled, { limit: 10, ...(status && { status }) });
    expect((await rows()).items.map(({ status }) => status)).toEqual(Array(3).fill('skipped'));
    expect((await rows('skipped')).items).toHaveLength(3);
    expect((await rows('waiting')).items).toHaveLength(0);
    const again = () => tasks.cancel(house().ctx(), organizationId, task.id, ['invite']);
    expect((await refusal(again)).code).toBe('task.over');
    const elsewhere = () => tasks.get(house().ctx(), newId(), task.id, ['invite']);
    expect((await refusal(elsewhere)).code).toBe('task.missing');
    const import_ = () => tasks.get(house().ctx(), organizationId, task.id, ['import']);
    expect((await refusal(import_)).code).toBe('task.missing');
  });

  test('rows are done under the name and within the rights of who asked', async () => {
    const organization = await organizationOf(house());
    const { id } = organization;
    const member = await joined(house(), organization, 'user-admin');
    const by = await acting(house(), member);
    const { invitations, tasks } = house().directory;
    const rows = [
      { email: someone(), roles: ['viewer'] },
      { email: someone(), roles: ['admin'] },
    ];
    const task = await invitations.bulkCreate(by, id, rows);
    await work(tasks);
    const { items } = await tasks.rows(house().ctx(), task, { limit: 10 });
    expect(items.map(({ status, code }) => [status, code])).toEqual([
      ['succeeded', undefined],
      ['failed', 'permission.escalation'],
    ]);
    const { items: made } = await invitations.list(house().ctx(), id, {
      status: 'pending',
      limit: 5,
    });
    expect(made).toMatchObject([{ inviter: { kind: 'member', id: member.id, name: member.name } }]);
    const of = await tasks.get(house().ctx(), id, task.id, INVITATION_TASKS);
    expect(of.actor).toMatchObject({ kind: 'member', id: member.id });
  });

  test('old tasks go with their rows', async () => {
    const { id: organizationId } = await organizationOf(house());
    const task = await make(house(), organizationId, 3);
    const tasks = createTasks(house().store, PRESETS, { invite: counting() });
    await work(tasks);
    house().clock.advance(DAY);
    const before = new Date(house().clock.now()).toISOString();
    for (let more = true; more;) more = (await tasks.removeBefore(house().ctx(), before)).more;
    const gone = () => tasks.get(house().ctx(), organizationId, task.id, ['invite']);
    expect((await refusal(gone)).code).toBe('task.missing');
    expect((await tasks.rows(house().ctx(), task, { limit: 10 })).items).toEqual([]);
  });
});
