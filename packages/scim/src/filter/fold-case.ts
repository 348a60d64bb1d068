/**
 * The form in which texts are compared when an attribute is not caseExact (RFC 7643 section 2.2).
 * Stores keep this form beside the original and must use this very function, or memory and database
 * disagree.
 */
export function foldCase(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  // lower case may leave a letter and its mark apart: J and a caron are two characters, their lower case is one
  return text.normalize('NFC').toLowerCase().normalize('NFC').replaceAll('ς', 'σ');
}

const BEYOND_ASCII = /[\u0080-\uffff]/;

/** UAX #15 calls a text with 30 marks in a row safe; real text has fewer. */
const MAX_RUN_LENGTH = 64;
const RUNS = /\p{M}+/gu;

/**
 * Whether the text has so many combining marks in a row that folding takes long: Unicode puts them in order, which takes the
 * square of their number. Such a text is refused where it comes in.
 */
export function hasLongRun(text: string): boolean {
  if (text.length <= MAX_RUN_LENGTH) return false;
  return (text.match(RUNS) ?? []).some((run) => run.length > MAX_RUN_LENGTH);
}

/**
 * Order by code point, which is the byte order of UTF-8 and so the order of both databases;
 * JavaScript's own `<` is UTF-16's.
 */
export function compareText(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above U+FFFF: they sort behind U+E000 to U+FFFF. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}
