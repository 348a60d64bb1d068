import type { ImportColumn, ImportForm, ImportKey } from '#core/index.js';
import { Fault } from '#kernel/index.js';
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

/** Every title that is understood: in all languages, and by the key. */
function expectedColumns({ attributes }: ImportForm, texts: SheetTextsByLocale): ExpectedColumn[] {
  const all = (pick: (texts: SheetTexts) => string): string[] => Object.values(texts).map(pick);
  return [
    ...FIXED.map((key) => ({
      key,
      titles: all(({ columns }) => columns[key].title),
      required: key === 'email',
    })),
    { key: 'firstName', titles: all(({ firstName }) => firstName), required: false },
    { key: 'lastName', titles: all(({ lastName }) => lastName), required: false },
    { key: RESULT[0], titles: all(({ status }) => status), required: false },
    { key: RESULT[1], titles: all(({ errors }) => errors), required: false },
    ...attributes.map(({ name, title }) => ({
      key: `attribute:${name}`,
      titles: [name, `attributes.${name}`, title],
      required: false,
    })),
  ];
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
  const errors = [
    ...missing.map((key) => ({ field: key, problem: 'there is no column of that title' })),
    ...ambiguous.map(({ key, titles: several }) => ({
      field: key,
      problem: `several columns mean this: ${several.join(', ')}`,
    })),
    ...(ignoreUnknown ? [] : unknown).map((title) => ({
      field: title,
      problem: 'is no title known here; rename it, remove it, or send ignoreUnknown=true',
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
