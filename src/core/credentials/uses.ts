import { LRUCache } from 'lru-cache';
import { instant, isFault, type Context, type Instant } from '#kernel/index.js';
import { isWithin } from './lookup-cache.js';

/** A use is written down at most this often, so that a busy key is not a busy row. */
const USE_WRITE_INTERVAL_MS = 60_000;

export interface Uses<Used extends { readonly id: string }> {
  /** Beside the request, not in it: a caller does not wait for our bookkeeping and does not fail with it. */
  note(ctx: Context, used: Used): void;
  /** Waits until the last uses are written down. */
  settle(): Promise<void>;
}

/** When keys, tokens and sessions were last used, to the minute. `write` opens a transaction of its own. */
export function createUses<Used extends { readonly id: string }>(
  kind: 'apiKey' | 'credential' | 'operatorKey' | 'session',
  write: (ctx: Context, used: Used, lastUsedAt: Instant) => Promise<void>,
): Uses<Used> {
  const lastWrittenAt = new LRUCache<string, number>({ max: 10_000 });
  const pendingWrites = new Set<Promise<void>>();
  return {
    note(ctx, used) {
      const { id } = used;
      const now = ctx.clock.now();
      if (isWithin(lastWrittenAt.get(id), now, USE_WRITE_INTERVAL_MS)) return;
      lastWrittenAt.set(id, now);
      const work = write(ctx, used, instant(now))
        .catch((error: unknown) => {
          // another process has written the same minute
          if (isFault(error, 'record.stale')) return;
          lastWrittenAt.delete(id);
          ctx.log.warn({ err: error, [kind]: id }, 'a use was not noted');
        })
        .finally(() => pendingWrites.delete(work));
      pendingWrites.add(work);
    },
    async settle() {
      await Promise.all(pendingWrites);
    },
  };
}
