import {
  addressKey,
  actorKeyOf,
  Fault,
  instant,
  type Context,
  type FaultCode,
} from '#kernel/index.js';
import { equals, type Rate, type Store } from '#store/index.js';
import {
  dueBy,
  firstVersion,
  hashOfToken,
  nextVersion,
  type OrganizationScope,
  removeSome,
  type SweepResult,
} from '#core/tenancy/index.js';
import type { InvitationSettings } from './deps.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface RateLimit {
  /** named in the details of the fault */
  readonly of: 'organization' | 'actor' | 'address';
  readonly key: string;
  readonly most: number;
  readonly windowMs: number;
}

/**
 * Counts one invitation against the limits of organization and caller. The operator sets those limits and is not held by them.
 * Fault `invitation.too_many` with `retryAfter`, in seconds.
 */
export async function countInvitation(
  scope: OrganizationScope,
  { perOrganizationHour, perActorHour }: InvitationSettings,
): Promise<void> {
  const { actor } = scope.ctx;
  const { id } = scope.organization;
  if (actor.kind === 'operator' || actor.kind === 'system') return;
  await countAgainst(scope, {
    of: 'organization',
    key: `invite:organization:${id}`,
    most: perOrganizationHour,
    windowMs: HOUR_MS,
  });
  await countAgainst(scope, {
    of: 'actor',
    key: `invite:actor:${id}:${actorKeyOf(actor)}`,
    most: perActorHour,
    windowMs: HOUR_MS,
  });
}

/** Questions in an hour whether an address is known: each is a bit about accounts of other organizations. */
const MAX_LOOK_UPS = { actor: 200, organization: 1_000 } as const;

/** Counts one look-up of an address; the operator sees the accounts anyway. Fault `invitation.too_many`. */
export async function countLookUp(scope: OrganizationScope): Promise<void> {
  const { actor } = scope.ctx;
  const { id } = scope.organization;
  if (actor.kind === 'operator' || actor.kind === 'system') return;
  const limits = [
    ['organization', `look-up:organization:${id}`],
    ['actor', `look-up:actor:${id}:${actorKeyOf(actor)}`],
  ] as const;
  for (const [of, key] of limits) {
    await countAgainst(scope, { of, key, most: MAX_LOOK_UPS[of], windowMs: HOUR_MS });
  }
}

/** Codes for one mailbox in a day, from all organizations: each allows five guesses. */
const MAX_CODES_PER_DAY = 10;

/** Counts one code to an address. Fault `request.too_many` with `retryAfter`. */
export function countCode(scope: OrganizationScope, address: string): Promise<void> {
  const key = `code:address:${hashOfToken(addressKey(address))}`;
  const limit: RateLimit = { of: 'address', key, most: MAX_CODES_PER_DAY, windowMs: DAY_MS };
  return countAgainst(scope, limit, 'request.too_many');
}

/** Counts one mail to an address, from all organizations. Fault `invitation.too_many`. */
export function countMail(
  scope: OrganizationScope,
  { perAddressDay }: InvitationSettings,
  emailKey: string,
): Promise<void> {
  const key = `invite:address:${hashOfToken(emailKey)}`;
  return countAgainst(scope, { of: 'address', key, most: perAddressDay, windowMs: DAY_MS });
}

async function countAgainst(
  scope: Pick<OrganizationScope, 'ctx' | 'tx'>,
  limit: RateLimit,
  code: FaultCode = 'invitation.too_many',
): Promise<void> {
  const waitMs = await takeRate(scope, limit);
  if (waitMs === 0) return;
  const { of, most } = limit;
  throw new Fault(code, { of, most, retryAfter: Math.ceil(waitMs / 1_000) });
}

/** Counts one against the limit. Resolves to 0, or to the milliseconds until there is room again: then nothing was counted. */
export async function takeRate(
  { ctx, tx }: Pick<OrganizationScope, 'ctx' | 'tx'>,
  { key, most, windowMs }: Pick<RateLimit, 'key' | 'most' | 'windowMs'>,
): Promise<number> {
  const now = ctx.clock.now();
  const known = await tx.rates.first(equals('key', key));
  const leftMs = known ? Date.parse(known.resetsAt) - now : 0;
  // more left than a whole window: the clock was set back
  const isRunning = leftMs > 0 && leftMs <= windowMs;
  if (known && isRunning) {
    if (known.count >= most) return leftMs;
    await tx.rates.update(nextVersion<Rate>(ctx, known, { count: known.count + 1 }));
    return 0;
  }
  const fresh = { count: 1, resetsAt: instant(now + windowMs) };
  if (known) await tx.rates.update(nextVersion<Rate>(ctx, known, fresh));
  else await tx.rates.insert(firstVersion<Rate>(ctx, { key, ...fresh }));
  return 0;
}

const MAX_RATES_PER_RUN = 500;

/** Removes counts whose time is over, a bounded part; one that was begun anew meanwhile stays. */
export function sweepRates(store: Store, ctx: Context): Promise<SweepResult> {
  return removeSome(store, 'rates', 'rates', dueBy(ctx, 'resetsAt', MAX_RATES_PER_RUN));
}
