/**
 * Queues by name: works of one lane run one after the other, lanes beside each other. An idle lane
 * takes no memory.
 */
export class Lanes {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Resolves or rejects as `work` does; a failed work does not stop the ones behind it. */
  run<T>(lane: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(lane) ?? Promise.resolve();
    const result = before.then(work);
    const tail: Promise<unknown> = result
      .catch(() => undefined)
      .then(() => {
        if (this.#tails.get(lane) === tail) this.#tails.delete(lane);
      });
    this.#tails.set(lane, tail);
    return result;
  }

  /** Lanes that are running or waiting. */
  get size(): number {
    return this.#tails.size;
  }

  /** Resolves when everything that runs or waits now has ended. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values());
  }
}
