import { isDeepStrictEqual } from 'node:util';
import type { HookObject } from '#core/index.js';
import type { Changeable } from './points.js';

/** Operations of one answer; more are no correction but another object. */
const MAX_OPERATIONS = 50;

/** Why a patch is not applied. The text is for the administrator of the hook. */
export class PatchRefused extends Error {
  override readonly name = 'PatchRefused';
}

interface Operation {
  readonly op: 'add' | 'replace' | 'remove' | 'test';
  readonly path: string;
  readonly value?: unknown;
}

/**
 * Applies `add`, `replace`, `remove` and `test` of RFC 6902 to a copy. Every path but those of `test` has to be one that the point lets
 * hooks change, and its value of the kind that stands there. All or nothing. @throws PatchRefused
 */
export function applyPatch(
  object: HookObject,
  patch: unknown,
  changeable: readonly Changeable[],
): HookObject {
  const operations = readOperations(patch);
  const copy = structuredClone(object) as Record<string, unknown>;
  for (const operation of operations) {
    const tokens = tokensOf(operation.path);
    if (operation.op !== 'test') requireChangeable(operation, tokens, changeable);
    applyOne(copy, operation, tokens);
  }
  return copy;
}

function readOperations(patch: unknown): readonly Operation[] {
  if (!Array.isArray(patch)) throw new PatchRefused('patch is no list of operations (RFC 6902)');
  if (patch.length > MAX_OPERATIONS) {
    throw new PatchRefused(`patch has more than ${MAX_OPERATIONS} operations`);
  }
  return patch.map((one: unknown, index) => {
    const { op, path, value } = (one ?? {}) as Record<string, unknown>;
    if (op !== 'add' && op !== 'replace' && op !== 'remove' && op !== 'test') {
      throw new PatchRefused(`operation ${index}: op is none of add, replace, remove, test`);
    }
    if (typeof path !== 'string') throw new PatchRefused(`operation ${index} has no path`);
    if (op !== 'remove' && value === undefined) {
      throw new PatchRefused(`operation ${index} has no value`);
    }
    return { op, path, value };
  });
}

/** RFC 6901: `~1` is a slash and `~0` a tilde, undone in this order and everywhere in a token. */
export function tokensOf(pointer: string): readonly string[] {
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) {
    throw new PatchRefused(`"${pointer.slice(0, 100)}" is no JSON Pointer (RFC 6901)`);
  }
  const tokens = pointer.slice(1).split('/');
  return tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function requireChangeable(
  { op, path, value }: Operation,
  tokens: readonly string[],
  changeable: readonly Changeable[],
): void {
  const entry = changeable.find((one) => matches(one.tokens, tokens));
  if (!entry) throw new PatchRefused(`${path} is not among what this point lets hooks change`);
  if (op !== 'remove' && !entry.accepts(value)) {
    throw new PatchRefused(`the value of ${path} has to be ${entry.kind}`);
  }
}

/** `*` stands for any name or index. */
function matches(pattern: readonly string[], tokens: readonly string[]): boolean {
  if (pattern.length !== tokens.length) return false;
  return pattern.every((part, index) => part === '*' || part === tokens[index]);
}

function applyOne(root: Record<string, unknown>, operation: Operation, tokens: readonly string[]) {
  const last = tokens.at(-1) ?? '';
  const parent = parentOf(root, operation, tokens);
  if (Array.isArray(parent)) applyToList(parent as unknown[], operation, last);
  else applyToObject(parent as Record<string, unknown>, operation, last);
}

/** What holds the last token. Objects on the way to an added value are made: SCIM leaves out what is empty. */
function parentOf(
  root: Record<string, unknown>,
  { op, path }: Operation,
  tokens: readonly string[],
): unknown {
  let place: unknown = root;
  for (const token of tokens.slice(0, -1)) {
    const next = memberOf(place, token);
    if (next === undefined && op === 'add' && !Array.isArray(place)) {
      const made = {};
      define(place as Record<string, unknown>, token, made);
      place = made;
    } else if (typeof next === 'object' && next !== null) {
      place = next;
    } else {
      throw new PatchRefused(`there is no ${path}`);
    }
  }
  return place;
}

function memberOf(place: unknown, token: string): unknown {
  if (Array.isArray(place)) return (place as unknown[])[indexOf(token, place.length - 1)];
  return Object.hasOwn(place as object, token)
    ? (place as Record<string, unknown>)[token]
    : undefined;
}

function indexOf(token: string, max: number): number {
  const index = /^(?:0|[1-9]\d{0,5})$/.test(token) ? Number(token) : -1;
  if (index < 0 || index > max) throw new PatchRefused(`there is no element ${token.slice(0, 20)}`);
  return index;
}

function applyToList(list: unknown[], { op, value }: Operation, token: string): void {
  if (op === 'add') {
    list.splice(token === '-' ? list.length : indexOf(token, list.length), 0, value);
    return;
  }
  const index = indexOf(token, list.length - 1);
  if (op === 'remove') list.splice(index, 1);
  else if (op === 'replace') list[index] = value;
  else requireEqual(list[index], value, token);
}

function applyToObject(
  object: Record<string, unknown>,
  { op, path, value }: Operation,
  token: string,
): void {
  const isThere = Object.hasOwn(object, token);
  if (op !== 'add' && !isThere) throw new PatchRefused(`there is no ${path}`);
  if (op === 'test') requireEqual(object[token], value, path);
  else if (op === 'remove') Reflect.deleteProperty(object, token);
  else define(object, token, value);
}

/** Also for `__proto__`, which is a name like any other in JSON. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  const [writable, enumerable, configurable] = [true, true, true];
  Object.defineProperty(object, name, { value, writable, enumerable, configurable });
}

function requireEqual(found: unknown, wanted: unknown, path: string): void {
  if (!isDeepStrictEqual(found, wanted)) throw new PatchRefused(`the test of ${path} fails`);
}
