/** Owns what the clock starts: which jobs there are and how they are run; never knows how their work is done. */
export type { Job, JobOutcome } from './job.js';
export type {
  FencedJob,
  JobBackend,
  JobFigures,
  JobRunLog,
  JobRunner,
  JobRunnerOptions,
  JobState,
} from './job-runner.js';
export { createJobRunner } from './runners.js';
export { createRota, type RotaOptions } from './rota.js';
export type { Sweep } from './retention.js';
