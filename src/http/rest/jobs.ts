import { operations } from '#api/index.js';
import { Fault } from '#kernel/index.js';
import type { HttpDeps, JobState } from '../deps.js';
import { route, type Route } from './routes.js';

export function jobRoutes({ jobs, core }: HttpDeps): Route[] {
  async function find(name: string): Promise<JobState> {
    const found = (await jobs.list()).find((job) => job.name === name);
    if (!found) throw new Fault('job.missing', { job: name });
    return found;
  }

  return [
    route(operations.listJobs, async () => ({ body: { items: await jobs.list() } })),
    route(operations.listJobRuns, async ({ ctx, params, query }) => {
      const { name } = await find(params.jobName);
      return { body: await core.jobRuns.list(ctx, name, query) };
    }),
    route(operations.runJob, async ({ params }) => {
      await jobs.wake(params.jobName);
      return { body: await find(params.jobName) };
    }),
  ];
}
