import { insertTaskRows } from '#core/tasks/index.js';
import { all, equals, oneOf, type Task, type TaskRow } from '#store/index.js';
import { firstVersion } from '#core/tenancy/index.js';
import { isUnlocked } from '#core/entitlements/index.js';
import { managedAmong } from '#core/members/index.js';
import type { ImportScope } from './context.js';
import { reportOf, type CheckStep } from './reports.js';

/** Members of one step. */
const MEMBER_BATCH_SIZE = 500;

/**
 * Finds the active members who are not in the sheet, a part of them, and writes a row for each, below those of the sheet: what would
 * happen to them is seen before it happens. Left out are members without an address, who could not be in a sheet, members whom a
 * directory manages, and the uploader, who cannot suspend themselves.
 */
export async function gatherMissing(
  { ctx, tx, organization }: ImportScope,
  task: Task,
): Promise<CheckStep> {
  const before = reportOf(task);
  const { records, last } = await tx.members.find({
    where: all(equals('organizationId', organization.id), equals('status', 'active')),
    limit: MEMBER_BATCH_SIZE,
    ...(before.missingAfter !== undefined && { after: { values: [], id: before.missingAfter } }),
  });
  const reachable = records.filter(
    ({ id, emailKey }) => emailKey !== undefined && id !== ctx.authority.memberId,
  );
  const keys = reachable.map(({ emailKey = '' }) => emailKey);
  const sameAddresses = all(equals('taskId', task.id), oneOf('key', keys));
  const { records: rows } = await tx.taskRows.find({ where: sameAddresses, limit: keys.length });
  const present = new Set(rows.map(({ key }) => key));
  const missing = reachable.filter(({ emailKey }) => !present.has(emailKey));
  const managed = await managedAmong(
    tx,
    missing.map(({ id }) => id),
  );
  const now = ctx.clock.now();
  const people = missing.filter((member) => !managed.has(member.id) || isUnlocked(member, now));
  const lastNumber = before.lastRow + before.toSuspend;
  await insertTaskRows(
    tx,
    people.map(({ id, email = '', name }, index) =>
      firstVersion<TaskRow>(ctx, {
        taskId: task.id,
        number: lastNumber + index + 1,
        status: 'valid',
        input: { memberId: id, email, name },
        result: { action: 'suspend' },
      }),
    ),
  );
  const count = people.length;
  const report = {
    ...before,
    toSuspend: before.toSuspend + count,
    ...(last && { missingAfter: last.id }),
  };
  const change = { report, total: task.total + count, done: task.done + count };
  return { change, done: count, more: records.length === MEMBER_BATCH_SIZE };
}
