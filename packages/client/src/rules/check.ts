/** What the server asks of one field of a body. Lengths are counted as JavaScript counts them, in UTF-16 units. */
export interface FieldRule {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'any';
  /** wherever what holds the field is sent */
  readonly required?: true;
  /** null takes the value away */
  readonly nullable?: true;
  /** white space at both ends does not count, and is not kept */
  readonly trimmed?: true;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** source of a regular expression, without flags */
  readonly pattern?: string;
  /** as JSON Schema names them: `uuid`, `date-time`, `uri`, `idn-email` */
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** of an array */
  readonly minItems?: number;
  readonly maxItems?: number;
  /** the only values that there are */
  readonly options?: readonly (string | number | boolean)[];
}

/** Fields of a body by their path: `email`, `branding.color`, `spaces[].spaceId`. */
export type BodyRules = Readonly<Record<string, FieldRule>>;

/** What is wrong, and the limit that says so: words are the caller's. */
export type BrokenRule =
  | { readonly rule: 'required' | 'type' | 'pattern' }
  | { readonly rule: 'format'; readonly format: string }
  | { readonly rule: 'options'; readonly options: readonly (string | number | boolean)[] }
  | {
      readonly rule: 'minLength' | 'maxLength' | 'minimum' | 'maximum' | 'minItems' | 'maxItems';
      readonly limit: number;
    };

/**
 * The first rule that a value breaks, undefined where it breaks none. The server asks more than this of some fields (whether an address
 * is taken, whether a time zone exists), and never less.
 */
export function brokenRule(rule: FieldRule, value: unknown): BrokenRule | undefined {
  if (value === undefined) return rule.required ? { rule: 'required' } : undefined;
  if (value === null) return rule.nullable || rule.type === 'any' ? undefined : { rule: 'type' };
  const { options } = rule;
  if (options && !options.some((one) => one === value)) {
    return value === '' ? { rule: 'required' } : { rule: 'options', options };
  }
  switch (rule.type) {
    case 'string':
      return typeof value === 'string' ? brokenByText(rule, value) : { rule: 'type' };
    case 'number':
    case 'integer':
      return typeof value === 'number' ? brokenByNumber(rule, value) : { rule: 'type' };
    case 'array':
      return Array.isArray(value) ? brokenByCount(rule, value.length) : { rule: 'type' };
    case 'boolean':
      return typeof value === 'boolean' ? undefined : { rule: 'type' };
    case 'object':
      return isObject(value) ? undefined : { rule: 'type' };
    default:
      return undefined;
  }
}

/** Of the formats that people type. */
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'idn-email': (text) => /^[^\s@]+@[^\s@]+$/.test(text.trim()),
  uri: (text) => URL.canParse(text),
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  'date-time': (text) => /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text)),
};

/** Formats that `brokenRule` knows; of others it asks nothing. */
export const FORMAT_NAMES: readonly string[] = Object.keys(FORMATS);

function isObject(value: unknown): boolean {
  return typeof value === 'object' && !Array.isArray(value);
}

function brokenByText(rule: FieldRule, given: string): BrokenRule | undefined {
  const { minLength, maxLength, pattern, format } = rule;
  const text = rule.trimmed ? given.trim() : given;
  if (minLength !== undefined && text.length < minLength) {
    return text === '' ? { rule: 'required' } : { rule: 'minLength', limit: minLength };
  }
  if (maxLength !== undefined && text.length > maxLength) {
    return { rule: 'maxLength', limit: maxLength };
  }
  if (format !== undefined && FORMATS[format]?.(text) === false) return { rule: 'format', format };
  if (pattern !== undefined && !new RegExp(pattern).test(text)) return { rule: 'pattern' };
  return undefined;
}

function brokenByNumber(rule: FieldRule, value: number): BrokenRule | undefined {
  const { type, minimum, maximum } = rule;
  if (!Number.isFinite(value) || (type === 'integer' && !Number.isInteger(value))) {
    return { rule: 'type' };
  }
  if (minimum !== undefined && value < minimum) return { rule: 'minimum', limit: minimum };
  if (maximum !== undefined && value > maximum) return { rule: 'maximum', limit: maximum };
  return undefined;
}

function brokenByCount({ minItems, maxItems }: FieldRule, count: number): BrokenRule | undefined {
  if (minItems !== undefined && count < minItems) return { rule: 'minItems', limit: minItems };
  if (maxItems !== undefined && count > maxItems) return { rule: 'maxItems', limit: maxItems };
  return undefined;
}
