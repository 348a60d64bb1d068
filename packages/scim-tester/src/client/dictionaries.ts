import { at, isObject, listAt, textAt } from './json.js';

/** The published schemas as a look-up: what may appear in a resource. */
export interface SchemaDictionary {
  readonly urns: ReadonlySet<string>;
  /** Paths of a resource that no published schema declares. `name` in any letter case counts as declared only when spelled so. */
  undeclared(resource: unknown): string[];
}

/** RFC 7643 section 3.1: in every resource, in no schema. */
const COMMON = new Set(['schemas', 'id', 'externalId', 'meta']);

/** From the `Resources` of GET /Schemas. */
export function createSchemaDictionary(schemas: readonly unknown[]): SchemaDictionary {
  const byUrn = new Map(schemas.map((schema) => [textAt(schema, 'id'), schema]));
  return {
    urns: new Set(byUrn.keys()),
    undeclared(resource) {
      if (!isObject(resource)) return [];
      const urns = listAt(resource, 'schemas').map(String);
      const core = urns.filter((urn) => !(urn in resource)).map((urn) => byUrn.get(urn));
      const attributes = core.flatMap((schema) => listAt(schema, 'attributes'));
      return Object.entries(resource).flatMap(([name, value]) => {
        if (COMMON.has(name)) return [];
        const extension = byUrn.get(name);
        if (extension !== undefined)
          return undeclaredIn(listAt(extension, 'attributes'), value, name);
        return undeclaredAttribute(attributes, name, value, name);
      });
    },
  };
}

function undeclaredIn(attributes: readonly unknown[], value: unknown, path: string): string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    undeclaredAttribute(attributes, name, inner, `${path}.${name}`),
  );
}

function undeclaredAttribute(
  attributes: readonly unknown[],
  name: string,
  value: unknown,
  path: string,
): string[] {
  const attribute = attributes.find((one) => at(one, 'name') === name);
  if (attribute === undefined) return [path];
  const inner = listAt(attribute, 'subAttributes');
  const values = Array.isArray(value) ? value : [value];
  return [...new Set(values.flatMap((one) => undeclaredIn(inner, one, path)))];
}
