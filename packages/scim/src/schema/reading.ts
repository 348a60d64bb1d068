import { badRequest } from '../error.js';
import type { Compatibility, SchemaDefinition } from './definition.js';

/** Notes about one body beyond which only their number would grow. */
const MAX_NOTE_COUNT = 50;

/** How foreign values are read. A ScimContext fits. */
export interface CanonicalOptions {
  readonly compatibility: Compatibility;
  /** called once for every name that is ignored and every value that is read leniently */
  note(code: string, detail: string): void;
  /**
   * Set when a whole resource was sent. Absent for a PATCH, whose values may be parts: then
   * required sub-attributes are not looked for.
   */
  readonly purpose?: 'create' | 'replace';
  /**
   * called with the path of an attribute or extension that has values without a readable part: they
   * must not count as empty where they would take the place of others (see `rejectLoss`)
   */
  unreadable?(where: string): void;
}

/**
 * @throws ScimError 400 invalidSyntax when the object has the key twice in different letter case
 */
export function rejectDuplicateNames(
  source: Record<string, unknown>,
  key: string,
  prefix: string,
): void {
  const wanted = key.toLowerCase();
  for (const other of Object.keys(source)) {
    if (other !== key && other.toLowerCase() === wanted) {
      throw badRequest('invalidSyntax', `${prefix}${key} is given twice, in different letter case`);
    }
  }
}

/** Lenient drops what no schema declares and says so; strict refuses it. */
export function ignoreAttribute(key: string, options: CanonicalOptions, prefix = ''): void {
  const name = key.length > 128 ? `${key.slice(0, 128)}…` : key;
  const path = withoutIndexes(prefix + name);
  if (options.compatibility === 'strict') {
    throw badRequest('invalidSyntax', `${path} is not an attribute of any schema of this resource`);
  }
  options.note('attribute.ignored', path);
}

/** Whether a name inside an extension's object is a `schemas` that names that extension, as scim2-models writes it. */
export function namesItself({ id }: SchemaDefinition, key: string, value: unknown): boolean {
  if (key.toLowerCase() !== 'schemas' || !Array.isArray(value)) return false;
  return value.every((urn) => typeof urn === 'string' && urn.toLowerCase() === id.toLowerCase());
}

/** Tells that a value was read although it came in another shape. */
export function noteConverted(options: CanonicalOptions, where: string): void {
  options.note('value.converted', withoutIndexes(where));
}

/** The same options, saying each thing once and no more than a bounded number of things. */
export function noteOnce(options: CanonicalOptions): CanonicalOptions {
  const noted = new Set<string>();
  return {
    ...(options.purpose && { purpose: options.purpose }),
    compatibility: options.compatibility,
    unreadable: (where) => options.unreadable?.(where),
    note: (code, detail) => {
      const key = `${code} ${detail}`;
      if (noted.has(key) || noted.size > MAX_NOTE_COUNT) return;
      noted.add(key);
      if (noted.size > MAX_NOTE_COUNT) options.note(code, 'and others');
      else options.note(code, detail);
    },
  };
}

/** `emails[3].value` as `emails.value`: one note for all elements. */
function withoutIndexes(path: string): string {
  return path.replace(/\[\d+\]/g, '');
}
