import { expect } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';

/** How long a page or a process may take to what a test waits for, on a machine that has other things to do. */
export const PATIENCE_MS = 30_000;

const EVERY_MS = 50;

/**
 * Reads until it equals what is expected, as `toEqual` compares, asymmetric matchers included. What never comes fails with the last
 * that was read. For what follows a moment later: never for what must hold at once, nor for what must not happen.
 */
export async function expectSoon<T>(read: () => Promise<T> | T, expected: unknown): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    try {
      expect(value).toEqual(expected);
      return;
    } catch (fault) {
      if (Date.now() > end) throw fault;
    }
    await pause(EVERY_MS);
  }
}
