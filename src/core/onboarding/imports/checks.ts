import { foldCase, instant, newId, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Store,
  type Task,
  type TaskRow,
  type Writers,
} from '#store/index.js';
import { nextVersion, type Presets } from '#core/tenancy/index.js';
import { contextOfTask, isClaimable, LEASE_MS, type StopSignal } from '#core/tasks/index.js';
import { startImport } from './apply.js';
import { gatherMissing } from './missing.js';
import { toStoredReport, optionsOf, reportOf, type ImportReport } from './reports.js';
import { loadImportContext, type Cells, type ImportContext } from './context.js';
import { errorsOf, checkRow, type RowCheck } from './row-checks.js';

/** Rows of one transaction, and transactions of one turn. */
const ROW_BATCH_SIZE = 200;
const MAX_STEPS_PER_TURN = 10;

interface ImportCheck {
  readonly store: Store;
  readonly presets: Presets;
  readonly workerId: string;
  readonly id: string;
}

/**
 * Takes up imports that wait to be checked, one turn each. By any number of processes: a check has one worker at a time, whose lease
 * every step renews, and where it stands is kept with what it found.
 */
export async function checkImports(
  { store, presets }: { readonly store: Store; readonly presets: Presets },
  ctx: Context,
  signal: StopSignal,
): Promise<{ done: number; more: boolean }> {
  const workerId = newId();
  let done = 0;
  for (const task of await waitingImports(store, ctx)) {
    if (signal.aborted) break;
    const check = { store, presets, workerId, id: task.id };
    const taskContext = contextOfTask(ctx, task);
    if (!(await claim(check, taskContext))) continue;
    let isOver = false;
    for (let step = 0; step < MAX_STEPS_PER_TURN && !isOver && !signal.aborted; step += 1) {
      const result = await runStep(check, taskContext);
      done += result.done;
      isOver = result.isOver;
    }
    if (!isOver) await releaseLease(check, taskContext);
  }
  return { done, more: !signal.aborted && (await waitingImports(store, ctx)).length > 0 };
}

async function waitingImports(store: Store, ctx: Context): Promise<Task[]> {
  const { records } = await store.read.tasks.find({
    where: equals('status', 'checking'),
    sort: [{ field: { column: 'updatedAt' } }],
    limit: 100,
  });
  return records.filter((task) => !task.gathering && isClaimable(task, ctx.clock.now()));
}

/** In a lane of its own: a check writes nothing but the task and its rows, and nobody has to wait for it. */
function claim({ store, id, workerId }: ImportCheck, ctx: Context): Promise<boolean> {
  return store.transaction(id, async (tx) => {
    const task = await tx.tasks.get(id);
    const now = ctx.clock.now();
    if (task?.status !== 'checking' || task.gathering || !isClaimable(task, now)) return false;
    await tx.tasks.update(nextVersion<Task>(ctx, task, { workerId, leaseUntil: leaseFrom(now) }));
    return true;
  });
}

function leaseFrom(now: number): string {
  return instant(now + LEASE_MS);
}

function releaseLease({ store, id, workerId }: ImportCheck, ctx: Context): Promise<void> {
  return store.transaction(id, async (tx) => {
    const task = await tx.tasks.get(id);
    if (task?.workerId === workerId)
      await tx.tasks.update(nextVersion<Task>(ctx, withoutLease(task), {}));
  });
}

function withoutLease(task: Task): Task {
  const { workerId: _worker, leaseUntil: _lease, ...rest } = task;
  return rest;
}

