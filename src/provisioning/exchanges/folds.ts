import { createHash } from 'node:crypto';
import { instant, type Instant } from '#kernel/index.js';
import type { Exchange } from '#store/index.js';
import type { QueuedRequest } from './entries.js';

/** An entry that stands for all requests alike of one hour. */
export interface Fold {
  readonly id: string;
  count: number;
  lastAt: Instant;
  traceId: string;
}

/** Kept in memory; beyond, the ones that came first are forgotten, and a repeat begins an entry anew. */
const MAX_FOLD_COUNT = 10_000;

const HOUR_MS = 3_600_000;

/**
 * Counts repeats: a client that sends what was refused again and again fills one entry an hour. Alike is what has the same
 * credential, method, path, body and status; operations of a bulk job, the same place in it as well.
 */
export class Folds {
  readonly #byKey = new Map<string, Fold>();
  #hour = -1;

  /** The entry that the request repeats; a new one when it repeats none. */
  find(queued: QueuedRequest, at: number): { readonly fold: Fold; readonly isNew: boolean } {
    const hour = Math.floor(at / HOUR_MS);
    if (hour !== this.#hour) this.#byKey.clear();
    this.#hour = hour;
    const key = keyOf(queued);
    const known = this.#byKey.get(key);
    if (known) return { fold: known, isNew: false };
    const lastAt = instant(at);
    const fold: Fold = { id: queued.id, count: 1, lastAt, traceId: queued.ctx.traceId };
    this.#byKey.set(key, fold);
    const [oldest] = this.#byKey.keys();
    if (this.#byKey.size > MAX_FOLD_COUNT && oldest !== undefined) this.#byKey.delete(oldest);
    return { fold, isNew: true };
  }

  /** After entries have gone: their next repeat is an entry of its own. */
  forget(ids: ReadonlySet<string>): void {
    for (const [key, { id }] of this.#byKey) if (ids.has(id)) this.#byKey.delete(key);
  }
}

function keyOf({ ctx, seen }: QueuedRequest): string {
  const { method, path, query, status, requestText = '' } = seen;
  const { session, exchange } = ctx;
  const parts = [session.connection.id, session.credential.id, method, path, query, status];
  const place = exchange.place ?? '';
  return createHash('sha256')
    .update(`${parts.join('\n')}\n${place}\n`)
    .update(requestText)
    .digest('base64');
}

/** The entry with its repeats. */
export function withRepeats(exchange: Exchange, { count, lastAt, traceId }: Fold): Exchange {
  return count === 1 ? exchange : { ...exchange, count, lastAt, traceId };
}
