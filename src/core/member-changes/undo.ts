import { Fault, instant, isFault, type Context } from '#kernel/index.js';
import { all, compare, equals, type Readers, type Task, type TaskRow } from '#store/index.js';
import {
  assignSeat,
  isOverridden,
  liveSeat,
  requireActiveMember,
  requirePool,
  takeSeat,
} from '#core/entitlements/index.js';
import { reinstateMemberIn, setSuspendedIn, withholdAccess } from '#core/members/index.js';
import { createTask, writeTask } from '#core/tasks/index.js';
import { inOrganization, type CoreDeps, type OrganizationScope } from '#core/tenancy/index.js';
import { KIND, type MemberChangeOptions } from './begin.js';
import { requireMayChange, type MemberChange } from './changes.js';
import {
  giveRole,
  givenRoles,
  givenSpaceRole,
  setSpaceRole,
  takeRole,
  type ChangedSpace,
  type GivenRole,
  type RowOutcome,
} from './rows.js';

/** Changes that can be taken back. What was mailed was mailed, and a link that was revoked is dead. */
const UNDOABLE: ReadonlySet<MemberChange['kind']> = new Set([
  'suspend',
  'restore',
  'remove',
  'addRoles',
  'removeRoles',
  'setRoles',
  'assignSeats',
  'releaseSeats',
  'addToSpaces',
  'removeFromSpaces',
] as const);

/** How long removals can be taken back, as of one member. */
const REMOVAL_UNDO_MS = 10 * 60_000;

const OVER: ReadonlySet<Task['status']> = new Set(['done', 'cancelled', 'failed'] as const);

export function optionsOfTask(task: Pick<Task, 'options'>): MemberChangeOptions {
  return task.options as unknown as MemberChangeOptions;
}

/** Whether a change can be taken back; for removals until when. */
export interface UndoState {
  readonly undoable: boolean;
  /** of removals */
  readonly undoUntil?: string;
  readonly undoOf?: string;
  readonly undoneBy?: string;
}

export function undoStateOf({ clock }: Pick<Context, 'clock'>, task: Task): UndoState {
  const { undoOf, undoneBy } = optionsOfTask(task);
  const undoUntil = undoEndOf(task);
  return {
    undoable: refusalOf(task, clock.now()) === undefined && undoneBy === undefined,
    ...(undoUntil !== undefined && { undoUntil }),
    ...(undoOf !== undefined && { undoOf }),
    ...(undoneBy !== undefined && { undoneBy }),
  };
}

/** Counted from the end of the task: its last rows have so long, its first ones a little less. */
function undoEndOf(task: Task): string | undefined {
  const { change, undoOf } = optionsOfTask(task);
  const { endedAt } = task;
  if (change.kind !== 'remove' || undoOf !== undefined || endedAt === undefined) return undefined;
  return instant(Date.parse(endedAt) + REMOVAL_UNDO_MS);
}

type Refusal = 'kind' | 'running' | 'late' | 'nothing';

function refusalOf(task: Task, now: number): Refusal | undefined {
  const { change, undoOf } = optionsOfTask(task);
  if (undoOf !== undefined || !UNDOABLE.has(change.kind)) return 'kind';
  if (!OVER.has(task.status)) return 'running';
  const end = undoEndOf(task);
  if (end !== undefined && Date.parse(end) <= now) return 'late';
  return task.succeeded === 0 ? 'nothing' : undefined;
}

/**
 * Begins to take back what a task did, row by row, as another task: the inverse of each row that succeeded, by the rules of that inverse.
 * Faults `task.missing`, `task.undone`, `task.not_undoable`, `permission.missing`.
 */
export function undoTask(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  id: string,
): Promise<Task> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const task = await scope.tasks.require(id);
    if (task.kind !== KIND) throw new Fault('task.not_undoable', { id, because: 'kind' });
    const { change, undoneBy } = optionsOfTask(task);
    requireMayChange(scope.ctx, change);
    if (undoneBy !== undefined) throw new Fault('task.undone', { id, undoneBy });
    const because = refusalOf(task, scope.ctx.clock.now());
    if (because) throw new Fault('task.not_undoable', { id, because });
    const options = { change, undoOf: id } satisfies MemberChangeOptions;
    const undo = await createTask(scope, { kind: KIND, options });
    await writeTask(scope, task, { options: { ...task.options, undoneBy: undo.id } });
    await scope.journal.append({
      type: 'task.undone',
      target: { kind: 'task', id, name: task.kind },
      after: { kind: task.kind, change: change.kind, undoneBy: undo.id },
    });
    return undo;
  });
}

