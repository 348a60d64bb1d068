import { any, compare, equals, type Term } from '#store/index.js';

/** `member.added` is matched by itself, by `member.*` and by `*`; `scim.user.created` by `scim.*` and `scim.user.*`, too. */
export function matchesType(type: string, pattern: string): boolean {
  if (pattern === '*' || pattern === type) return true;
  return pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1));
}

/** Entries of one of these types; undefined: of all. */
export function termOfTypes(patterns: readonly string[] | undefined): Term | undefined {
  if (patterns === undefined || patterns.includes('*')) return undefined;
  return any(...patterns.map(termOfPattern));
}

function termOfPattern(pattern: string): Term {
  if (!pattern.endsWith('.*')) return equals('type', pattern);
  return compare('type', 'sw', pattern.slice(0, -1));
}
