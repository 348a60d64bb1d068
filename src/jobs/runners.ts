import type { Job } from './job.js';
import type { Log } from '#kernel/index.js';
import type { AgendaRunner } from './agenda.js';
import type { JobRunner, JobRunnerOptions } from './job-runner.js';
import { readSchedule } from './schedules.js';

/**
 * The runner of these jobs. Agenda and the backend are loaded by the first call that needs them: a process that runs no jobs, and
 * every command of the command line, starts without. @throws TypeError for two jobs of one name, or a name or schedule that
 * cannot be read
 */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  checkJobs(options.jobs);
  let pendingRunner: Promise<AgendaRunner> | undefined;
  let loaded: AgendaRunner | undefined;
  const load = async (): Promise<AgendaRunner> => {
    const { AgendaRunner } = await import('./agenda.js');
    return (loaded = new AgendaRunner({ ...options, backend: await options.openBackend() }));
  };
  const runner = (): Promise<AgendaRunner> => (pendingRunner ??= load());
  const hints = createHints(options.log, async (name) => (await runner()).wake(name));
  return {
    start: async () => (await runner()).start(),
    wake: async (name) => (await runner()).wake(name),
    hint: (name) => hints.give(name),
    list: async () => (await runner()).list(),
    runNow: async (name) => (await runner()).runNow(name),
    figures: () => loaded?.figures() ?? [],
    async drain() {
      await hints.drain();
      if (pendingRunner !== undefined) await (await pendingRunner).drain();
    },
  };
}

/** One wake of a job at a time; hints that come meanwhile are one more. */
function createHints(log: Log, wake: (name: string) => Promise<void>) {
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  let draining = false;
  const run = async (name: string): Promise<void> => {
    try {
      do {
        again.delete(name);
        await wake(name);
      } while (again.has(name) && !draining);
    } catch (error) {
      log.warn({ err: error, job: name }, 'a job was not woken; it runs at its next time');
    } finally {
      running.delete(name);
    }
  };
  return {
    give(name: string): void {
      if (draining) return;
      if (running.has(name)) again.add(name);
      else running.set(name, run(name));
    },
    async drain(): Promise<void> {
      draining = true;
      await Promise.all(running.values());
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
