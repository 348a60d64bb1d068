/**
 * The handshake of CloudEvents: endpoints of that encoding are sent to once their receiver has consented. It is asked between two
 * transactions; what it said stands beside the cursor, so that the version of the endpoint is what people changed.
 */
import { nextVersion, type InstallationScope } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import type { WebhookConfirmation, WebhookCursor, WebhookEndpoint } from '#store/index.js';
import { askReceiver, type ReceiverConsent } from '../events/encodings/index.js';
import type { WebhookDeps } from './deps.js';
import { entryOf } from './entries.js';
import { inOwner } from './owners.js';
import { resumeWaiting } from './pending.js';

/** For the question: a person waits for the answer. */
const ASK_SECONDS = 10;

const MINUTE_MS = 60_000;

type Encoded = Pick<WebhookEndpoint, 'encoding'>;

export function needsConsent({ encoding }: Encoded): boolean {
  return encoding === 'cloudevents' || encoding === 'cloudevents-binary';
}

/** Whether events may be sent to the endpoint. */
export function isConfirmed(
  endpoint: Encoded,
  { confirmation }: Pick<WebhookCursor, 'confirmation'>,
): boolean {
  return !needsConsent(endpoint) || confirmation?.confirmed === true;
}

type Consent = Pick<WebhookCursor, 'confirmation' | 'unconfirmedSince'>;

/** Of a receiver that was not asked yet; nothing where none is asked. */
export function unasked(ctx: Context, endpoint: Encoded): Consent {
  if (!needsConsent(endpoint)) return {};
  const message = 'The receiver was not asked yet whether it takes CloudEvents; ask it.';
  const since = instant(ctx.clock.now());
  const confirmation = { confirmed: false, since, reason: 'not_asked', message } as const;
  return { confirmation, unconfirmedSince: since };
}

/** What a receiver said of another address, or of another encoding, does not count. Inside of the transaction that changes the endpoint. */
export async function forgetConsent(
  scope: InstallationScope,
  before: WebhookEndpoint,
  after: WebhookEndpoint,
): Promise<void> {
  const { ctx, tx } = scope;
  if (before.url === after.url && needsConsent(before) === needsConsent(after)) return;
  const cursor = await tx.webhookCursors.get(after.id);
  if (!cursor) return;
  const { confirmation, unconfirmedSince: _since, nextRequestAt: _at, ...rest } = cursor;
  const next = unasked(ctx, after);
  if (!next.confirmation && !confirmation) return;
  await tx.webhookCursors.update(nextVersion<WebhookCursor>(ctx, rest, next));
  // what waited for consent waits for none any more
  if (!next.confirmation && after.status === 'enabled')
    await resumeWaiting(scope, after, undefined);
}

/** Asks the receiver, and keeps what it said, unless the endpoint was changed meanwhile. Other encodings ask nothing. */
export async function confirmReceiver(
  deps: WebhookDeps,
  ctx: Context,
  endpoint: WebhookEndpoint,
): Promise<void> {
  if (!needsConsent(endpoint)) return;
  const { url, organizationId } = endpoint;
  const origin = new URL(deps.baseUrl()).hostname;
  const consent = await askReceiver(deps.outgoing, { url, origin, seconds: ASK_SECONDS });
  await inOwner(deps, ctx, { organizationId }, (scope) => keepConsent(scope, endpoint, consent));
  deps.touched(organizationId, endpoint.id);
}

async function keepConsent(
  scope: InstallationScope,
  asked: WebhookEndpoint,
  consent: ReceiverConsent,
): Promise<void> {
  const { ctx, tx, journal } = scope;
  const endpoint = await tx.webhookEndpoints.get(asked.id);
  const cursor = await tx.webhookCursors.get(asked.id);
  if (!endpoint || !cursor || endpoint.url !== asked.url || !needsConsent(endpoint)) return;
  const { confirmation: before, unconfirmedSince, nextRequestAt: _at, ...rest } = cursor;
  const after = confirmationOf(ctx, before, consent);
  // of one that goes on not to consent administrators are told once
  const since = before?.confirmed === false ? unconfirmedSince : after.since;
  const isMissing = !after.confirmed && since !== undefined;
  const change = { confirmation: after, ...(isMissing && { unconfirmedSince: since }) };
  await tx.webhookCursors.update(nextVersion<WebhookCursor>(ctx, rest, change));
  const isNew = after.confirmed && before?.confirmed !== true;
  if (isNew && endpoint.status === 'enabled') await resumeWaiting(scope, endpoint, undefined);
  const { message: _message, ...said } = after;
  await journal.append(entryOf('webhook.receiver_asked', endpoint, { after: said }));
}

/** `since` is when it began to be as it is: it stays while a receiver goes on not to consent. */
function confirmationOf(
  ctx: Context,
  before: WebhookConfirmation | undefined,
  consent: ReceiverConsent,
): WebhookConfirmation {
  const confirmed = consent.isGiven;
  const isSame = before?.confirmed === confirmed;
  const since = isSame ? before.since : instant(ctx.clock.now());
  if (!consent.isGiven) {
    return { confirmed, since, reason: consent.reason, message: consent.message };
  }
  const { requestsPerMinute } = consent;
  return { confirmed, since, ...(requestsPerMinute !== undefined && { requestsPerMinute }) };
}

/** A receiver's own rate: how many may go out at once, and how long nothing goes out after one. */
export interface AllowedRate {
  readonly atOnce: number;
  readonly msEach: number;
}

/** At most the requests of a second at once. Rounded so that no minute has more than was allowed. Undefined: as many as there are. */
export function allowedRate({
  confirmation,
}: Pick<WebhookCursor, 'confirmation'>): AllowedRate | undefined {
  const perMinute = confirmation?.requestsPerMinute;
  if (perMinute === undefined) return undefined;
  const atOnce = Math.max(1, Math.floor(perMinute / 60));
  return { atOnce, msEach: MINUTE_MS / (Math.floor(perMinute / atOnce) * atOnce) };
}

/** Of the cursor, after so many requests were taken. */
export function nextRequestAt(
  ctx: Context,
  cursor: Pick<WebhookCursor, 'confirmation'>,
  taken: number,
): string | undefined {
  const rate = allowedRate(cursor);
  if (!rate || taken === 0) return undefined;
  return instant(ctx.clock.now() + Math.ceil(taken * rate.msEach));
}
