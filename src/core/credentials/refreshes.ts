import { setTimeout as sleep } from 'node:timers/promises';

/** Between the beginnings of two reads, so that a caller who guesses cannot have the database read for each guess. */
const MIN_GAP_MS = 200;

/**
 * Each call resolves after a read that began after the call. Callers of one moment share a read, and reads follow each other with a gap.
 */
export function createRefresh(read: () => Promise<void>): () => Promise<void> {
  let next: Promise<void> | undefined;
  let running: Promise<void> = Promise.resolve();
  let beganAt = -Infinity;
  const begin = async (before: Promise<void>): Promise<void> => {
    await before.catch(() => undefined);
    const wait = beganAt + MIN_GAP_MS - performance.now();
    if (wait > 0) await sleep(Math.min(wait, MIN_GAP_MS));
    next = undefined;
    beganAt = performance.now();
    running = read();
    await running;
  };
  return () => (next ??= begin(running));
}
