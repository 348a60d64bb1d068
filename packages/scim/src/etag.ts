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

/** An If-Match header as the condition that a handler checks. */
export function preconditionOf(ifMatch: string | undefined): Precondition {
  const tags = parseEntityTags(ifMatch);
  return tags === undefined ? {} : { ifMatch: tags };
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
