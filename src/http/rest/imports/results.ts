import { fillProblem, type Core, type ImportView } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import { writeCsv, writeXlsx, type SheetColumn, type SheetRecord } from '@muster/sheets';
import type { SheetTexts } from './texts.js';

type Imports = Core['imports'];
type Row = Awaited<ReturnType<Imports['rows']>>['items'][number];

export interface ResultRequest {
  readonly format: 'xlsx' | 'csv';
  readonly only: 'all' | 'failed';
  readonly texts: SheetTexts;
}

const FAILED = ['invalid', 'failed'] as const;
const OTHERS = ['waiting', 'valid', 'skipped', 'succeeded'] as const;

/** The sheet as it came, what needs mending first, with what became of every row in two columns more. */
export async function* resultOf(
  imports: Imports,
  ctx: Context,
  { task, options }: ImportView,
  { format, only, texts }: ResultRequest,
): AsyncGenerator<Uint8Array> {
  // titles may be anything, so columns go by their place
  const columns: SheetColumn[] = [
    ...options.columns.map(({ title }, index) => ({ key: `c${index}`, title })),
    { key: 'status', title: texts.status },
    { key: 'errors', title: texts.errors, width: 60 },
  ];
  const statuses = only === 'failed' ? FAILED : [...FAILED, ...OTHERS];
  const rows = recordsOf(imports, ctx, task, { statuses, texts });
  if (format === 'csv') yield* writeCsv(rows, columns);
  else yield await writeXlsx({ rows, columns, sheet: texts.sheet });
}

async function* recordsOf(
  imports: Imports,
  ctx: Context,
  { organizationId, id }: ImportView['task'],
  { statuses, texts }: { statuses: readonly Row['status'][]; texts: SheetTexts },
): AsyncGenerator<SheetRecord> {
  for (const status of statuses) {
    for (let cursor: string | undefined; ;) {
      const query = { status, limit: 200, ...(cursor !== undefined && { cursor }) };
      const page = await imports.rows(ctx, organizationId, id, query);
      for (const row of page.items) {
        // members who are missing from the sheet are not written into it
        if (Array.isArray(row.input['cells'])) yield recordOf(row, row.input['cells'], texts);
      }
      if (page.next === undefined) break;
      cursor = page.next;
    }
  }
}

function recordOf(row: Row, cells: readonly unknown[], texts: SheetTexts): SheetRecord {
  const values = cells.map((cell, index) => [`c${index}`, String(cell)] as const);
  return {
    ...Object.fromEntries(values),
    status: texts.outcomes[row.status],
    errors: errorsOf(row, texts),
  };
}

function errorsOf({ errors, code }: Row, texts: SheetTexts): string {
  if (errors && errors.length > 0) {
    return localized(errors, texts)
      .map(({ field, problem }) => `${field}: ${problem}`)
      .join('\n');
  }
  return code ?? '';
}

/** Problems in the words of a language, as far as it has some for them. */
export function localized(
  errors: NonNullable<Row['errors']>,
  { problems }: SheetTexts,
): { readonly field: string; readonly problem: string }[] {
  return errors.map(({ field, problem, text, values = {} }) => {
    const template = text === undefined ? undefined : problems[text];
    return { field, problem: template === undefined ? problem : fillProblem(template, values) };
  });
}
