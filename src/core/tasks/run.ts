import { Fault, instant, isFault, newId, type Authority, type Context } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  oneOf,
  type Readers,
  type Store,
  type Task,
  type TaskRow,
  type Writers,
} from '#store/index.js';
import {
  firstVersion,
  inOrganization,
  requireActive,
  readmit,
  type CoreDeps,
  type OrganizationScope,
  type SweepResult,
} from '#core/tenancy/index.js';
import { insertTaskRows, withoutLease, writeTask, writeTaskRow } from './write.js';
import {
  contextOfTask,
  type RowTaskKind,
  type StepResult,
  type SteppedTaskKind,
  type TaskScope,
  type TaskKind,
  type TaskKinds,
} from './kinds.js';

/** After a crash another process goes on that much later. Every row that is done renews it. */
export const LEASE_MS = 30_000;

/** Rows of one task in a turn; then other tasks have theirs. */
const ROWS_PER_TURN = 200;

/** Steps of one task in a turn, for kinds without rows. */
const STEPS_PER_TURN = 20;

/** The signal for a worker to stop after its current row. */
export interface StopSignal {
  readonly aborted: boolean;
}

/** Another worker has the task, or it was cancelled. */
class LostError extends Error {
  override readonly name = 'LostError';
}

/** The organization is closed, or the caller is not admitted any more: the rest of the task is not done. */
class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** Whether the task is not this worker's any more; the last case is that of a purged organization. */
function isLost(error: unknown): boolean {
  return error instanceof LostError || isFault(error, 'organization.missing');
}

export interface TaskDeps extends CoreDeps {
  readonly kinds: TaskKinds;
}

interface Turn extends TaskDeps {
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
  deps: TaskDeps,
  ctx: Context,
  signal: StopSignal,
): Promise<SweepResult> {
  const workerId = newId();
  let { done, more } = await prepareTasks(deps, ctx, signal);
  for (const task of await dueTasks(deps.store, ctx)) {
    if (signal.aborted) break;
    const kind = deps.kinds[task.kind];
    if (!kind) continue;
    const { id: taskId, organizationId } = task;
    const turn = { ...deps, ctx: contextOfTask(ctx, task), workerId, taskId, organizationId, kind };
    try {
      if (await claim(turn)) done += await takeTurn(turn, signal);
    } catch (error) {
      if (!isLost(error)) throw error;
    }
  }
  more ||= (await dueTasks(deps.store, ctx)).length > 0;
  return { done, more: more && !signal.aborted };
}

async function prepareTasks(
  { kinds, ...deps }: TaskDeps,
  ctx: Context,
  signal: StopSignal,
): Promise<SweepResult> {
  let done = 0;
  let more = false;
  for (const kind of Object.values(kinds)) {
    if ('step' in kind) continue;
    const result = await kind.prepare?.(deps, ctx, signal);
    done += result?.done ?? 0;
    more ||= result?.more ?? false;
  }
  return { done, more };
}

/** Those that did nothing for longest; a look that found some is followed by another one. */
const TASKS_PER_LOOK = 100;

async function dueTasks(store: Store, ctx: Context): Promise<Task[]> {
  const { records } = await store.read.tasks.find({
    where: oneOf('status', ['waiting', 'running']),
    sort: [{ field: { column: 'updatedAt' } }],
    limit: TASKS_PER_LOOK,
  });
  return records.filter((task) => isClaimable(task, ctx.clock.now()));
}

/** A lease that ends later than any lease could comes from a clock that was set back. */
export function isClaimable({ leaseUntil }: Task, now: number): boolean {
  if (leaseUntil === undefined) return true;
  const end = Date.parse(leaseUntil);
  return end <= now || end > now + LEASE_MS;
}

function claim(turn: Turn): Promise<boolean> {
  const { organizationId, taskId, workerId } = turn;
  const ctx: Context = { ...turn.ctx, followsUp: true };
  const claimIfOpen = async (scope: OrganizationScope): Promise<boolean> => {
    const task = await scope.tasks.get(taskId);
    const now = ctx.clock.now();
    const isOpen = task?.status === 'waiting' || task?.status === 'running';
    if (!task || !isOpen || !isClaimable(task, now)) return false;
    const startedAt = task.startedAt ?? instant(now);
    const leaseUntil = instant(now + LEASE_MS);
    const change = { status: 'running', workerId, leaseUntil, startedAt } as const;
    await writeTask(scope, task, change);
    return true;
  };
  return inOrganization(turn, ctx, organizationId, claimIfOpen, 'any');
}

