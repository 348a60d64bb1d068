import { createHash } from 'node:crypto';

const SEPARATOR = '\u001f';

/** Of a hash of scope and name, in base64url: nobody finds a name of theirs that meets another's, and 12 characters say it. */
const DIGEST_LENGTH = 12;

/** Digests are made anew after so many: there are a few for each tenant that is asked about. */
const MAX_DIGEST_COUNT = 20_000;

const digests = new Map<string, string>();

/**
 * The key of a facet in its table. Scope and name, which are up to a hundred characters long and the same in all keys of a tenant, are
 * told by a digest; the value stands behind it, so that keys with one beginning are found together.
 */
export function facetKey(scope: string, name: string, value: string): string {
  const text = scope + SEPARATOR + name;
  let digest = digests.get(text);
  if (digest === undefined) {
    digest = createHash('sha256').update(text).digest('base64url').slice(0, DIGEST_LENGTH);
    if (digests.size >= MAX_DIGEST_COUNT) digests.clear();
    digests.set(text, digest);
  }
  return digest + value;
}

export type Facets = readonly (readonly [name: string, value: string])[];

/** Where most facets of users are, and a sign in its place; no name begins with that. */
const LONG_BEGINNING = 'urn:ietf:params:scim:schemas:extension:enterprise:2_0:User:';
const SIGN = '+';

/** The name by which a record lists facets. */
export function listedName(name: string): string {
  return name.startsWith(LONG_BEGINNING) ? SIGN + name.slice(LONG_BEGINNING.length) : name;
}

/** How a record lists its facets in its column `facets`: JSON of the values by name; the scope is a field of the record. */
export function listFacets(facets: Facets): string | null {
  if (facets.length === 0) return null;
  const listed = new Map<string, Set<string>>();
  for (const [name, value] of facets) {
    const short = listedName(name);
    const values = listed.get(short);
    if (values) values.add(value);
    else listed.set(short, new Set([value]));
  }
  return JSON.stringify(
    Object.fromEntries([...listed].map(([name, values]) => [name, [...values]])),
  );
}

/** The facets that a record lists. */
export function facetsOf(listed: string): Facets {
  const byName = JSON.parse(listed) as Readonly<Record<string, readonly string[]>>;
  return Object.entries(byName).flatMap(([short, values]) => {
    const name = short.startsWith(SIGN) ? LONG_BEGINNING + short.slice(SIGN.length) : short;
    return values.map((value) => [name, value] as const);
  });
}

/** How a record listed one until schema version 10: the column held a list of these. */
export function facetText(name: string, value: string): string {
  return name + SEPARATOR + value;
}

/** The facets of such a list. */
export function facetsOfTexts(texts: readonly string[]): Facets {
  return texts.map((text) => {
    const end = text.indexOf(SEPARATOR);
    return [text.slice(0, end), text.slice(end + 1)];
  });
}

/** The key of one of them. */
export function keyOfText(scope: string, text: string): string {
  const end = text.indexOf(SEPARATOR);
  return facetKey(scope, text.slice(0, end), text.slice(end + 1));
}

/** A key of schema version 7 or before, which had all of its parts in full. */
export function earlierKeyOf(scope: string, text: string): string {
  return scope + SEPARATOR + text;
}

/** The parts of such a key. */
export function earlierKey(key: string): { readonly scope: string; readonly text: string } {
  const end = key.indexOf(SEPARATOR);
  return { scope: key.slice(0, end), text: key.slice(end + 1) };
}
