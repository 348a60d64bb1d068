import { createHmac, sign, timingSafeEqual, verify } from 'node:crypto';
import { readSigningKey, readVerifyingKey, type SigningKey, type VerifyingKey } from './keys.js';

/** Of `Request`, of Express and Fastify, or a plain object; names in any case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Why a message is not believed. `headers`: one of the three is absent or unreadable. `timestamp`: too far from now, so that it may be an
 * old one, sent again. `signature`: none of the signatures is by one of the keys.
 */
export type WebhookFailure = 'headers' | 'timestamp' | 'signature';

/** Answer 401 or 400: who sent it is not known. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';

  constructor(
    readonly reason: WebhookFailure,
    message: string,
  ) {
    super(message);
  }
}

export interface VerifiedWebhook {
  /** the header `webhook-id`: the same at each attempt, to be remembered */
  readonly id: string;
  /** of the attempt */
  readonly timestamp: Date;
  /** the body as text */
  readonly text: string;
  /** the body when it is JSON; undefined otherwise, for a security event token say */
  readonly payload: unknown;
}

export interface WebhookVerifier {
  /**
   * @param body the bytes as they came, or the text of them; never what a JSON parser made of it
   * @throws WebhookVerificationError; TypeError when the body is an object
   */
  verify(body: Uint8Array | string, headers: WebhookHeaders): VerifiedWebhook;
}

export interface VerifierOptions {
  /** either way; 300 when absent */
  readonly toleranceSeconds?: number;
  /** milliseconds since 1970; the clock of the machine when absent */
  readonly now?: () => number;
}

const TOLERANCE_SECONDS = 300;

/** More are looked at by nobody. */
const MAX_SIGNATURES = 20;

/**
 * Verifies what Muster, or another sender by Standard Webhooks 1.0, has signed.
 * @param keys `whsec_…` or `whpk_…`; several while a secret is replaced
 * @throws TypeError when a key cannot be read
 */
export function createWebhookVerifier(
  keys: string | readonly string[],
  { toleranceSeconds = TOLERANCE_SECONDS, now = Date.now }: VerifierOptions = {},
): WebhookVerifier {
  const known = (typeof keys === 'string' ? [keys] : keys).map(readVerifyingKey);
  if (known.length === 0) throw new TypeError('There is no key to verify with.');
  return {
    verify(body, headers) {
      const bytes = bytesOf(body);
      const { id, timestamp, signature } = readHeaders(headers);
      requireRecent(timestamp, now() / 1_000, toleranceSeconds);
      const content = contentOf(id, timestamp, bytes);
      const signatures = readSignatures(signature);
      if (!signatures.some((each) => known.some((key) => fits(each, content, key)))) {
        throw new WebhookVerificationError(
          'signature',
          'No signature is by one of the keys: compare the secret with that of the endpoint, and verify the body as it came, byte by byte.',
        );
      }
      const text = bytes.toString('utf8');
      return { id, timestamp: new Date(timestamp * 1_000), text, payload: parsed(text) };
    },
  };
}

/** What is to be signed. */
export interface WebhookMessage {
  readonly id: string;
  readonly body: Uint8Array | string;
  /** seconds since 1970; now when absent */
  readonly timestamp?: number;
}

/**
 * The three headers of a message of one's own: of the answer to an inline hook, or of a test of a receiver.
 * @param key `whsec_…` or `whsk_…`
 * @throws TypeError when it cannot be read
 */
export function signWebhook(
  { id, body, timestamp }: WebhookMessage,
  key: string,
  { now = Date.now }: Pick<VerifierOptions, 'now'> = {},
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const seconds = timestamp ?? Math.floor(now() / 1_000);
  const content = contentOf(id, seconds, bytesOf(body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatureBy(readSigningKey(key), content),
  };
}

function signatureBy(key: SigningKey, content: Buffer): string {
  const made = key.scheme === 'v1' ? hmac(key.secret, content) : sign(null, content, key.key);
  return `${key.scheme},${made.toString('base64')}`;
}

function bytesOf(body: unknown): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.length);
  throw new TypeError(
    'The body must be the bytes or the text as they came, and not what a parser made of them: in Express take ' +
      "express.raw({ type: '*/*' }) for this route, in Fastify addContentTypeParser('*', { parseAs: 'buffer' }, …), in Next.js " +
      'and wherever there is a Request await request.text().',
  );
}

interface ReadHeaders {
  readonly id: string;
  readonly timestamp: number;
  readonly signature: string;
}

function readHeaders(headers: WebhookHeaders): ReadHeaders {
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const signature = headerOf(headers, 'webhook-signature');
  if (!id || !timestamp || !signature) {
    const text = 'webhook-id, webhook-timestamp or webhook-signature is missing: it is no webhook.';
    throw new WebhookVerificationError('headers', text);
  }
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw new WebhookVerificationError('headers', 'webhook-timestamp is no number of seconds.');
  }
  return { id, timestamp: Number(timestamp), signature };
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (typeof headers.get === 'function') {
    const { get } = headers as { get(name: string): string | null };
    return get.call(headers, name) ?? undefined;
  }
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  const value: unknown = Array.isArray(found) ? found[0] : found;
  return typeof value === 'string' ? value : undefined;
}

function requireRecent(timestamp: number, now: number, tolerance: number): void {
  const behind = Math.floor(now) - timestamp;
  if (Math.abs(behind) <= tolerance) return;
  const where = behind > 0 ? 'in the past' : 'in the future';
  throw new WebhookVerificationError(
    'timestamp',
    `The message is ${Math.abs(behind)} seconds ${where}, ${tolerance} are admitted: compare the clock of this machine.`,
  );
}

interface ReadSignature {
  readonly scheme: string;
  readonly bytes: Buffer;
}

/** Separated by spaces; some senders write commas, or both. */
function readSignatures(header: string): readonly ReadSignature[] {
  const found = header.matchAll(/(?:^|[\s,])(v1a?),([A-Za-z0-9+/]+={0,2})(?=$|[\s,])/g);
  return [...found].slice(0, MAX_SIGNATURES).map(([, scheme = '', text = '']) => {
    return { scheme, bytes: Buffer.from(text, 'base64') };
  });
}

function fits({ scheme, bytes }: ReadSignature, content: Buffer, key: VerifyingKey): boolean {
  if (scheme !== key.scheme) return false;
  if (key.scheme === 'v1a') return verify(null, content, key.key, bytes);
  const own = hmac(key.secret, content);
  return bytes.length === own.length && timingSafeEqual(bytes, own);
}

function hmac(secret: Buffer, content: Buffer): Buffer {
  return createHmac('sha256', secret).update(content).digest();
}

function contentOf(id: string, timestamp: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
