import { LRUCache } from 'lru-cache';
import { instant, type Context } from '#kernel/index.js';
import type { ApiKey, Store } from '#store/index.js';
import { nextVersion } from '#core/tenancy/index.js';

/** A use is written down at most this often, so that a busy key is not a busy row. */
const USE_WRITE_INTERVAL_MS = 60_000;

export interface ApiKeyUses {
  /** Beside the request, not in it: a caller does not wait for our bookkeeping and does not fail with it. */
  note(ctx: Context, apiKey: ApiKey): void;
  /** Waits until the last uses are written down. */
  settle(): Promise<void>;
}

/** When keys were last used, to the minute. */
export function createApiKeyUses(store: Store): ApiKeyUses {
  const lastWrittenAt = new LRUCache<string, number>({ max: 10_000 });
  const pendingWrites = new Set<Promise<void>>();

  async function write(ctx: Context, { id, organizationId }: ApiKey): Promise<void> {
    const lastUsedAt = instant(ctx.clock.now());
    await store.transaction(organizationId, async (tx) => {
      const apiKey = await tx.apiKeys.get(id);
      if (apiKey) await tx.apiKeys.update(nextVersion<ApiKey>(ctx, apiKey, { lastUsedAt }));
    });
  }

  return {
    note(ctx, apiKey) {
      const now = ctx.clock.now();
      const last = lastWrittenAt.get(apiKey.id);
      // a clock that was set back makes nothing last longer
      if (last !== undefined && last <= now && now - last < USE_WRITE_INTERVAL_MS) return;
      lastWrittenAt.set(apiKey.id, now);
      const work = write(ctx, apiKey)
        .catch((error: unknown) => {
          lastWrittenAt.delete(apiKey.id);
          ctx.log.warn({ err: error, apiKey: apiKey.id }, 'the use of an API key was not noted');
        })
        .finally(() => pendingWrites.delete(work));
      pendingWrites.add(work);
    },
    async settle() {
      await Promise.all(pendingWrites);
    },
  };
}
