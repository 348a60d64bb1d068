import type { Job } from './job.js';
import type { JobRunner, JobRunnerOptions } from './job-runner.js';
import { readSchedule } from './schedules.js';

/**
 * The runner of these jobs. Agenda and the backend are loaded by the first call that needs them: a process that runs no jobs, and
 * every command of the command line, starts without. @throws TypeError for two jobs of one name, or a name or schedule that
 * cannot be read
 */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  checkJobs(options.jobs);
  let pendingRunner: Promise<JobRunner> | undefined;
  let loaded: JobRunner | undefined;
  const load = async (): Promise<JobRunner> => {
    const { AgendaRunner } = await import('./agenda.js');
    return (loaded = new AgendaRunner({ ...options, backend: await options.openBackend() }));
  };
  const runner = (): Promise<JobRunner> => (pendingRunner ??= load());
  return {
    start: async () => (await runner()).start(),
    wake: async (name) => (await runner()).wake(name),
    list: async () => (await runner()).list(),
    runNow: async (name) => (await runner()).runNow(name),
    figures: () => loaded?.figures() ?? [],
    async drain() {
      if (pendingRunner !== undefined) await (await pendingRunner).drain();
    },
  };
}

function checkJobs(jobs: readonly Job[]): void {
  const names = new Set<string>();
  for (const { name, every } of jobs) {
    if (!/^[a-z]+(-[a-z]+)*$/.test(name)) throw new TypeError(`"${name}" is no name of a job.`);
    if (names.has(name)) throw new TypeError(`There are two jobs of the name "${name}".`);
    names.add(name);
    readSchedule(every);
  }
}
