import type { Filter } from '../filter/ast.js';
import type { Resource } from '../schema/definition.js';
import { isObject } from '../schema/values.js';

/**
 * One provider's manners that the engine does not take by itself: pure rewritings of what it sent
 * into what the RFC says. Each returns its argument itself when there is nothing to do, and never
 * changes it in place. What many providers do (names in any case, booleans as strings, members as a
 * plain id …) is the engine's own leniency and has no place here.
 */
export interface Dialect {
  readonly name: string;
  /** the source: the vendor, or captured traffic */
  readonly source: string;
  /** the path after the version segment, still percent-encoded */
  path?(path: string): string;
  query?(query: URLSearchParams): URLSearchParams;
  /** a filter at the endpoint of a resource type, parsed, its names not yet looked up */
  filter?(resourceType: string, filter: Filter): Filter;
  /** the body of POST and PUT; `resourceType` is the type's name, `User` or `Group` */
  resource?(resourceType: string, body: Resource): Resource;
  /** the body of PATCH */
  patch?(resourceType: string, body: Resource): Resource;
}

/**
 * A PATCH body with each operation rewritten; the body itself when none changed. What is no
 * operation is left for the parser.
 */
export function rewriteOperations(
  body: Resource,
  rewrite: (operation: Resource) => Resource,
): Resource {
  const name = Object.keys(body).find((key) => key.toLowerCase() === 'operations');
  const operations = name === undefined ? undefined : body[name];
  if (name === undefined || !Array.isArray(operations)) return body;
  const rewritten = operations.map((one: unknown) => (isObject(one) ? rewrite(one) : one));
  return rewritten.every((one, index) => one === operations[index])
    ? body
    : { ...body, [name]: rewritten };
}
