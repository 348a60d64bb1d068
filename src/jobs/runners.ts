import type { Job } from './job.js';
import { systemClock, type Log } from '#kernel/index.js';
import type { AgendaRunner } from './agenda.js';
import type { JobLateness, JobRunner, JobRunnerOptions, JobState } from './job-runner.js';
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
    hint: (name, delayMs) => hints.give(name, delayMs),
    list: async () => (await runner()).list(),
    runNow: async (name) => (await runner()).runNow(name),
    figures: () => loaded?.figures() ?? [],
    lateness: async () => latenessOf((await loaded?.list()) ?? []),
    async drain() {
      await hints.drain();
      if (pendingRunner !== undefined) await (await pendingRunner).drain();
    },
  };
}

function latenessOf(states: readonly JobState[]): JobLateness[] {
  const now = systemClock.now();
  return states.map(({ name, running, disabled, nextRunAt }) => {
    const isWaiting = !running && !disabled && nextRunAt !== undefined;
    return { name, seconds: isWaiting ? Math.max(0, (now - Date.parse(nextRunAt)) / 1_000) : 0 };
  });
}

/** Hints that are due within that time share a timer. */
const HINT_STEP_MS = 250;

/** One wake of a job at a time; hints that come meanwhile are one more. */
function createHints(log: Log, wake: (name: string) => Promise<void>) {
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const timers = new Map<string, NodeJS.Timeout>();
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
  const give = (name: string, delayMs = 0): void => {
    if (draining) return;
    if (delayMs > 0) giveLater(name, delayMs);
    else if (running.has(name)) again.add(name);
    else running.set(name, run(name));
  };
  /** One timer for all hints of a job that are due in the same moment. */
  const giveLater = (name: string, delayMs: number): void => {
    const at = Math.ceil((performance.now() + delayMs) / HINT_STEP_MS) * HINT_STEP_MS;
    const key = `${name}:${at}`;
    if (timers.has(key)) return;
    const timer = setTimeout(() => {
      timers.delete(key);
      give(name);
    }, at - performance.now());
    timers.set(key, timer.unref());
  };
  return {
    give,
    async drain(): Promise<void> {
      draining = true;
      for (const timer of timers.values()) clearTimeout(timer);
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
