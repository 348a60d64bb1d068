import { z } from 'zod';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const job = z.strictObject({
  name: z.string(),
  purpose: z.string(),
  every: z.string(),
  running: z.boolean(),
  disabled: z.boolean(),
  lastRunAt: instant.optional(),
  lastFinishedAt: instant.optional(),
  nextRunAt: instant.optional(),
  failCount: z.int(),
  lastError: z.string().optional(),
});

const run = z.strictObject({
  id,
  job: z.string(),
  outcome: z.enum(['ok', 'failed']),
  startedAt: instant,
  finishedAt: instant,
  attempt: z.int(),
  done: z.int().optional(),
  failed: z.int().optional(),
  error: z.string().optional(),
  nextRunAt: instant.optional(),
});

export const listJobs = operation({
  method: 'GET',
  path: '/jobs',
  summary: 'Lists the scheduled jobs with last run, next run and failures.',
  scope: 'operator',
  answer: { description: 'All jobs.', body: pageAnswer(job) },
});

export const listJobRuns = operation({
  method: 'GET',
  path: '/jobs/{jobName}/runs',
  summary: 'Lists the runs of a job that did something or failed, newest first.',
  scope: 'operator',
  query: pageQuery,
  answer: { description: 'A page of runs.', body: pageAnswer(run) },
  example: { query: { limit: 20 } },
  faults: ['job.missing'],
});

export const runJob = operation({
  method: 'POST',
  path: '/jobs/{jobName}/run',
  summary: 'Starts a job now, in this process or another one. Repeated calls are combined.',
  scope: 'operator',
  answer: {
    status: 202,
    description: 'The job as it is now; its run has been requested.',
    body: job,
  },
  faults: ['job.missing'],
});
