import type { Resource } from '../schema/definition.js';
import { isObject } from '../schema/values.js';
import { rewriteOperations, type Dialect } from './dialect.js';

const IETF = 'urn:ietf:params:scim:schemas:';
const ENTERPRISE = `${IETF}extension:enterprise:2.0:User`;

/**
 * `urn:scim:schemas:core:1.0`, `urn:scim:schemas:core:2.0:User`,
 * `urn:scim:schemas:extension:enterprise:2.0` …
 */
const OLD_CORE = /^urn:scim:schemas:core:[12]\.0(?::(?:User|Group))?(?=:|$)/i;
const OLD_ENTERPRISE = /^urn:scim:schemas:extension:enterprise:[12]\.0(?::User)?(?=:|$)/i;

function modernUrn(resourceType: string, name: string): string {
  if (!/^urn:scim:/i.test(name)) return name;
  const core = `${IETF}core:2.0:${resourceType}`;
  return name.replace(OLD_ENTERPRISE, ENTERPRISE).replace(OLD_CORE, core);
}

function modernSchemas(resourceType: string, schemas: unknown): unknown {
  if (!Array.isArray(schemas)) return schemas;
  const modern = schemas.map((urn: unknown) =>
    typeof urn === 'string' ? modernUrn(resourceType, urn) : urn,
  );
  return modern.every((urn, index) => urn === schemas[index]) ? schemas : [...new Set(modern)];
}

/** `{"managerId": "7"}` was SCIM 1.1's way to say `{"value": "7"}`. */
function modernManager(manager: unknown): unknown {
  if (!isObject(manager) || !('managerId' in manager) || 'value' in manager) return manager;
  const { managerId, ...rest } = manager;
  return { ...rest, value: managerId };
}

function modernValue(resourceType: string, name: string, value: unknown): unknown {
  switch (name.toLowerCase()) {
    case 'schemas':
      return modernSchemas(resourceType, value);
    case 'manager':
    case `${ENTERPRISE}:manager`.toLowerCase():
      return modernManager(value);
    case ENTERPRISE.toLowerCase():
      return isObject(value) ? modernObject(resourceType, value) : value;
    default:
      return value;
  }
}

/**
 * Rewrites the names and the values of one object; answers the object itself when nothing changes.
 */
function modernObject(resourceType: string, body: Resource): Resource {
  let changed = false;
  const entries = Object.entries(body).map(([name, value]): [string, unknown] => {
    const newName = modernUrn(resourceType, name);
    const newValue = modernValue(resourceType, newName, value);
    changed ||= newName !== name || newValue !== value;
    return [newName, newValue];
  });
  return changed ? Object.fromEntries(entries) : body;
}

function modernOperation(resourceType: string, operation: Resource): Resource {
  const { path, value } = operation;
  if (typeof path !== 'string') {
    const newValue = isObject(value) ? modernObject(resourceType, value) : value;
    return newValue === value ? operation : { ...operation, value: newValue };
  }
  const newPath = modernUrn(resourceType, path);
  const newValue = modernValue(resourceType, newPath, value);
  if (newPath === path && newValue === value) return operation;
  return { ...operation, path: newPath, ...('value' in operation && { value: newValue }) };
}

/**
 * A question mark after a closed string, bracket or number is the leftover of a URL glued together
 * twice.
 */
function withoutDanglingAnd(name: string, value: string): string {
  if (name === 'filter') return value.replace(/(["\])])[?&]$/, '$1');
  if (name === 'count' || name === 'startIndex') return value.replace(/[?&]$/, '');
  return value;
}

/**
 * OneLogin's connectors send what an administrator's JSON template says: URNs of SCIM 1.1 and of
 * the drafts of 2.0, `managerId`. Their query strings may end in a loose `&` or `?`. (`active` as a
 * string, `id: null`, a lone e-mail without its list and `+` for a space need no rewriting.)
 */
export const onelogin: Dialect = {
  name: 'onelogin',
  source: 'developers.onelogin.com/scim: implement-scim-api, define-user-schema',
  query: (query) => {
    let changed = false;
    const entries = [...query].map(([name, value]): [string, string] => {
      const newValue = withoutDanglingAnd(name, value);
      changed ||= newValue !== value;
      return [name, newValue];
    });
    return changed ? new URLSearchParams(entries) : query;
  },
  resource: modernObject,
  patch: (resourceType, body) =>
    rewriteOperations(body, (operation) => modernOperation(resourceType, operation)),
};
