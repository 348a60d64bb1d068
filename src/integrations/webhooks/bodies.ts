/** The body that is sent: the one that was made at the first attempt, or, once a person was taken out of it, one that is made anew. */
import { Fault } from '#kernel/index.js';
import type { WebhookDelivery, WebhookEndpoint } from '#store/index.js';
import { eventOf } from '../events/event.js';
import type { WebhookDeps } from './deps.js';
import type { EncodedEvent } from '../events/encodings/index.js';
import { encodeFor } from './encodings.js';

type Deps = Pick<WebhookDeps, 'store' | 'encode'>;

/** Fault `webhook.event_gone`: neither the log nor the journal has it any more. */
export async function bodyOf(
  deps: Deps,
  endpoint: WebhookEndpoint,
  delivery: WebhookDelivery,
): Promise<EncodedEvent> {
  const { body, headers } = delivery;
  if (body !== undefined) return { body, headers };
  const made = await encodeAnew(deps, endpoint, delivery);
  if (made) return made;
  throw new Fault('webhook.event_gone', { deliveryId: delivery.id });
}

/** From the journal, as the endpoint is now; undefined when the journal no longer has it. */
export async function encodeAnew(
  { store, encode }: Deps,
  endpoint: WebhookEndpoint,
  { eventId, cursor }: WebhookDelivery,
): Promise<(EncodedEvent & { readonly thinned?: true }) | undefined> {
  const entry = await store.read.journal.get(eventId);
  const event = entry && eventOf(entry, cursor);
  return event && encodeFor(encode, event, endpoint);
}
