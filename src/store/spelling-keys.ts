import { foldCase } from '#kernel/index.js';

/** Collections of schema version 2 with keys of spellings, and those columns. */
export const COLUMNS_OF_SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  'scim-users': ['userNameKey', 'displayNameKey'],
  'scim-groups': ['displayNameKey'],
  members: ['nameKey', 'emailKey'],
  invitations: ['nameKey', 'emailKey', 'pendingKey'],
  accounts: ['emailKey'],
  'join-requests': ['emailKey', 'pendingKey'],
  mails: ['toKey'],
  organizations: ['nameKey'],
  spaces: ['nameKey'],
};

/** A record as an adapter keeps it. `facets`: whole keys, with their scope and name before the value. */
export interface KeptRecord {
  readonly columns: Readonly<Record<string, unknown>>;
  readonly search?: unknown;
  readonly facets?: readonly string[];
}

export interface Respelling {
  readonly columns: Readonly<Record<string, string>>;
  /** absent when it stays */
  readonly search?: unknown;
  /** beside those that are there */
  readonly facets: readonly string[];
}

/**
 * What the step changes of a record: keys that were lower case of NFC become NFC of that, with one sigma. Undefined when nothing changes.
 * Values that letter case counts for are told by their spelling alone; facets in the old form stay beside the new ones for them.
 */
export function respelled({ columns, search, facets = [] }: KeptRecord): Respelling | undefined {
  const changed: Record<string, string> = {};
  for (const [name, before] of Object.entries(columns)) {
    const after = typeof before === 'string' ? respelledText(before) : before;
    if (after !== before) changed[name] = String(after);
  }
  const newSearch = respelledValue(search);
  const newFacets = facets.map(respelledFacet).filter((facet) => !facets.includes(facet));
  const isSame = newSearch === search && newFacets.length === 0;
  if (isSame && Object.keys(changed).length === 0) return undefined;
  return {
    columns: changed,
    ...(newSearch !== search && { search: newSearch }),
    facets: [...new Set(newFacets)],
  };
}

function respelledText(text: string): string {
  return text === text.toLowerCase() ? foldCase(text) : text;
}

function respelledFacet(facet: string): string {
  const [scope, name, ...value] = facet.split(SEPARATOR);
  return [scope, name, respelledText(value.join(SEPARATOR))].join(SEPARATOR);
}

const SEPARATOR = '\u001f';

/** The value itself when nothing in it changes. */
function respelledValue(value: unknown): unknown {
  if (typeof value === 'string') return respelledText(value);
  if (Array.isArray(value)) {
    const list: unknown[] = value.map(respelledValue);
    return list.some((one, index) => one !== value[index]) ? list : (value as unknown);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, inner, respelledValue(inner)]);
  const isSame = entries.every(([, before, after]) => before === after);
  return isSame
    ? value
    : (Object.fromEntries(entries.map(([key, , after]) => [key, after])) as unknown);
}
