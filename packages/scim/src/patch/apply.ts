import { badRequest } from '../error.js';
import { filterCost, MAX_FILTER_COST } from '../filter/cost.js';
import { elementTest } from '../filter/evaluate.js';
import type { ResolvedFilter } from '../filter/resolved.js';
import type { Compatibility, Resource, ResourceType } from '../schema/definition.js';
import { distinctElements } from '../schema/element-keys.js';
import { keepImmutable } from '../immutability.js';
import { schemasOf } from '../schema/validate.js';
import { isObject } from '../schema/values.js';
import {
  addElements,
  changeMatching,
  merge,
  onePrimary,
  rejectLoss,
  rejectTooMany,
  removeListed,
  replaceElements,
  sameValue,
  withoutSub,
  type Element,
} from './elements.js';
import type { PatchOperation } from './operation.js';
import { seedOf } from './seeds.js';
import { pathOf, type AttributeTarget } from './values.js';

export interface ApplyOptions {
  readonly compatibility: Compatibility;
}

export interface Applied {
  /** the very resource that went in when nothing changed */
  readonly resource: Resource;
  /**
   * whether anything is different, by deep comparison (RFC 7644 section 3.5.2.1: then lastModified
   * stays)
   */
  readonly changed: boolean;
}

/**
 * Applies operations in order to a resource in canonical form, each to the result of the one before
 * (RFC 7644 section 3.5.2). Pure: the resource that went in is never changed, so a refusal on the
 * way leaves nothing half done.
 * Throws 400 noTarget (strict: a value filter without match), mutability (required, immutable),
 * invalidValue (two primaries), tooMany (operations that compare too much together).
 */
export function applyPatch(
  type: ResourceType,
  resource: Resource,
  operations: readonly PatchOperation[],
  options: ApplyOptions,
): Applied {
  const lenient = options.compatibility === 'lenient';
  let cost = 0;
  const patched = operations.reduce((now, operation) => {
    cost += costOf(now, operation);
    if (cost > MAX_FILTER_COST) {
      throw badRequest(
        'tooMany',
        'The filters of this request compare too much; send fewer at a time.',
      );
    }
    return applyOne(now, operation, lenient);
  }, resource);
  if (sameValue(resource, patched)) return { resource, changed: false };
  const kept = keepImmutable(type, resource, patched, { missing: 'refused' });
  return { resource: withSchemas(type, kept), changed: true };
}

function costOf(resource: Resource, { target }: PatchOperation): number {
  if (target.kind !== 'attribute') return 0;
  const list = listOf(read(resource, target));
  // without a filter every element is touched
  return target.filter === undefined ? list.length * 2 : filterCost(target.filter, list);
}

function applyOne(resource: Resource, operation: PatchOperation, lenient: boolean): Resource {
  const { op, target, value } = operation;
  switch (target.kind) {
    case 'resource':
      throw new TypeError('parsePatch turns an operation without path into operations with one');
    case 'extension':
      return without(resource, target.schema.id);
    case 'attribute': {
      const current = read(resource, target);
      const next =
        op === 'remove'
          ? removed(target, current, value, lenient)
          : assigned(op, target, current, value, lenient);
      if (operation.unreadable) rejectLoss(target.attribute, current, next);
      return next === current ? resource : write(resource, target, next);
    }
  }
}

function read(resource: Resource, { schema, attribute }: AttributeTarget): unknown {
  const root = schema === undefined ? resource : own(resource, schema.id);
  return isObject(root) ? own(root, attribute.name) : undefined;
}

function write(resource: Resource, target: AttributeTarget, value: unknown): Resource {
  const { schema, attribute } = target;
  const empty = value === undefined || (Array.isArray(value) && value.length === 0);
  if (empty && attribute.required) {
    throw badRequest('mutability', `${attribute.name} is required and cannot be removed.`);
  }
  const before = read(resource, target);
  if (attribute.mutability === 'immutable' && before !== undefined && !sameValue(before, value)) {
    throw badRequest('mutability', `${pathOf(target)} never changes once it is set.`);
  }
  const change = (root: Resource): Resource =>
    empty ? without(root, attribute.name) : { ...root, [attribute.name]: value };
  if (schema === undefined) return change(resource);
  const root = own(resource, schema.id);
  const extension = change(isObject(root) ? root : {});
  return Object.keys(extension).length === 0
    ? without(resource, schema.id)
    : { ...resource, [schema.id]: extension };
}

