/**
 * A spreadsheet program that opens a CSV file takes a cell that starts with one of these for a formula (OWASP, "CSV injection";
 * the full-width ones in East Asian settings). The guard is one apostrophe in front. A text that has apostrophes in front of
 * such a character gets one more, so that taking one away always gives the text back.
 */
const LOOKS_LIKE_FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const GUARDED = /^'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

export function guarded(text: string): string {
  return LOOKS_LIKE_FORMULA.test(text) ? `'${text}` : text;
}

export function unguarded(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}
