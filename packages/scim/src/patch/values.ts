import { badRequest } from '../error.js';
import {
  subAttribute,
  type AttributeDefinition,
  type SchemaDefinition,
} from '../schema/definition.js';
import type { Steps } from '../schema/steps.js';
import { canonicalElement, canonicalSteps, canonicalValue, isObject } from '../schema/values.js';
import type { PatchOperation, Target } from './operation.js';
import type { PatchReader } from './reader.js';
import { unwrapText } from './wrapped.js';

export type AttributeTarget = Extract<Target, { kind: 'attribute' }>;
type Assignment = Exclude<PatchOperation['op'], 'remove'>;

/**
 * Add or replace at an attribute. No operation comes out when the value says nothing, such as `{}`
 * for `name`.
 */
export function* assign(
  reader: PatchReader,
  op: Assignment,
  target: AttributeTarget,
  given: unknown,
): Steps<PatchOperation[]> {
  rejectReadOnly(target);
  const leaf = target.sub ?? target.attribute;
  const value = leaf.type === 'complex' ? unwrapText(reader, given) : given;
  if (namesKnown(leaf, value)) reader.understood();
  // The list follows from the data; naming an extension in it does nothing by itself.
  if (target.attribute.name === 'schemas') return [];
  if (isCleared(reader, target, value)) return clear(reader, op, target, value);
  if (leaf.multiValued && target.filter === undefined) {
    return yield* assignList(reader, op, target, value);
  }
  if (target.sub === undefined && leaf.type === 'complex') {
    return assignComplex(reader, op, target, value);
  }
  const single = isLenient(reader) ? onlyValue(value) : value;
  const canonical = canonicalValue(leaf, single, reader.values, pathOf(target));
  if (canonical === undefined) return clear(reader, op, target, single);
  if (leaf.required && typeof canonical === 'string' && canonical.trim() === '') {
    throw badRequest('invalidValue', `${pathOf(target)} is required and must not be empty.`);
  }
  return [{ op, target, value: canonical }];
}

/**
 * Whether a value says something of the attribute, if only that it is empty: an object all of whose
 * names are foreign says nothing.
 */
function namesKnown(attribute: AttributeDefinition, value: unknown): boolean {
  if (attribute.type !== 'complex') return true;
  const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (elements.length === 0) return true;
  return elements.some((element) => {
    const names = isObject(element) ? Object.keys(element) : [];
    return names.length === 0 || names.some((name) => subAttribute(attribute, name));
  });
}

/** A remove operation. The values that it lists, if any, are the only ones to go (E14). */
export function* removal(
  reader: PatchReader,
  target: Target,
  value: unknown,
): Steps<PatchOperation> {
  const plain = remove(reader, target);
  if (target.kind !== 'attribute' || target.filter !== undefined || target.sub) return plain;
  const listed = yield* listedValues(reader, target, value);
  return listed ? { ...plain, value: listed } : plain;
}

/** Takes everything at the target out. */
export function remove(reader: PatchReader, target: Target): PatchOperation {
  if (target.kind === 'resource') {
    throw badRequest('noTarget', 'A whole resource is deleted with DELETE, not with PATCH.');
  }
  if (target.kind === 'extension') {
    rejectRequiredExtension(reader, target.schema);
    reader.understood();
    return { op: 'remove', target };
  }
  rejectReadOnly(target);
  const { attribute, filter, sub } = target;
  const required = sub?.required === true || (attribute.required && filter === undefined && !sub);
  if (required) {
    throw badRequest('mutability', `${pathOf(target)} is required and cannot be removed.`);
  }
  reader.understood();
  return { op: 'remove', target };
}

/** `urn:…:User:manager.value`, as error messages name it. */
export function pathOf({ schema, attribute, sub }: AttributeTarget): string {
  const name = sub === undefined ? attribute.name : `${attribute.name}.${sub.name}`;
  return schema === undefined ? name : `${schema.id}:${name}`;
}

export function isReadOnly({ attribute, sub }: AttributeTarget): boolean {
  return attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly';
}

function rejectReadOnly(target: AttributeTarget): void {
  if (isReadOnly(target)) {
    throw badRequest('mutability', `${pathOf(target)} is read-only; only the service sets it.`);
  }
}

function rejectRequiredExtension({ type }: PatchReader, { id }: SchemaDefinition): void {
  const extension = type.definition.schemaExtensions.find((one) => one.schema === id);
  if (extension?.required) {
    throw badRequest('mutability', `${id} is a required extension and cannot be removed.`);
  }
}

function isLenient(reader: PatchReader): boolean {
  return reader.values.compatibility === 'lenient';
}

/**
 * null says "unassigned" everywhere (RFC 7643 section 2.5); "" says so where the value is all there
 * is: `manager.value` (E13).
 */
function isCleared(reader: PatchReader, { sub }: AttributeTarget, value: unknown): boolean {
  return value === null || (value === '' && sub?.name === 'value' && isLenient(reader));
}

