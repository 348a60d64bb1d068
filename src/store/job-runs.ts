import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** One run of a job: what it did, or why it failed and when it is tried again. */
export interface JobRun extends Stored {
  readonly job: string;
  readonly outcome: 'ok' | 'failed';
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  /** 1, 2, 3 … until it succeeds */
  readonly attempt: number;
  readonly done?: number;
  readonly failed?: number;
  readonly error?: string;
  readonly nextRunAt?: Instant;
}

export const jobRuns = collection<JobRun>({
  name: 'job-runs',
  columns: { job: 'text', outcome: 'text', finishedAt: 'text' },
  required: ['job', 'outcome', 'finishedAt'],
  unique: [],
  indexes: [
    { name: 'job', on: ['job', 'finishedAt'] },
    { name: 'finished', on: ['finishedAt'] },
  ],
});
