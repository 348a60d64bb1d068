import type { Erasure } from '#store/index.js';
import { nextVersion, type InstallationScope } from '#core/tenancy/index.js';

/** The next version of an erasure. Of two processes at one erasure the slower one finds that it is stale, and lets the other go on. */
export async function writeErasure(
  { ctx, tx }: Pick<InstallationScope, 'ctx' | 'tx'>,
  before: Erasure,
  change: Partial<Erasure>,
): Promise<Erasure> {
  const after = nextVersion<Erasure>(ctx, before, change);
  await tx.erasures.update(after);
  return after;
}
