/**
 * Readers that wait for something new. They are told that there may be something, never what: each reads the store from a cursor of its
 * own, so that nothing is lost between a page and the wait for the next one.
 */
export class Waiters {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** The feed has something new. */
  wake(feed: string): void {
    const woken = this.#waiting.get(feed);
    this.#waiting.delete(feed);
    for (const resolve of woken ?? []) resolve();
  }

  /** Resolves at the next wake of the feed, after `ms` milliseconds, or when `signal` is aborted. */
  wait(feed: string, ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#remove(feed, end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
      const waiting = this.#waiting.get(feed) ?? new Set();
      this.#waiting.set(feed, waiting.add(end));
    });
  }

  #remove(feed: string, end: () => void): void {
    const waiting = this.#waiting.get(feed);
    waiting?.delete(end);
    if (waiting?.size === 0) this.#waiting.delete(feed);
  }
}
