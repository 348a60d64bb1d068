import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SigningKeys } from '#core/index.js';

const DIGITS = 8;

/** The code of a record: made of its id by a key of the installation whenever it is needed, so that it is kept nowhere. */
export function codeOf(keys: SigningKeys, id: string): string {
  return codeBy(keys.of('codes')[0], id);
}

/** Whether the digits are the code of the record, by any generation of the key. */
export function isCodeOf(keys: SigningKeys, id: string, digits: string): boolean {
  const given = Buffer.from(digits);
  return keys
    .of('codes')
    .map((key) => Buffer.from(codeBy(key, id)))
    .some((code) => code.length === given.length && timingSafeEqual(code, given));
}

function codeBy(key: Buffer, id: string): string {
  const digest = createHmac('sha256', key)
    .update(JSON.stringify(['sign-in code', id]))
    .digest();
  // of 48 bits: the first codes of 8 digits are favoured by less than one in a million
  return String(digest.readUIntBE(0, 6) % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** What a person typed, as digits: blanks and hyphens go, wide digits of a Japanese keyboard are digits. Empty when it is no code. */
export function readCode(text: string): string {
  const digits = text
    .slice(0, 100)
    .normalize('NFKC')
    .replace(/[\s\p{Pd}]/gu, '');
  return /^\d+$/.test(digits) && digits.length === DIGITS ? digits : '';
}

/** In two groups, as people read and type it. */
export function readableCode(code: string): string {
  return `${code.slice(0, DIGITS / 2)} ${code.slice(DIGITS / 2)}`;
}
