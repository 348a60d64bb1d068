import type { z } from 'zod';
import type { FieldProblem, FieldRule } from '#kernel/index.js';

/** Of a `refine`, as its `params`: what the console says of it in the reader's language. */
export const RULES = {
  characters: { rule: 'characters' },
  address: { rule: 'address' },
  timezone: { rule: 'timezone' },
} as const satisfies Readonly<Record<string, { readonly rule: FieldRule }>>;

type Rule = Pick<FieldProblem, 'rule' | 'values'>;

/** Patterns have no `params`: those that people fill in are known by their message. */
const OF_PATTERNS: readonly (readonly [beginning: string, rule: FieldRule])[] = [
  ['must be a colour', 'color'],
  ['must be a language tag', 'locale'],
  ['must be the name of a time zone', 'timezone'],
];

const OF_FORMATS: Readonly<Record<string, FieldRule | undefined>> = {
  url: 'url',
  datetime: 'date',
  date: 'date',
};

/** What an issue of a schema says: one problem, and one for each field that is not known. */
export function fieldProblemsOf(issue: z.core.$ZodIssue): FieldProblem[] {
  const place = fieldOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const inside = place === '' ? '' : `${place}.`;
    return issue.keys.map((key) => ({
      field: inside + key,
      problem: 'is not known here',
      rule: 'unknown',
    }));
  }
  return [{ field: place === '' ? 'body' : place, problem: issue.message, ...ruleOf(issue) }];
}

function ruleOf(issue: z.core.$ZodIssue): Rule {
  if (issue.code === 'too_small') return leastOf(issue.origin, Number(issue.minimum));
  if (issue.code === 'too_big') return mostOf(issue.origin, Number(issue.maximum));
  if (issue.code === 'invalid_format') return { rule: formatOf(issue) };
  if (issue.code === 'invalid_value') return { rule: 'choice' };
  if (issue.code === 'custom') return (issue.params ?? {}) as Rule;
  // the issue has the input in its message only
  const isAbsent = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return isAbsent ? { rule: 'required' } : {};
}

function leastOf(origin: string, min: number): Rule {
  if (origin === 'string') {
    return min === 1 ? { rule: 'required' } : { rule: 'short', values: { min } };
  }
  return { rule: origin === 'array' ? 'fewest' : 'low', values: { min } };
}

function mostOf(origin: string, max: number): Rule {
  if (origin === 'string') return { rule: 'long', values: { max } };
  return { rule: origin === 'array' ? 'most' : 'high', values: { max } };
}

function formatOf({ format, message }: z.core.$ZodIssueInvalidStringFormat): FieldRule {
  const ofPattern = OF_PATTERNS.find(([beginning]) => message.startsWith(beginning))?.[1];
  return ofPattern ?? OF_FORMATS[format] ?? 'format';
}

/** `mappings[0].role` */
function fieldOf(path: readonly PropertyKey[]): string {
  let field = '';
  for (const step of path) {
    if (typeof step === 'number') field += `[${step}]`;
    else field += field === '' ? String(step) : `.${String(step)}`;
  }
  return field;
}