async function takeTurn(turn: Turn, signal: StopSignal): Promise<number> {
  try {
    const { kind } = turn;
    return await ('step' in kind ? takeSteps(turn, kind, signal) : workOn(turn, kind, signal));
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    await endRefused(turn, error.message);
    return 0;
  }
}

/** A turn: what is still to be found, then rows, then the end or the task back to the others. */
async function workOn(turn: Turn, kind: RowTaskKind, signal: StopSignal): Promise<number> {
  const { store, taskId } = turn;
  let done = 0;
  let task = await store.read.tasks.get(taskId);
  while (task?.gathering && !signal.aborted) {
    await asCaller(turn, (scope) => gatherRows(kind, scope));
    task = await store.read.tasks.get(taskId);
  }
  const open = ['waiting', 'valid'] as const;
  const rows = task && !signal.aborted ? await nextRows(store.read, task, open, ROWS_PER_TURN) : [];
  while (done < rows.length && !signal.aborted) {
    const batch = rows.slice(done, done + (kind.batchSize ?? 1));
    const isDone = batch.length > 1 && (await runBatch(turn, kind, batch));
    for (const row of isDone ? [] : batch) await runRow(turn, kind, row);
    done += batch.length;
  }
  const isOver = !signal.aborted && rows.length < ROWS_PER_TURN;
  await inTaskTransaction(turn, (scope) => (isOver ? finishTask(kind, scope) : releaseTask(scope)));
  return done;
}

/** A turn of a task without rows. What a step cannot do ends the task: another one would meet it again. */
async function takeSteps(turn: Turn, kind: SteppedTaskKind, signal: StopSignal): Promise<number> {
  let done = 0;
  for (let steps = 0; steps < STEPS_PER_TURN && !signal.aborted; steps += 1) {
    const result = await asCaller(turn, (scope) => takeStep(kind, scope)).catch(
      (error: unknown) => {
        if (endsTurn(error) || isFault(error, 'record.stale', 'store.contention')) throw error;
        turn.ctx.log.error({ err: error, task: turn.taskId }, 'a step of a task failed');
        throw new RefusedError(isFault(error) ? error.code : 'internal');
      },
    );
    done += Math.max(1, result.done);
    if (!result.more) return done;
  }
  await inTaskTransaction(turn, releaseTask);
  return done;
}

async function takeStep(kind: SteppedTaskKind, scope: TaskScope): Promise<StepResult> {
  const result = await kind.step(scope);
  const { done, succeeded } = scope.task;
  const task = await writeTask(scope, scope.task, {
    ...result.change,
    done: done + result.done,
    succeeded: succeeded + result.done,
    leaseUntil: instant(scope.ctx.clock.now() + LEASE_MS),
  });
  if (!result.more) await finishTask(kind, { ...scope, task });
  return result;
}

/** The next rows in their order, after a row's number. */
export async function nextRows(
  { taskRows }: Pick<Readers, 'taskRows'>,
  { id, after = 0 }: Pick<Task, 'id' | 'after'>,
  statuses: readonly TaskRow['status'][],
  limit: number,
): Promise<readonly TaskRow[]> {
  const where = all(
    equals('taskId', id),
    oneOf('status', statuses),
    compare('number', 'gt', after),
  );
  const sort = [{ field: { column: 'number' } }];
  return (await taskRows.find({ where, sort, limit })).records;
}

/** What a task does in the name of the caller who asked for it: only as long as organization and caller are let in. */
function asCaller<T>(turn: Turn, work: (scope: TaskScope) => Promise<T>): Promise<T> {
  return inTaskTransaction(turn, async (scope) => {
    const authority = await callerAuthority(turn, scope).catch((error: unknown) => {
      throw error instanceof Fault ? new RefusedError(error.code) : error;
    });
    return work({ ...scope, ctx: { ...scope.ctx, authority } });
  });
}

/** What the caller may do now. */
async function callerAuthority(turn: Turn, scope: TaskScope): Promise<Authority> {
  requireActive(scope.organization);
  return (await readmit(turn.ctx, scope)).authority;
}

/** A transaction of a task that is ours still: its progress is noted whatever became of its caller. */
function inTaskTransaction<T>(turn: Turn, work: (scope: TaskScope) => Promise<T>): Promise<T> {
  const { taskId, workerId, organizationId } = turn;
  const ctx: Context = { ...turn.ctx, followsUp: true };
  const workIfOurs = async (scope: OrganizationScope): Promise<T> => {
    const task = await scope.tasks.get(taskId);
    if (task?.status !== 'running' || task.workerId !== workerId) throw new LostError('lost');
    return work({ ...scope, task });
  };
  return inOrganization(turn, ctx, organizationId, workIfOurs, 'any');
}

