/**
 * The key by which names and addresses are compared: Unicode NFC of the lower case, with one sigma. The spelling is kept elsewhere. One
 * function for both databases, because their own ideas of letter case differ.
 */
export function foldCase(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  // lower case may leave a letter and its mark apart: J and a caron are two characters, their lower case is one
  return text.normalize('NFC').toLowerCase().normalize('NFC').replaceAll('ς', 'σ');
}

const BEYOND_ASCII = /[\u0080-\uffff]/;
