import { randomInt } from 'node:crypto';
import { hashOfToken } from '#core/index.js';

const CODES = 10;
const LENGTH = 16;

/** Without letters and digits that are taken for one another. A code has 79 bits, so that guesses need no count. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Shown once; what is kept are their hashes. */
export function newRecoveryCodes(): { readonly codes: string[]; readonly hashes: string[] } {
  const texts = Array.from({ length: CODES }, () =>
    Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
  );
  return {
    codes: texts.map((text) => text.match(/.{4}/g)?.join('-') ?? text),
    hashes: texts.map(hashOfToken),
  };
}

/** The hash of a code as it was typed; undefined: it has not the form of one. */
export function hashOfRecoveryCode(text: string): string | undefined {
  const typed = text.toLowerCase().replace(/[\s-]/g, '');
  return typed.length === LENGTH && /^[a-z0-9]+$/.test(typed) ? hashOfToken(typed) : undefined;
}
