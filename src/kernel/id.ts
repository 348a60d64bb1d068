import { randomBytes, randomFillSync } from 'node:crypto';
import { V7Generator } from 'uuidv7';

/** Random numbers are fetched a thousand at a time: each fetch costs more than the id that it is for. */
class RandomNumbers {
  readonly #numbers = new Uint32Array(1_024);
  #next = this.#numbers.length;

  nextUint32(): number {
    if (this.#next === this.#numbers.length) {
      randomFillSync(this.#numbers);
      this.#next = 0;
    }
    const number = this.#numbers[this.#next] ?? 0;
    this.#next += 1;
    return number;
  }
}

/** Bytes that are fetched at a time for salts, for the same reason. */
const SALT_POOL = Buffer.alloc(1_024);
const SALT_BYTES = 16;
let nextSaltAt = SALT_POOL.length;

/** As good as a guess of 128 bits: what is hashed with it cannot be found by trying. Stored beside what it salts, so no secret. */
export function randomSalt(): string {
  if (nextSaltAt === SALT_POOL.length) {
    randomFillSync(SALT_POOL);
    nextSaltAt = 0;
  }
  const at = nextSaltAt;
  nextSaltAt += SALT_BYTES;
  return SALT_POOL.toString('base64url', at, nextSaltAt);
}

const generator = new V7Generator(new RandomNumbers());

/** Opaque, sortable by time of making, free of `_` (Okta refuses base URLs with it), never used again. */
export function newId(): string {
  return generator.generate().toString();
}

/** Names one request in answers, logs and indexes. It rises with time, so that an index of requests grows at its end and not everywhere. */
export function newTraceId(): string {
  return newId();
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `length` characters of 0-9A-Za-z, each drawn evenly: 43 of them carry 256 bits. */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // 248 is the largest multiple of 62 in a byte: what lies above would favour the first letters
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62];
    }
  }
  return text;
}

const dated = new V7Generator(new RandomNumbers());

/** At most so far back does a clock step without being followed: ids go on rising meanwhile. */
const MAX_ROLLBACK_MS = 10_000;

/**
 * An id whose time is `at`, in milliseconds, or that of the id before when the clock has stepped back a little. For records that are
 * looked for by time: see `timeOfId` and `lowestIdAt`.
 */
export function newIdAt(at: number): string {
  return dated.generateOrResetCore(at, MAX_ROLLBACK_MS).toString();
}

/** When an id was made, in milliseconds. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

const MAX_ID_TIME = 2 ** 48 - 1;

/** Below every id of that millisecond and later, above all earlier ones. */
export function lowestIdAt(at: number): string {
  const time = Math.min(Math.max(at, 0), MAX_ID_TIME).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}
