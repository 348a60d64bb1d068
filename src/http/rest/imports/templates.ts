import type { ImportForm } from '#core/index.js';
import { writeCsv, writeTemplate, type TemplateColumn } from '@muster/sheets';
import { LOCALES } from '#kernel/index.js';
import type { FixedColumn, SheetTexts } from './texts.js';

/** A sheet to fill in, as a workbook with drop-down lists or as a line of titles. */
export async function* templateOf(
  form: ImportForm,
  texts: SheetTexts,
  format: 'xlsx' | 'csv',
): AsyncGenerator<Uint8Array> {
  const columns = templateColumns(form, texts);
  if (format === 'csv') {
    yield* writeCsv([], columns);
    return;
  }
  const { sheet, instructions, notInListTitle, notInListText } = texts;
  yield await writeTemplate({
    texts: { sheet, instructions, notInListTitle, notInListText },
    columns,
    instructions: instructionsOf(form, texts),
  });
}

function templateColumns(form: ImportForm, texts: SheetTexts): TemplateColumn[] {
  const fixed = (key: FixedColumn, more: Partial<TemplateColumn> = {}): TemplateColumn => ({
    key,
    title: texts.columns[key].title,
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
    fixed('locale', { values: [...LOCALES] }),
    ...form.attributes.map(({ name, title, type, choices }): TemplateColumn => {
      const values = type === 'boolean' ? texts.yesNo : choices;
      return { key: `attribute:${name}`, title, ...(values && { values, strict: true }) };
    }),
  ];
}

function instructionsOf(form: ImportForm, texts: SheetTexts): string[][] {
  const shown = (Object.keys(texts.columns) as FixedColumn[]).filter(
    (key) =>
      (key !== 'products' || form.products.length > 0) &&
      ((key !== 'spaces' && key !== 'spaceRole') || form.spaces.length > 0),
  );
  return [
    [texts.heading],
    ...texts.rules.map((rule) => ['', rule]),
    ...shown.map((key) => [texts.columns[key].title, texts.columns[key].help]),
    ...form.attributes.map(({ title }) => [title, texts.attribute]),
  ];
}
