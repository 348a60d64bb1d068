import type { Context } from '#kernel/index.js';
import { equals } from '#store/index.js';
import { dueBy, sweepOrganizations, type CoreDeps, type SweepResult } from '#core/tenancy/index.js';
import { expireIfDue } from './write.js';

/** Invitations per run of the job, each in a transaction of its own. */
const MAX_EXPIRED_PER_RUN = 200;

/** Ends invitations whose time is over, so that their places are free again. They read as expired before, however seldom this runs. */
export function expireDue(deps: CoreDeps, ctx: Context): Promise<SweepResult> {
  const due = dueBy(ctx, 'expiresAt', MAX_EXPIRED_PER_RUN, equals('status', 'pending'));
  const { invitations: reading } = deps.store.read;
  return sweepOrganizations(deps, ctx, { reading, due }, async (scope, id) => {
    const invitation = await scope.invitations.get(id);
    return invitation !== undefined && (await expireIfDue(scope, invitation)) !== invitation;
  });
}
