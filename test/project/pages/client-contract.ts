import { openApiDocument } from '#api/openapi.js';
import type { Operation } from '#api/operations.js';

/** The parts of JSON Schema that the contract uses. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly not?: object;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly description?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: { readonly [type: string]: { schema: Schema } } };
  readonly responses: {
    readonly [status: string]: { content?: { readonly [type: string]: { schema: Schema } } };
  };
}

interface Contract {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Described } };
  readonly components: {
    readonly schemas?: { readonly [name: string]: Schema };
    readonly parameters?: { readonly [name: string]: Parameter };
  };
}

/** packages/client/src/contract.ts: every operation as data and as types, without a word of zod, so that a client needs no package. */
export function clientSource(operations: readonly Operation[]): string {
  const contract = openApiDocument(operations, { url: '' }) as Contract;
  const found = Object.entries(contract.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method, described })),
  );
  const schemas = Object.entries(contract.components.schemas ?? {}).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return [
    '// @generated from the contract (src/api) by `npm run pages`, and compared in the test run. Do not edit.',
    '',
    '/** A body that is no JSON; its `type` is the media type. */',
    'export type Upload = Blob;',
    '',
    ...schemas.map(([name, schema]) => `export type ${name} = ${typeOf(schema)};\n`),
    '/** What each operation takes and gives. */',
    'export interface Operations {',
    ...found.map(({ described }) => declared(contract, described)),
    '}',
    '',
    '/** Where each operation is. */',
    'export const OPERATIONS = {',
    ...found.map(
      ({ path, method, described }) =>
        `${described.operationId}: { method: '${method.toUpperCase()}', path: '${path}' },`,
    ),
    '} as const;',
    '',
  ].join('\n');
}

function declared(
  { components }: Contract,
  { operationId, summary, requestBody, responses, ...rest }: Described,
): string {
  const parameters = (rest.parameters ?? []).flatMap((one) =>
    '$ref' in one ? (components.parameters?.[one.$ref.split('/').at(-1) ?? ''] ?? []) : one,
  );
  const params = parameters.filter((one) => one.in === 'path');
  const query = parameters.filter((one) => one.in === 'query');
  const bodies = Object.entries(requestBody?.content ?? {});
  const body = bodies.map(([type, { schema }]) =>
    type === 'application/json' ? typeOf(schema) : 'Upload',
  );
  const input = [
    ...(params.length > 0 ? [`params: ${parametersType(params)};`] : []),
    ...(query.length > 0 ? [`query?: ${parametersType(query)};`] : []),
    ...(body.length > 0 ? [`body: ${[...new Set(body)].join(' | ')};`] : []),
  ];
  const takes = input.length > 0 ? `{ ${input.join(' ')} }` : 'object';
  return [
    `/** ${summary.replaceAll('*/', '* /')} */`,
    `${operationId}: { input: ${takes}; output: ${outputOf(responses)} };`,
  ].join('\n');
}

/** Other media than JSON come as the Response itself, to be streamed. */
function outputOf(responses: Described['responses']): string {
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  if (!success?.content) return 'undefined';
  const json = success.content['application/json'];
  return json ? typeOf(json.schema) : 'Response';
}

function parametersType(parameters: readonly Parameter[]): string {
  const fields = parameters.map(
    ({ name, required, schema }) => `${name}${required ? '' : '?'}: ${typeOf(schema)};`,
  );
  return `{ ${fields.join(' ')} }`;
}

function typeOf(schema: Schema): string {
  const { $ref, anyOf, oneOf, allOf, enum: values, type } = schema;
  if ($ref !== undefined) return $ref.split('/').at(-1) ?? 'unknown';
  if ('not' in schema) return 'never';
  if ('const' in schema) return JSON.stringify(schema.const);
  if (values) return values.map((value) => JSON.stringify(value)).join(' | ');
  const union = anyOf ?? oneOf;
  if (union) return union.map((one) => wrapped(one)).join(' | ');
  if (allOf) return allOf.map((one) => wrapped(one)).join(' & ');
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: one })).join(' | ');
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly ${wrapped(schema.items ?? {})}[]`;
    case 'object':
      return objectType(schema);
    default:
      return 'unknown';
  }
}

function objectType({ properties, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries(properties ?? {}).map(([name, schema]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    const says = schema.description === undefined ? '' : `/** ${schema.description} */\n`;
    return `${says}${key}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`;
  });
  if (fields.length > 0) return `{ ${fields.join('\n')} }`;
  const values =
    typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown';
  return additionalProperties === false ? 'Record<string, never>' : `{ [name: string]: ${values} }`;
}

/** As a part of a union or an array: what is more than one word, and no single object, needs brackets. */
function wrapped(schema: Schema): string {
  const type = typeOf(schema);
  // a sum of objects says `type: object` too
  const isOneObject = schema.properties !== undefined && type.startsWith('{');
  return /[ |&]/.test(type) && !isOneObject ? `(${type})` : type;
}
