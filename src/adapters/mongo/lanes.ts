import type { Readers, Writers } from '#store/index.js';
import { Partitions } from './partitions.js';

/** Changes of one lane that are committed together at most. */
const MAX_TOGETHER_COUNT = 8;

/** One call of `transaction`, and who waits for it. */
export interface Change {
  readonly work: (tx: Writers) => Promise<unknown>;
  /** what the work is going to read */
  readonly ahead: ((read: Readers) => readonly Promise<unknown>[]) | undefined;
  /** in the order in which transactions were asked for */
  readonly turn: number;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * The lanes of a store: changes of one lane are taken in their order, those that wait together, as soon as the ones before them are
 * settled. Lanes run beside each other.
 */
export class Lanes {
  readonly #partitions = new Partitions();
  readonly #waiting = new Map<string, Change[]>();

  /** `settle` resolves or rejects each of the changes, and rejects nothing itself. */
  constructor(private readonly settle: (changes: readonly Change[]) => Promise<void>) {}

  submit<T>(
    lane: string,
    { work, ahead, turn }: Pick<Change, 'ahead' | 'turn'> & { work(tx: Writers): Promise<T> },
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const change = { work, ahead, turn, resolve: resolve as (value: unknown) => void, reject };
      const waiting = this.#waiting.get(lane);
      if (waiting) waiting.push(change);
      else this.#waiting.set(lane, [change]);
      void this.#partitions.run(lane, () => this.#take(lane));
    });
  }

  /** Resolves when everything that runs or waits now has ended. */
  idle(): Promise<void> {
    return this.#partitions.idle();
  }

  /** One turn for each change; those of changes that went with others find nothing. */
  async #take(lane: string): Promise<void> {
    const waiting = this.#waiting.get(lane);
    if (!waiting) return;
    const some = waiting.splice(0, MAX_TOGETHER_COUNT);
    if (waiting.length === 0) this.#waiting.delete(lane);
    await this.settle(some);
  }
}

/** Asks at once what changes are going to read. A read that fails, fails again where it is needed. */
export async function readAhead(
  changes: readonly Pick<Change, 'ahead'>[],
  read: Readers,
): Promise<void> {
  const begun = changes.flatMap(({ ahead }) => {
    try {
      return ahead?.(read) ?? [];
    } catch {
      return [];
    }
  });
  await Promise.allSettled(begun);
}
