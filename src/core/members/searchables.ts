import { foldCase, readableAddress } from '#kernel/index.js';
import {
  any,
  compare,
  facet,
  type Invitation,
  type Member,
  type PersonNames,
  type Searchable,
  type SearchValue,
  type Term,
} from '#store/index.js';

/** Words longer than this are found by their beginning. */
const MAX_WORD_LENGTH = 60;

/** Of longer values of attributes the beginning is indexed. */
export const MAX_FACET_LENGTH = 200;

/**
 * What a member can be found by beside its columns: words of name and address by their beginnings, roles, and custom attributes. The
 * filter language (provisioning/member-filters) asks for first and last name and attributes by the same names.
 */
export function searchableOf(member: Member): Searchable {
  const { nameKey, emailKey, grants, attributes = {} } = member;
  const parts = foldedPartsOf(member);
  const roles = [...new Set(grants.map(({ role }) => role))];
  const entries = Object.entries(attributes).map(([key, { value }]) => [key, value] as const);
  const { values, facets } = searchableAttributesOf(entries);
  return {
    search: searchOf(parts, values),
    facets: [
      ...roles.map((role) => ['role', role] as const),
      ...facets,
      ...beginningsOf(wordsOf(nameKey, emailKey, parts)).map((word) => ['word', word] as const),
    ],
  };
}

/** The same for an invitation, so that one query finds both kinds of rows; with the spaces and products that it gives, and its inviter. */
export function searchableOfInvitation(invitation: Invitation): Searchable {
  const { nameKey, emailKey, roles, spaces, products, inviter, attributes = {} } = invitation;
  const { values, facets } = searchableAttributesOf(Object.entries(attributes));
  const parts = foldedPartsOf(invitation);
  return {
    search: searchOf(parts, values),
    facets: [
      ...[...new Set(roles)].map((role) => ['role', role] as const),
      ...[...new Set(spaces.map(({ spaceId }) => spaceId))].map((id) => ['space', id] as const),
      ...[...new Set(products)].map((id) => ['product', id] as const),
      ...(inviter.id === undefined ? [] : [['inviter', inviter.id] as const]),
      ...facets,
      ...beginningsOf(wordsOf(nameKey, emailKey, parts)).map((word) => ['word', word] as const),
    ],
  };
}

function searchOf(parts: PersonNames, attributes: Searchable['search']): Searchable['search'] {
  return { ...parts, ...(Object.keys(attributes).length > 0 && { attributes }) };
}

function foldedPartsOf({ firstName, lastName }: PersonNames): PersonNames {
  return {
    ...(firstName !== undefined && { firstName: foldCase(firstName) }),
    ...(lastName !== undefined && { lastName: foldCase(lastName) }),
  };
}

type AttributeScalar = string | number | boolean;

function searchableAttributesOf(entries: readonly (readonly [string, AttributeScalar])[]) {
  const values: Record<string, SearchValue> = {};
  const facets: (readonly [string, string])[] = [];
  for (const [key, value] of entries) {
    const indexed = typeof value === 'string' ? foldCase(value) : value;
    values[key] = indexed;
    facets.push([`attributes.${key}`, String(indexed).slice(0, MAX_FACET_LENGTH)]);
  }
  return { values, facets };
}

/** Words by which one person is found. */
const MAX_WORDS = 16;

const SEPARATORS = /[\s,;]+/u;

/** Words of one search; the others are left out. */
const MAX_SEARCH_WORDS = 5;

/** Shorter words stand in nearly every name: they are looked for at the beginnings of words only, where an index finds them. */
const MIN_INNER_LENGTH = 3;

/**
 * Members and invitations that have each word of `text`: somewhere in the shown name or the address, or at the beginning of any word that
 * they are found by. `beside`: another place where a word of a person may stand.
 */
export function termsOfSearch(
  organizationId: string,
  text: string,
  beside?: (word: string) => Term,
): Term[] {
  return wordsOfSearch(text).map((word) => {
    const beginning = beginningWith(organizationId, word);
    if (!isLookedForInside(word)) return beginning;
    const inner = SEARCHED_COLUMNS.map((column) => compare(column, 'co', word));
    return any(...inner, beginning, ...(beside ? [beside(word)] : []));
  });
}

/** Where a word may stand anywhere. */
export const SEARCHED_COLUMNS = ['nameKey', 'emailKey'] as const;

/** All of them must be found. */
export function wordsOfSearch(text: string): readonly string[] {
  return wordsOf(foldCase(text)).slice(0, MAX_SEARCH_WORDS);
}

export function isLookedForInside(word: string): boolean {
  return Array.from(word).length >= MIN_INNER_LENGTH;
}

/** Records with a word that begins so. */
export function beginningWith(organizationId: string, word: string): Term {
  return facet(organizationId, 'word', word, 'sw');
}

/** Without those with which another one begins: who looks for them finds that one, and each place in the index is a page to write. */
function beginningsOf(words: readonly string[]): string[] {
  return words.filter((word) => !words.some((one) => one !== word && one.startsWith(word)));
}

/** Words of the name, the address, its local part and its domain, and of first and last name, each once. */
export function wordsOf(nameKey: string, emailKey?: string, parts: PersonNames = {}): string[] {
  const words = new Set(nameKey.split(SEPARATORS));
  if (emailKey !== undefined) {
    // by either spelling of the domain
    for (const address of [emailKey, readableAddress(emailKey)]) {
      words.add(address);
      const at = address.lastIndexOf('@');
      if (at > 0) words.add(address.slice(at + 1));
    }
  }
  for (const part of [parts.firstName, parts.lastName]) {
    for (const word of part?.split(SEPARATORS) ?? []) words.add(word);
  }
  words.delete('');
  return [...words].slice(0, MAX_WORDS).map((word) => word.slice(0, MAX_WORD_LENGTH));
}
