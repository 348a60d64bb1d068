/**
 * Owns how an event is written for a receiver: Muster's own JSON, CloudEvents 1.0 in its two modes, a security event token (RFC 8417); in
 * full or thin. Never knows to whom it is sent, nor when. A retry sends the text that was made before, and what has to be signed anew at
 * each attempt (`bytesToSend`) is made of that text.
 */
import type { SigningSecret } from '../../signing/index.js';
import type { DomainEvent } from '../event.js';
import { cloudEventAttributes, cloudEventHeaders, structuredCloudEvent } from './cloud-events.js';
import { nativeText, type EventForm } from './native.js';
import { SET_MEDIA_TYPE, setClaims, signSet } from './security-event-tokens.js';

export { askReceiver, type ReceiverConsent } from './handshake.js';
export type { EventForm } from './native.js';

/** Muster's own JSON, CloudEvents 1.0 in the structured and in the binary mode, a security event token. */
export type EventEncoding = 'native' | 'cloudevents' | 'cloudevents-binary' | 'set';

export interface EncodingChoice {
  readonly encoding: EventEncoding;
  readonly payload: EventForm;
  /** the receiver: the audience of a security event token */
  readonly url?: string;
}

export interface EncodedEvent {
  /** text, to be sent as UTF-8; of a security event token its claims, which are signed at each attempt */
  readonly body: string;
  /** with lower-case names: `content-type`, and the attributes of the binary mode of CloudEvents */
  readonly headers: Readonly<Record<string, string>>;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** The same event and the same choice make the same text. */
export function createEventEncoder({ baseUrl }: { readonly baseUrl: () => string }) {
  return (event: DomainEvent, { encoding, payload, url }: EncodingChoice): EncodedEvent => {
    const base = baseUrl();
    const text = nativeText(base, event, payload);
    if (encoding === 'native') return { body: text, headers: JSON_TYPE };
    if (encoding === 'set') {
      const from = { baseUrl: base, ...(url !== undefined && { audience: url }) };
      return { body: setClaims(from, event, text), headers: { 'content-type': SET_MEDIA_TYPE } };
    }
    const attributes = cloudEventAttributes(base, event);
    if (encoding === 'cloudevents-binary') {
      return { body: text, headers: { ...JSON_TYPE, ...cloudEventHeaders(attributes) } };
    }
    return {
      body: structuredCloudEvent(attributes, text),
      headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    };
  };
}

/**
 * What is sent at an attempt, and what `webhook-signature` is made over: the text as it is, and of a security event token the token,
 * signed by a secret that is in force now.
 */
export function bytesToSend(
  { body, headers }: EncodedEvent,
  secrets: readonly SigningSecret[],
): Buffer {
  const isSet = headers['content-type'] === SET_MEDIA_TYPE;
  return Buffer.from(isSet ? signSet(body, secrets) : body);
}
