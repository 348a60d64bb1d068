/** How often a process that has readers waiting asks whether another process wrote something, milliseconds. */
const POLL_MS = 1_000;

export interface WaitersOptions {
  /** Where each of these feeds ends now, as a number that rises with everything that is written to it. */
  ends(feeds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** A look that failed; the next one comes a second later. */
  failed(error: unknown): void;
}

/**
 * Readers that wait for something new. They are told that there may be something, never what: each reads the store from a cursor of its
 * own, so that nothing is lost between a page and the wait for the next one. What this process commits wakes them at once; what others
 * commit is found by a look at the ends of the feeds each second.
 */
export class Waiters {
  readonly #waiting = new Map<string, Set<() => void>>();
  /** as the last look found them, of feeds with readers */
  #ends: ReadonlyMap<string, number> = new Map();
  #poll: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(private readonly options: WaitersOptions) {}

  /** The feed has something new. */
  wake(feed: string): void {
    const woken = this.#waiting.get(feed);
    this.#waiting.delete(feed);
    for (const resolve of woken ?? []) resolve();
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
      this.#keepLooking();
    });
  }

  /** Ends all waiting, now and from now on. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#poll);
    for (const feed of [...this.#waiting.keys()]) this.wake(feed);
  }

  #remove(feed: string, end: () => void): void {
    const waiting = this.#waiting.get(feed);
    waiting?.delete(end);
    if (waiting?.size === 0) this.#waiting.delete(feed);
  }

  #keepLooking(): void {
    if (this.#poll !== undefined || this.#isClosed || this.#waiting.size === 0) return;
    this.#poll = setTimeout(() => void this.#look(), POLL_MS);
    this.#poll.unref();
  }

  /** A feed that was not looked at before may have moved since its reader read it: that reader is woken as well. */
  async #look(): Promise<void> {
    try {
      const ends = await this.options.ends([...this.#waiting.keys()]);
      const before = this.#ends;
      this.#ends = ends;
      for (const [feed, end] of ends) if (before.get(feed) !== end) this.wake(feed);
    } catch (error) {
      this.options.failed(error);
    } finally {
      this.#poll = undefined;
      this.#keepLooking();
    }
  }
}
