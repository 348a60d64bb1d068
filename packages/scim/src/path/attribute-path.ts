import type { AttributePath } from '../filter/ast.js';

/** RFC 7643 section 2.1, and `$ref`, which that rule forgets. */
const NAMES = /^(\$?[A-Za-z][A-Za-z0-9$_-]*)(?:\.(\$?[A-Za-z][A-Za-z0-9$_-]*))?$/;
/** An absolute URI without what would end a path inside a filter. */
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s"'()[\]]+$/;

/**
 * Reads `userName`, `name.givenName` or `urn:…:2.0:User:name.givenName` (RFC 7644 section 3.10), in
 * linear time. The URN ends at the last colon and only a dot after it names a sub-attribute, for
 * the URN has dots too. Undefined when the text is no attribute path. The URN of a whole schema
 * parses as well, into a URN without its last part: see `wholeUrn`.
 */
export function parseAttributePath(text: string): AttributePath | undefined {
  const colon = text.lastIndexOf(':');
  const names = NAMES.exec(colon < 0 ? text : text.slice(colon + 1));
  const name = names?.[1];
  if (name === undefined) return undefined;
  const sub = names?.[2];
  const rest = sub === undefined ? { name } : { name, sub };
  if (colon < 0) return rest;
  const urn = text.slice(0, colon);
  return URI.test(urn) ? { urn, ...rest } : undefined;
}

/**
 * The path read as the URN of a whole schema: `…:2.0` and `User` are `…:2.0:User`. Undefined
 * without a URN.
 */
export function wholeUrn(path: AttributePath): string | undefined {
  if (path.urn === undefined) return undefined;
  const last = path.sub === undefined ? path.name : `${path.name}.${path.sub}`;
  return `${path.urn}:${last}`;
}

/** The path as a client would write it. */
export function formatAttributePath(path: AttributePath): string {
  const names = path.sub === undefined ? path.name : `${path.name}.${path.sub}`;
  return path.urn === undefined ? names : `${path.urn}:${names}`;
}
