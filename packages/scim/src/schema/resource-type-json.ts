import type { ResourceTypeDefinition } from './definition.js';
import { field, keysOf, object, text, flag } from './json-fields.js';
import type { Problems } from './problems.js';

const TYPE_KEYS = [
  'schemas',
  'id',
  'name',
  'endpoint',
  'description',
  'schema',
  'schemaExtensions',
  'meta',
];
const NAME = /^[A-Za-z][A-Za-z0-9$_-]*$/;
const ENDPOINT = /^\/[A-Za-z][A-Za-z0-9_-]*$/;

/** Reads one resource type as RFC 7643 section 6 writes it. Undefined when it has faults. */
export function readResourceType(
  json: unknown,
  problems: Problems,
): ResourceTypeDefinition | undefined {
  const before = problems.count;
  const source = object(json, problems, 'a resource type');
  if (!source) return undefined;
  keysOf(source, TYPE_KEYS, problems);
  const name = text(source, 'name', problems);
  const id = text(source, 'id', problems, name);
  const endpoint = text(source, 'endpoint', problems);
  const description = text(source, 'description', problems, name);
  const schema = text(source, 'schema', problems);
  const schemaExtensions = readExtensions(source, problems);
  if (name !== undefined && !NAME.test(name)) {
    problems.at('name').add('must be a letter, then letters, digits, $, - or _');
  }
  if (id !== undefined && name !== undefined && id !== name) {
    problems.at('id').add('must equal the name; leave it out');
  }
  if (endpoint !== undefined && !ENDPOINT.test(endpoint)) {
    problems.at('endpoint').add('must be one path segment with its slash, such as /Devices');
  }
  if (problems.count > before || !name || !id || !endpoint || !schema) return undefined;
  return { id, name, endpoint, description: description ?? name, schema, schemaExtensions };
}

function readExtensions(
  source: Record<string, unknown>,
  problems: Problems,
): { schema: string; required: boolean }[] {
  const list = field(source, 'schemaExtensions') ?? [];
  if (!Array.isArray(list)) {
    problems.at('schemaExtensions').add('must be a list');
    return [];
  }
  return list.flatMap((json: unknown, index) => {
    const here = problems.at(`schemaExtensions[${index}]`);
    const extension = object(json, here, 'an extension');
    if (!extension) return [];
    keysOf(extension, ['schema', 'required'], here);
    const schema = text(extension, 'schema', here);
    const required = flag(extension, 'required', here, false);
    return schema === undefined ? [] : [{ schema, required }];
  });
}
