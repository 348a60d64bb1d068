import { LRUCache } from 'lru-cache';
import { all, compare, equals, type Store } from '#store/index.js';
import { examinedThrough } from './lists.js';
import { isKept } from './refused-tokens.js';

/** For metrics, where each connection is a series of its own. */
export interface ConnectionFigure {
  readonly connectionId: string;
  /** milliseconds since 1970 of the last request that was not refused; absent: there was none among the newest 10,000 of the log */
  readonly lastSyncAt?: number;
  /** refused and failed requests that this process saw, those without a good token among them */
  readonly refusals: number;
}

interface Known {
  lastSyncAt?: number;
  refusals: number;
}

/** Connections that have figures of their own; of more, those that were heard of last. */
const MAX_CONNECTIONS = 200;

/** Between two looks for what other processes heard, and for connections that are new or gone. */
const REFRESH_MS = 300_000;

/** What this process knows of the connections that were heard of last. What it keeps and reads does not grow with their number. */
export class ConnectionFigures {
  readonly #known = new LRUCache<string, Known>({ max: MAX_CONNECTIONS });
  #refreshedAt = -Infinity;
  #refreshing: Promise<void> | undefined;

  constructor(private readonly store: Store) {}

  noteRequest(connectionId: string, status: number, at: number): void {
    const known = this.#of(connectionId);
    if (status < 400) known.lastSyncAt = at;
    else known.refusals += 1;
  }

  /** For connections that exist: strangers may name any. */
  noteRefusals(connectionId: string, count: number): void {
    this.#of(connectionId).refusals += count;
  }

  async read(): Promise<ConnectionFigure[]> {
    if (performance.now() - this.#refreshedAt >= REFRESH_MS) {
      this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
      await this.#refreshing;
    }
    return [...this.#known.entries()].map(([connectionId, known]) => ({ connectionId, ...known }));
  }

  #of(connectionId: string): Known {
    const known = this.#known.get(connectionId) ?? { refusals: 0 };
    this.#known.set(connectionId, known);
    return known;
  }

  async #refresh(): Promise<void> {
    const { connections } = this.store.read;
    const ids = [...this.#known.keys()];
    const present = new Set((await connections.getMany(ids)).filter(isKept).map(({ id }) => id));
    for (const id of ids) if (!present.has(id)) this.#known.delete(id);
    const { records } = await connections.find({ where: all(), limit: MAX_CONNECTIONS });
    for (const { id } of records.filter(isKept)) {
      // those that were heard of stay
      if (this.#known.size < MAX_CONNECTIONS && !this.#known.has(id)) this.#of(id);
    }
    for (const [connectionId, known] of this.#known.entries()) {
      const lastSyncAt = await this.#lastSyncOf(connectionId);
      if (lastSyncAt > (known.lastSyncAt ?? 0)) known.lastSyncAt = lastSyncAt;
    }
    this.#refreshedAt = performance.now();
  }

  async #lastSyncOf(connectionId: string): Promise<number> {
    const here = equals('connectionId', connectionId);
    const newest = { sort: [{ field: { column: 'id' }, descending: true }], limit: 1 };
    const { exchanges, exchangeReads } = this.store.read;
    const looked = await examinedThrough(this.store, [here], true);
    const bound = looked === undefined ? [] : [compare('id', 'ge', looked)];
    const where = all(here, ...bound, equals('outcome', 'ok'));
    const [entry] = (await exchanges.find({ where, ...newest })).records;
    const [reads] = (await exchangeReads.find({ where: here, ...newest })).records;
    return Math.max(
      entry === undefined ? 0 : Date.parse(entry.lastAt ?? entry.createdAt),
      reads === undefined ? 0 : Date.parse(reads.updatedAt),
    );
  }
}
