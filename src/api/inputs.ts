import { z } from 'zod';
import {
  Fault,
  MAX_DESCRIPTION_LENGTH,
  MAX_NAME_LENGTH,
  MAX_NAME_PART_LENGTH,
  problemOfAddress,
  problemOfName,
  problemOfText,
} from '#kernel/index.js';
import { fieldProblemsOf, RULES } from './field-problems.js';

/** The value as the schema reads it. Fault `request.invalid` with every problem at once. */
export function readInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Fault('request.invalid', { errors: parsed.error.issues.flatMap(fieldProblemsOf) });
}

/** Lists of REST: `limit` rows after `cursor`. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number<string>().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(200).optional(),
});

/** Of lists that can be read from their end. */
export const order = z.enum(['asc', 'desc']).default('asc').meta({
  description: 'Whether the oldest or the newest come first.',
});

/** One line that people read: a name, a title. The rules check it again. */
export function line(max: number): z.ZodString {
  return z
    .string()
    .trim()
    .min(1, { abort: true })
    .max(max, { abort: true })
    .refine((text) => problemOfName(text, max) === undefined, {
      error: ({ input }) => problemOfName(String(input), max) ?? '',
      params: RULES.characters,
    });
}

/** Several lines that people read: a description, a reason. */
export function text(max: number): z.ZodString {
  return z
    .string()
    .trim()
    .max(max)
    .refine((value) => problemOfText(value) === undefined, {
      error: ({ input }) => problemOfText(String(input)) ?? '',
      params: RULES.characters,
    });
}

export const name = line(MAX_NAME_LENGTH);

/** First and last name of a person, beside the name that is shown. */
export const personNames = {
  firstName: line(MAX_NAME_PART_LENGTH).optional(),
  lastName: line(MAX_NAME_PART_LENGTH).optional(),
};

/** Null: the person has none any more. */
export const changedPersonNames = {
  firstName: line(MAX_NAME_PART_LENGTH).nullable().optional(),
  lastName: line(MAX_NAME_PART_LENGTH).nullable().optional(),
};

/** As answers have them. */
export const shownPersonNames = {
  firstName: z.string().optional(),
  lastName: z.string().optional(),
};

export const description = text(MAX_DESCRIPTION_LENGTH);

/** An address as people write them, also beyond ASCII; only a mail that arrives proves more. */
export const email = z
  .string()
  .trim()
  .max(320)
  .refine((address) => problemOfAddress(address) === undefined, {
    error: 'must be an e-mail address',
    params: RULES.address,
  })
  .meta({ format: 'idn-email' });

/** ISO 8601 in UTC with milliseconds. */
export const instant = z.iso.datetime();

export const id = z.uuid();

/** BCP 47 */
export const locale = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'must be a language tag such as de or pt-BR');

/** IANA. Offsets are none: they are wrong for half of the year. */
export const timeZone = z
  .string()
  .max(64)
  .regex(/^[A-Za-z]/, 'must be the name of a time zone such as Europe/Berlin')
  .refine(isTimeZone, {
    error: 'must be the name of a time zone such as Europe/Berlin',
    params: RULES.timezone,
  });

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A page of a list: `next` is the cursor of the page after, absent on the last one. */
export function pageAnswer<Item extends z.ZodType>(
  item: Item,
): z.ZodObject<{ items: z.ZodArray<Item>; next: z.ZodOptional<z.ZodString> }> {
  return z.strictObject({ items: z.array(item), next: z.string().optional() });
}

/** Of a file that a list is exported to. */
export const exportNote = text(500)
  .min(1)
  .optional()
  .meta({
    description:
      'What the file is of, such as the filters in words. It stands in the first line behind `# `, above the titles, and an import ' +
      'passes over it. JSON Lines have no such line.',
  });
