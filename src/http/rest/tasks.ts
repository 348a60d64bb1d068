import { operations } from '#api/index.js';
import { type Core, INVITATION_TASKS } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';
import { mapPage, route, type Route } from './routes.js';

type Task = Awaited<ReturnType<Core['tasks']['get']>>;

export function taskRoutes({ tasks }: Core): Route[] {
  return [
    route(operations.listTasks, async ({ ctx, params, query }) => {
      const page = await tasks.list(ctx, params.organizationId, INVITATION_TASKS, query);
      return { body: mapPage(page, taskView) };
    }),
    route(operations.getTask, async ({ ctx, params: { organizationId, taskId } }) => ({
      body: taskView(await tasks.get(ctx, organizationId, taskId, INVITATION_TASKS)),
    })),
    route(operations.listTaskRows, async ({ ctx, params, query }) => {
      const { organizationId, taskId } = params;
      const task = await tasks.get(ctx, organizationId, taskId, INVITATION_TASKS);
      return { body: await tasks.rows(ctx, task, query) };
    }),
    route(operations.cancelTask, async ({ ctx, params: { organizationId, taskId } }) => ({
      body: taskView(await tasks.cancel(ctx, organizationId, taskId, INVITATION_TASKS)),
    })),
  ];
}

/** Begins at once instead of at the job's next time; what is not done when the process stops, the job goes on with. */
export function workInBackground(deps: HttpDeps, ctx: Context): void {
  const { tasks } = deps.core;
  const signal = {
    get aborted() {
      return deps.isStopping();
    },
  };
  const work = async (): Promise<void> => {
    for (let more = true; more && !signal.aborted;) {
      const round = await tasks.runTasks(ctx, signal);
      more = round.more && round.done > 0;
    }
  };
  deps.runInBackground('tasks', work());
}

export function taskView(task: Task): object {
  return { ...task, gathering: task.gathering !== undefined, createdBy: task.actor };
}
