/**
 * Taking deliveries of one endpoint: those that are due, what is new in the feed, and what is to be delivered again. Each gets a lease and
 * the number of its attempt. Two processes that take at one time meet at the endpoint's cursor, whose version both have read.
 */
import { firstVersion, nextVersion } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  NEVER,
  oneOf,
  type WebhookAttempt,
  type WebhookCursor,
  type WebhookDelivery,
  type WebhookEndpoint,
  type Writers,
} from '#store/index.js';
import { pausedUntil } from './circuit.js';
import { allowedRate, isConfirmed, nextRequestAt } from './confirmations.js';
import type { WebhookDeps } from './deps.js';
import { planClaim, type ClaimPlan, type PlannedEvent } from './plans.js';

/** Longer than an attempt can be: 20 seconds of the call, its outcome, and a process that is slow. Renewed while the process lives. */
export const LEASE_MS = 60_000;

/** Of one endpoint, in all processes together. */
export const MAX_IN_FLIGHT = 10;

/** What the log keeps of one delivery. */
const MAX_ATTEMPTS_KEPT = 20;

export interface Claim {
  readonly endpoint: WebhookEndpoint;
  readonly delivery: WebhookDelivery;
  /** the one that is tried while the circuit is open */
  readonly isTry: boolean;
}

export interface ClaimResult {
  readonly claims: readonly Claim[];
  /** there may be more to take at once */
  readonly more: boolean;
  /** milliseconds since 1970: nothing is sent before */
  readonly pausedUntil?: number;
  /** the endpoint failed a short time ago */
  readonly isSpared?: boolean;
}

const NOTHING: ClaimResult = { claims: [], more: false };

/** Takes at most `want` deliveries of the endpoint. */
export async function claimDeliveries(
  deps: WebhookDeps,
  ctx: Context,
  endpointId: string,
  want: number,
): Promise<ClaimResult> {
  const { webhookCursors, webhookEndpoints, webhookDeliveries } = deps.store.read;
  const cursor = await webhookCursors.get(endpointId);
  const endpoint = await webhookEndpoints.get(endpointId);
  if (!cursor || !endpoint) return NOTHING;
  const now = ctx.clock.now();
  if (endpoint.status === 'disabled' || !isConfirmed(endpoint, cursor)) {
    await putOff(deps, ctx, endpointId, NEVER);
    return NOTHING;
  }
  const paused = pausedUntil(cursor, now);
  if (paused !== undefined) {
    await putOff(deps, ctx, endpointId, instant(paused));
    return { ...NOTHING, pausedUntil: paused, isSpared: true };
  }
  const allowedFrom = Date.parse(cursor.nextRequestAt ?? '');
  if (allowedFrom > now) return { ...NOTHING, pausedUntil: allowedFrom };
  const isTry = cursor.openings > 0;
  const inFlight = await webhookDeliveries.count(
    all(
      equals('endpointId', endpointId),
      equals('status', 'sending'),
      compare('dueAt', 'gt', instant(now)),
    ),
  );
  const { atOnce = MAX_IN_FLIGHT } = allowedRate(cursor) ?? {};
  const limit = Math.min(isTry ? 1 - inFlight : MAX_IN_FLIGHT - inFlight, want, atOnce);
  if (limit <= 0) return { ...NOTHING, isSpared: isTry };
  const plan = await planClaim(deps, ctx, { endpoint, cursor, limit, isTry });
  if (plan === undefined) return { claims: [], more: true };
  if (plan.isEmpty) return { ...NOTHING, isSpared: isTry };
  const taken = await deps.store.transaction(endpointId, (tx) =>
    takePlanned(ctx, tx, { endpoint, cursor, plan, isTry }),
  );
  if (taken === undefined) return { claims: [], more: true };
  const claims = taken.map((delivery) => ({ endpoint, delivery, isTry }));
  return { claims, more: plan.more, isSpared: isTry };
}

interface Planned {
  readonly endpoint: WebhookEndpoint;
  readonly cursor: WebhookCursor;
  readonly plan: ClaimPlan;
  readonly isTry: boolean;
}

