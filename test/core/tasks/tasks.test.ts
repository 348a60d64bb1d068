import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import type { Store } from '#store/index.js';
import { inOrganization } from '#core/tenancy/index.js';
import { createTask, createTasks, type TaskKind } from '#core/tasks/tasks.js';
import { INVITATION_TASKS } from '#core/index.js';
import { overApplications, PRESETS, type TestApplication } from '../../kit/application.js';
import {
  actingAs,
  DAY_MS,
  joinByInvitation,
  createOrganization,
  caughtFault,
  newAddress,
} from '../../kit/invitees.js';

const depsOver = (store: Store) => ({ store, presets: PRESETS, listeners: [] });

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

overApplications('tasks', (app, { secondApplication }) => {
  const make = async (one: TestApplication, organizationId: string, count: number) => {
    const inputs = Array.from({ length: count }, (_, at) => ({ at }));
    return inOrganization(depsOver(one.store), one.ctx(), organizationId, (scope) =>
      createTask(scope, { kind: 'invite', inputs }),
    );
  };
  const doneOf = (id: string) => app().store.read.tallies.get(`rows:${id}`);

  /** Until there is nothing more to do; other tests' tasks are of other kinds or done. */
  async function work(tasks: ReturnType<typeof createTasks>): Promise<void> {
    for (let more = true; more;) {
      const round = await tasks.runTasks(app().ctx(), GO_ON);
      more = round.more && round.done > 0;
    }
  }

  test('every row is done once, by two processes at the same time too', async () => {
    const { id: organizationId } = await createOrganization(app());
    const kinds = { invite: counting() };
    const task = await make(app(), organizationId, 230);
    const other = await secondApplication();
    await Promise.all([
      work(createTasks(depsOver(app().store), kinds)),
      work(createTasks(depsOver(other.store), kinds)),
    ]);
    expect(await doneOf(task.id)).toBe(230);
    const tasks = createTasks(depsOver(app().store), kinds);
    await work(tasks);
    const kept = await tasks.get(app().ctx(), organizationId, task.id, ['invite']);
    expect(kept).toMatchObject({ status: 'done', done: 230, succeeded: 230, failed: 0 });
    expect(kept.workerId).toBeUndefined();
    const entries = await app().journal(organizationId);
    expect(entries.filter(({ type }) => type === 'task.finished')).toHaveLength(1);
  });

  test('what a process left that died is taken up after its lease, and no row is done again', async () => {
    const { id: organizationId } = await createOrganization(app());
    const task = await make(app(), organizationId, 5);
    const stop = { aborted: false };
    const half = createTasks(depsOver(app().store), {
      invite: {
        async work({ tx }) {
          await tx.tallies.adjust(`rows:${task.id}`, 1);
          stop.aborted = true;
          return {};
        },
      },
    });
    await half.runTasks(app().ctx(), stop);
    expect(await doneOf(task.id)).toBe(1);
    await app().store.transaction(organizationId, async (tx) => {
      const kept = await tx.tasks.get(task.id);
      if (!kept) throw new Error('gone');
      const leaseUntil = new Date(app().clock.now() + 30_000).toISOString();
      const held = { status: 'running', workerId: newId(), leaseUntil } as const;
      await tx.tasks.update({ ...kept, ...held, version: kept.version + 1 });
    });
    const tasks = createTasks(depsOver(app().store), { invite: counting() });
    await work(tasks);
    expect(await doneOf(task.id)).toBe(1);
    app().clock.advance(30_000);
    await work(tasks);
    expect(await doneOf(task.id)).toBe(5);
  });

  test('a row that fails keeps its code and undoes only itself; a row that nobody foresaw, too', async () => {
    const { id: organizationId } = await createOrganization(app());
    const task = await make(app(), organizationId, 4);
    const tasks = createTasks(depsOver(app().store), {
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
    const { items } = await tasks.rows(app().ctx(), task, { limit: 10 });
    expect(items.map(({ status, code }) => [status, code])).toEqual([
      ['succeeded', undefined],
      ['failed', 'internal'],
      ['skipped', undefined],
      ['succeeded', undefined],
    ]);
  });

  test('a cancelled task stops, and the rows that it never came to read skipped', async () => {
    const { id: organizationId } = await createOrganization(app());
    const task = await make(app(), organizationId, 3);
    const tasks = createTasks(depsOver(app().store), { invite: counting() });
    const cancelled = await tasks.cancel(app().ctx(), organizationId, task.id, ['invite']);
    expect(cancelled.status).toBe('cancelled');
    await work(tasks);
    expect(await doneOf(task.id)).toBe(0);
    const rows = (status?: 'skipped' | 'waiting') =>
      tasks.rows(app().ctx(), cancelled, { limit: 10, ...(status && { status }) });
    expect((await rows()).items.map(({ status }) => status)).toEqual(Array(3).fill('skipped'));
    expect((await rows('skipped')).items).toHaveLength(3);
    expect((await rows('waiting')).items).toHaveLength(0);
    const again = () => tasks.cancel(app().ctx(), organizationId, task.id, ['invite']);
    expect((await caughtFault(again)).code).toBe('task.over');
    const elsewhere = () => tasks.get(app().ctx(), newId(), task.id, ['invite']);
    expect((await caughtFault(elsewhere)).code).toBe('task.missing');
    const import_ = () => tasks.get(app().ctx(), organizationId, task.id, ['import']);
    expect((await caughtFault(import_)).code).toBe('task.missing');
  });

  test('rows are done under the name and within the rights of who asked', async () => {
    const organization = await createOrganization(app());
    const { id } = organization;
    const member = await joinByInvitation(app(), organization, 'user-admin');
    const by = await actingAs(app(), member);
    const { invitations, tasks } = app().core;
    const rows = [
      { email: newAddress(), roles: ['viewer'] },
      { email: newAddress(), roles: ['admin'] },
    ];
    const task = await invitations.bulkCreate(by, id, rows);
    await work(tasks);
    const { items } = await tasks.rows(app().ctx(), task, { limit: 10 });
    expect(items.map(({ status, code }) => [status, code])).toEqual([
      ['succeeded', undefined],
      ['failed', 'permission.escalation'],
    ]);
    const { items: made } = await invitations.list(app().ctx(), id, {
      status: 'pending',
      limit: 5,
    });
    expect(made).toMatchObject([{ inviter: { kind: 'member', id: member.id, name: member.name } }]);
    const of = await tasks.get(app().ctx(), id, task.id, INVITATION_TASKS);
    expect(of.actor).toMatchObject({ kind: 'member', id: member.id });
  });

  test('old tasks go with their rows', async () => {
    const { id: organizationId } = await createOrganization(app());
    const task = await make(app(), organizationId, 3);
    const tasks = createTasks(depsOver(app().store), { invite: counting() });
    await work(tasks);
    app().clock.advance(DAY_MS);
    const before = new Date(app().clock.now()).toISOString();
    for (let more = true; more;) more = (await tasks.removeBefore(app().ctx(), before)).more;
    const gone = () => tasks.get(app().ctx(), organizationId, task.id, ['invite']);
    expect((await caughtFault(gone)).code).toBe('task.missing');
    expect((await tasks.rows(app().ctx(), task, { limit: 10 })).items).toEqual([]);
  });
});
