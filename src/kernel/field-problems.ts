/**
 * What can be wrong with a field, for programs: a page says it in the language of its reader, with the figures of `values`. A rule that a
 * page does not know is said in the words of `problem`. Stable once released.
 */
export const FIELD_RULES = [
  'required',
  'short',
  'long',
  'low',
  'high',
  'fewest',
  'most',
  'characters',
  'address',
  'url',
  'color',
  'locale',
  'timezone',
  'date',
  'past',
  'domain',
  'format',
  'choice',
  'unknown',
  'column_missing',
  'column_several',
  'column_unknown',
  'rows_missing',
] as const;

export type FieldRule = (typeof FIELD_RULES)[number];

/** One thing that is wrong with a request. `field` is the path into the body, or the name of the query parameter. */
export interface FieldProblem {
  readonly field: string;
  /** in English, as the rest of a sentence that begins with the field */
  readonly problem: string;
  readonly rule?: FieldRule;
  /** figures and names that belong to the rule: `{ max: 200 }` */
  readonly values?: Readonly<Record<string, string | number>>;
}