/** Rows first, then whoever is missing from the sheet, then the end. `isOver`, too, when it is somebody else's now. */
function runStep(
  { store, presets, id, workerId }: ImportCheck,
  ctx: Context,
): Promise<{ done: number; isOver: boolean }> {
  return store.transaction(id, async (tx) => {
    const task = await tx.tasks.get(id);
    if (task?.status !== 'checking' || task.workerId !== workerId) return { done: 0, isOver: true };
    const organization = await tx.organizations.get(task.organizationId);
    if (!organization) return { done: 0, isOver: true };
    const scope = { ctx, tx, presets, organization, options: optionsOf(task) };
    const leaseUntil = leaseFrom(ctx.clock.now());
    const rows = await nextRows(tx, task);
    if (rows.length > 0) {
      const importContext = await loadImportContext(scope, rows.map(cellsOfRow));
      const report = await checkRows(importContext, rows, reportOf(task));
      const after = rows.at(-1)?.number ?? 0;
      const change = {
        after,
        done: task.done + rows.length,
        report: toStoredReport(report),
        leaseUntil,
      };
      await tx.tasks.update(nextVersion<Task>(ctx, task, change));
      return { done: rows.length, isOver: false };
    }
    if (scope.options.mode === 'deactivate-missing') {
      const { report, count, more } = await gatherMissing(scope, task);
      const total = task.total + count;
      const change = { report: toStoredReport(report), total, done: task.done + count, leaseUntil };
      if (more) {
        await tx.tasks.update(nextVersion<Task>(ctx, task, change));
        return { done: count, isOver: false };
      }
      await finishCheck(ctx, tx, { ...task, ...change });
      return { done: count, isOver: true };
    }
    await finishCheck(ctx, tx, task);
    return { done: 0, isOver: true };
  });
}

/** Checked: waits for somebody to say go on, unless the uploader has said so and there is nothing to look at first. */
async function finishCheck(ctx: Context, tx: Writers, task: Task): Promise<void> {
  const { dryRun } = optionsOf(task);
  const { errors, toSuspend } = reportOf(task);
  const { after: _after, ...rest } = withoutLease(task);
  if (!dryRun && errors === 0 && toSuspend === 0) await startImport(ctx, tx, rest);
  else {
    const change = { status: 'checked', done: task.total } as const;
    await tx.tasks.update(nextVersion<Task>(ctx, rest, change));
  }
}

async function nextRows(tx: Writers, { id, after = 0 }: Task): Promise<readonly TaskRow[]> {
  const number = { column: 'number' };
  const { records } = await tx.taskRows.find({
    where: all(equals('taskId', id), oneOf('status', ['waiting']), {
      kind: 'compare',
      field: number,
      operator: 'gt',
      value: after,
    }),
    sort: [{ field: number }],
    limit: ROW_BATCH_SIZE,
  });
  return records;
}

export function cellsOfRow({ input }: Pick<TaskRow, 'input'>): Cells {
  const cells = input['cells'];
  return Array.isArray(cells) ? cells.map(String) : [];
}

async function checkRows(
  importContext: ImportContext,
  rows: readonly TaskRow[],
  before: ImportReport,
): Promise<ImportReport> {
  const { ctx, tx } = importContext;
  let report = before;
  for (const row of rows) {
    const check = await checkRow(importContext, cellsOfRow(row));
    report = countRow(report, check, importContext);
    if (check.action === 'refuse') {
      const { problems } = check;
      const errors = errorsOf(importContext, problems);
      const code = problems[0]?.code ?? 'request.invalid';
      await tx.taskRows.update(nextVersion<TaskRow>(ctx, row, { status: 'invalid', code, errors }));
    } else {
      const result = { action: check.action };
      await tx.taskRows.update(nextVersion<TaskRow>(ctx, row, { status: 'valid', result }));
    }
  }
  return report;
}

const COUNTER_BY_ACTION = {
  refuse: 'errors',
  add: 'toAdd',
  invite: 'toInvite',
  update: 'toUpdate',
  unchanged: 'unchanged',
} as const satisfies Record<RowCheck['action'], keyof ImportReport>;

function countRow(
  report: ImportReport,
  check: RowCheck,
  importContext: ImportContext,
): ImportReport {
  const name = COUNTER_BY_ACTION[check.action];
  const after = { ...report, [name]: report[name] + 1 };
  if (check.action === 'refuse') return after;
  const memberId = 'member' in check ? check.member.id : foldCase(check.input.email);
  const needed = check.input.products.filter(
    ({ id }) => !importContext.seats.has(`${id}:${memberId}`),
  );
  if (needed.length === 0) return after;
  const seats = { ...report.seats };
  for (const { id } of needed) seats[id] = (seats[id] ?? 0) + 1;
  return { ...after, seats };
}
