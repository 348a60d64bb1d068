import { createHash } from 'node:crypto';
import { dueBy, firstVersion, removeSome, type SweepResult } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import { equals, type Store, type UsedAssertion, type Writers } from '#store/index.js';

const MAX_USES_PER_RUN = 500;

/** What may be used once, or once in a while, for one connection: the same for every process. */
export interface Use {
  readonly connectionId: string;
  /** `assertion`, `logout`, `fetch`: one kind never hides another */
  readonly kind: string;
  readonly id: string;
  /** milliseconds since 1970 */
  readonly until: number;
}

function keyOf({ connectionId, kind, id }: Use): string {
  return createHash('sha256')
    .update(JSON.stringify([connectionId, kind, id]))
    .digest('hex');
}

/** In the caller's transaction. Fault `record.exists` when it was used before. */
export async function noteUse(
  { ctx, tx }: { readonly ctx: Context; readonly tx: Writers },
  use: Use,
): Promise<void> {
  const row = firstVersion<UsedAssertion>(ctx, {
    connectionId: use.connectionId,
    key: keyOf(use),
    keepUntil: instant(use.until),
  });
  await tx.usedAssertions.insert(row);
}

/** For a job: removes what nobody would take any more in any case, a bounded part. */
export function removeOldUses(
  { store }: { readonly store: Store },
  ctx: Context,
): Promise<SweepResult> {
  const due = dueBy(ctx, 'keepUntil', MAX_USES_PER_RUN);
  return removeSome(store, 'used-assertions', 'usedAssertions', due);
}

/** Whether the caller is the first to use it until its end; afterwards it can be used again. */
export async function tryUse(
  { store }: { readonly store: Store },
  ctx: Context,
  use: Use,
): Promise<boolean> {
  const now = instant(ctx.clock.now());
  const where = equals('key', keyOf(use));
  const before = await store.read.usedAssertions.first(where);
  if (before && before.keepUntil > now) return false;
  return store.transaction(use.connectionId, async (tx) => {
    const current = await tx.usedAssertions.first(where);
    if (current && current.keepUntil > now) return false;
    if (current) await tx.usedAssertions.remove(current.id, current.version);
    await noteUse({ ctx, tx }, use);
    return true;
  });
}
