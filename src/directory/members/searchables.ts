import type { Member, Searchable, SearchValue } from '#store/index.js';

/** Words longer than this are found by their beginning. */
const LONGEST_WORD = 60;

/**
 * What a member can be found by: words of name and address by their beginnings, roles, and custom attributes. The same names are
 * those of the filter language (provisioning/member-filters).
 */
export function searchableOf(member: Member): Searchable {
  const { name, nameKey, emailKey, status, source, standing, grants, attributes = {} } = member;
  const roles = [...new Set(grants.map(({ role }) => role))];
  const values: Record<string, SearchValue> = {};
  const facets: [string, string][] = roles.map((role) => ['role', role]);
  for (const [key, { value }] of Object.entries(attributes)) {
    values[key] = typeof value === 'string' ? value.toLowerCase() : value;
    facets.push([`attributes.${key}`, String(values[key]).slice(0, 200)]);
  }
  for (const word of wordsOf(nameKey, emailKey)) facets.push(['word', word]);
  return {
    search: {
      ...{ name: nameKey, displayName: name, status, source, standing, roles },
      ...(emailKey !== undefined && { email: emailKey }),
      attributes: values,
    },
    facets,
  };
}

/** Words of the name, the address, its local part and its domain, each once. */
export function wordsOf(nameKey: string, emailKey?: string): string[] {
  const words = new Set(nameKey.split(/[\s,;]+/u));
  if (emailKey !== undefined) {
    words.add(emailKey);
    const at = emailKey.lastIndexOf('@');
    if (at > 0) words.add(emailKey.slice(at + 1));
  }
  words.delete('');
  return [...words].slice(0, 12).map((word) => word.slice(0, LONGEST_WORD));
}
