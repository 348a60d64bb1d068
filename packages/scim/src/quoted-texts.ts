/** Texts of which each character stands for itself in JSON: ids, addresses and times, for example. */
const PLAIN = /^[\w .:@+-]*$/;

/** JSON of a text, as JSON.stringify makes it: most of what is written for each resource needs no look at its characters one by one. */
export function quotedText(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
