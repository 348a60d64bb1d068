import { z } from 'zod';

const schemaShape = z.record(z.string(), z.unknown());

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: unknown;
}

type Contents = Readonly<Record<string, { readonly schema?: unknown }>>;

interface Described {
  readonly operationId: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses: Readonly<Record<string, { readonly content?: Contents }>>;
}

/** As much of an OpenAPI document as is read here. */
export interface ContractDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly parameters?: Readonly<Record<string, unknown>>;
  };
}

/** Schemas that became components after their fields were listed. They, and parameters, are read where they are used. */
const READ_IN_PLACE = ['Import', 'Invitation', 'Mail', 'Member', 'Role', 'Task'];

function withPartsInPlace(document: ContractDocument): ContractDocument {
  const { schemas, parameters = {} } = document.components;
  const parts = new Map<string, unknown>([
    ...READ_IN_PLACE.map((name) => [`#/components/schemas/${name}`, schemas[name]] as const),
    ...Object.entries(parameters).map(
      ([name, parameter]) => [`#/components/parameters/${name}`, parameter] as const,
    ),
  ]);
  const { paths } = JSON.parse(JSON.stringify(document), (_key, value: unknown) => {
    const { $ref } = schemaShape.safeParse(value).data ?? {};
    return parts.get(String($ref)) ?? value;
  }) as ContractDocument;
  const rest = Object.entries(schemas).filter(([name]) => !READ_IN_PLACE.includes(name));
  return { paths, components: { schemas: Object.fromEntries(rest) } };
}

/** Paths, operations, parameters and the fields of bodies, as the OpenAPI document says them. */
export function contractNames(written: ContractDocument): string[] {
  const document = withPartsInPlace(written);
  const lines: string[] = [];
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      lines.push(...operationNames(`${method.toUpperCase()} ${path}`, operation));
    }
  }
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    lines.push(...fieldNames(`schema ${name}:`, schema));
  }
  return lines;
}

function operationNames(address: string, operation: Described): string[] {
  const { operationId, description = '', parameters = [], requestBody, responses } = operation;
  const lines = [`${address} is ${operationId}`];
  for (const [permission] of description.matchAll(/`[a-z-]+:(?:read|write)`/g)) {
    lines.push(`${operationId} needs ${permission.replaceAll('`', '')}`);
  }
  for (const { name, in: place, schema } of parameters) {
    if (place !== 'path') lines.push(...fieldNames(`${operationId} ${place} ${name}`, schema));
  }
  for (const [type, { schema }] of Object.entries(requestBody?.content ?? {})) {
    lines.push(...fieldNames(`${operationId} takes ${type}:`, schema));
  }
  for (const [status, { content }] of Object.entries(responses)) {
    if (Number(status) >= 400) continue;
    lines.push(`${operationId} answers ${status}`);
    for (const [type, { schema }] of Object.entries(content ?? {})) {
      lines.push(...fieldNames(`${operationId} answers ${type}:`, schema));
    }
  }
  return lines.map((line) => line.replace('application/json:', 'JSON'));
}

/** One line for each field that has no fields inside, and one for each word that it may hold. */
function fieldNames(path: string, schema: unknown): string[] {
  const { success, data } = schemaShape.safeParse(schema);
  if (!success) return [path];
  const { $ref, enum: words, properties, items, additionalProperties } = data;
  if (typeof $ref === 'string') return [`${path} is a ${$ref.split('/').at(-1) ?? ''}`];
  if ('const' in data) return [`${path} = ${String(data['const'])}`];
  if (Array.isArray(words)) return words.map((word) => `${path} = ${String(word)}`);
  const choices = data['anyOf'] ?? data['oneOf'] ?? data['allOf'];
  if (Array.isArray(choices)) return choices.flatMap((choice) => fieldNames(path, choice));
  if (items !== undefined) return fieldNames(`${path}[]`, items);
  const below = (name: string): string => `${path}${path.endsWith(':') ? ' ' : '.'}${name}`;
  const named = Object.entries(schemaShape.safeParse(properties).data ?? {});
  const lines = named.flatMap(([name, inner]) => fieldNames(below(name), inner));
  if (schemaShape.safeParse(additionalProperties).success) {
    lines.push(...fieldNames(below('*'), additionalProperties));
  }
  return lines.length > 0 ? lines : [path];
}
