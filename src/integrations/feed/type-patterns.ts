import { any, compare, equals, type Term } from '#store/index.js';

/**
 * Entries of one of these types; undefined: of all. `member.added` is found by itself, by `member.*` and by `*`; `scim.user.created` by
 * `scim.*` and `scim.user.*`, too.
 */
export function termOfTypes(patterns: readonly string[] | undefined): Term | undefined {
  if (patterns === undefined || patterns.includes('*')) return undefined;
  return any(...patterns.map(termOfPattern));
}

function termOfPattern(pattern: string): Term {
  if (!pattern.endsWith('.*')) return equals('type', pattern);
  return compare('type', 'sw', pattern.slice(0, -1));
}
