/** How an event becomes the body and the headers of a request, in the encoding, the form and the version that the endpoint has. */
import type { WebhookEndpoint } from '#store/index.js';
import type { EncodedEvent } from '../events/encodings/index.js';
import type { DomainEvent } from '../events/event.js';

export type EncodingOptions = Pick<
  WebhookEndpoint,
  'encoding' | 'payload' | 'payloadVersion' | 'url'
>;

export type EncodeEvent = (event: DomainEvent, options: EncodingOptions) => EncodedEvent;

/** A larger body is sent in its thin form, bytes. */
export const MAX_BODY_BYTES = 256 * 1_024;

/** The event as it goes out. One that is too large loses its payload and is never dropped; the receiver reads the object itself. */
export function encodeFor(
  encode: EncodeEvent,
  event: DomainEvent,
  options: EncodingOptions,
): EncodedEvent & { readonly thinned?: true } {
  const encoded = encode(event, options);
  if (options.payload === 'thin' || Buffer.byteLength(encoded.body) <= MAX_BODY_BYTES) {
    return encoded;
  }
  return { ...encode(event, { ...options, payload: 'thin' }), thinned: true };
}