/** Undefined: another process was a moment earlier, or the endpoint was changed. */
async function takePlanned(
  ctx: Context,
  tx: Writers,
  { endpoint, cursor, plan, isTry }: Planned,
): Promise<WebhookDelivery[] | undefined> {
  const storedCursor = await tx.webhookCursors.get(cursor.id);
  const storedEndpoint = await tx.webhookEndpoints.get(endpoint.id);
  if (storedCursor?.version !== cursor.version) return undefined;
  if (storedEndpoint?.version !== endpoint.version) return undefined;
  const taken: WebhookDelivery[] = [];
  for (const row of await tx.webhookDeliveries.getMany(plan.due.map(({ id }) => id))) {
    if (!isDue(row, ctx.clock.now())) continue;
    const next = nextVersion<WebhookDelivery>(ctx, row, leased(ctx, row));
    await tx.webhookDeliveries.update(next);
    taken.push(next);
  }
  taken.push(...(await takeEvents(ctx, tx, endpoint, plan.events)));
  const { pausedUntil: _until, replay: _replay, nextRequestAt: _at, ...rest } = storedCursor;
  // nobody else tries meanwhile
  const pause = isTry && taken.length > 0 ? instant(ctx.clock.now() + LEASE_MS) : undefined;
  const next = nextRequestAt(ctx, storedCursor, taken.length);
  await tx.webhookCursors.update(
    nextVersion<WebhookCursor>(ctx, rest, {
      cursor: plan.cursor,
      ...(next !== undefined && { nextRequestAt: next }),
      ...(plan.replay && { replay: plan.replay }),
      ...(pause !== undefined && { pausedUntil: pause }),
    }),
  );
  return taken;
}

async function takeEvents(
  ctx: Context,
  tx: Writers,
  endpoint: WebhookEndpoint,
  events: readonly PlannedEvent[],
): Promise<WebhookDelivery[]> {
  if (events.length === 0) return [];
  const ids = events.map(({ event }) => event.id);
  const where = all(equals('endpointId', endpoint.id), oneOf('eventId', ids));
  const { records } = await tx.webhookDeliveries.find({ where, limit: ids.length });
  const stored = new Map(records.map((row) => [row.eventId, row]));
  const taken: WebhookDelivery[] = [];
  for (const planned of events) {
    const row = stored.get(planned.event.id);
    if (row?.status === 'sending') continue;
    if (planned.onlyMissing && row?.status === 'delivered') continue;
    const fresh = { body: planned.body, headers: planned.headers, hasContent: true };
    const thinned = planned.thinned && { thinned: planned.thinned };
    if (row) {
      const change = { ...leased(ctx, row), ...fresh, ...thinned };
      const next = nextVersion<WebhookDelivery>(ctx, row, change);
      await tx.webhookDeliveries.update(next);
      taken.push(next);
    } else {
      const made = newDelivery(ctx, endpoint, planned);
      await tx.webhookDeliveries.insert(made);
      taken.push(made);
    }
  }
  return taken;
}

/** A row that is in flight from its first moment. */
export function newDelivery(
  ctx: Context,
  endpoint: WebhookEndpoint,
  { event, webhookId, body, headers, thinned }: PlannedEvent,
  test?: true,
): WebhookDelivery {
  const now = ctx.clock.now();
  return firstVersion<WebhookDelivery>(ctx, {
    organizationId: endpoint.organizationId,
    endpointId: endpoint.id,
    eventId: event.id,
    type: event.type,
    cursor: event.cursor,
    webhookId,
    objectKey: `${event.object.kind}:${event.object.id}`,
    status: 'sending',
    ...(test && { test }),
    attempt: 1,
    dueAt: instant(now + LEASE_MS),
    body,
    hasContent: true,
    headers,
    ...(thinned && { thinned }),
    attempts: [{ number: 1, at: instant(now) }],
  });
}

export function isDue({ status, dueAt }: WebhookDelivery, now: number): boolean {
  return (status === 'sending' || status === 'waiting') && dueAt <= instant(now);
}

/** The next attempt of a row. An attempt whose outcome nobody wrote was interrupted. */
export function leased(ctx: Context, row: WebhookDelivery): Partial<WebhookDelivery> {
  const now = ctx.clock.now();
  const number = row.attempt + 1;
  const earlier = row.attempts.map((attempt): WebhookAttempt =>
    attempt.latencyMs === undefined && attempt.failure === undefined
      ? { ...attempt, failure: 'interrupted', error: 'The server ended during the attempt.' }
      : attempt,
  );
  return {
    status: 'sending',
    attempt: number,
    dueAt: instant(now + LEASE_MS),
    attempts: [...earlier, { number, at: instant(now) }].slice(-MAX_ATTEMPTS_KEPT),
  };
}

/** What is due now is due at `until`; attempts whose process ended wait like the others. */
async function putOff(
  { store }: WebhookDeps,
  ctx: Context,
  endpointId: string,
  until: string,
): Promise<void> {
  const due = all(
    equals('endpointId', endpointId),
    oneOf('status', ['sending', 'waiting']),
    compare('dueAt', 'le', instant(ctx.clock.now())),
  );
  if (!(await store.read.webhookDeliveries.first(due))) return;
  await store.transaction(endpointId, async (tx) => {
    const lapsed = all(due, equals('status', 'sending'));
    await tx.webhookDeliveries.setWhere(lapsed, 'status', 'waiting');
    await tx.webhookDeliveries.setWhere(due, 'dueAt', until);
  });
}