type Assignment = Exclude<PatchOperation['op'], 'remove'>;

function assigned(
  op: Assignment,
  target: AttributeTarget,
  current: unknown,
  value: unknown,
  lenient: boolean,
): unknown {
  const { attribute, filter, sub } = target;
  if (!attribute.multiValued) {
    if (sub === undefined && attribute.type !== 'complex') return value;
    const old = isObject(current) ? current : {};
    return merge(attribute, old, elementFor(target, value));
  }
  const list = listOf(current);
  if (filter === undefined && sub === undefined) {
    const change = op === 'add' ? addElements : replaceElements;
    return change(attribute, list, listOf(value));
  }
  // a change of one value may make it the same as another one
  if (attribute.type !== 'complex' && filter) {
    return distinctElements(attribute, assignedValues(target, filter, { list, value }));
  }
  return distinctElements(
    attribute,
    assignedInList(target, list, elementFor(target, value), lenient),
  );
}

/**
 * `emails[…]`, `emails[…].value` and `emails.type`: all matching elements take over what is given.
 */
function assignedInList(
  target: AttributeTarget,
  list: readonly unknown[],
  given: Element,
  lenient: boolean,
): readonly unknown[] {
  const { attribute, filter } = target;
  const result = changeMatching(list, filter, (element) => merge(attribute, element, given));
  if (result.matched > 0) return onePrimary(attribute, result.list, result.touched);
  // A path without filter asks for no element in particular, so replacing nothing adds one.
  const seed = filter === undefined ? {} : lenient ? seedOf(filter, given) : undefined;
  if (seed === undefined) throw noTarget(target);
  const created = merge(attribute, seed, given);
  const longer = [...list, created];
  rejectTooMany(attribute, longer);
  return onePrimary(attribute, longer, new Set([created]));
}

/** `tags[value eq "a"]` of a list of simple values: those that match become the given one. */
function assignedValues(
  target: AttributeTarget,
  filter: ResolvedFilter,
  { list, value }: { readonly list: readonly unknown[]; readonly value: unknown },
): readonly unknown[] {
  const matches = elementTest(filter);
  if (!list.some(matches)) throw noTarget(target);
  return list.flatMap((one) => (matches(one) ? value : one));
}

function elementFor({ sub }: AttributeTarget, value: unknown): Element {
  if (sub !== undefined) return { [sub.name]: value };
  return isObject(value) ? value : {};
}

function removed(
  target: AttributeTarget,
  current: unknown,
  listed: unknown,
  lenient: boolean,
): unknown {
  const { attribute, filter, sub } = target;
  if (!attribute.multiValued) {
    if (sub === undefined) return undefined;
    return isObject(current) ? withoutSub(attribute, current, sub, lenient) : current;
  }
  const list = listOf(current);
  if (filter === undefined && sub === undefined) {
    if (!Array.isArray(listed)) return undefined;
    const rest = removeListed(attribute, list, listed);
    return rest.length === list.length ? current : rest;
  }
  if (attribute.type !== 'complex' && filter) {
    const matches = elementTest(filter);
    const others = list.filter((one) => !matches(one));
    if (others.length === list.length && !lenient) throw noTarget(target);
    return others.length === list.length ? current : others;
  }
  const { list: rest, matched } = changeMatching(list, filter, (element) =>
    sub === undefined ? undefined : withoutSub(attribute, element, sub, lenient),
  );
  if (matched > 0) return sub === undefined ? rest : distinctElements(attribute, rest);
  if (filter !== undefined && !lenient) throw noTarget(target);
  return current;
}

function noTarget(target: AttributeTarget): Error {
  return badRequest(
    'noTarget',
    `No value of ${target.attribute.name} matches the filter of the path.`,
  );
}

/**
 * Follows the extensions' data; the list stays as it was when it says the same in another order.
 */
function withSchemas(type: ResourceType, resource: Resource): Resource {
  const schemas = schemasOf(type, resource);
  const before = listOf(own(resource, 'schemas'));
  const same = before.length === schemas.length && schemas.every((urn) => before.includes(urn));
  return same ? resource : { ...resource, schemas };
}

function without(resource: Resource, name: string): Resource {
  if (!Object.hasOwn(resource, name)) return resource;
  return Object.fromEntries(Object.entries(resource).filter(([key]) => key !== name));
}

function own(resource: Resource, name: string): unknown {
  return Object.hasOwn(resource, name) ? resource[name] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
