/** One request to a receiver, and what it means. Never inside of a transaction, and never repeated by itself. */
import type { Context } from '#kernel/index.js';
import { OutgoingError } from '#outgoing/index.js';
import type { WebhookDelivery, WebhookEndpoint, WebhookResponse } from '#store/index.js';
import { bytesToSend } from '../events/encodings/index.js';
import { signatureHeaders } from '../signing/index.js';
import { unwrapHeaders } from './custom-headers.js';
import type { WebhookDeps } from './deps.js';
import { secretOwnerOf } from './owners.js';
import { readRetryAfter } from './schedule.js';

/** What is kept of an answer. */
export const MAX_RESPONSE_BYTES = 16 * 1_024;

/** Kept of the headers of an answer. */
const MAX_RESPONSE_HEADERS = 30;
const MAX_RESPONSE_HEADER_LENGTH = 500;

/** Secrets that an answer may carry. */
const MASKED_HEADERS = /^(set-cookie|www-authenticate|proxy-authenticate|authorization)$/;

/** With it a receiver says that it never wants this one, whatever the status is. */
const ABORT_HEADER = 'webhook-delivery';
const ABORT_VALUE = 'abort-message';

export interface AttemptOutcome {
  readonly isSuccess: boolean;
  readonly latencyMs: number;
  readonly status?: number;
  /** one word; absent of a success */
  readonly failure?: string;
  readonly error?: string;
  readonly response?: WebhookResponse;
  readonly retryAfterMs?: number;
  /** `never`: another attempt can change nothing; `refused`: the receiver does not want it */
  readonly ends?: 'never' | 'refused';
}

/** Neither the log nor the journal has what is to be sent. */
export const EVENT_GONE: AttemptOutcome = {
  isSuccess: false,
  latencyMs: 0,
  failure: 'event_gone',
  error: 'Neither the log nor the journal has the event any more.',
  ends: 'never',
};

export async function attempt(
  deps: WebhookDeps,
  ctx: Context,
  endpoint: WebhookEndpoint,
  delivery: WebhookDelivery & { readonly body: string },
): Promise<AttemptOutcome> {
  const startedAt = performance.now();
  const latencyMs = (): number => Math.round(performance.now() - startedAt);
  try {
    const { headers, body } = await signedRequest(deps, ctx, endpoint, delivery);
    const answer = await deps.outgoing.request(endpoint.url, {
      method: 'POST',
      headers,
      body,
      maxBytes: MAX_RESPONSE_BYTES,
      keep: 'start',
      seconds: deps.settings.timeoutSeconds,
    });
    return { ...judge(answer, ctx.clock.now()), latencyMs: latencyMs() };
  } catch (error) {
    return { ...failureOf(ctx, error), isSuccess: false, latencyMs: latencyMs() };
  }
}

/** Signed by what is in force now. The owner's headers stand first, so that none of them takes the place of ours. */
async function signedRequest(
  deps: WebhookDeps,
  ctx: Context,
  endpoint: WebhookEndpoint,
  delivery: WebhookDelivery & { readonly body: string },
): Promise<{ headers: Record<string, string>; body: Buffer }> {
  const secrets = await deps.secrets.open(ctx, secretOwnerOf(endpoint));
  const body = bytesToSend(delivery, secrets);
  const timestamp = Math.floor(ctx.clock.now() / 1_000);
  const message = { id: delivery.webhookId, timestamp, body };
  const own = unwrapHeaders(deps.secretsKey, endpoint);
  return { body, headers: { ...own, ...delivery.headers, ...signatureHeaders(message, secrets) } };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly isCut?: boolean;
}

/** Only 2xx is success (Standard Webhooks 1.0); a redirect is never followed. */
function judge(answer: Answer, now: number): Omit<AttemptOutcome, 'latencyMs'> {
  const { status, headers } = answer;
  const response = responseOf(answer);
  if (headers[ABORT_HEADER]?.trim() === ABORT_VALUE) {
    const error = 'The receiver does not want this event.';
    return { isSuccess: false, status, response, failure: 'refused', error, ends: 'refused' };
  }
  if (status >= 200 && status < 300) return { isSuccess: true, status, response };
  const isRedirect = status >= 300 && status < 400;
  const retryAfterMs = readRetryAfter(headers['retry-after'], now);
  return {
    isSuccess: false,
    status,
    response,
    failure: isRedirect ? 'redirect' : 'status',
    error: isRedirect
      ? `The receiver redirects (${status}); redirects are not followed. Give the endpoint its final address.`
      : `The receiver answered ${status}.`,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

function responseOf({ status, headers, body, isCut = false }: Answer): WebhookResponse {
  const shown = Object.entries(headers)
    .slice(0, MAX_RESPONSE_HEADERS)
    .map(([name, value]) => [
      name,
      MASKED_HEADERS.test(name) ? '***' : value.slice(0, MAX_RESPONSE_HEADER_LENGTH),
    ]);
  return {
    status,
    headers: Object.fromEntries(shown) as Record<string, string>,
    body: body.subarray(0, MAX_RESPONSE_BYTES).toString('utf8'),
    cut: isCut,
  };
}

function failureOf(
  ctx: Context,
  error: unknown,
): Pick<AttemptOutcome, 'status' | 'failure' | 'error' | 'ends'> {
  if (error instanceof OutgoingError) {
    const { failure, message, status } = error;
    return {
      failure,
      error: message,
      ...(status !== undefined && { status }),
      // the address is not admitted: no attempt was made, and none would be later
      ...(failure === 'blocked' && { ends: 'never' }),
    };
  }
  ctx.log.warn({ err: error, traceId: ctx.traceId }, 'a delivery of a webhook was not made');
  return { failure: 'internal', error: `The delivery could not be made; trace ${ctx.traceId}.` };
}
