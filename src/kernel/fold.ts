/**
 * The key by which names and addresses are compared: Unicode NFC, lower case. The spelling itself is kept elsewhere. One
 * function for both databases, because their own ideas of letter case differ.
 */
export function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