/**
 * An assignment of nothing. Replace removes what is there. Add has nothing to add, except that ""
 * replaces a single value (E13); strict refuses a null that is added, for it is no value (RFC 7644
 * section 3.5.2.1).
 */
function clear(
  reader: PatchReader,
  op: Assignment,
  target: AttributeTarget,
  value: unknown,
): PatchOperation[] {
  if (op === 'replace' || (value === '' && !target.attribute.multiValued)) {
    return [remove(reader, target)];
  }
  if (value === null && !isLenient(reader)) {
    throw badRequest('invalidValue', `${pathOf(target)}: null is no value that can be added.`);
  }
  return [];
}

/** Values that cannot be read are not added, and never empty the list that they were to replace. */
function* assignList(
  reader: PatchReader,
  op: Assignment,
  target: AttributeTarget,
  value: unknown,
): Steps<PatchOperation[]> {
  const { attribute } = target;
  // RFC 7644 section 3.5.2.1: what is added to a list may be a single object.
  const list = op === 'add' && isObject(value) ? [value] : value;
  let unreadable = false;
  const options = { ...reader.values, unreadable: () => (unreadable = true) };
  const canonical = yield* canonicalSteps(attribute, list, options, pathOf(target));
  if (unreadable && op === 'replace') {
    return [{ op, target, value: canonical ?? [], unreadable }];
  }
  if (canonical !== undefined) return [{ op, target, value: canonical }];
  return unreadable ? [] : clear(reader, op, target, value);
}

function assignComplex(
  reader: PatchReader,
  op: Assignment,
  target: AttributeTarget,
  value: unknown,
): PatchOperation[] {
  const { attribute } = target;
  const object = isLenient(reader) ? elementOf(attribute, value) : value;
  const canonical = canonicalElement(attribute, object, reader.values, pathOf(target));
  const unset = isObject(object) ? unsetSubs(reader, op, target, object) : [];
  const kept = isObject(canonical) ? without(canonical, unset) : canonical;
  if (kept !== undefined) return [...unset, { op, target, value: kept }];
  // An object that assigns nothing leaves everything as it is; "" or [] is the end of the
  // attribute.
  return isObject(object) ? unset : clear(reader, op, target, object === null ? '' : object);
}

/** `{"givenName": null}` inside a replaced `name` unassigns that sub-attribute. */
function unsetSubs(
  reader: PatchReader,
  op: Assignment,
  target: AttributeTarget,
  value: Record<string, unknown>,
): PatchOperation[] {
  return Object.keys(value).flatMap((key) => {
    const sub = subAttribute(target.attribute, key);
    if (sub === undefined || sub.mutability === 'readOnly') return [];
    if (op === 'add' && value[key] === null) return [];
    const at = { ...target, sub };
    return isCleared(reader, at, value[key]) ? [remove(reader, at)] : [];
  });
}

function without(
  value: Record<string, unknown>,
  unset: readonly PatchOperation[],
): Record<string, unknown> | undefined {
  const gone = new Set(
    unset.map(({ target }) => (target.kind === 'attribute' ? target.sub?.name : undefined)),
  );
  const kept = Object.entries(value).filter(([name]) => !gone.has(name));
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/**
 * One element where clients send a list of one or the bare value: `emails[type eq "work"]` with
 * "a@x", manager "7".
 */
function elementOf(attribute: AttributeDefinition, value: unknown): unknown {
  const single: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof single !== 'string' || !subAttribute(attribute, 'value')) return single;
  return single === '' ? null : { value: single };
}

/**
 * A simple value where Entra's older shape is a list of one object: `[{"$ref": null, "value":
 * "x"}]`.
 */
function onlyValue(value: unknown): unknown {
  const single: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return isObject(single) && Object.hasOwn(single, 'value') ? single.value : single;
}

/**
 * The values that a remove operation lists. Undefined when it lists none and means all. The RFC
 * knows no such list, so strict reads it for `members` only, where taking everybody out would lose
 * the most.
 */
function* listedValues(
  reader: PatchReader,
  target: AttributeTarget,
  given: unknown,
): Steps<unknown[] | undefined> {
  const { attribute } = target;
  if (given === undefined || given === null || !attribute.multiValued) return undefined;
  const members = attribute.name === 'members';
  if (!members && (!isLenient(reader) || given === '')) return undefined;
  const value = attribute.type === 'complex' ? unwrapText(reader, given) : given;
  const list: unknown = Array.isArray(value) ? value : [value];
  const canonical = (yield* canonicalSteps(attribute, list, reader.values, pathOf(target))) ?? [];
  if (!Array.isArray(canonical) || !Array.isArray(list) || canonical.length < list.length) {
    throw badRequest(
      'invalidValue',
      `${pathOf(target)}: a listed value does not identify the value to remove.`,
    );
  }
  return canonical;
}
