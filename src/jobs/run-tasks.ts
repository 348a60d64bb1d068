import type { Core } from '#core/index.js';
import type { Job } from './job.js';

/** The door starts a task at once; this goes on with those whose process died, or that were begun elsewhere. */
export function runTasks({ tasks }: Core): Job {
  return {
    name: 'run-tasks',
    purpose: 'Works through bulk invitations and imports that wait or were left half done.',
    every: '10 seconds',
    run: (ctx, signal) => tasks.runTasks(ctx, signal),
  };
}
