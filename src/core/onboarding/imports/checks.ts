import { instant, newId, type Context } from '#kernel/index.js';
import { equals, type Product, type Store, type Task, type TaskRow } from '#store/index.js';
import { createScope, type CoreDeps, type SweepResult } from '#core/tenancy/index.js';
import {
  withoutLease,
  writeTask,
  writeTaskRow,
  contextOfTask,
  isClaimable,
  LEASE_MS,
  nextRows,
  type StopSignal,
} from '#core/tasks/index.js';
import { startImport } from './apply.js';
import { gatherMissing } from './missing.js';
import { optionsOf, reportOf, type CheckStep, type ImportReport } from './reports.js';
import { loadImportContext, type Cells, type ImportContext, type ImportScope } from './context.js';
import { refusalOf, checkRow, missingAccess, type RowCheck } from './row-checks.js';

/** Rows of one transaction, and transactions of one turn. */
const ROW_BATCH_SIZE = 200;
const MAX_STEPS_PER_TURN = 10;
const IMPORTS_PER_LOOK = 100;

/** The check of one import by one worker. */
interface ImportCheck extends CoreDeps {
  readonly ctx: Context;
  readonly workerId: string;
  readonly id: string;
}

/**
 * Takes up imports that wait to be checked, one turn each. By any number of processes: a check has one worker at a time, whose lease
 * every step renews, and the progress is kept with what was found.
 */
export async function checkImports(
  deps: CoreDeps,
  ctx: Context,
  signal: StopSignal,
): Promise<SweepResult> {
  const workerId = newId();
  let done = 0;
  for (const task of await waitingImports(deps.store, ctx)) {
    if (signal.aborted) break;
    const check = { ...deps, ctx: contextOfTask(ctx, task), workerId, id: task.id };
    if (await claim(check)) done += await takeTurn(check, signal);
  }
  return { done, more: !signal.aborted && (await waitingImports(deps.store, ctx)).length > 0 };
}

async function waitingImports(store: Store, ctx: Context): Promise<Task[]> {
  const { records } = await store.read.tasks.find({
    where: equals('status', 'checking'),
    sort: [{ field: { column: 'updatedAt' } }],
    limit: IMPORTS_PER_LOOK,
  });
  return records.filter((task) => isWaiting(task, ctx.clock.now()));
}

function isWaiting(task: Task, now: number): boolean {
  return task.status === 'checking' && !task.gathering && isClaimable(task, now);
}

/** In a partition of its own: a check writes nothing but the task and its rows, and nothing else waits for it. */
function claim({ store, ctx, id, workerId }: ImportCheck): Promise<boolean> {
  return store.transaction(id, async (tx) => {
    const task = await tx.tasks.get(id);
    if (!task || !isWaiting(task, ctx.clock.now())) return false;
    await writeTask({ ctx, tx }, task, { workerId, leaseUntil: newLease(ctx) });
    return true;
  });
}

function newLease({ clock }: Context): string {
  return instant(clock.now() + LEASE_MS);
}

async function takeTurn(check: ImportCheck, signal: StopSignal): Promise<number> {
  let done = 0;
  for (let step = 0; step < MAX_STEPS_PER_TURN && !signal.aborted; step += 1) {
    const result = await runStep(check);
    done += result.done;
    if (!result.more) return done;
  }
  const { store, ctx, id, workerId } = check;
  await store.transaction(id, async (tx) => {
    const task = await tx.tasks.get(id);
    if (task?.workerId !== workerId) return;
    await writeTask({ ctx, tx }, withoutLease(task), {});
  });
  return done;
}

/** Rows first, then the members who are missing from the sheet, then the end. No `more`, too, when another worker has it. */
function runStep({ ctx, id, workerId, ...deps }: ImportCheck): Promise<SweepResult> {
  return deps.store.transaction(id, async (tx) => {
    const task = await tx.tasks.get(id);
    const organization = task && (await tx.organizations.get(task.organizationId));
    if (!organization || task.status !== 'checking' || task.workerId !== workerId) {
      return { done: 0, more: false };
    }
    const options = optionsOf(task);
    const scope = { ...createScope(deps, ctx, tx, organization), options };
    const { change, done, more } = await nextStep(scope, task);
    if (more) {
      const leaseUntil = newLease(ctx);
      await writeTask(scope, task, { ...change, leaseUntil });
    } else await finishCheck(scope, { ...task, ...change });
    return { done, more };
  });
}

async function nextStep(scope: ImportScope, task: Task): Promise<CheckStep> {
  const rows = await nextRows(scope.tx, task, ['waiting'], ROW_BATCH_SIZE);
  if (rows.length > 0) {
    const importContext = await loadImportContext(scope, rows.map(cellsOfRow));
    const report = await checkRows(importContext, rows, reportOf(task));
    const after = rows.at(-1)?.number ?? 0;
    const change = { after, done: task.done + rows.length, report };
    return { change, done: rows.length, more: true };
  }
  if (scope.options.mode === 'deactivate-missing') return gatherMissing(scope, task);
  return { change: {}, done: 0, more: false };
}

/** The import waits to be applied, or starts at once without a dry run, an error and members to suspend. */
async function finishCheck(scope: ImportScope, task: Task): Promise<void> {
  const { errors, toSuspend } = reportOf(task);
  const { after: _after, ...rest } = withoutLease(task);
  if (!scope.options.dryRun && errors === 0 && toSuspend === 0) await startImport(scope, rest);
  else {
    const change = { status: 'checked', done: task.total } as const;
    await writeTask(scope, rest, change);
  }
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
  let report = before;
  for (const row of rows) {
    const check = await checkRow(importContext, cellsOfRow(row));
    report = countRow(report, check, importContext);
    const change: Partial<TaskRow> =
      check.action === 'refuse'
        ? { status: 'invalid', ...refusalOf(importContext, check.problems) }
        : { status: 'valid', result: { action: check.action } };
    await writeTaskRow(importContext, row, change);
  }
  return report;
}

/** Products of which the person of the row has no seat, and is promised none. */
function newProductsOf(
  check: Exclude<RowCheck, { readonly action: 'refuse' }>,
  importContext: ImportContext,
): readonly Product[] {
  const { products } = check.input;
  if ('invitation' in check) {
    return products.filter(({ id }) => !check.invitation.products.includes(id));
  }
  return 'member' in check
    ? missingAccess(importContext, check.input, check.member).products
    : products;
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
  const seats = { ...report.seats };
  for (const { id } of newProductsOf(check, importContext)) seats[id] = (seats[id] ?? 0) + 1;
  return { ...after, seats };
}
