import type { ImportForm } from '#core/index.js';
import { writeCsv, writeTemplate, type TemplateColumn } from '@muster/sheets';
import { WORDS, type FixedColumn, type Language, type SheetWords } from './words.js';

/** Yes and no as a person may type them. */
const YES_NO: Readonly<Record<Language, readonly string[]>> = {
  en: ['yes', 'no'],
  de: ['ja', 'nein'],
  fr: ['oui', 'non'],
  es: ['sí', 'no'],
  ja: ['はい', 'いいえ'],
};

/** A sheet to fill in, as a workbook with drop-down lists or as a line of titles. */
export async function* templateOf(
  form: ImportForm,
  language: Language,
  format: 'xlsx' | 'csv',
): AsyncGenerator<Uint8Array> {
  const words = WORDS[language];
  const columns = templateColumns(form, language, words);
  if (format === 'csv') {
    yield* writeCsv([], columns);
    return;
  }
  const { sheet, instructions, notInListTitle, notInListText } = words;
  yield await writeTemplate({
    texts: { sheet, instructions, notInListTitle, notInListText },
    columns,
    instructions: instructionsOf(form, words),
  });
}

function templateColumns(
  form: ImportForm,
  language: Language,
  words: SheetWords,
): TemplateColumn[] {
  const fixed = (key: FixedColumn, more: Partial<TemplateColumn> = {}): TemplateColumn => ({
    key,
    title: words.columns[key][0],
    ...more,
  });
  const titles = (named: readonly { readonly title: string }[]) => named.map(({ title }) => title);
  return [
    fixed('email', { required: true, width: 32 }),
    fixed('name'),
    fixed('roles', { values: titles(form.roles) }),
    ...(form.products.length > 0
      ? [fixed('products', { values: form.products.map(({ name }) => name) })]
      : []),
    ...(form.spaces.length > 0
      ? [
          fixed('spaces', { values: form.spaces }),
          fixed('spaceRole', { values: titles(form.spaceRoles), strict: true }),
        ]
      : []),
    fixed('locale', { values: ['en', 'de', 'fr', 'es', 'ja'] }),
    ...form.attributes.map(({ name, title, type, choices }): TemplateColumn => {
      const values = type === 'boolean' ? YES_NO[language] : choices;
      return { key: `attribute:${name}`, title, ...(values && { values, strict: true }) };
    }),
  ];
}

function instructionsOf(form: ImportForm, words: SheetWords): string[][] {
  const shown = (Object.keys(words.columns) as FixedColumn[]).filter(
    (key) =>
      (key !== 'products' || form.products.length > 0) &&
      ((key !== 'spaces' && key !== 'spaceRole') || form.spaces.length > 0),
  );
  return [
    [words.heading],
    ...words.rules.map((rule) => ['', rule]),
    ...shown.map((key) => [...words.columns[key]]),
    ...form.attributes.map(({ title }) => [title, words.attribute]),
  ];
}
