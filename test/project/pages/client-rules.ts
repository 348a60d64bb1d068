import { z } from 'zod';
import type { Operation } from '#api/operations.js';
import { FORMAT_NAMES, type BodyRules, type FieldRule } from '@muster/client/rules';

type Draft = { -readonly [Name in keyof FieldRule]: FieldRule[Name] };

/** What the walk needs of a schema of zod, of whichever kind it is. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly checks?: readonly { readonly _zod: { readonly def: { readonly check: string } } }[];
}

const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition;

/** Rules of a body by the path of each field. */
export function rulesOf(body: z.ZodType): BodyRules {
  return Object.fromEntries(fieldsOf(body, '', {}));
}

/** packages/client/src/rules/operations.ts: the rules of every JSON body, so that forms ask what the server asks. */
export function rulesSource(operations: readonly Operation[]): string {
  const withBody = operations.flatMap(({ operationId, body }) =>
    body ? [{ operationId, body }] : [],
  );
  return [
    '// @generated from the contract (src/api) by `npm run pages`, and compared in the test run. Do not edit.',
    '',
    "import type { BodyRules } from './check.js';",
    '',
    ...withBody.map(
      ({ operationId, body }) =>
        `export const ${operationId} = ${JSON.stringify(rulesOf(body))} as const satisfies BodyRules;\n`,
    ),
  ].join('\n');
}

type Fields = Map<string, FieldRule>;

function fieldsOf(
  schema: z.ZodType,
  path: string,
  held: Pick<Draft, 'required' | 'nullable'>,
): Fields {
  const definition = definitionOf(schema);
  const { type, innerType, shape, element, options } = definition;
  if (innerType) {
    if (type === 'nullable') return fieldsOf(innerType, path, { ...held, nullable: true });
    const { required: _, ...rest } = held;
    return fieldsOf(innerType, path, type === 'optional' || type === 'default' ? rest : held);
  }
  if (type === 'pipe' && definition.in) return fieldsOf(definition.in, path, held);
  if (shape) return fieldsOfObject(shape, path, held);
  if (type === 'union' && options) {
    return joined(options.map((option) => fieldsOf(option, path, held)));
  }
  const own: Fields = new Map(path === '' ? [] : [[path, leafOf(schema, held)]]);
  const inner = element ? fieldsOf(element, `${path}[]`, {}) : new Map<string, FieldRule>();
  return new Map([...own, ...inner]);
}

function fieldsOfObject(
  shape: Readonly<Record<string, z.ZodType>>,
  path: string,
  held: Draft | object,
): Fields {
  const fields = Object.entries(shape).flatMap(([name, field]) => [
    ...fieldsOf(field, path === '' ? name : `${path}.${name}`, { required: true }),
  ]);
  const self: [string, FieldRule][] = path === '' ? [] : [[path, { type: 'object', ...held }]];
  return new Map([...self, ...fields]);
}

const KEPT = [
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
] as const;

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;

function leafOf(schema: z.ZodType, held: Pick<Draft, 'required' | 'nullable'>): FieldRule {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<
    string,
    unknown
  >;
  const values = (json['enum'] ?? ('const' in json ? [json['const']] : undefined)) as
    FieldRule['options'] | undefined;
  const type = TYPES.find((one) => one === json['type']) ?? 'any';
  const bounds = KEPT.filter((name) => name !== 'pattern' || !isKnown(json['format'])).flatMap(
    (name) => (isUsable(json[name]) ? [[name, json[name]]] : []),
  );
  return {
    type,
    ...held,
    ...(isTrimmed(schema) && { trimmed: true as const }),
    ...(Object.fromEntries(bounds) as Partial<FieldRule>),
    ...(values && { options: values }),
  };
}

/** Its pattern is long, and the client knows the format by its name. */
function isKnown(format: unknown): boolean {
  return typeof format === 'string' && FORMAT_NAMES.includes(format);
}

/** A bound that no form reaches is none: integers of zod end at 2^53. */
function isUsable(bound: unknown): boolean {
  return bound !== undefined && (typeof bound !== 'number' || Math.abs(bound) < 2 ** 53 - 1);
}

function isTrimmed(schema: z.ZodType): boolean {
  const { checks = [] } = definitionOf(schema);
  return checks.some(({ _zod }) => _zod.def.check === 'overwrite');
}

/** Of several forms of one body: required is what all of them require, and a bound is what all of them have. */
function joined(forms: readonly Fields[]): Fields {
  const paths = new Set(forms.flatMap((form) => [...form.keys()]));
  return new Map([...paths].map((path) => [path, joinedRule(forms.map((form) => form.get(path)))]));
}

function joinedRule(rules: readonly (FieldRule | undefined)[]): FieldRule {
  const there = rules.filter((rule) => rule !== undefined);
  const [first] = there;
  if (!first) return { type: 'any' };
  const required = there.length === rules.length && there.every((rule) => rule.required);
  const nullable = there.some((rule) => rule.nullable);
  const same = (name: keyof FieldRule): boolean =>
    there.every((rule) => JSON.stringify(rule[name]) === JSON.stringify(first[name]));
  const options = there.every((rule) => rule.options)
    ? [...new Set(there.flatMap((rule) => rule.options ?? []))]
    : undefined;
  const kept = KEPT.filter((name) => first[name] !== undefined && same(name));
  const pattern = options || same('pattern') ? undefined : eitherPattern(there);
  return {
    type: same('type') ? first.type : 'any',
    ...(required && { required: true as const }),
    ...(nullable && { nullable: true as const }),
    ...(first.trimmed && same('trimmed') && { trimmed: true as const }),
    ...(Object.fromEntries(kept.map((name) => [name, first[name]])) as Partial<FieldRule>),
    ...(pattern !== undefined && { pattern }),
    ...(options && { options }),
  };
}

/** A name or a mark: `^[a-z]+$|^(?:\\*)$`. Undefined where one of them takes any text. */
function eitherPattern(rules: readonly FieldRule[]): string | undefined {
  const parts = rules.map(({ pattern, options }) =>
    options ? `^(?:${options.map((one) => escaped(String(one))).join('|')})$` : pattern,
  );
  return parts.includes(undefined) ? undefined : parts.join('|');
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
