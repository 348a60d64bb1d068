import { Fault, instant, type Context, type Instant, type Page } from '#kernel/index.js';
import {
  all,
  any,
  compare,
  equals,
  oneOf,
  type Store,
  type Task,
  type TaskRow,
  type Term,
} from '#store/index.js';
import {
  firstVersion,
  inOrganization,
  listPage,
  type ListQuery,
  removeSome,
  requireOrganization,
  sweep,
  tenantReaders,
  type CoreDeps,
  type OrganizationScope,
  type SweepResult,
  type TenantReaders,
} from '#core/tenancy/index.js';
import { toStoredAuthority, type TaskKinds } from './kinds.js';
import { insertRows, runTasks, type StopSignal } from './run.js';
import { insertTask, withoutLease, writeTask } from './write.js';

export type { TaskScope, TaskKind, TaskKinds } from './kinds.js';
export type { StopSignal } from './run.js';

export interface NewTask {
  readonly kind: Task['kind'];
  /** of the kind; JSON */
  readonly options?: Task['options'];
  /** one for each row; absent: the kind gathers them */
  readonly inputs?: readonly Readonly<Record<string, unknown>>[];
  /** of a kind without rows: what there is to be done, as far as it is known */
  readonly total?: number;
}

export interface RowQuery extends ListQuery {
  readonly status?: TaskRow['status'];
}

export interface TaskQuery extends ListQuery {
  /** a member: what they asked for, and nothing of others */
  readonly askedBy?: string;
}

type Kinds = readonly Task['kind'][];

/** Long work: made in a moment, done row by row by whichever process has time, watched meanwhile. */
export interface Tasks {
  /** Faults `task.missing`, also when it belongs to another organization or is of another kind. */
  get(ctx: Context, organizationId: string, id: string, kinds: Kinds): Promise<Task>;
  /** In the order of their making. Fault `organization.missing`. */
  list(ctx: Context, organizationId: string, kinds: Kinds, query: TaskQuery): Promise<Page<Task>>;
  /** In the order of the rows; those that a cancelled task never came to read `skipped`. */
  rows(ctx: Context, task: Task, query: RowQuery): Promise<Page<TaskRow>>;
  /** What is done stays done. Fault `task.over`. */
  cancel(ctx: Context, organizationId: string, id: string, kinds: Kinds): Promise<Task>;
  /** A bounded part of what waits; `more` says that it is worth calling again at once. */
  runTasks(ctx: Context, signal: StopSignal): Promise<SweepResult>;
  /** Removes tasks that ended before that time, with their rows, a bounded part. */
  removeBefore(ctx: Context, before: Instant): Promise<SweepResult>;
}

/** Creates a task within a transaction, so that both are committed together. At most 1,000 rows at once. */
export async function createTask(
  { ctx, tx, organization }: OrganizationScope,
  { kind, options = {}, inputs, total }: NewTask,
): Promise<Task> {
  const { memberId: askedBy } = ctx.authority;
  const task = firstVersion<Task>(ctx, {
    organizationId: organization.id,
    kind,
    status: 'waiting',
    total: total ?? inputs?.length ?? 0,
    done: 0,
    succeeded: 0,
    failed: 0,
    actor: ctx.actor,
    authority: toStoredAuthority(ctx.authority),
    options,
    ...(askedBy !== undefined && { askedBy }),
    ...(!inputs && total === undefined && { gathering: {} }),
  });
  await insertTask(tx, task);
  if (inputs) await insertRows(ctx, tx, { id: task.id, total: 0 }, inputs);
  return task;
}

const FINISHED_STATUSES: readonly Task['status'][] = ['done', 'cancelled', 'failed'];

export function createTasks(deps: CoreDeps, kinds: TaskKinds): Tasks {
  const { store } = deps;
  return {
    get: (_ctx, organizationId, id, allowedKinds) =>
      requireTask(tenantReaders(store.read, organizationId), id, allowedKinds),
    async list(_ctx, organizationId, allowedKinds, { askedBy, ...page }) {
      await requireOrganization(store.read, organizationId);
      const terms = [equals('organizationId', organizationId), oneOf('kind', allowedKinds)];
      if (askedBy !== undefined) terms.push(equals('askedBy', askedBy));
      return listPage(store.read.tasks, all(...terms), page);
    },
    async rows(_ctx, task, { status, ...page }) {
      const endedEarly = task.status === 'cancelled' || task.status === 'failed';
      const where = all(
        equals('taskId', task.id),
        ...(status ? [statusTerm(status, endedEarly)] : []),
      );
      const found = await listPage(store.read.taskRows, where, page);
      if (!endedEarly) return found;
      const items = found.items.map((row) =>
        row.status === 'waiting' ? { ...row, status: 'skipped' as const } : row,
      );
      return { ...found, items };
    },
    cancel: (ctx, organizationId, id, allowedKinds) =>
      inOrganization(
        deps,
        ctx,
        organizationId,
        async (scope) => cancelTask(scope, await requireTask(scope, id, allowedKinds)),
        'any',
      ),
    runTasks: (ctx, signal) => runTasks({ ...deps, kinds }, ctx, signal),
    removeBefore: (_ctx, before) => removeBefore(store, before),
  };
}

async function requireTask(
  { tasks }: Pick<TenantReaders, 'tasks'>,
  id: string,
  kinds: Kinds,
): Promise<Task> {
  const task = await tasks.require(id);
  if (!kinds.includes(task.kind)) throw new Fault('task.missing', { id });
  return task;
}

async function cancelTask(scope: OrganizationScope, task: Task): Promise<Task> {
  const { id, kind, status, total, done } = task;
  if (FINISHED_STATUSES.includes(status)) throw new Fault('task.over', { status });
  const after = await writeTask(scope, withoutLease(task), {
    status: 'cancelled',
    endedAt: instant(scope.ctx.clock.now()),
  });
  await scope.journal.append({
    type: 'task.cancelled',
    target: { kind: 'task', id, name: kind },
    after: { kind, total, done },
  });
  return after;
}

function statusTerm(status: TaskRow['status'], endedEarly: boolean): Term {
  if (!endedEarly) return equals('status', status);
  if (status === 'waiting') return any();
  return status === 'skipped' ? oneOf('status', ['skipped', 'waiting']) : equals('status', status);
}

/** Rows per transaction, and tasks per call. */
const ROWS_PER_PURGE = 1_000;
const TASKS_PER_PURGE = 10;

function removeBefore(store: Store, before: Instant): Promise<SweepResult> {
  const ended = {
    where: compare('endedAt', 'lt', before),
    sort: [{ field: { column: 'endedAt' } }],
    limit: TASKS_PER_PURGE,
  };
  return sweep(store.read.tasks, ended, async ({ id, organizationId }) => {
    await eraseTask(store, organizationId, id);
    return true;
  });
}

/** A task with all of its rows, the task last, in transactions of `partition`. */
export async function eraseTask(store: Store, partition: string, id: string): Promise<void> {
  const rows = { where: equals('taskId', id), limit: ROWS_PER_PURGE };
  while ((await removeSome(store, partition, 'taskRows', rows)).more);
  await removeSome(store, partition, 'tasks', { where: equals('id', id), limit: 1 });
}
