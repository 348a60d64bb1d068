import { createHmac, sign as signBytes, timingSafeEqual, verify as verifyBytes } from 'node:crypto';
import {
  privateKeyOf,
  publicKeyOf,
  type SigningSecret,
  type VerifyingKey,
} from './secret-texts.js';

/** What is signed (Standard Webhooks 1.0): the bytes that are sent, never a text that is serialised anew. */
export interface SignedMessage {
  readonly id: string;
  /** seconds since 1970, of the attempt */
  readonly timestamp: number;
  readonly body: Buffer;
}

/** The header `webhook-signature`: one signature for each secret, separated by spaces. */
export function sign(message: SignedMessage, secrets: readonly SigningSecret[]): string {
  const content = contentOf(message);
  return secrets.map((secret) => signature(content, secret)).join(' ');
}

function signature(content: Buffer, { scheme, bytes }: SigningSecret): string {
  const made =
    scheme === 'v1'
      ? createHmac('sha256', bytes).update(content).digest()
      : signBytes(null, content, privateKeyOf(bytes));
  return `${scheme},${made.toString('base64')}`;
}

/** The three headers of a request that is sent now. */
export function signatureHeaders(
  message: SignedMessage,
  secrets: readonly SigningSecret[],
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': sign(message, secrets),
  };
}

/** An answer as it came, with the values of its headers. */
export interface ReceivedMessage {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: Buffer;
}

/** Why a message is not believed: a header is absent or unreadable, its time is too far from now, no signature fits. */
export type VerificationFailure = 'headers' | 'timestamp' | 'signature';

export interface VerificationOptions {
  /** milliseconds since 1970 */
  readonly now: number;
  /** either way; 300 when absent */
  readonly toleranceSeconds?: number;
}

const TOLERANCE_SECONDS = 300;

/** More are looked at by nobody. */
const MAX_SIGNATURES = 20;

/** Whether one of the signatures is by one of the keys; undefined when it is. Compared in constant time. */
export function verify(
  { id, timestamp, signature: header, body }: ReceivedMessage,
  keys: readonly (SigningSecret | VerifyingKey)[],
  { now, toleranceSeconds = TOLERANCE_SECONDS }: VerificationOptions,
): VerificationFailure | undefined {
  if (!id || !header || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return 'headers';
  const seconds = Number(timestamp);
  if (Math.abs(seconds - Math.floor(now / 1_000)) > toleranceSeconds) return 'timestamp';
  const content = contentOf({ id, timestamp: seconds, body });
  const signatures = header.split(' ').slice(0, MAX_SIGNATURES);
  const isSigned = signatures.some((text) => keys.some((key) => fits(text, content, key)));
  return isSigned ? undefined : 'signature';
}

function fits(text: string, content: Buffer, key: SigningSecret | VerifyingKey): boolean {
  if (key.scheme === 'v1a-public') {
    if (!text.startsWith('v1a,')) return false;
    return verifyBytes(null, content, publicKeyOf(key.bytes), Buffer.from(text.slice(4), 'base64'));
  }
  // signing by ed25519 is deterministic (RFC 8032 section 5.1.6): the same content has the same signature
  const [given, own] = [Buffer.from(text), Buffer.from(signature(content, key))];
  return given.length === own.length && timingSafeEqual(given, own);
}

function contentOf({ id, timestamp, body }: SignedMessage): Buffer {
  return Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
}
