import { badRequest, ScimError } from '../error.js';
import { checkElementFilter, findInResource } from '../filter/check.js';
import { FILTER_LIMITS, parseValuePath } from '../filter/parse.js';
import type { ResolvedFilter, ResolvedPath } from '../filter/resolved.js';
import type { AttributePath } from '../filter/ast.js';
import type { Target } from '../patch/operation.js';
import { subAttribute, type Compatibility, type ResourceType } from '../schema/definition.js';
import { parseAttributePath } from './attribute-path.js';

/** A path that can be read and names no attribute of the resource type: 400 invalidPath. */
export class UnknownAttribute extends ScimError {
  constructor(
    text: string,
    /** whether it belongs to an extension that the resource type does not have */
    readonly isForeign: boolean,
  ) {
    super(
      400,
      `The path ${quoted(text)} names no attribute of this resource type. Look at /Schemas for ` +
        "the names, and write an extension's attribute with its URN.",
      'invalidPath',
    );
  }
}

/**
 * Reads the `path` of a PATCH operation and looks its names up (RFC 7644 section 3.5.2), in any
 * letter case: `userName`, `name.givenName`, `emails[type eq "work"].value`, any of them behind a
 * schema URN, or the URN of a whole extension.
 * Throws 400 invalidPath for bad syntax and value filters on what is no list of complex values,
 * UnknownAttribute for unknown names.
 */
export function parsePath(type: ResourceType, text: string, compatibility: Compatibility): Target {
  if (text.length > FILTER_LIMITS.length) {
    throw invalid(
      `The path has ${text.length} characters; at most ${FILTER_LIMITS.length} are read`,
    );
  }
  const schema = type.extension(withoutLastColon(text));
  if (schema !== undefined) return { kind: 'extension', schema };
  if (text.includes('[')) return valuePathTarget(type, text, compatibility);
  if (compatibility === 'lenient' && text.toLowerCase() === type.core.id.toLowerCase()) {
    return { kind: 'resource' };
  }
  const path = parseAttributePath(text);
  if (path === undefined) {
    throw invalid(
      `The path ${quoted(text)} is not valid. Write it as name, name.givenName, emails[type ` +
        `eq "work"].value, or one of ` +
        'these behind a schema URN and a colon',
    );
  }
  return { kind: 'attribute', ...find(type, path, text) };
}

/** UnboundID's client ends the URN of a whole extension with the colon that names would follow. */
export function withoutLastColon(text: string): string {
  return text.endsWith(':') ? text.slice(0, -1) : text;
}

function valuePathTarget(type: ResourceType, text: string, compatibility: Compatibility): Target {
  const { path, filter, sub: subName } = parseValuePath(text, { compatibility });
  const found = find(type, path, text);
  const { attribute } = found;
  if (found.sub !== undefined || !attribute.multiValued) {
    throw invalid(
      `The path ${quoted(text)} selects one value of several, but the attribute is not a ` +
        'list. Leave the brackets out',
    );
  }
  const check = (unknown: 'absent' | 'refuse'): ResolvedFilter =>
    checkElementFilter(attribute, filter, { compatibility, unknown });
  // what is wrong with the filter whatever its names mean comes before names that are not known
  asPathFault(() => check('absent'), badPath);
  const sub = subName === undefined ? undefined : subAttribute(attribute, subName);
  const unknown = (): ScimError => new UnknownAttribute(text, false);
  if (subName !== undefined && sub === undefined) throw unknown();
  const resolved = asPathFault(() => check('refuse'), unknown);
  return { kind: 'attribute', ...found, filter: resolved, ...(sub && { sub }) };
}

function find(type: ResourceType, path: AttributePath, text: string): ResolvedPath {
  const found = findInResource(type, path);
  if (found !== undefined) return found;
  const { urn } = path;
  const isCore = urn?.toLowerCase() === type.core.id.toLowerCase();
  throw new UnknownAttribute(text, urn !== undefined && !isCore && !type.extension(urn));
}

/** In a path, a filter that does not fit the schema is a path that does not. */
function asPathFault<T>(check: () => T, faultOf: (refusal: ScimError) => ScimError): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof ScimError) throw faultOf(error);
    throw error;
  }
}

function badPath({ detail }: ScimError): ScimError {
  return badRequest('invalidPath', detail);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}

function invalid(problem: string): ScimError {
  return badRequest('invalidPath', `${problem}.`);
}
