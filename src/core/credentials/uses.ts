import { LRUCache } from 'lru-cache';
import { instant, type Context, type Instant } from '#kernel/index.js';
import { inOrganization, type CoreDeps, type OrganizationScope } from '#core/tenancy/index.js';
import { isWithin } from './lookup-cache.js';

/** A use is written down at most this often, so that a busy key is not a busy row. */
const USE_WRITE_INTERVAL_MS = 60_000;

export interface Uses {
  /** Beside the request, not in it: a caller does not wait for our bookkeeping and does not fail with it. */
  note(ctx: Context, used: { readonly id: string; readonly organizationId: string }): void;
  /** Waits until the last uses are written down. */
  settle(): Promise<void>;
}

/** When keys and tokens were last used, to the minute. `write` is called in a transaction of the organization. */
export function createUses(
  deps: CoreDeps,
  kind: 'apiKey' | 'credential',
  write: (scope: OrganizationScope, id: string, lastUsedAt: Instant) => Promise<void>,
): Uses {
  const lastWrittenAt = new LRUCache<string, number>({ max: 10_000 });
  const pendingWrites = new Set<Promise<void>>();
  return {
    note(ctx, { id, organizationId }) {
      const now = ctx.clock.now();
      if (isWithin(lastWrittenAt.get(id), now, USE_WRITE_INTERVAL_MS)) return;
      lastWrittenAt.set(id, now);
      const work = inOrganization(
        deps,
        ctx,
        organizationId,
        (scope) => write(scope, id, instant(now)),
        'any',
      )
        .catch((error: unknown) => {
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
