/**
 * A spreadsheet program that opens a CSV file takes a cell that starts with one of these for a formula (OWASP, "CSV injection";
 * the full-width ones in East Asian settings). The guard is one apostrophe in front. A text that has apostrophes in front of
 * such a character gets one more, so that taking one away always gives the text back.
 *
 * A program whose delimiter is another one cuts a text into several cells: `a;=1` gets a guard behind the semicolon as well.
 */
const LOOKS_LIKE_FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const GUARDED = /^'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

const FORMULA_INSIDE = /([;,|\t\r\n])('*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/;
const GUARDED_INSIDE = /([;,|\t\r\n])'('*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/;
const EVERY_FORMULA_INSIDE = new RegExp(FORMULA_INSIDE, 'g');
const EVERY_GUARD_INSIDE = new RegExp(GUARDED_INSIDE, 'g');

export function guarded(text: string): string {
  if (!LOOKS_LIKE_FORMULA.test(text) && !FORMULA_INSIDE.test(text)) return text;
  return `'${text.replace(EVERY_FORMULA_INSIDE, "$1'$2")}`;
}

export function unguarded(text: string): string {
  const isGuarded = GUARDED.test(text) || (text.startsWith("'") && GUARDED_INSIDE.test(text));
  return isGuarded ? text.slice(1).replace(EVERY_GUARD_INSIDE, '$1$2') : text;
}
