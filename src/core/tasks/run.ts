import { Fault, instant, isFault, newId, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Store,
  type Task,
  type TaskRow,
  type Writers,
} from '#store/index.js';
import { append, nextVersion, type Presets, groundFor } from '#core/tenancy/index.js';
import { contextOf, type TaskGround, type TaskKind, type TaskKinds } from './kinds.js';

/** After a crash another process goes on that much later. Every row that is done renews it. */
export const LEASE_MS = 30_000;

/** Rows of one task in a turn; then other tasks have theirs. */
const ROWS_PER_TURN = 200;

/** A row that collides with others in a unique key is tried so often. */
const MOST_ATTEMPTS = 3;

/** What tells a worker to stop after the row it is at. */
export interface Stop {
  readonly aborted: boolean;
}

/** Another worker has the task, or it was cancelled. */
class LostError extends Error {
  override readonly name = 'LostError';
}

export interface Workshop {
  readonly store: Store;
  readonly presets: Presets;
  readonly kinds: TaskKinds;
}

interface Turn extends Workshop {
  readonly ctx: Context;
  readonly workerId: string;
  readonly taskId: string;
  readonly organizationId: string;
  readonly kind: TaskKind;
}

/**
 * Takes up tasks that wait or were left by a process that died, one turn each. Safe to be called by any number of processes: a
 * task has one worker at a time, and a row is done in the transaction that marks it. `more`: there is work left to be done now.
 */
export async function runTasks(
  workshop: Workshop,
  ctx: Context,
  signal: Stop,
): Promise<{ done: number; more: boolean }> {
  const workerId = newId();
  let { done, more } = await prepareTasks(workshop, ctx, signal);
  for (const task of await dueTasks(workshop.store, ctx)) {
    if (signal.aborted) break;
    const kind = workshop.kinds[task.kind];
    const claimed = kind && (await claim(workshop.store, ctx, task, workerId));
    if (!claimed) continue;
    const { id: taskId, organizationId } = task;
    const turn = { ...workshop, ctx: contextOf(ctx, task), workerId, taskId, organizationId, kind };
    try {
      done += await takeTurn(turn, signal);
    } catch (error) {
      if (!(error instanceof LostError)) throw error;
    }
  }
  more ||= (await dueTasks(workshop.store, ctx)).length > 0;
  return { done, more: more && !signal.aborted };
}

async function prepareTasks(
  { store, presets, kinds }: Workshop,
  ctx: Context,
  signal: Stop,
): Promise<{ done: number; more: boolean }> {
  let done = 0;
  let more = false;
  for (const kind of Object.values(kinds)) {
    const part = await kind.prepare?.({ store, presets }, ctx, signal);
    done += part?.done ?? 0;
    more ||= part?.more ?? false;
  }
  return { done, more };
}

async function dueTasks(store: Store, ctx: Context): Promise<Task[]> {
  const { records } = await store.read.tasks.find({
    where: oneOf('status', ['waiting', 'running']),
    sort: [{ field: { column: 'updatedAt' } }],
    limit: 100,
  });
  return records.filter((task) => isFree(task, ctx.clock.now()));
}

/** A lease that ends later than any lease could comes from a clock that was set back. */
export function isFree({ leaseUntil }: Task, now: number): boolean {
  if (leaseUntil === undefined) return true;
  const end = Date.parse(leaseUntil);
  return end <= now || end > now + LEASE_MS;
}

function claim(
  store: Store,
  ctx: Context,
  { id, organizationId }: Task,
  workerId: string,
): Promise<boolean> {
  return store.transaction(organizationId, async (tx) => {
    const task = await tx.tasks.get(id);
    const now = ctx.clock.now();
    const open = task?.status === 'waiting' || task?.status === 'running';
    if (!task || !open || !isFree(task, now)) return false;
    const startedAt = task.startedAt ?? instant(now);
    const leaseUntil = instant(now + LEASE_MS);
    const change = { status: 'running', workerId, leaseUntil, startedAt } as const;
    await tx.tasks.update(nextVersion<Task>(ctx, task, change));
    return true;
  });
}

/** A turn: what is still to be found, then rows, then the end or the task back to the others. */
async function takeTurn(turn: Turn, signal: Stop): Promise<number> {
  const { store, taskId } = turn;
  let done = 0;
  let task = await store.read.tasks.get(taskId);
  while (task?.gathering && !signal.aborted) {
    await inTask(turn, (ground) => gather(turn.kind, ground));
    task = await store.read.tasks.get(taskId);
  }
  const rows = signal.aborted ? [] : await nextRows(store, taskId, task?.after ?? 0);
  while (done < rows.length && !signal.aborted) {
    const some = rows.slice(done, done + (turn.kind.together ?? 1));
    const isDone = some.length > 1 && (await doTogether(turn, some));
    for (const row of isDone ? [] : some) await doRow(turn, row);
    done += some.length;
  }
  const isOver = !signal.aborted && rows.length < ROWS_PER_TURN;
  await inTask(turn, (ground) => (isOver ? finish(turn.kind, ground) : putBack(ground)));
  return done;
}

async function nextRows(store: Store, taskId: string, after: number): Promise<readonly TaskRow[]> {
  const number = { column: 'number' };
  const { records } = await store.read.taskRows.find({
    where: all(equals('taskId', taskId), oneOf('status', ['waiting', 'valid']), {
      kind: 'compare',
      field: number,
      operator: 'gt',
      value: after,
    }),
    sort: [{ field: number }],
    limit: ROWS_PER_TURN,
  });
  return records;
}

