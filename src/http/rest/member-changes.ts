import { BASE_PATH, operations } from '#api/index.js';
import type {
  Core,
  MemberChangeOptions,
  MemberChangeRequest,
  PeopleSelection,
} from '#core/index.js';
import type { Context } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';
import { rosterQueryOf, type RosterSelection } from './roster-queries.js';
import { route, type Answer, type Route } from './routes.js';
import { taskView, workInBackground } from './tasks.js';

type Task = Awaited<ReturnType<Core['memberChanges']['get']>>;

export function memberChangeRoutes(deps: HttpDeps): Route[] {
  const { core } = deps;
  const { memberChanges } = core;
  const views = async (ctx: Context, tasks: readonly Task[]): Promise<object[]> => {
    const subjects = await memberChanges.subjects(tasks[0]?.organizationId ?? '', tasks);
    return tasks.map((task, at) => ({
      ...taskView(task),
      ...memberChanges.undoState(ctx, task),
      change: (task.options as unknown as MemberChangeOptions).change.kind,
      subject: subjects[at],
    }));
  };
  const view = async (ctx: Context, task: Task): Promise<object | undefined> =>
    (await views(ctx, [task]))[0];
  const begun = async (ctx: Context, task: Task): Promise<Answer> => ({
    body: await view(ctx, task),
    location: `${BASE_PATH}/organizations/${task.organizationId}/member-changes/${task.id}`,
  });
  return [
    route(operations.previewMemberChange, async ({ ctx, params: { organizationId }, body }) => {
      const request = await requestOf(core, ctx, organizationId, body);
      return { body: await memberChanges.preview(ctx, organizationId, request) };
    }),
    route(operations.changeMembers, async ({ ctx, params: { organizationId }, body }) => {
      const request = await requestOf(core, ctx, organizationId, body);
      const task = await memberChanges.begin(ctx, organizationId, request);
      workInBackground(deps, ctx);
      return begun(ctx, task);
    }),
    route(operations.undoTask, async ({ ctx, params: { organizationId, taskId } }) => {
      const task = await memberChanges.undo(ctx, organizationId, taskId);
      workInBackground(deps, ctx);
      return begun(ctx, task);
    }),
    route(operations.listMemberChanges, async ({ ctx, params: { organizationId }, query }) => {
      const page = await memberChanges.list(ctx, organizationId, query);
      return { body: { ...page, items: await views(ctx, page.items) } };
    }),
    route(operations.getMemberChange, async ({ ctx, params: { organizationId, changeId } }) => ({
      body: await view(ctx, await memberChanges.get(ctx, organizationId, changeId)),
    })),
    route(operations.listMemberChangeRows, async ({ ctx, params, query }) => {
      const task = await memberChanges.get(ctx, params.organizationId, params.changeId);
      return { body: await memberChanges.rows(ctx, task, query) };
    }),
    route(operations.cancelMemberChange, async ({ ctx, params: { organizationId, changeId } }) => ({
      body: await view(ctx, await memberChanges.cancel(ctx, organizationId, changeId)),
    })),
  ];
}

type AskedSelection =
  | Extract<PeopleSelection, { readonly ids: readonly string[] }>
  | Extract<PeopleSelection, { readonly invitations: object }>
  | { readonly filter: Omit<RosterSelection, 'sort'>; readonly exclude?: readonly string[] };

/** The request of REST as the core takes it. Fault `request.invalid` for a filter that cannot be read. */
async function requestOf(
  { organizations }: Core,
  ctx: Context,
  organizationId: string,
  {
    selection,
    ...rest
  }: Omit<MemberChangeRequest, 'selection'> & {
    readonly selection: AskedSelection;
  },
): Promise<MemberChangeRequest> {
  if (!('filter' in selection)) return { ...rest, selection };
  const organization = await organizations.get(ctx, organizationId);
  const { filter, ...less } = selection;
  return { ...rest, selection: { ...less, people: rosterQueryOf(filter, organization) } };
}