/** The rows of a task that did something which can be taken back, after a number. */
export async function nextUndoRows(
  { taskRows }: Pick<Readers, 'taskRows'>,
  taskId: string,
  { after = '0', limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ inputs: Readonly<Record<string, unknown>>[]; next?: string }> {
  const { records } = await taskRows.find({
    where: all(
      equals('taskId', taskId),
      equals('status', 'succeeded'),
      compare('number', 'gt', Number(after)),
    ),
    sort: [{ field: { column: 'number' } }],
    limit,
  });
  const last = records.at(-1);
  return {
    inputs: records.filter(isUndoable).map(({ input, number }) => ({ ...input, row: number })),
    ...(records.length === limit && last && { next: String(last.number) }),
  };
}

function isUndoable({ input, result }: TaskRow): boolean {
  return typeof input['memberId'] === 'string' && result?.['outcome'] !== 'unchanged';
}

/** A row of an undo: whom it is about, and the number of the row that it takes back. */
export interface UndoInput {
  readonly memberId: string;
  readonly row: number;
}

/** One row taken back. What is no longer as the row left it, is left as it is now. */
export async function undoRow(
  scope: OrganizationScope,
  { change, undoOf }: MemberChangeOptions,
  { memberId, row }: UndoInput,
): Promise<RowOutcome> {
  requireMayChange(scope.ctx, change);
  const done = await scope.tx.taskRows.first(
    all(equals('taskId', undoOf ?? ''), equals('number', row)),
  );
  const member = await scope.members.require(memberId);
  const outcome = await undoOutcome(scope, change, { member, result: done?.result ?? {} });
  return { memberId, ...outcome };
}

interface Done {
  readonly member: Awaited<ReturnType<OrganizationScope['members']['require']>>;
  readonly result: Readonly<Record<string, unknown>>;
}

async function undoOutcome(
  scope: OrganizationScope,
  change: MemberChange,
  done: Done,
): Promise<RowOutcome> {
  const { member, result } = done;
  switch (change.kind) {
    case 'suspend':
      await setSuspendedIn(scope, member, false);
      return { outcome: 'restored' };
    case 'restore':
      await setSuspendedIn(scope, member, true);
      return { outcome: 'suspended' };
    case 'remove': {
      const { notRestored } = await reinstateMemberIn(scope, member);
      return { outcome: 'reinstated', notRestored };
    }
    case 'addRoles':
    case 'removeRoles':
    case 'setRoles':
      return undoRoles(scope, done);
    case 'assignSeats':
    case 'releaseSeats':
      return undoSeat(scope, change, done);
    case 'addToSpaces':
    case 'removeFromSpaces': {
      const roleLeft = change.kind === 'addToSpaces' ? change.role : null;
      const spaces = (result['spaces'] ?? []) as readonly ChangedSpace[];
      for (const { spaceId, before } of spaces) {
        const isAsLeft = (await givenSpaceRole(scope, spaceId, member.id)) === roleLeft;
        if (!isAsLeft || !(await scope.spaces.get(spaceId))) continue;
        await setSpaceRole(scope, { spaceId, member, role: before ?? undefined });
      }
      return { outcome: 'changed' };
    }
    default:
      throw new Fault('task.not_undoable', { because: 'kind' });
  }
}

/** Roles that the change took come back before those that it gave go: nobody is without one in between. */
async function undoRoles(scope: OrganizationScope, { member, result }: Done): Promise<RowOutcome> {
  const lost = (result['lost'] ?? []) as readonly GivenRole[];
  const gained = (result['gained'] ?? []) as readonly GivenRole[];
  let current = member;
  for (const one of lost) {
    const isOver = one.until !== undefined && Date.parse(one.until) <= scope.ctx.clock.now();
    const isHeld = givenRoles(current).some(({ role }) => role === one.role);
    if (!isOver && !isHeld) current = await giveRole(scope, current, { ...one, confirm: true });
  }
  for (const { role } of gained) current = await takeRole(scope, current, role, true);
  return { outcome: current.version === member.version ? 'unchanged' : 'changed' };
}

async function undoSeat(
  scope: OrganizationScope,
  { kind, productId }: Extract<MemberChange, { readonly productId: string }>,
  { member, result }: Done,
): Promise<RowOutcome> {
  const pool = await requirePool(scope, productId);
  const current = await liveSeat(scope.tx, productId, member.id);
  if (kind === 'assignSeats') {
    // who had asked, or waited, before has no wish any more: the seat that was given has answered it
    if (!current) return { outcome: 'unchanged' };
    await takeSeat(scope, pool, current, withholdAccess);
    return { outcome: 'released' };
  }
  const hadSeat = result['before'] === 'assigned' || result['before'] === 'held';
  if (current || !hadSeat) return { outcome: 'unchanged' };
  const active = await requireActiveMember(scope, member.id);
  const override = await isOverridden(scope, active);
  try {
    const seat = await assignSeat(scope, pool, active, { whenFull: 'refuse', override });
    return { outcome: seat.status };
  } catch (error) {
    if (isFault(error, 'seat.held', 'seat.requested')) return { outcome: 'unchanged' };
    throw error;
  }
}
