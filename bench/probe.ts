import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The longest stretch in which the process did nothing but one thing. */
export interface Burst {
  /** processor time of the main thread between two turns of the event loop, milliseconds */
  readonly cpuMs: number;
  /** the same by the clock: what else runs on the machine is in it, and waiting for the disk */
  readonly wallMs: number;
}

export interface Probe {
  stop(): Burst;
}

/** Milliseconds between two looks. What is shorter is not seen, and nothing here is about so little. */
const LOOK_EVERY_MS = 1;

/**
 * Looks at the clock of the main thread once in each turn of the event loop, but not more often than a timer comes. Whatever runs
 * without giving the loop a turn, promises included, is one burst.
 */
export function startProbe(): Probe {
  const delay = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });
  let longest = 0;
  let before = threadCpuMs();
  const timer = setInterval(() => {
    const now = threadCpuMs();
    longest = Math.max(longest, now - before);
    before = now;
  }, LOOK_EVERY_MS);
  delay.enable();
  return {
    stop() {
      clearInterval(timer);
      delay.disable();
      return { cpuMs: longest, wallMs: delay.max / 1e6 };
    },
  };
}

const withThreadUsage = process as {
  threadCpuUsage?: () => { readonly user: number; readonly system: number };
};

/** Of the thread that asks: by node from version 24 on, before that by the scheduler, whose figure is up to a tick old. */
function threadCpuMs(): number {
  const usage = withThreadUsage.threadCpuUsage?.();
  if (usage) return (usage.user + usage.system) / 1_000;
  const stat = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1');
  return Number(stat.slice(0, stat.indexOf(' '))) / 1e6;
}
