import { actorKeyOf, Fault, type Context } from '#kernel/index.js';
import type { Task } from '#store/index.js';
import { placesTallyKey } from '#core/access/index.js';
import { writeTask, contextOfTask, toStoredAuthority } from '#core/tasks/index.js';
import { type OrganizationScope, intersectAuthority } from '#core/tenancy/index.js';
import { optionsOf, reportOf, validOf } from './reports.js';

/** What the caller says who lets a checked import go. */
export interface ApplyOptions {
  /** rows with errors are left out; without it an import with errors does not start */
  readonly skipInvalid?: boolean;
  /** the number of people who would be suspended, as the check found it */
  readonly confirm?: number;
  /** raises the guard to so many people */
  readonly maxDeactivate?: number;
}

/** Suspending more members at once counts as a mistake: a tenth of them, and never less than 19. */
const SUSPEND_GUARD_SHARE = 0.1;
const SUSPEND_GUARD_MIN = 19;

type Scope = Pick<OrganizationScope, 'ctx' | 'tx' | 'journal'>;

/** Lets a checked import go; one that was let go already stays as it is. Faults `import.not_checked`, `import.guard`, `task.over`. */
export async function applyImport(
  scope: OrganizationScope,
  task: Task,
  options: ApplyOptions,
): Promise<Task> {
  const { status } = task;
  if (status === 'waiting' || status === 'running' || status === 'done') return task;
  if (status === 'cancelled' || status === 'failed') throw new Fault('task.over', { status });
  const report = reportOf(task);
  const { errors, toSuspend } = report;
  const valid = validOf(report);
  if (status === 'checking') throw new Fault('import.not_checked', { status });
  if (valid === 0 || (errors > 0 && options.skipInvalid !== true)) {
    throw new Fault('import.not_checked', { status, valid, errors });
  }
  if (toSuspend > 0) await requireConfirmed(scope, toSuspend, options);
  return startImport(scope, task);
}

async function requireConfirmed(
  { tx, organization }: OrganizationScope,
  suspends: number,
  { confirm, maxDeactivate = 0 }: ApplyOptions,
): Promise<void> {
  const members = await tx.tallies.get(placesTallyKey(organization.id));
  const share = Math.floor(members * SUSPEND_GUARD_SHARE);
  const guard = Math.max(SUSPEND_GUARD_MIN, share, maxDeactivate);
  if (confirm === suspends && suspends <= guard) return;
  throw new Fault('import.guard', { suspends, members, guard, confirm: confirm ?? null });
}

/** The rows are done with the rights of the uploader, and of the caller who lets them go where that is another one. */
export async function startImport({ ctx, tx, journal }: Scope, task: Task): Promise<Task> {
  const { after: _after, ...rest } = task;
  const report = reportOf(task);
  const authority = intersectAuthority(contextOfTask(ctx, task).authority, ctx.authority);
  const started = await writeTask({ ctx, tx }, rest, {
    status: 'waiting',
    total: validOf(report),
    done: 0,
    succeeded: 0,
    failed: 0,
    ...(!isSameActor(ctx, task) && { authority: toStoredAuthority(authority), actor: ctx.actor }),
  });
  const { rows, errors, toAdd, toInvite, toUpdate, unchanged, toSuspend } = report;
  await journal.append({
    type: 'import.started',
    target: { kind: 'import', id: task.id, name: optionsOf(task).mode },
    after: { rows, errors, toAdd, toInvite, toUpdate, unchanged, toSuspend },
  });
  return started;
}

function isSameActor({ actor }: Context, task: Task): boolean {
  return actorKeyOf(actor) === actorKeyOf(task.actor);
}
