/** How an event becomes the body and the headers of a request, in the encoding, the form and the version that the endpoint has. */
import type { WebhookEndpoint } from '#store/index.js';
import type { DomainEvent } from '../events/event.js';

export type EncodingOptions = Pick<WebhookEndpoint, 'encoding' | 'payload' | 'payloadVersion'>;

export interface EncodedEvent {
  /** UTF-8 text: signed, sent and kept as it is */
  readonly body: string;
  /** content-type, and those of the encoding */
  readonly headers: Readonly<Record<string, string>>;
}

export type EncodeEvent = (
  event: DomainEvent,
  options: EncodingOptions,
) => EncodedEvent | Promise<EncodedEvent>;

/** A larger body is sent in its thin form, bytes. */
export const MAX_BODY_BYTES = 256 * 1_024;

/** The event as it goes out. One that is too large loses its payload and is never dropped; the receiver reads the object itself. */
export async function encodeFor(
  encode: EncodeEvent,
  event: DomainEvent,
  options: EncodingOptions,
): Promise<EncodedEvent & { readonly thinned?: true }> {
  const encoded = await encode(event, options);
  if (options.payload === 'thin' || Buffer.byteLength(encoded.body) <= MAX_BODY_BYTES) {
    return encoded;
  }
  return { ...(await encode(event, { ...options, payload: 'thin' })), thinned: true };
}
