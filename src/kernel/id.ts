import { randomBytes, randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';

/** Opaque, sortable by time of making, free of `_` (Okta refuses base URLs with it), never used again. */
export function newId(): string {
  return uuidv7();
}

/** Names one request in answers and logs; kept nowhere in order, so it need not sort. */
export function newTraceId(): string {
  return randomUUID();
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
