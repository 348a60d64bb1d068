/** The least text above all texts that start with `prefix`, by code points; undefined when there is none. */
export function prefixEnd(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last < 0x10ffff) {
      // surrogates are no characters of their own
      const next = last >= 0xd7ff && last < 0xe000 ? 0xe000 : last + 1;
      return String.fromCodePoint(...points, next);
    }
  }
  return undefined;
}

/** `$."emails"."value"`. Names come from schemas and never hold a quote: SQLite could not address them. */
export function jsonPath(path: readonly string[]): string {
  for (const name of path) {
    if (/["\\]/.test(name)) throw new TypeError(`"${name}" cannot be part of a search path.`);
  }
  return '$' + path.map((name) => `."${name}"`).join('');
}
