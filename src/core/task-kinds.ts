import { connectionDeletionTask } from '#core/members/index.js';
import { memberChangeTask } from '#core/member-changes/index.js';
import { importTasks, invitationTasks } from '#core/onboarding/index.js';
import type { TaskKinds } from '#core/tasks/index.js';

type InvitationDeps = Parameters<typeof invitationTasks>[0] & Parameters<typeof importTasks>[0];

/** How each kind of long work is done. */
export function taskKindsOf(
  invitationDeps: InvitationDeps,
  forgetSessions: Parameters<typeof connectionDeletionTask>[0],
): TaskKinds {
  return {
    ...invitationTasks(invitationDeps),
    ...importTasks(invitationDeps),
    ...memberChangeTask(invitationDeps),
    ...connectionDeletionTask(forgetSessions),
  };
}
