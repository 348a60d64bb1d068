import { HOOK_FIELDS } from './hooks.js';
import { MORE_RECORD_FIELDS } from './more-records.js';
import { PERSON_FIELDS } from './person.js';
import { PARAMETERS } from './parameters.js';
import { RECORD_FIELDS } from './records.js';

/** The parts of OpenAPI that have descriptions; the document is changed in place. */
interface Schema {
  $ref?: string;
  description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Described {
  readonly operationId?: string;
  readonly parameters?: readonly { name: string; description?: string; schema?: Schema }[];
  readonly requestBody?: Content;
  readonly responses?: Readonly<Record<string, Content>>;
}

interface Contract {
  readonly paths?: Readonly<Record<string, object>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, object>> };
}

const FIELDS = { ...RECORD_FIELDS, ...MORE_RECORD_FIELDS, ...HOOK_FIELDS, ...PERSON_FIELDS };

/** Gives every field and parameter that has no description of its own the one of its name. */
export function describeFields(contract: Contract): void {
  for (const [name, schema] of Object.entries(contract.components?.schemas ?? {})) {
    describeSchema(schema as Schema, [name]);
  }
  for (const operations of Object.values(contract.paths ?? {})) {
    for (const operation of Object.values(operations) as Described[]) describeOperation(operation);
  }
}

function describeOperation(operation: Described): void {
  const { operationId = '', parameters = [], requestBody, responses = {} } = operation;
  for (const parameter of parameters) {
    const { name, schema } = parameter;
    const text = PARAMETERS[`${operationId}.${name}`] ?? PARAMETERS[name];
    if (schema?.description === undefined && text !== undefined) parameter.description ??= text;
  }
  for (const { content = {} } of [requestBody ?? {}, ...Object.values(responses)]) {
    for (const { schema } of Object.values(content)) {
      if (schema) describeSchema(schema, [operationId]);
    }
  }
}

/** `above` are the names that lead to the schema; the nearest one decides first. */
function describeSchema(schema: Schema, above: readonly string[]): void {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const scoped = [...above].reverse().map((parent) => FIELDS[`${parent}.${name}`]);
    const text = scoped.find((one) => one !== undefined) ?? FIELDS[name];
    if (text !== undefined) field.description ??= text;
    describeSchema(field, [...above, name]);
  }
  const { items, additionalProperties, anyOf = [], oneOf = [], allOf = [] } = schema;
  const inner = typeof additionalProperties === 'object' ? [additionalProperties] : [];
  for (const part of [...anyOf, ...oneOf, ...allOf, ...inner, ...(items ? [items] : [])]) {
    describeSchema(part, above);
  }
}
