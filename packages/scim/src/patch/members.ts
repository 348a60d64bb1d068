import { badRequest } from '../error.js';
import type { ResolvedFilter } from '../filter/resolved.js';
import { isObject } from '../schema/values.js';
import type { PatchOperation } from './operation.js';
import type { AttributeTarget } from './values.js';

export interface MemberReference {
  /** id of the user or group */
  readonly value: string;
  readonly type?: string;
  readonly display?: string;
}

/**
 * What happens to a group's membership, whose members are rows and never loaded as a whole. Up to a hundred thousand are named at once,
 * in one list: one may be named twice. `byFilter`: they were named by a value filter, which must match a member in strict mode (400
 * noTarget).
 */
export type MemberChange =
  | {
      readonly kind: 'add';
      readonly members: readonly MemberReference[];
      readonly byFilter?: true;
    }
  | { readonly kind: 'remove'; readonly ids: readonly string[]; readonly byFilter?: true }
  /** a filter other than on ids, such as `members[type eq "Group"]` */
  | { readonly kind: 'removeWhere'; readonly filter: ResolvedFilter }
  | { readonly kind: 'clear' }
  | { readonly kind: 'replace'; readonly members: readonly MemberReference[] };

/**
 * Takes the operations on `members` out of a PATCH, both halves in their order. They do not touch
 * each other, so the host may do one after the other. Throws 400 mutability for a change of a
 * member in place (every sub-attribute is immutable: RFC 7643 section 8.7.1), invalidValue for a
 * member without `value`.
 */
export function splitMembers(operations: readonly PatchOperation[]): {
  members: MemberChange[];
  rest: PatchOperation[];
} {
  const members: MemberChange[] = [];
  const rest: PatchOperation[] = [];
  for (const operation of operations) {
    const { target } = operation;
    const isMembers =
      target.kind === 'attribute' && !target.schema && target.attribute.name === 'members';
    if (isMembers) members.push(memberChange(operation, target));
    else rest.push(operation);
  }
  return { members, rest };
}

function memberChange({ op, value }: PatchOperation, target: AttributeTarget): MemberChange {
  const { filter, sub } = target;
  if (op === 'remove') {
    if (sub !== undefined) throw immutable();
    if (filter !== undefined) return removal(filter);
    if (!Array.isArray(value)) return { kind: 'clear' };
    return { kind: 'remove', ids: references(value).map((member) => member.value) };
  }
  if (filter !== undefined) return assignment(filter, sub ? { [sub.name]: value } : value);
  if (sub !== undefined) throw immutable();
  return { kind: op, members: references(value) };
}

function removal(filter: ResolvedFilter): MemberChange {
  const ids = idsOf(filter);
  return ids === undefined
    ? { kind: 'removeWhere', filter }
    : { kind: 'remove', ids, byFilter: true };
}

/** Add or replace at `members[value eq "a"]`: adds that member, and can say nothing else of it. */
function assignment(filter: ResolvedFilter, given: unknown): MemberChange {
  const [id, second] = idsOf(filter) ?? [];
  const member = isObject(given) && given.value !== undefined ? given.value : id;
  if (id === undefined || second !== undefined || member !== id) throw immutable();
  const rest = isObject(given) ? given : {};
  return { kind: 'add', members: references([{ ...rest, value: id }]), byFilter: true };
}

/**
 * The ids of `value eq "a"` and of `value eq "a" or value eq "b"`; undefined for any other filter.
 */
function idsOf(filter: ResolvedFilter): string[] | undefined {
  if (filter.kind === 'compare') {
    const { at, operator, value } = filter;
    const isId = at.attribute.name === 'value' && operator === 'eq' && typeof value === 'string';
    return isId ? [value] : undefined;
  }
  if (filter.kind !== 'or') return undefined;
  const ids: string[] = [];
  for (const inner of filter.filters) {
    const found = idsOf(inner);
    if (found === undefined) return undefined;
    ids.push(...found);
  }
  return distinct(ids);
}

/** The canonical elements themselves: nothing is made of each of a hundred thousand. */
function references(value: unknown): readonly MemberReference[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  if (list.every(isReference)) return list;
  throw badRequest(
    'invalidValue',
    'members: each member must have a "value", the id of a resource.',
  );
}

function isReference(element: unknown): element is MemberReference {
  return isObject(element) && typeof element.value === 'string' && element.value !== '';
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

function immutable(): Error {
  return badRequest(
    'mutability',
    'A member never changes; remove it from "members" and add another one.',
  );
}
