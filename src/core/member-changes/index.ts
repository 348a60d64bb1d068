/**
 * Owns changes of many people at once: a selection as data (rows, or a filter less some), what it would do, the task that does it row by
 * row, and taking it back. Never knows a rule of its own about members, seats, spaces or invitations: every row is the change that those
 * modules make of one.
 *
 * Flow: `selectRows` counts, `beginMemberChange` writes the ids down, the task calls `changeRow` for each in a transaction of its own.
 * Next door: `members`, `entitlements`, `onboarding`, whose verbs the rows call; `tasks`, which runs them.
 */
import type { Context, Page } from '#kernel/index.js';
import type { Task, TaskRow } from '#store/index.js';
import { requirePermission } from '#core/access/index.js';
import type { RowQuery, Tasks } from '#core/tasks/index.js';
import type { ListQuery } from '#core/tenancy/index.js';
import { subjectsOf, type ChangeSubject } from './about.js';
import { beginMemberChange, KIND, type MemberChangeRequest } from './begin.js';
import type { MemberChangeDeps } from './changes.js';
import { peopleOf, type RowPerson } from './people.js';
import { previewMemberChange } from './preview.js';
import { undoStateOf, undoTask } from './undo.js';

export { KIND as MEMBER_CHANGE_TASK } from './begin.js';
export type { MemberChangeOptions, MemberChangeRequest } from './begin.js';
export type { MemberChange } from './changes.js';
export type { PeopleSelection } from './selections.js';
export { memberChangeTask } from './task.js';

export interface MemberChangeQuery extends ListQuery {
  /** `me`: the acting member's only */
  readonly by?: 'me' | 'anybody';
}

export function createMemberChanges(deps: MemberChangeDeps, tasks: Tasks) {
  const get = (ctx: Context, organizationId: string, id: string): Promise<Task> =>
    tasks.get(ctx, organizationId, id, [KIND]);
  return {
    preview: (ctx: Context, organizationId: string, request: MemberChangeRequest) =>
      previewMemberChange(deps, ctx, organizationId, request),
    begin: (ctx: Context, organizationId: string, request: MemberChangeRequest) =>
      beginMemberChange(deps, ctx, organizationId, request),
    /** Fault `task.missing`. */
    get,
    /**
     * In the order of their making; of everybody, or of the acting member: where only `:own` is permitted, always the latter. Fault
     * `permission.missing`.
     */
    list(ctx: Context, organizationId: string, { by, ...page }: MemberChangeQuery) {
      const reach = requirePermission(ctx, 'members:read', true);
      const isOwn = reach === 'own' || by === 'me';
      const askedBy = ctx.authority.memberId ?? '';
      return tasks.list(ctx, organizationId, [KIND], { ...page, ...(isOwn && { askedBy }) });
    },
    /** What each change says, in the order of the tasks, which are of one organization. */
    subjects: (organizationId: string, of: readonly Task[]): Promise<ChangeSubject[]> =>
      subjectsOf(deps.store.read, organizationId, of),
    /** Each with whom it is about, as they are called now. */
    async rows(
      ctx: Context,
      task: Task,
      query: RowQuery,
    ): Promise<Page<TaskRow & { readonly person?: RowPerson }>> {
      const page = await tasks.rows(ctx, task, query);
      const inputs = page.items.map(({ input }) => input);
      const people = await peopleOf(deps.store.read, task.organizationId, inputs);
      const items = page.items.map((row, at) => {
        const person = people[at];
        return person ? { ...row, person } : row;
      });
      return { ...page, items };
    },
    undo: undoTask.bind(undefined, deps),
    undoState: undoStateOf,
    /** What is done stays done. Faults `task.missing`, `task.over`. */
    cancel: (ctx: Context, organizationId: string, id: string): Promise<Task> =>
      tasks.cancel(ctx, organizationId, id, [KIND]),
  };
}
