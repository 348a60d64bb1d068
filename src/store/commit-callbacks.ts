import type { Log } from '#kernel/index.js';

/**
 * What one attempt of a transaction asked to be run after its commit. An adapter makes one for each attempt, so that what a failed
 * attempt asked for is dropped with it.
 */
export class CommitCallbacks {
  readonly #callbacks: (() => void)[] = [];

  add(callback: () => void): void {
    this.#callbacks.push(callback);
  }

  /** In the order in which they were added. The commit holds whatever they do: an error is logged and the next one runs. */
  run(log: Log): void {
    for (const callback of this.#callbacks) {
      try {
        callback();
      } catch (error) {
        log.error({ err: error }, 'a callback after a commit failed; the commit holds');
      }
    }
  }
}
