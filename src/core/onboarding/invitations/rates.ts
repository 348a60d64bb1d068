import {
  actorKeyOf,
  Fault,
  foldCase,
  instant,
  type Context,
  type FaultCode,
} from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Rate,
  type Store,
  type Term,
  type Writers,
} from '#store/index.js';
import type { InvitationSettings } from './deps.js';
import { firstVersion, hashOfToken, nextVersion } from '#core/tenancy/index.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface RateLimit {
  /** named in the details of the fault */
  readonly of: 'organization' | 'actor' | 'address';
  readonly key: string;
  readonly most: number;
  readonly windowMs: number;
}

interface SendScope {
  readonly ctx: Context;
  readonly tx: Writers;
  readonly settings: InvitationSettings;
  readonly organizationId: string;
}

/**
 * Counts one invitation against the limits of organization and caller. The operator sets those limits and is not held by them.
 * Fault `invitation.too_many` with `retryAfter`, in seconds.
 */
export async function countInvitation(scope: SendScope): Promise<void> {
  const { ctx, settings, organizationId } = scope;
  if (ctx.actor.kind === 'operator' || ctx.actor.kind === 'system') return;
  const actor = actorKeyOf(ctx.actor);
  await countAgainst(scope, {
    of: 'organization',
    key: `invite:organization:${organizationId}`,
    most: settings.perOrganizationHour,
    windowMs: HOUR_MS,
  });
  await countAgainst(scope, {
    of: 'actor',
    key: `invite:actor:${organizationId}:${actor}`,
    most: settings.perActorHour,
    windowMs: HOUR_MS,
  });
}

/** Codes that one mailbox is sent in a day: each allows five guesses, and a mailbox is somebody's. */
const MAX_CODES_PER_DAY = 10;

/** Counts one code to an address, for whichever organization. Fault `request.too_many` with `retryAfter`. */
export function countCode(scope: Pick<SendScope, 'ctx' | 'tx'>, address: string): Promise<void> {
  return countAgainst(
    scope,
    {
      of: 'address',
      key: `code:address:${hashOfToken(foldCase(address))}`,
      most: MAX_CODES_PER_DAY,
      windowMs: DAY_MS,
    },
    'request.too_many',
  );
}

/** Counts one mail to an address, from whichever organization: a mailbox is somebody's. Fault `invitation.too_many`. */
export function countMail(scope: SendScope, emailKey: string): Promise<void> {
  return countAgainst(scope, {
    of: 'address',
    key: `invite:address:${hashOfToken(emailKey)}`,
    most: scope.settings.perAddressDay,
    windowMs: DAY_MS,
  });
}

async function countAgainst(
  { ctx, tx }: Pick<SendScope, 'ctx' | 'tx'>,
  { of, key, most, windowMs }: RateLimit,
  code: FaultCode = 'invitation.too_many',
): Promise<void> {
  const now = ctx.clock.now();
  const known = await tx.rates.first(equals('key', key));
  const leftMs = known ? Date.parse(known.resetsAt) - now : 0;
  // more left than a whole window: the clock was set back
  const isRunning = leftMs > 0 && leftMs <= windowMs;
  if (known && isRunning) {
    if (known.count >= most) {
      throw new Fault(code, { of, most, retryAfter: Math.ceil(leftMs / 1_000) });
    }
    await tx.rates.update(nextVersion<Rate>(ctx, known, { count: known.count + 1 }));
    return;
  }
  const fresh = { count: 1, resetsAt: instant(now + windowMs) };
  if (known) await tx.rates.update(nextVersion<Rate>(ctx, known, fresh));
  else await tx.rates.insert(firstVersion<Rate>(ctx, { key, ...fresh }));
}

const MAX_RATES_PER_RUN = 500;

/** Removes counts whose time is over, a bounded part. */
export async function sweepRates(
  store: Store,
  ctx: Context,
): Promise<{ done: number; more: boolean }> {
  const resetsAt = { column: 'resetsAt' };
  const now = instant(ctx.clock.now());
  const expired: Term = { kind: 'compare', field: resetsAt, operator: 'le', value: now };
  const { records } = await store.read.rates.find({
    where: expired,
    sort: [{ field: resetsAt }],
    limit: MAX_RATES_PER_RUN,
  });
  if (records.length === 0) return { done: 0, more: false };
  const ids = records.map(({ id }) => id);
  // one that was begun anew meanwhile stays
  const removed = await store.transaction('rates', (tx) =>
    tx.rates.removeWhere(all(oneOf('id', ids), expired)),
  );
  return { done: removed.length, more: records.length === MAX_RATES_PER_RUN };
}
