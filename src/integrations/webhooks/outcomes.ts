/** What becomes of a delivery and of its endpoint after an attempt, in one short transaction. */
import { nextVersion } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import {
  NEVER,
  type WebhookAttempt,
  type WebhookCursor,
  type WebhookDelivery,
  type WebhookEndpoint,
  type Writers,
} from '#store/index.js';
import { afterFailure, FAILURES_TO_OPEN, HEALTHY } from './circuit.js';
import type { AttemptOutcome } from './attempts.js';
import type { Claim } from './claims.js';
import type { WebhookDeps } from './deps.js';
import { MAX_ATTEMPTS, retryDelayMs } from './schedule.js';

export interface WrittenOutcome {
  readonly delivery: WebhookDelivery;
  readonly endpoint: WebhookEndpoint;
  /** absent of a test, which says nothing of the endpoint's health */
  readonly before?: WebhookCursor;
  readonly after?: WebhookCursor;
}

/** Undefined: the attempt is not the latest one any more, or its endpoint is gone. */
export function writeOutcome(
  { store }: WebhookDeps,
  ctx: Context,
  claim: Claim,
  outcome: AttemptOutcome,
): Promise<WrittenOutcome | undefined> {
  const { id, attempt, endpointId } = claim.delivery;
  return store.transaction(endpointId, async (tx) => {
    const row = await tx.webhookDeliveries.get(id);
    const endpoint = await tx.webhookEndpoints.get(endpointId);
    const before = await tx.webhookCursors.get(endpointId);
    if (row?.attempt !== attempt || row.status !== 'sending') return undefined;
    if (!endpoint || !before) return undefined;
    const after = row.test ? before : await writeHealth(ctx, tx, { claim, outcome, before });
    const change = changeOf(ctx, { row, endpoint, after, outcome });
    const { body, ...rest } = row;
    const kept = body !== undefined && { body };
    const delivery = nextVersion<WebhookDelivery>(ctx, { ...rest, ...kept }, change);
    await tx.webhookDeliveries.update(delivery);
    return { delivery, endpoint, ...(!row.test && { before, after }) };
  });
}

interface Health {
  readonly claim: Claim;
  readonly outcome: AttemptOutcome;
  readonly before: WebhookCursor;
}

/** Of an endpoint that is well nothing is written. */
async function writeHealth(
  ctx: Context,
  tx: Writers,
  { claim, outcome, before }: Health,
): Promise<WebhookCursor> {
  const { failures, openings, failingSince, noticedAt, pausedUntil, ...rest } = before;
  if (outcome.isSuccess && failures === 0 && openings === 0) return before;
  const { status, retryAfterMs } = outcome;
  const known = {
    failures,
    openings,
    ...(failingSince !== undefined && { failingSince }),
    ...(noticedAt !== undefined && { noticedAt }),
    ...(pausedUntil !== undefined && { pausedUntil }),
  };
  const failed = { now: ctx.clock.now(), random: Math.random(), status, retryAfterMs };
  // an event that its receiver does not want says that the receiver is well
  const isWell = outcome.isSuccess || outcome.ends === 'refused';
  const next = isWell ? HEALTHY : afterFailure(known, { ...failed, isTry: claim.isTry });
  const after = nextVersion<WebhookCursor>(ctx, { ...rest, ...next }, {});
  await tx.webhookCursors.update(after);
  return after;
}

interface Finished {
  readonly row: WebhookDelivery;
  readonly endpoint: WebhookEndpoint;
  readonly after: WebhookCursor;
  readonly outcome: AttemptOutcome;
}

function changeOf(ctx: Context, finished: Finished): Partial<WebhookDelivery> {
  const { row, outcome } = finished;
  const { latencyMs, status, failure, error, response } = outcome;
  const now = ctx.clock.now();
  const attempts = row.attempts.map((one): WebhookAttempt =>
    one.number === row.attempt
      ? {
          ...one,
          latencyMs,
          ...(status !== undefined && { status }),
          ...(failure !== undefined && { failure }),
          ...(error !== undefined && { error }),
        }
      : one,
  );
  return {
    attempts,
    ...(response && { response }),
    ...(outcome.isSuccess
      ? { status: 'delivered', dueAt: NEVER, deliveredAt: instant(now) }
      : nextTry(finished, now)),
  };
}

function nextTry(
  { row, endpoint, after, outcome }: Finished,
  now: number,
): Pick<WebhookDelivery, 'status' | 'dueAt'> {
  if (outcome.ends === 'refused') return { status: 'refused', dueAt: NEVER };
  if (outcome.ends === 'never' || row.test) return { status: 'failed', dueAt: NEVER };
  // while everything fails nothing is given up: the endpoint is disabled one day, and goes on from there
  const failsAltogether = after.failures >= FAILURES_TO_OPEN;
  if (row.attempt >= MAX_ATTEMPTS && !failsAltogether) return { status: 'failed', dueAt: NEVER };
  const waitsForPeople = endpoint.status === 'disabled' || outcome.status === 410;
  if (waitsForPeople) return { status: 'waiting', dueAt: NEVER };
  const delay = retryDelayMs(row.attempt, Math.random(), outcome.retryAfterMs);
  return { status: 'waiting', dueAt: instant(now + delay) };
}
