import { z } from 'zod';
import { LOCALES } from '#kernel/index.js';
import { id, instant, locale, order, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/imports';
const ONE = `${PATH}/{importId}` as const;

const SHEETS = [
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
] as const;

/**
 * What an upload may be called: browsers and small clients name a sheet in many ways, or in none, and its bytes decide. Only what says
 * that it is a workbook must be one.
 */
const UPLOADS = [
  ...SHEETS,
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/vnd.ms-excel',
  'application/csv',
  'text/plain',
  'text/tab-separated-values',
  'application/octet-stream',
] as const;

const format = z.enum(['xlsx', 'csv']).default('xlsx');
const language = z.enum(LOCALES);
const flag = z.enum(['true', 'false']);
const mode = z.enum(['add', 'update', 'add-or-update', 'deactivate-missing']);
const status = z.enum(['checking', 'checked', 'waiting', 'running', 'done', 'cancelled', 'failed']);
const rowStatus = z.enum(['waiting', 'valid', 'invalid', 'succeeded', 'failed', 'skipped']);

/** `report` grows while the sheet is read and checked; what was done is in the four numbers beside `status`. */
const shape = z
  .strictObject({
    id,
    organizationId: id,
    status,
    mode,
    invite: z.boolean(),
    dryRun: z.boolean(),
    total: z.int(),
    done: z.int(),
    succeeded: z.int(),
    failed: z.int(),
    columns: z.array(z.strictObject({ title: z.string(), key: z.string().optional() })),
    language: language.optional().meta({ description: 'That most of the titles are in.' }),
    report: z.strictObject({
      rows: z.int(),
      valid: z.int(),
      errors: z.int(),
      toAdd: z.int(),
      toInvite: z.int(),
      toUpdate: z.int(),
      unchanged: z.int(),
      toSuspend: z.int(),
      seats: z.array(
        z.strictObject({
          productId: id,
          product: z.string(),
          needed: z.int(),
          free: z.int(),
          waiting: z.int(),
        }),
      ),
      places: z.strictObject({
        needed: z.int(),
        used: z.int(),
        limit: z.int().optional(),
        beyond: z.int(),
      }),
    }),
    createdBy: z.strictObject({ kind: z.string(), id: z.string().optional(), name: z.string() }),
    createdAt: instant,
    startedAt: instant.optional(),
    endedAt: instant.optional(),
    /** the fault that ended it before its last row: `organization.disabled`, `credential.invalid`, `acting.unknown` */
    error: z.string().optional(),
  })
  .meta({ id: 'Import' });

/**
 * `cells` are those of the sheet, by title; `action` is what would be done, or was. A row without cells is about a member who is
 * missing from the sheet.
 */
const row = z.strictObject({
  number: z.int(),
  status: rowStatus,
  cells: z.record(z.string(), z.string()).optional(),
  missing: z.strictObject({ memberId: z.string(), email: z.string(), name: z.string() }).optional(),
  action: z.enum(['add', 'invite', 'update', 'unchanged', 'suspend']).optional(),
  memberId: z.string().optional(),
  invitationId: z.string().optional(),
  code: z.string().optional(),
  errors: z.array(z.strictObject({ field: z.string(), problem: z.string() })).optional(),
});

export const getImportTemplate = operation({
  method: 'GET',
  path: `${PATH}/template`,
  summary:
    'Downloads an import template in one of five languages. It offers the roles, products, spaces and attributes of this organization.',
  scope: 'members:write',
  query: z.strictObject({ format, locale: language.optional() }),
  answer: { description: 'The sheet.', mediaTypes: SHEETS },
  example: { query: { format: 'csv', locale: 'de' } },
});

export const createImport = operation({
  method: 'POST',
  path: PATH,
  summary:
    'Uploads a sheet and checks every row in the background without changing anything; apply executes it. With dryRun=false a sheet ' +
    'without errors goes on by itself. Titles are understood in five languages; unknown ones are refused, or kept for the result ' +
    'with ignoreUnknown=true.',
  scope: 'members:write',
  query: z.strictObject({
    mode: mode.default('add-or-update'),
    invite: flag.default('false'),
    locale: locale.optional(),
    dryRun: flag.default('true'),
    ignoreUnknown: flag.default('false'),
  }),
  upload: { mediaTypes: UPLOADS, bytes: 20 * 1024 * 1024 },
  idempotent: true,
  answer: { status: 202, description: 'The import, being checked.', body: shape },
  example: { query: { mode: 'add' } },
  faults: [
    'plan.required',
    'sheet.unreadable',
    'sheet.refused',
    'sheet.too_large',
    'request.media_type',
    'request.encoding',
    'request.too_large',
    'service.busy',
    'store.contention',
  ],
});

export const listImports = operation({
  method: 'GET',
  path: PATH,
  summary: 'Lists imports. They are deleted after 90 days.',
  scope: 'members:read',
  query: pageQuery.extend({ order }),
  answer: {
    description: 'A page, oldest first where nothing else is asked.',
    body: pageAnswer(shape),
  },
  example: { query: { limit: '10' } },
});

export const getImport = operation({
  method: 'GET',
  path: ONE,
  summary: 'Reads the progress of an import and the result of its check.',
  scope: 'members:read',
  answer: { description: 'The import.', body: shape },
  example: {},
  faults: ['task.missing'],
});

export const listImportRows = operation({
  method: 'GET',
  path: `${ONE}/rows`,
  summary:
    'Lists the rows of an import: the errors of each cell, the planned action, or the result.',
  scope: 'members:read',
  query: pageQuery.extend({
    status: rowStatus.optional(),
    locale: language.optional().meta({
      description: 'Of the problems; absent: the language of the titles of the sheet.',
    }),
  }),
  answer: { description: 'A page of rows.', body: pageAnswer(row) },
  example: { query: { status: 'invalid' } },
  faults: ['task.missing'],
});

export const applyImport = operation({
  method: 'POST',
  path: `${ONE}/apply`,
  summary:
    'Executes a checked import; repeating the call has no effect. Suspending members needs confirm, the number that the check found, ' +
    'and maxDeactivate where that is more than the guard allows.',
  scope: 'members:write',
  body: z.strictObject({
    skipInvalid: z.boolean().optional(),
    confirm: z.int().min(0).optional(),
    maxDeactivate: z.int().min(0).optional(),
  }),
  answer: { status: 202, description: 'The import, on its way.', body: shape },
  example: { body: { skipInvalid: true } },
  faults: ['task.missing', 'task.over', 'import.not_checked', 'import.guard'],
});

export const cancelImport = operation({
  method: 'POST',
  path: `${ONE}/cancel`,
  summary: 'Stops an import after its current rows. Finished rows are not undone.',
  scope: 'members:write',
  answer: { description: 'The import.', body: shape },
  example: {},
  faults: ['task.missing', 'task.over'],
});

export const watchImport = operation({
  method: 'GET',
  path: `${ONE}/events`,
  summary:
    'Server-sent events: `progress` with the import whenever it changes, at most once a second, and `done` when it has ended ' +
    '(checked, done, cancelled, failed).',
  scope: 'members:read',
  answer: { description: 'The events.', mediaTypes: ['text/event-stream'] },
  example: {},
  faults: ['task.missing'],
});

export const getImportResult = operation({
  method: 'GET',
  path: `${ONE}/result`,
  summary:
    'Downloads the uploaded sheet with the result of every row, failed rows first. Correct them and upload the file again.',
  scope: 'members:read',
  query: z.strictObject({
    format,
    only: z.enum(['all', 'failed']).default('all'),
    locale: language.optional(),
  }),
  answer: { description: 'The sheet.', mediaTypes: SHEETS },
  example: { query: { format: 'csv', only: 'failed' } },
  faults: ['task.missing'],
});
