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

/** How a record lists it in its column `facets`; the scope is a field of the record. */
export function facetText(name: string, value: string): string {
  return name + SEPARATOR + value;
}

/** The key of what a record lists. */
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
