import { compare, type Store } from '#store/index.js';
import { POSITIONS, type Numbering } from './numbering.js';

/** How often a process looks for what other processes wrote, milliseconds. */
const LOOK_MS = 1_000;

/** Ranges of one question; where there are more, each organization may have changed. */
const RANGES_PER_LOOK = 1_000;

const BY_THROUGH = [{ field: { column: 'through' } }];

/** Organizations whose journals have grown; undefined: any of them may have. */
export type Changed = (organizationIds: ReadonlySet<string> | undefined) => void;

export interface ChangeWatchOptions {
  readonly store: Pick<Store, 'read'>;
  readonly numbering: Numbering;
  /** A look that failed; the next one comes a second later. */
  failed(error: unknown): void;
}

/**
 * Finds what other processes wrote, for all who wait in this one: once a second, while there are any, it gives entries their places in
 * the feed of the installation and asks which places are new. That is two questions, however many organizations, endpoints and readers
 * there are.
 */
export class ChangeWatch {
  readonly #listeners = new Set<Changed>();
  /** the newest place that was seen, also before a pause; undefined: nobody has watched yet */
  #seen: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(private readonly options: ChangeWatchOptions) {}

  /** The first look of a process tells everybody: what was written before it is not known. Returns how to stop. */
  watch(changed: Changed): () => void {
    this.#listeners.add(changed);
    this.#keepLooking();
    return () => {
      this.#listeners.delete(changed);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #keepLooking(): void {
    if (this.#timer !== undefined || this.#isClosed || this.#listeners.size === 0) return;
    this.#timer = setTimeout(() => void this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    try {
      await this.options.numbering.run();
      await this.#tellOfNew();
    } catch (error) {
      // the process stops, and with it the database
      if (!this.#isClosed) this.options.failed(error);
    } finally {
      this.#timer = undefined;
      this.#keepLooking();
    }
  }

  async #tellOfNew(): Promise<void> {
    const { read } = this.options.store;
    const seen = this.#seen;
    const newest = await read.tallies.get(POSITIONS);
    if (newest === seen) return;
    // an older database was put in place of this one
    const isKnown = seen !== undefined && seen < newest;
    const organizationIds = isKnown ? await this.#changedAfter(seen, newest) : undefined;
    this.#seen = newest;
    for (const changed of this.#listeners) changed(organizationIds);
  }

  /** Undefined where so many have changed that each may have. */
  async #changedAfter(seen: number, newest: number): Promise<ReadonlySet<string> | undefined> {
    const { records } = await this.options.store.read.feedRanges.find({
      where: compare('through', 'gt', seen),
      sort: BY_THROUGH,
      limit: RANGES_PER_LOOK,
    });
    const reaches = (records.at(-1)?.through ?? seen) >= newest;
    return reaches ? new Set(records.map(({ organizationId }) => organizationId)) : undefined;
  }
}
