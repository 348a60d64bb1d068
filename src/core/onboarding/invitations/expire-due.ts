import { createScope, type CoreDeps } from '#core/tenancy/index.js';
import { instant, type Context } from '#kernel/index.js';
import { all, equals } from '#store/index.js';
import { expireIfDue } from './write.js';

/** Invitations per call of the job, each in a transaction of its own. */
const MAX_EXPIRED_PER_RUN = 200;

/**
 * Ends invitations whose time is over, so that their places are free again. They read as expired before; how often this runs, and
 * whether the clock jumped, changes nothing of that.
 */
export async function expireDue(
  deps: CoreDeps,
  ctx: Context,
): Promise<{ done: number; more: boolean }> {
  const { store } = deps;
  const expiresAt = { column: 'expiresAt' };
  const { records } = await store.read.invitations.find({
    where: all(equals('status', 'pending'), {
      kind: 'compare',
      field: expiresAt,
      operator: 'le',
      value: instant(ctx.clock.now()),
    }),
    sort: [{ field: expiresAt }],
    limit: MAX_EXPIRED_PER_RUN,
  });
  for (const { id, organizationId } of records) {
    await store.transaction(organizationId, async (tx) => {
      const organization = await tx.organizations.get(organizationId);
      const invitation = await tx.invitations.get(id);
      if (!organization || invitation?.status !== 'pending') return;
      await expireIfDue(createScope(deps, ctx, tx, organization), invitation);
    });
  }
  return { done: records.length, more: records.length === MAX_EXPIRED_PER_RUN };
}
