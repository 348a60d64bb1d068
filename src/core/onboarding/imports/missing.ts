import { firstVersion } from '#core/tenancy/index.js';
import { all, equals, oneOf, type Task, type TaskRow } from '#store/index.js';
import { isUnlocked, managedAmong } from '#core/members/index.js';
import type { ImportScope } from './context.js';
import { reportOf, type ImportReport } from './reports.js';

/** Members of one step. */
const MEMBER_BATCH_SIZE = 500;

/**
 * Finds the active members who are not in the sheet, a part of them, and writes a row for each, below those of the sheet: what would
 * happen to them is seen before it happens. People without an address could not be in a sheet; whom a directory manages is the
 * directory's; and nobody suspends themselves.
 */
export async function gatherMissing(
  { ctx, tx, organization }: ImportScope,
  task: Task,
): Promise<{ report: ImportReport; count: number; more: boolean }> {
  const before = reportOf(task);
  const { records } = await tx.members.find({
    where: all(equals('organizationId', organization.id), equals('status', 'active')),
    limit: MEMBER_BATCH_SIZE,
    ...(before.missingAfter !== undefined && { after: { values: [], id: before.missingAfter } }),
  });
  const reachable = records.filter(
    ({ id, emailKey }) => emailKey !== undefined && id !== ctx.authority.memberId,
  );
  const keys = reachable.map(({ emailKey = '' }) => emailKey);
  const sameAddresses = all(equals('taskId', task.id), oneOf('key', keys));
  const { records: rows } = await tx.taskRows.find({ where: sameAddresses, limit: 1_000 });
  const present = new Set(rows.map(({ key }) => key));
  const missing = reachable.filter(({ emailKey }) => !present.has(emailKey));
  const ids = missing.map(({ id }) => id);
  const managed = await managedAmong(tx, ids);
  const now = ctx.clock.now();
  const people = missing.filter((member) => !managed.has(member.id) || isUnlocked(member, now));
  const lastNumber = before.lastRow + before.toSuspend;
  await tx.taskRows.insertMissing(
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
  const missingAfter = records.at(-1)?.id;
  const report = {
    ...before,
    toSuspend: before.toSuspend + people.length,
    ...(missingAfter !== undefined && { missingAfter }),
  };
  return { report, count: people.length, more: records.length === MEMBER_BATCH_SIZE };
}
