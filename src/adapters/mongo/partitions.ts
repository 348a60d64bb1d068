/**
 * Queues by name: works of one lane run one after the other, lanes beside each other. An idle lane
 * takes no memory.
 */
export class Partitions {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Resolves or rejects as `work` does; a failed work does not stop the ones behind it. */
  run<T>(partition: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(partition) ?? Promise.resolve();
    const result = before.then(work);
    const tail: Promise<unknown> = result
      .catch(() => undefined)
      .then(() => {
        if (this.#tails.get(partition) === tail) this.#tails.delete(partition);
      });
    this.#tails.set(partition, tail);
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
