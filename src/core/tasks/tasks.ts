import { Fault, instant, newId, type Context, type Instant, type Page } from '#kernel/index.js';
import {
  all,
  any,
  equals,
  oneOf,
  type Store,
  type Task,
  type TaskRow,
  type Term,
  type Writers,
} from '#store/index.js';
import {
  append,
  listPage,
  type ListQuery,
  nextVersion,
  requireOrganization,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { toStoredAuthority, type TaskKinds } from './kinds.js';
import { insertRows, runTasks, type StopSignal } from './run.js';

export type { TaskScope, TaskKind, TaskKinds } from './kinds.js';
export type { StopSignal } from './run.js';

export interface NewTask {
  readonly kind: Task['kind'];
  /** of the kind; JSON */
  readonly options?: Task['options'];
  /** one for each row; absent: the kind gathers them */
  readonly inputs?: readonly Readonly<Record<string, unknown>>[];
}

export interface RowQuery extends ListQuery {
  readonly status?: TaskRow['status'];
}

type Kinds = readonly Task['kind'][];

/** Long work: made in a moment, done row by row by whichever process has time, watched meanwhile. */
export interface Tasks {
  /** Faults `task.missing`, also when it belongs to another organization or is of another kind. */
  get(ctx: Context, organizationId: string, id: string, kinds: Kinds): Promise<Task>;
  /** Newest last. Fault `organization.missing`. */
  list(ctx: Context, organizationId: string, kinds: Kinds, query: ListQuery): Promise<Page<Task>>;
  /** In the order of the rows; those that a cancelled task never came to read `skipped`. */
  rows(ctx: Context, task: Task, query: RowQuery): Promise<Page<TaskRow>>;
  /** What is done stays done. Fault `task.over`. */
  cancel(ctx: Context, organizationId: string, id: string, kinds: Kinds): Promise<Task>;
  /** A bounded part of what waits; `more` says that it is worth calling again at once. */
  runTasks(ctx: Context, signal: StopSignal): Promise<{ done: number; more: boolean }>;
  /** Removes tasks that ended before that time, with their rows, a bounded part. */
  removeBefore(ctx: Context, before: Instant): Promise<{ done: number; more: boolean }>;
}

/** Makes a task within a transaction, so that it comes to be together with what it is for. At most 1,000 rows at once. */
export async function createTask(
  ctx: Context,
  tx: Writers,
  organizationId: string,
  { kind, options = {}, inputs }: NewTask,
): Promise<Task> {
  const now = instant(ctx.clock.now());
  const task: Task = {
    id: newId(),
    version: 1,
    createdAt: now,
    updatedAt: now,
    organizationId,
    kind,
    status: 'waiting',
    total: inputs?.length ?? 0,
    done: 0,
    succeeded: 0,
    failed: 0,
    actor: ctx.actor,
    authority: toStoredAuthority(ctx.authority),
    options,
    ...(!inputs && { gathering: {} }),
  };
  await tx.tasks.insert(task);
  if (inputs) await insertRows(ctx, tx, { id: task.id, total: 0 }, inputs);
  return task;
}

const FINISHED_STATUSES: readonly Task['status'][] = ['done', 'cancelled', 'failed'];

export function createTasks(deps: CoreDeps, kinds: TaskKinds): Tasks {
  const { store, presets } = deps;
  return {
    async get(_ctx, organizationId, id, allowedKinds) {
      return requireTask(await store.read.tasks.get(id), organizationId, id, allowedKinds);
    },
    async list(_ctx, organizationId, allowedKinds, query) {
      await requireOrganization(store.read, organizationId);
      const where = all(equals('organizationId', organizationId), oneOf('kind', allowedKinds));
      return listPage(store.read.tasks, where, query);
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
    cancel(ctx, organizationId, id, allowedKinds) {
      return store.transaction(organizationId, async (tx) => {
        const task = requireTask(await tx.tasks.get(id), organizationId, id, allowedKinds);
        if (FINISHED_STATUSES.includes(task.status))
          throw new Fault('task.over', { status: task.status });
        const { workerId: _worker, leaseUntil: _lease, ...rest } = task;
        const change = { status: 'cancelled', endedAt: instant(ctx.clock.now()) } as const;
        const after = nextVersion<Task>(ctx, rest, change);
        await tx.tasks.update(after);
        await append(ctx, tx, {
          organizationId,
          type: 'task.cancelled',
          target: { kind: 'task', id, name: task.kind },
          after: { kind: task.kind, total: task.total, done: task.done },
        });
        return after;
      });
    },
    runTasks: (ctx, signal) => runTasks({ store, presets, kinds }, ctx, signal),
    removeBefore: (_ctx, before) => removeBefore(store, before),
  };
}

function requireTask(
  task: Task | undefined,
  organizationId: string,
  id: string,
  kinds: Kinds,
): Task {
  if (task?.organizationId === organizationId && kinds.includes(task.kind)) return task;
  throw new Fault('task.missing', { id });
}

function statusTerm(status: TaskRow['status'], endedEarly: boolean): Term {
  if (!endedEarly) return equals('status', status);
  if (status === 'waiting') return any();
  return status === 'skipped' ? oneOf('status', ['skipped', 'waiting']) : equals('status', status);
}

/** Rows per transaction, and tasks per call. */
const ROWS_PER_PURGE = 1_000;
const TASKS_PER_PURGE = 10;

async function removeBefore(
  store: Store,
  before: Instant,
): Promise<{ done: number; more: boolean }> {
  const endedAt = { column: 'endedAt' };
  const { records } = await store.read.tasks.find({
    where: { kind: 'compare', field: endedAt, operator: 'lt', value: before },
    sort: [{ field: endedAt }],
    limit: TASKS_PER_PURGE,
  });
  for (const { id, organizationId } of records) {
    for (let hasMore = true; hasMore;) {
      const { records: rows } = await store.read.taskRows.find({
        where: equals('taskId', id),
        limit: ROWS_PER_PURGE,
      });
      const ids = rows.map((row) => row.id);
      hasMore = ids.length === ROWS_PER_PURGE;
      await store.transaction(organizationId, async (tx) => {
        if (ids.length > 0) await tx.taskRows.removeWhere(oneOf('id', ids));
        if (!hasMore) await tx.tasks.removeWhere(equals('id', id));
      });
    }
  }
  return { done: records.length, more: records.length === TASKS_PER_PURGE };
}
