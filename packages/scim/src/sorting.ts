import { badRequest } from './error.js';
import type { AttributePath } from './filter/ast.js';
import { findInResource } from './filter/check.js';
import { leafOf } from './filter/resolved.js';
import { formatAttributePath } from './path/attribute-path.js';
import type { Sort } from './resource-handler.js';
import { subAttribute, type ResourceType } from './schema/definition.js';

/**
 * Looks up `sortBy` (RFC 7644 section 3.4.2.3); undefined when the type has no such attribute. A
 * complex attribute stands for its `value`; one without, and one that is never returned, is 400
 * invalidValue.
 */
export function findSort(
  type: ResourceType,
  path: AttributePath,
  descending: boolean,
): Sort | undefined {
  const at = findInResource(type, path);
  if (!at || at.attribute.returned === 'never' || leafOf(at).returned === 'never') return undefined;
  if (leafOf(at).type !== 'complex') return { at, descending };
  const value = subAttribute(at.attribute, 'value');
  if (value) return { at: { ...at, sub: value }, descending };
  throw badRequest(
    'invalidValue',
    `"sortBy" names the complex attribute ${formatAttributePath(path)}. Name one of its ` +
      'sub-attributes.',
  );
}

/**
 * The same where an unknown attribute is the client's mistake: at the endpoint of one resource
 * type.
 */
export function requireSort(type: ResourceType, path: AttributePath, descending: boolean): Sort {
  const sort = findSort(type, path, descending);
  if (sort) return sort;
  throw badRequest(
    'invalidValue',
    `"sortBy" names ${formatAttributePath(path)}, which is not an attribute of ` +
      `${type.definition.name} that can be sorted by. Look at /Schemas for the names.`,
  );
}
