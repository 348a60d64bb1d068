import type { Scalar } from '#store/index.js';
import type { SqlValue } from './driver.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_BYTES = 16;
/** Where the two digits of each byte begin. */
const PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The bytes of a UUID, which stand in the order of the texts; what is none stays as it is, before all UUIDs. */
export function bytesOf(value: Scalar): SqlValue {
  if (typeof value !== 'string' || !UUID.test(value))
    return typeof value === 'boolean' ? Number(value) : value;
  const bytes = new Uint8Array(UUID_BYTES);
  for (let at = 0; at < UUID_BYTES; at += 1) {
    const place = PLACES[at] ?? 0;
    bytes[at] = (digitOf(value.charCodeAt(place)) << 4) | digitOf(value.charCodeAt(place + 1));
  }
  return bytes;
}

const LETTER_A = 0x61;
const DIGIT_0 = 0x30;

function digitOf(code: number): number {
  return code >= LETTER_A ? code - LETTER_A + 10 : code - DIGIT_0;
}

export function uuidOf(kept: SqlValue): Scalar {
  if (!(kept instanceof Uint8Array)) return kept as Scalar;
  let text = '';
  for (let at = 0; at < UUID_BYTES; at += 1) {
    if (at === 4 || at === 6 || at === 8 || at === 10) text += '-';
    text += HEX[kept[at] ?? 0];
  }
  return text;
}
