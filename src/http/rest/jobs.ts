import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { Fault } from '#kernel/index.js';
import type { HttpDeps, JobState } from '../deps.js';
import { pageBody, pageOf, route, type Route } from './routes.js';

type Run = Awaited<ReturnType<Core['jobRuns']['list']>>['items'][number];

export function jobRoutes({ jobs, core }: HttpDeps): Route[] {
  async function find(name: string): Promise<JobState> {
    const found = (await jobs.list()).find((job) => job.name === name);
    if (!found) throw new Fault('job.missing', { job: name });
    return found;
  }

  return [
    route(operations.listJobs, async () => ({ body: { items: (await jobs.list()).map(view) } })),
    route(operations.listJobRuns, async ({ ctx, params, query }) => {
      const { name } = await find(params.jobName);
      return { body: pageBody(await core.jobRuns.list(ctx, name, pageOf(query)), viewRun) };
    }),
    route(operations.runJob, async ({ params }) => {
      await jobs.wake(params.jobName);
      return { body: view(await find(params.jobName)) };
    }),
  ];
}

/** Without what is of this process only. */
function view(job: JobState): JobState {
  const { name, purpose, every, running, disabled, failCount } = job;
  const { lastRunAt, lastFinishedAt, nextRunAt, lastError } = job;
  return {
    name,
    purpose,
    every,
    running,
    disabled,
    ...(lastRunAt !== undefined && { lastRunAt }),
    ...(lastFinishedAt !== undefined && { lastFinishedAt }),
    ...(nextRunAt !== undefined && { nextRunAt }),
    failCount,
    ...(lastError !== undefined && { lastError }),
  };
}

function viewRun(run: Run): unknown {
  const { version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...rest } = run;
  return rest;
}