/** False: one of them could not be done, so none was. */
async function runBatch(turn: Turn, kind: RowTaskKind, rows: readonly TaskRow[]): Promise<boolean> {
  try {
    await asCaller(turn, async (scope) => {
      let { task } = scope;
      for (const { id } of rows) {
        const row = (): Promise<Task> => completeRow(kind, { ...scope, task }, id);
        // what the hooks are to be asked about one row is asked together with the others
        task = (await scope.hooks.collect(row)) ?? task;
      }
    });
    return true;
  } catch (error) {
    if (endsTurn(error)) throw error;
    return false;
  }
}

/** What is no fault of a row. */
function endsTurn(error: unknown): boolean {
  // a hook that gives no answer fails its row, which can be done again
  const isUnavailable =
    isFault(error) && error.kind === 'unavailable' && error.code !== 'hook.failed';
  return isUnavailable || error instanceof RefusedError || isLost(error);
}

async function runRow(turn: Turn, kind: RowTaskKind, row: TaskRow): Promise<void> {
  try {
    await asCaller(turn, (scope) => completeRow(kind, scope, row.id));
  } catch (error) {
    if (endsTurn(error)) throw error;
    await inTaskTransaction(turn, (scope) => failRow(scope, row.id, error));
  }
}

async function completeRow(kind: RowTaskKind, scope: TaskScope, rowId: string): Promise<Task> {
  const { tx, task } = scope;
  const row = await tx.taskRows.get(rowId);
  if (row?.status !== 'waiting' && row?.status !== 'valid') return task;
  const result = await kind.work(scope, row);
  const outcome =
    result === 'skip' ? { status: 'skipped' as const } : { status: 'succeeded' as const, result };
  await writeTaskRow(scope, row, outcome);
  return writeProgress(scope, task, { after: row.number, succeeded: task.succeeded + 1 });
}

async function failRow(scope: TaskScope, rowId: string, error: unknown): Promise<void> {
  const { ctx, tx, task } = scope;
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
  await writeTaskRow(scope, row, change);
  await writeProgress(scope, task, { after: row.number, failed: task.failed + 1 });
}

function writeProgress(scope: TaskScope, task: Task, change: Partial<Task>): Promise<Task> {
  const leaseUntil = instant(scope.ctx.clock.now() + LEASE_MS);
  return writeTask(scope, task, { ...change, done: task.done + 1, leaseUntil });
}

async function gatherRows(kind: RowTaskKind, scope: TaskScope): Promise<void> {
  const { ctx, tx, task } = scope;
  const { gathering, ...rest } = task;
  const found = await kind.gather?.(scope, gathering?.after);
  const inputs = found?.inputs ?? [];
  await insertRows(ctx, tx, task, inputs);
  const total = task.total + inputs.length;
  const leaseUntil = instant(ctx.clock.now() + LEASE_MS);
  const more = found?.next !== undefined && { gathering: { after: found.next } };
  await writeTask(scope, rest, { total, leaseUntil, ...more });
}

/** Numbers them on from the last one. */
export async function insertRows(
  ctx: Context,
  tx: Writers,
  task: Pick<Task, 'id' | 'total'>,
  inputs: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  await insertTaskRows(
    tx,
    inputs.map((input, index) =>
      firstVersion<TaskRow>(ctx, {
        taskId: task.id,
        number: task.total + index + 1,
        status: 'waiting',
        input,
      }),
    ),
  );
}

async function releaseTask(scope: TaskScope): Promise<void> {
  await writeTask(scope, withoutLease(scope.task), {});
}

async function finishTask(kind: TaskKind, scope: TaskScope): Promise<void> {
  const { ctx, task } = scope;
  const endedAt = instant(ctx.clock.now());
  await writeTask(scope, withoutLease(task), { status: 'done', endedAt });
  await appendFinished(kind, scope);
}

/** The rows that are done stay done, the others read `skipped`; the journal says why. */
function endRefused(turn: Turn, code: string): Promise<void> {
  return inTaskTransaction(turn, async (scope) => {
    const endedAt = instant(scope.ctx.clock.now());
    const change = { status: 'failed', endedAt, error: code } as const;
    await appendFinished(turn.kind, {
      ...scope,
      task: await writeTask(scope, withoutLease(scope.task), change),
    });
  });
}

async function appendFinished(kind: TaskKind, scope: TaskScope): Promise<void> {
  if ('finish' in kind) return kind.finish?.(scope);
  const { id, kind: name, total, succeeded, failed, error } = scope.task;
  await scope.journal.append({
    type: 'task.finished',
    target: { kind: 'task', id, name },
    after: { kind: name, total, succeeded, failed, ...(error !== undefined && { error }) },
  });
}
