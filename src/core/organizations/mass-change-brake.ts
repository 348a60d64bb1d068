import { instant, readText, type Context } from '#kernel/index.js';
import type { Organization } from '#store/index.js';
import { requireStepUp, type CoreDeps } from '#core/tenancy/index.js';
import { requireOwner } from './ownership.js';
import { updateOrganization, type OrganizationTarget } from './update.js';

/** How long the brake stays off: nobody has to remember to switch it on again. */
const OFF_MS = 86_400_000;

const MAX_REASON_LENGTH = 500;

/** By an owner or the operator. Faults `permission.missing`, `step_up.required`, `request.invalid`. */
export function switchMassChangeBrakeOff(
  deps: CoreDeps,
  ctx: Context,
  target: OrganizationTarget,
  words: string,
): Promise<Organization> {
  const reason = readText(words, 'reason', MAX_REASON_LENGTH);
  return updateOrganization(
    deps,
    ctx,
    target,
    async (before, scope) => {
      await requireOwner(scope);
      requireStepUp(scope.ctx, 'security');
      const until = instant(ctx.clock.now() + OFF_MS);
      return { ...before, massChangeBrakeOff: { until, reason, by: ctx.actor.name } };
    },
    'scim.brake.switched_off',
  );
}

export function switchMassChangeBrakeOn(
  deps: CoreDeps,
  ctx: Context,
  target: OrganizationTarget,
): Promise<Organization> {
  const withoutBreak = ({ massChangeBrakeOff: _off, ...rest }: Organization): Organization => rest;
  return updateOrganization(deps, ctx, target, withoutBreak, 'scim.brake.switched_on');
}
