import type { Changed } from './change-watch.js';

/** Calls back for what other processes wrote, until the function that it returns is called. */
type Watch = (changed: Changed) => () => void;

/**
 * Readers that wait for something new. They are told that there may be something, never what: each reads the store from a cursor of its
 * own, so that nothing is lost between a page and the wait for the next one. What this process commits wakes them at once; what others
 * commit is found by the watch, which runs while somebody waits.
 */
export class Waiters {
  readonly #waiting = new Map<string, Set<() => void>>();
  #stopWatching: (() => void) | undefined;
  #isClosed = false;

  constructor(
    private readonly watch: Watch,
    /** the name of the feed of all organizations */
    private readonly all: string,
  ) {}

  /** The feed has something new. */
  wake(feed: string): void {
    const woken = this.#waiting.get(feed);
    this.#waiting.delete(feed);
    for (const resolve of woken ?? []) resolve();
    this.#watchOrNot();
  }

  /** Resolves at the next wake of the feed, after `ms` milliseconds, or when `signal` is aborted. */
  wait(feed: string, ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted || this.#isClosed) return resolve();
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
      this.#watchOrNot();
    });
  }

  /** Ends all waiting, now and from now on. */
  close(): void {
    this.#isClosed = true;
    for (const feed of [...this.#waiting.keys()]) this.wake(feed);
  }

  #remove(feed: string, end: () => void): void {
    const waiting = this.#waiting.get(feed);
    waiting?.delete(end);
    if (waiting?.size === 0) this.#waiting.delete(feed);
    this.#watchOrNot();
  }

  #watchOrNot(): void {
    if (this.#waiting.size > 0) {
      this.#stopWatching ??= this.watch((organizationIds) => this.#changed(organizationIds));
    } else {
      this.#stopWatching?.();
      this.#stopWatching = undefined;
    }
  }

  #changed(organizationIds: ReadonlySet<string> | undefined): void {
    const feeds = organizationIds ?? [...this.#waiting.keys()];
    for (const feed of feeds) this.wake(feed);
    this.wake(this.all);
  }
}
