import type { ScimRequest } from './exchange.js';
import type { Precondition } from './resource-handler.js';

/**
 * Entity tags of resources (RFC 7644 section 3.14): always weak, compared weakly (RFC 9110 section
 * 8.8.3.2).
 */

/** Version 7 of a resource as its tag: `W/"7"`. */
export function entityTag(version: number): string {
  return `W/"${version}"`;
}

/**
 * The tags of an If-Match or If-None-Match header, each as `W/"…"`; undefined without a header.
 * Clients send tags strong, weak or without quotes; all are read.
 */
export function parseEntityTags(header: string | undefined): readonly string[] | '*' | undefined {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  if (text === '*') return '*';
  return (text.match(/(?:W\/)?"[^"]*"|[^\s,"]+/g) ?? []).map((tag) => `W/"${opaque(tag)}"`);
}

/** If-Match and If-None-Match of a change as the conditions that a handler checks. */
export function preconditionOf({
  ifMatch,
  ifNoneMatch,
}: Pick<ScimRequest, 'ifMatch' | 'ifNoneMatch'>): Precondition {
  const wanted = parseEntityTags(ifMatch);
  const unwanted = parseEntityTags(ifNoneMatch);
  return { ...(wanted && { ifMatch: wanted }), ...(unwanted && { ifNoneMatch: unwanted }) };
}

/**
 * Whether a change may be made to a resource of that version (RFC 9110 sections 13.1.1 and 13.1.2):
 * what a handler asks inside its transaction. A condition that does not hold is 412.
 */
export function meetsPrecondition(
  { ifMatch, ifNoneMatch }: Precondition,
  version: string,
): boolean {
  if (ifMatch !== undefined && !matchesVersion(ifMatch, version)) return false;
  return !matchesVersion(ifNoneMatch, version);
}

/**
 * Whether one of the tags is the current version (as in `meta.version`): `*` is any, and no header
 * is none.
 */
export function matchesVersion(
  tags: readonly string[] | '*' | undefined,
  version: string,
): boolean {
  if (tags === undefined || tags === '*') return tags === '*';
  const current = opaque(version);
  return tags.some((tag) => opaque(tag) === current);
}

function opaque(tag: string): string {
  const strong = tag.startsWith('W/') ? tag.slice(2) : tag;
  return strong.length >= 2 && strong.startsWith('"') && strong.endsWith('"')
    ? strong.slice(1, -1)
    : strong;
}
