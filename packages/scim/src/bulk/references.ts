import { badRequest } from '../error.js';

/**
 * Data nested deeper than this is no SCIM resource; it guards the walk.
 */
const MAX_DEPTH = 100;

/**
 * The places where a text can refer to a resource that the job creates: the whole text
 * (`bulkId:x`), the end of a reference (`/Users/bulkId:x`, `https://…/Users/bulkId:x`), a literal
 * in the path of a PATCH operation (`members[value eq "bulkId:x"]`).
 */
const WHOLE_REFERENCE = /^(.*\/)?bulkId:([^/]+)$/;
const QUOTED_REFERENCE = /"bulkId:([^"\\]+)"/g;

function mapText(text: string, replace: (bulkId: string) => string): string {
  if (!text.includes('bulkId:')) return text;
  const [, before = '', bulkId] = WHOLE_REFERENCE.exec(text) ?? [];
  if (bulkId !== undefined && !text.includes('"')) return before + replace(bulkId);
  return text.replace(QUOTED_REFERENCE, (_all, quoted: string) => JSON.stringify(replace(quoted)));
}

/**
 * Calls `visit` for every bulkId that the data refers to, in the data's order; linear in its size.
 */
export function visitReferences(data: unknown, visit: (bulkId: string) => void, depth = 0): void {
  if (typeof data === 'string') {
    mapText(data, (bulkId) => {
      visit(bulkId);
      return bulkId;
    });
  } else if (typeof data === 'object' && data !== null) {
    if (depth > MAX_DEPTH)
      throw badRequest('invalidSyntax', `The data is nested deeper than ${MAX_DEPTH} levels.`);
    for (const value of Object.values(data)) visitReferences(value, visit, depth + 1);
  }
}

/**
 * The data with every reference replaced by the id that `idOf` gives; the data itself is left
 * alone.
 */
export function resolveReferences(data: unknown, idOf: (bulkId: string) => string): unknown {
  if (typeof data === 'string') return mapText(data, idOf);
  if (Array.isArray(data)) return data.map((value) => resolveReferences(value, idOf));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, resolveReferences(value, idOf)]),
  );
}

function refersTo(data: unknown, bulkIds: ReadonlySet<string>): boolean {
  let found = false;
  visitReferences(data, (bulkId) => {
    found ||= bulkIds.has(bulkId);
  });
  return found;
}

/** An add operation of PATCH, its value not yet resolved. */
export interface Addition {
  readonly op: 'add';
  readonly path: string;
  readonly value: unknown;
}

/**
 * Cuts the data of a POST in two, where resources refer to each other in a circle (RFC 7644 section
 * 3.7.1): what can be created now, and the attributes and elements that refer to `bulkIds`, to be
 * added once those exist.
 */
export function postpone(
  data: unknown,
  bulkIds: ReadonlySet<string>,
): { now: unknown; later: Addition[] } {
  const later: Addition[] = [];
  const cut = (object: object, prefix: string): unknown => {
    const kept: [string, unknown][] = [];
    for (const [name, value] of Object.entries(object)) {
      const path = prefix + name;
      if (!refersTo(value, bulkIds)) kept.push([name, value]);
      else if (Array.isArray(value)) {
        const elements: unknown[] = value;
        later.push({ op: 'add', path, value: elements.filter((one) => refersTo(one, bulkIds)) });
        kept.push([name, elements.filter((one) => !refersTo(one, bulkIds))]);
      } else if (prefix === '' && isExtension(name, value)) {
        kept.push([name, cut(value, `${name}:`)]);
      } else later.push({ op: 'add', path, value });
    }
    return Object.fromEntries(kept);
  };
  const now =
    typeof data === 'object' && data !== null && !Array.isArray(data) ? cut(data, '') : data;
  return { now, later };
}

function isExtension(name: string, value: unknown): value is object {
  return name.includes(':') && typeof value === 'object' && value !== null;
}
