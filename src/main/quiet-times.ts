import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';

/** Between two looks at how much the process had to do. */
const LOOK_MS = 2_000;

/** Share of the time, from 0 to 1, below which it was quiet: jobs look for work all the time. */
const QUIET_SHARE = 0.1;

/** V8 looks every eight seconds whether it may make its heap smaller, and does so twice. */
const MAX_LOOKS = 12;

/**
 * Lets V8 give memory back after work, while there is nothing to do. It would by itself, but takes a process for busy in which something
 * happens every second. The bodies of large requests are gone then, and what a heap had grown to under load. For as long as the process
 * runs; it keeps none alive.
 */
export function watchForQuietTimes(): void {
  const looked = newQuietTimes((isQuiet) => {
    setFlagsFromString(isQuiet ? '--optimize-for-size' : '--no-optimize-for-size');
  });
  let before = performance.eventLoopUtilization();
  setInterval(() => {
    const now = performance.eventLoopUtilization();
    looked(performance.eventLoopUtilization(now, before).utilization);
    before = now;
  }, LOOK_MS).unref();
}

/**
 * Is told the share of the time in which there was something to do, from one look to the next. Calls `change` with true when a quiet
 * time begins, and with false when it ends or has lasted long enough.
 */
export function newQuietTimes(change: (isQuiet: boolean) => void): (share: number) => void {
  let quietLooks = 0;
  return (share) => {
    const before = quietLooks;
    quietLooks = share < QUIET_SHARE ? quietLooks + 1 : 0;
    if (quietLooks === 1) change(true);
    else if (quietLooks === MAX_LOOKS || (quietLooks === 0 && before < MAX_LOOKS && before > 0)) {
      change(false);
    }
  };
}
