import { instant, type Context } from '#kernel/index.js';
import { any, compare, equals } from '#store/index.js';
import {
  inOrganization,
  sweep,
  type CoreDeps,
  type OrganizationScope,
  type Plan,
  type SweepResult,
} from '#core/tenancy/index.js';
import { countMembers, planOf } from '#core/access/index.js';

const DAY_MS = 86_400_000;

/** Organizations of one run. */
const METERING_BATCH_SIZE = 100;

/** The day in UTC: 2026-03-01. */
export function dayOf({ clock }: Context, days = 0): string {
  return instant(clock.now() + days * DAY_MS).slice(0, 10);
}

/** From when the use of an organization on this plan is to be recorded; absent: the plan is not metered. */
export function meterDueOf(ctx: Context, { members }: Plan): string | undefined {
  return members.kind === 'metered' ? dayOf(ctx) : undefined;
}

/**
 * Records how many members organizations on metered plans have, once a day each, for billing: one entry
 * `org.usage_metered` {date, since, used, included, extra}. `since` is an earlier day than `date` where days were missed. The day
 * that is due next stands on the organization, so that a second run of one day finds nothing.
 */
export function meterUsage(deps: CoreDeps, ctx: Context): Promise<SweepResult> {
  const due = {
    // later than tomorrow: noted by a clock that was set back since
    where: any(compare('meterDue', 'le', dayOf(ctx)), compare('meterDue', 'gt', dayOf(ctx, 1))),
    sort: [{ field: { column: 'meterDue' } }],
    limit: METERING_BATCH_SIZE,
  };
  return sweep(deps.store.read.organizations, due, async ({ id }) => {
    await inOrganization(deps, ctx, id, recordUsage, 'any');
    return true;
  });
}

/** Does nothing when it was done already, or nothing is to be charged. */
export async function recordUsage({
  ctx,
  tx,
  presets,
  organization,
  journal,
}: OrganizationScope): Promise<void> {
  const { id, name, meterDue, status } = organization;
  const date = dayOf(ctx);
  if (meterDue === undefined || meterDue === dayOf(ctx, 1)) return;
  // not a change that a reader's If-Match should stumble over
  await tx.organizations.setWhere(equals('id', id), 'meterDue', dayOf(ctx, 1));
  const { kind, included = 0 } = planOf(presets, organization).members;
  if (status !== 'active' || kind !== 'metered') return;
  const { active: used } = await countMembers(tx, id);
  await journal.append({
    type: 'org.usage_metered',
    target: { kind: 'organization', id, name },
    after: {
      date,
      since: meterDue < date ? meterDue : date,
      used,
      included,
      extra: Math.max(0, used - included),
    },
  });
}