/** A transaction of a task that is ours still. */
function inTask<T>(turn: Turn, work: (ground: TaskGround) => Promise<T>): Promise<T> {
  const { store, presets, ctx, taskId, workerId, organizationId } = turn;
  return store.transaction(organizationId, async (tx) => {
    const task = await tx.tasks.get(taskId);
    if (task?.status !== 'running' || task.workerId !== workerId) throw new LostError('lost');
    const organization = await tx.organizations.get(organizationId);
    if (!organization) throw new LostError('the organization is gone');
    return work({ ...groundFor(ctx, tx, presets, organization), task });
  });
}

/** False: one of them could not be done, so none was. */
async function doTogether(turn: Turn, rows: readonly TaskRow[]): Promise<boolean> {
  try {
    await inTask(turn, async (ground) => {
      let { task } = ground;
      for (const { id } of rows) task = await succeed(turn.kind, { ...ground, task }, id);
    });
    return true;
  } catch (error) {
    if (error instanceof LostError || (isFault(error) && error.kind === 'unavailable')) throw error;
    return false;
  }
}

async function doRow(turn: Turn, row: TaskRow): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await inTask(turn, (ground) => succeed(turn.kind, ground, row.id));
      return;
    } catch (error) {
      if (error instanceof LostError || (isFault(error) && error.kind === 'unavailable'))
        throw error;
      if (isFault(error, 'record.exists') && attempt < MOST_ATTEMPTS) continue;
      await inTask(turn, (ground) => fail(ground, row.id, error));
      return;
    }
  }
}

async function succeed(kind: TaskKind, ground: TaskGround, rowId: string): Promise<Task> {
  const { ctx, tx, task } = ground;
  const row = await tx.taskRows.get(rowId);
  if (row?.status !== 'waiting' && row?.status !== 'valid') return task;
  const result = await kind.work(ground, row);
  const done =
    result === 'skip' ? { status: 'skipped' as const } : { status: 'succeeded' as const, result };
  await tx.taskRows.update(nextVersion<TaskRow>(ctx, row, done));
  return progress(ctx, tx, task, { after: row.number, succeeded: task.succeeded + 1 });
}

async function fail({ ctx, tx, task }: TaskGround, rowId: string, error: unknown): Promise<void> {
  const row = await tx.taskRows.get(rowId);
  if (!row) return;
  const fault = error instanceof Fault ? error : undefined;
  if (!fault) ctx.log.error({ err: error, task: task.id, row: row.number }, 'a row failed');
  const errors = fault?.details['errors'];
  const change = {
    status: 'failed' as const,
    code: fault?.code ?? 'internal',
    ...(Array.isArray(errors) && { errors: errors as NonNullable<TaskRow['errors']> }),
    ...(fault && { details: fault.details }),
  };
  await tx.taskRows.update(nextVersion<TaskRow>(ctx, row, change));
  await progress(ctx, tx, task, { after: row.number, failed: task.failed + 1 });
}

async function progress(
  ctx: Context,
  tx: Writers,
  task: Task,
  change: Partial<Task>,
): Promise<Task> {
  const leaseUntil = instant(ctx.clock.now() + LEASE_MS);
  const after = nextVersion<Task>(ctx, task, { ...change, done: task.done + 1, leaseUntil });
  await tx.tasks.update(after);
  return after;
}

async function gather(kind: TaskKind, ground: TaskGround): Promise<void> {
  const { ctx, tx, task } = ground;
  const { gathering, ...rest } = task;
  const found = await kind.gather?.(ground, gathering?.after);
  const inputs = found?.inputs ?? [];
  await insertRows(ctx, tx, task, inputs);
  const total = task.total + inputs.length;
  const leaseUntil = instant(ctx.clock.now() + LEASE_MS);
  const more = found?.next !== undefined && { gathering: { after: found.next } };
  await tx.tasks.update(nextVersion<Task>(ctx, rest, { total, leaseUntil, ...more }));
}

/** Numbers them on from the last one. */
export async function insertRows(
  ctx: Context,
  tx: Writers,
  task: Pick<Task, 'id' | 'total'>,
  inputs: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const now = instant(ctx.clock.now());
  const stamp = { version: 1, createdAt: now, updatedAt: now, taskId: task.id };
  await tx.taskRows.insertMissing(
    inputs.map((input, index) => ({
      id: newId(),
      ...stamp,
      number: task.total + index + 1,
      status: 'waiting',
      input,
    })),
  );
}

async function putBack({ ctx, tx, task }: TaskGround): Promise<void> {
  const { workerId: _worker, leaseUntil: _lease, ...rest } = task;
  await tx.tasks.update(nextVersion<Task>(ctx, rest, {}));
}

async function finish(kind: TaskKind, ground: TaskGround): Promise<void> {
  const { ctx, tx, task } = ground;
  const { workerId: _worker, leaseUntil: _lease, ...rest } = task;
  const endedAt = instant(ctx.clock.now());
  await tx.tasks.update(nextVersion<Task>(ctx, rest, { status: 'done', endedAt }));
  if (kind.finish) return kind.finish(ground);
  const { kind: name, total, succeeded, failed } = task;
  await append(ctx, tx, {
    organizationId: task.organizationId,
    type: 'task.finished',
    target: { kind: 'task', id: task.id, name },
    after: { kind: name, total, succeeded, failed },
  });
}
