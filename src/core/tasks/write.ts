import { addressKey } from '#kernel/index.js';
import type { Task, TaskRow, Writers } from '#store/index.js';
import { nextVersion, type OrganizationScope } from '#core/tenancy/index.js';

/* Tasks and their rows are written here: their modules know what a change means, and no other writes them. */

type Scope = Pick<OrganizationScope, 'ctx' | 'tx'>;

export async function insertTask(tx: Writers, task: Task): Promise<Task> {
  await tx.tasks.insert(task);
  return task;
}

/** The next version of a task. */
export async function writeTask(
  { ctx, tx }: Scope,
  before: Task,
  change: Partial<Task>,
): Promise<Task> {
  const after = nextVersion<Task>(ctx, before, change);
  await tx.tasks.update(after);
  return after;
}

/** Resolves to the ids of those that were not there; a row with the number or the key of another one is not written. */
export function insertTaskRows(tx: Writers, rows: readonly TaskRow[]): Promise<string[]> {
  return tx.taskRows.insertMissing(rows.map(withAddress));
}

const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** With the address of the person whom the row is about, by which an erasure finds it. */
function withAddress(row: TaskRow): TaskRow {
  const { email, cells } = row.input;
  const texts: unknown[] = Array.isArray(cells) ? cells : [email];
  const found = texts.find((text) => typeof text === 'string' && ADDRESS.test(text.trim()));
  const address = typeof found === 'string' ? addressKey(found.trim()) : undefined;
  // a member without an address is in a sheet by the id, and in a change of many people everybody is
  const { memberId } = row.input;
  const named = typeof memberId === 'string' ? `id:${memberId}` : undefined;
  const way = address ?? (row.key?.startsWith('id:') ? row.key : named);
  return way === undefined ? row : { ...row, address: way };
}

/** The next version of a row. */
export function writeTaskRow(
  { ctx, tx }: Scope,
  row: TaskRow,
  change: Partial<TaskRow>,
): Promise<void> {
  return tx.taskRows.update(nextVersion<TaskRow>(ctx, row, change));
}

/** A task that no worker has. */
export function withoutLease({ workerId: _worker, leaseUntil: _lease, ...task }: Task): Task {
  return task;
}
