import type { AttributePath } from './filter/ast.js';
import type { PatchOperation } from './patch/operation.js';
import type { Selection } from './resource-handler.js';
import type { AttributeDefinition, Resource, ResourceType } from './schema/definition.js';
import { isObject } from './schema/values.js';

/**
 * The selection of the answer to a change: beside what the client asked for, attributes that are
 * returned on request and that this change sets (RFC 7643 section 7).
 */
export function withSetAttributes(selection: Selection, set: readonly AttributePath[]): Selection {
  return set.length === 0 || selection.attributes.length > 0 ? selection : { ...selection, set };
}

/** Those that a whole resource sets. */
export function setByResource(type: ResourceType, resource: Resource): AttributePath[] {
  return [
    ...requestedIn(type.core.attributes, resource),
    ...type.extensions.flatMap(({ id, attributes }) => requestedIn(attributes, resource[id], id)),
  ];
}

/** Those that operations of a PATCH set. */
export function setByPatch(operations: readonly PatchOperation[]): AttributePath[] {
  return operations.flatMap(({ op, target, value }) => {
    if (op === 'remove' || target.kind !== 'attribute') return [];
    const { attribute, sub, schema } = target;
    const given = sub ? { [sub.name]: value } : value;
    return requestedIn([attribute], { [attribute.name]: given }, schema?.id);
  });
}

function requestedIn(
  attributes: readonly AttributeDefinition[],
  data: unknown,
  urn?: string,
): AttributePath[] {
  if (!isObject(data)) return [];
  return attributes.flatMap(({ name, returned, subAttributes = [] }) => {
    const value = data[name];
    if (value === undefined) return [];
    const path = { ...(urn !== undefined && { urn }), name };
    const onRequest = subAttributes.filter((sub) => sub.returned === 'request');
    // nearly always none, and a group has many members
    const elements = onRequest.length === 0 ? [] : [value].flat().filter(isObject);
    const subs = onRequest
      .filter((sub) => elements.some((element) => element[sub.name] !== undefined))
      .map((sub) => ({ ...path, sub: sub.name }));
    return returned === 'request' ? [path, ...subs] : subs;
  });
}
