import {
  FACT_KEYS,
  IDENTITY_KEYS,
  type ImportColumn,
  type ImportForm,
  type ImportKey,
} from '#core/index.js';
import { Fault, LOCALES, type FieldProblem, type Locale } from '#kernel/index.js';
import { matchColumns, type ExpectedColumn } from '@muster/sheets';
import type { FixedColumn, SheetTexts, SheetTextsByLocale } from './texts.js';

const FIXED: readonly FixedColumn[] = [
  'email',
  'name',
  'roles',
  'products',
  'spaces',
  'spaceRole',
  'locale',
];

/** What results add to a sheet; read again they mean nothing. */
const RESULT = ['result.status', 'result.errors'] as const;

const NAMES = ['firstName', 'lastName'] as const;

/** Every title that is understood: in all languages, and by the key. */
function expectedColumns(
  { attributes }: Pick<ImportForm, 'attributes'>,
  texts: SheetTextsByLocale,
): ExpectedColumn[] {
  const all = (pick: (texts: SheetTexts) => readonly string[]): string[] =>
    Object.values(texts).flatMap(pick);
  const optional = (key: string, titles: string[]): ExpectedColumn => {
    return { key, titles, required: false };
  };
  return [
    ...FIXED.map((key) => ({
      key,
      titles: all(({ columns, spellings }) => [columns[key].title, ...spellings[key]]),
      required: key === 'email',
    })),
    ...NAMES.map((key) =>
      optional(
        key,
        all((one) => [one[key], ...one.spellings[key]]),
      ),
    ),
    optional(
      RESULT[0],
      all(({ status }) => [status]),
    ),
    optional(
      RESULT[1],
      all(({ errors }) => [errors]),
    ),
    ...[...IDENTITY_KEYS, ...FACT_KEYS].map((key) =>
      optional(
        key,
        all(({ facts }) => [facts[key]]),
      ),
    ),
    ...attributes.map(({ name, title }) =>
      optional(`attribute:${name}`, [`attributes.${name}`, name, title]),
    ),
  ];
}

/** How an export calls the attributes, so that an import reads them: by their titles, where these mean nothing else. */
export function attributeTitles(
  form: Pick<ImportForm, 'attributes'>,
  texts: SheetTextsByLocale,
): ReadonlyMap<string, string> {
  const expected = expectedColumns(form, texts);
  return new Map(
    form.attributes.map(({ name, title }) => {
      const { mapping } = matchColumns([title], expected);
      return [name, mapping.has(`attribute:${name}`) ? title : `attributes.${name}`];
    }),
  );
}

/** The language that most of the titles are in; of several the one that the reader prefers. Undefined: they are keys. */
export function languageOf(
  titles: readonly string[],
  texts: SheetTextsByLocale,
  preferred: Locale,
): Locale | undefined {
  const countIn = (locale: Locale): number => {
    const { columns, spellings, facts, firstName, lastName } = texts[locale];
    const known = [
      ...Object.values(columns).map(({ title }) => title),
      ...Object.values(spellings).flat(),
      ...Object.values(facts),
      firstName,
      lastName,
    ];
    const { unknown } = matchColumns(titles, [{ key: locale, titles: known, required: false }]);
    return titles.length - unknown.length;
  };
  const counts = [preferred, ...LOCALES].map((locale) => ({ locale, count: countIn(locale) }));
  const most = Math.max(...counts.map(({ count }) => count));
  return most === 0 ? undefined : counts.find(({ count }) => count === most)?.locale;
}

/**
 * What the columns of a sheet mean. Fault `request.invalid` that names every title that is unknown (unless those are let pass),
 * every one that is missing, and those of which it is not clear which is meant.
 */
export function columnsOf(
  titles: readonly string[],
  form: ImportForm,
  { ignoreUnknown, texts }: { ignoreUnknown: boolean; texts: SheetTextsByLocale },
): ImportColumn[] {
  const expected = expectedColumns(form, texts);
  const { mapping, unknown, missing, ambiguous } = matchColumns(titles, expected);
  const errors: readonly FieldProblem[] = [
    ...missing.map((key) => ({
      field: key,
      problem: 'there is no column of that title',
      rule: 'column_missing' as const,
    })),
    ...ambiguous.map(({ key, titles: several }) => ({
      field: key,
      problem: `several columns mean this: ${several.join(', ')}`,
      rule: 'column_several' as const,
      values: { titles: several.join(', ') },
    })),
    ...(ignoreUnknown ? [] : unknown).map((title) => ({
      field: title,
      problem: 'is no title known here; rename it, remove it, or send ignoreUnknown=true',
      rule: 'column_unknown' as const,
    })),
  ];
  if (errors.length > 0) throw new Fault('request.invalid', { errors });
  const keys = new Map([...mapping].map(([key, title]) => [title, key]));
  const results: readonly (string | undefined)[] = RESULT;
  return titles
    .filter((title) => !results.includes(keys.get(title)))
    .map((title) => {
      const key = keys.get(title);
      return key === undefined ? { title } : { title, key: key as ImportKey };
    });
}
