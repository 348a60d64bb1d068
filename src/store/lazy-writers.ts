import { COLLECTION_LIST, type CollectionName } from './records.js';
import type { WritableTallies, Writers } from './store.js';

/** Makes the writing of one collection; collections differ in their records, which only the port's types distinguish. */
type Make = (name: CollectionName) => unknown;

class LazyWriters {
  readonly made: Partial<Record<CollectionName, unknown>> = {};

  constructor(
    readonly make: Make,
    readonly tallies: WritableTallies,
    readonly afterCommit: Writers['afterCommit'],
    readonly ahead: Writers['ahead'],
  ) {}
}

for (const [name] of COLLECTION_LIST) {
  Object.defineProperty(LazyWriters.prototype, name, {
    get(this: LazyWriters) {
      return (this.made[name] ??= this.make(name));
    },
  });
}

/**
 * The writers of one transaction, each made when it is first asked for: there are fifty collections, and a transaction writes a few.
 * They are not properties of their own, so that `{ ...tx }` leaves them out; `Object.create(tx)` has them.
 */
export function lazyWriters(
  make: Make,
  { tallies, afterCommit, ahead }: Pick<Writers, 'tallies' | 'afterCommit' | 'ahead'>,
): Writers {
  return new LazyWriters(make, tallies, afterCommit, ahead) as unknown as Writers;
}
