import { setImmediate as nextTurn } from 'node:timers/promises';
import { BASE_PATH, operations, projectionOf } from '#api/index.js';
import type { Core, ImportView } from '#core/index.js';
import { Fault, nearestLocale } from '#kernel/index.js';
import { readSheet, type SheetRow } from '@muster/sheets';
import type { HttpDeps } from '../../deps.js';
import { mapPage, route, type Call, type Route } from '../routes.js';
import { workInBackground } from '../tasks.js';
import { columnsOf, languageOf } from './columns.js';
import { eventsOf } from './events.js';
import { localized, resultOf } from './results.js';
import { templateOf } from './templates.js';
import type { SheetTexts } from './texts.js';

type Row = Awaited<ReturnType<Core['imports']['rows']>>['items'][number];

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const WORKBOOKS: readonly string[] = [XLSX, 'application/vnd.oasis.opendocument.spreadsheet'];

/** Sheets that are read at one time: a workbook is unpacked in memory. */
const MAX_READINGS = 3;

const declared = projectionOf(operations.getImport.answer.body);

export function importRoutes(deps: HttpDeps): Route[] {
  return [...sheetRoutes(deps), ...progressRoutes(deps)];
}

function sheetRoutes(deps: HttpDeps): Route[] {
  const { sheetTexts } = deps;
  const { imports } = deps.core;
  let readings = 0;
  return [
    route(operations.getImportTemplate, async ({ ctx, params, query, acceptLanguage }) => {
      const { format, locale } = query;
      const form = await imports.form(ctx, params.organizationId);
      const language = nearestLocale(locale, form.locale, ...acceptLanguage);
      const parts = templateOf(form, sheetTexts[language], format);
      return fileOf(`import-${language}`, format, parts);
    }),
    route(operations.createImport, async (call) => {
      if (readings >= MAX_READINGS) throw new Fault('service.busy');
      readings += 1;
      try {
        const { organizationId } = call.params;
        const created = await uploadSheet(deps, organizationId, call);
        workInBackground(deps, call.ctx);
        const location = `${BASE_PATH}/organizations/${organizationId}/imports/${created.task.id}`;
        return { body: importView(created), location };
      } finally {
        readings -= 1;
      }
    }),
    route(operations.getImportResult, async ({ ctx, params, query, acceptLanguage }) => {
      const { organizationId, importId } = params;
      const { format, only, locale } = query;
      const found = await imports.get(ctx, organizationId, importId);
      const { language: ofFile, locale: ofPeople } = found.options;
      const language = nearestLocale(locale, ofFile, ofPeople, ...acceptLanguage);
      const wanted = { format, only, texts: sheetTexts[language] };
      return fileOf('import-result', format, resultOf(imports, ctx, found, wanted));
    }),
  ];
}

interface Query {
  readonly mode: ImportView['options']['mode'];
  readonly invite: 'true' | 'false';
  readonly dryRun: 'true' | 'false';
  readonly ignoreUnknown: 'true' | 'false';
  readonly locale?: string;
}

/** The titles decide whether the rest is read at all; the rest is kept as it comes. */
async function uploadSheet(
  { core: { imports }, sheetTexts }: HttpDeps,
  organizationId: string,
  { ctx, query, upload, mediaType, charset, acceptLanguage }: Call<string, Query, unknown>,
): Promise<ImportView> {
  const form = await imports.form(ctx, organizationId);
  const format = WORKBOOKS.includes(mediaType) ? 'workbook' : 'auto';
  const rows = readSheet(upload, { format, ...(charset !== undefined && { charset }) });
  try {
    const head = await rows.next();
    const titles = head.done ? [] : [...head.value.cells.keys()];
    const { mode, invite, dryRun, ignoreUnknown, locale } = query;
    // the titles are compared with those of all languages: others have their turn before it and after it
    await nextTurn();
    const language = languageOf(titles, sheetTexts, nearestLocale(...acceptLanguage));
    await nextTurn();
    const input = {
      mode,
      invite: invite === 'true',
      dryRun: dryRun === 'true',
      columns: columnsOf(titles, form, {
        ignoreUnknown: ignoreUnknown === 'true',
        texts: sheetTexts,
      }),
      ...(locale !== undefined && { locale }),
      ...(language && { language }),
    };
    return await imports.create(ctx, organizationId, input, linesOf(rows));
  } finally {
    await rows.return(undefined);
  }
}

async function* linesOf(rows: AsyncGenerator<SheetRow>): AsyncGenerator<SheetRow> {
  for await (const row of rows) yield row;
}

function progressRoutes(deps: HttpDeps): Route[] {
  const { imports } = deps.core;
  return [
    route(operations.listImports, async ({ ctx, params, query }) => ({
      body: mapPage(await imports.list(ctx, params.organizationId, query), importView),
    })),
    route(operations.getImport, async ({ ctx, params: { organizationId, importId } }) => ({
      body: importView(await imports.get(ctx, organizationId, importId)),
    })),
    route(operations.listImportRows, async ({ ctx, params, query, acceptLanguage }) => {
      const { organizationId, importId } = params;
      const { locale, ...page } = query;
      const { options } = await imports.get(ctx, organizationId, importId);
      const texts = deps.sheetTexts[nearestLocale(locale, options.language, ...acceptLanguage)];
      const found = await imports.rows(ctx, organizationId, importId, page);
      return { body: mapPage(found, (row) => rowView(row, options.columns, texts)) };
    }),
    route(operations.applyImport, async ({ ctx, params, body }) => {
      const { organizationId, importId } = params;
      const applied = await imports.apply(ctx, organizationId, importId, body);
      workInBackground(deps, ctx);
      return { body: importView(applied) };
    }),
    route(operations.cancelImport, async ({ ctx, params: { organizationId, importId } }) => ({
      body: importView(await imports.cancel(ctx, organizationId, importId)),
    })),
    route(operations.watchImport, async ({ ctx, params: { organizationId, importId }, gone }) => {
      const look = () => imports.get(ctx, organizationId, importId);
      await look();
      const show = (found: ImportView) => declared(importView(found));
      const parts = eventsOf({ look, show, gone, stopping: () => deps.isStopping() });
      return { stream: { mediaType: 'text/event-stream; charset=utf-8', parts } };
    }),
  ];
}

function fileOf(name: string, format: 'xlsx' | 'csv', parts: AsyncIterable<Uint8Array>) {
  const mediaType = format === 'csv' ? 'text/csv; charset=utf-8' : XLSX;
  const headers = { 'content-disposition': `attachment; filename="${name}.${format}"` };
  return { stream: { mediaType, parts }, headers };
}

function importView({ task, options, report, valid, seats, places }: ImportView): object {
  const beyond = places.limit === undefined ? 0 : places.used + places.needed - places.limit;
  return {
    ...task,
    ...options,
    report: {
      ...report,
      valid,
      seats: seats.map((one) => ({ ...one, waiting: Math.max(0, one.needed - one.free) })),
      places: { ...places, beyond: Math.max(0, beyond) },
    },
    createdBy: task.actor,
  };
}

function rowView(row: Row, columns: ImportView['options']['columns'], texts: SheetTexts): unknown {
  const { cells } = row.input;
  const errors = row.errors && localized(row.errors, texts);
  const missing = Array.isArray(cells) ? undefined : row.input;
  const byTitle = Array.isArray(cells)
    ? Object.fromEntries(columns.map(({ title }, index) => [title, String(cells[index] ?? '')]))
    : undefined;
  return { ...row, cells: byTitle, missing, ...(errors && { errors }), ...row.result };
}
