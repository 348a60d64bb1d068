/** Owns what the clock starts: which jobs there are and how they are run; never knows how their work is done. */
export type { Job, JobOutcome } from './job.js';
export type { FencedJob, JobBackend, JobRunner } from './job-runner.js';
export { createJobRunner } from './runners.js';
export { createJobsTable, type JobsTableOptions } from './jobs-table.js';
