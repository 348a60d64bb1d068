import { Fault, type Context, type Page } from '#kernel/index.js';
import type { Store, Task, TaskRow } from '#store/index.js';
import {
  firstVersion,
  type ListQuery,
  requireOpenOrganization,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { requireFeature, requirePermission } from '#core/access/index.js';
import {
  toStoredAuthority as keptAuthority,
  type RowQuery,
  type Tasks,
} from '#core/tasks/index.js';
import { applyImport, type ApplyOptions } from './apply.js';
import type { ImportColumn, ImportMode } from './columns.js';
import { formOf, type ImportForm } from './forms.js';
import { purgeImports } from './purge.js';
import { toStoredReport, EMPTY_REPORT } from './reports.js';
import { eraseTask, storeLines, type SheetLine } from './uploads.js';
import { viewOf, type ImportView } from './views.js';

export { IMPORT_KEYS, IMPORT_MODES } from './columns.js';
export type { ImportColumn, ImportKey, ImportMode } from './columns.js';
export type { ApplyOptions } from './apply.js';
export type { ImportForm } from './forms.js';
export type { ImportView } from './views.js';
export type { SheetLine } from './uploads.js';
export { importTasks } from './work.js';

export interface NewImport {
  readonly mode: ImportMode;
  readonly invite: boolean;
  /** of the sheet, in its order; `email` is among them */
  readonly columns: readonly ImportColumn[];
  readonly locale?: string;
  /** false: goes on by itself after a check that found no error and nobody to suspend */
  readonly dryRun: boolean;
}

/** Many people at once out of a sheet: kept, checked, let go, done row by row (directory/tasks). */
export interface Imports {
  form(ctx: Context, organizationId: string): Promise<ImportForm>;
  /**
   * Keeps the rows as they come; an error of `lines` passes on, and nothing is kept. Faults `plan.required`, `permission.missing`
   * (of what the columns give), `request.invalid` for a sheet without rows.
   */
  create(
    ctx: Context,
    organizationId: string,
    input: NewImport,
    lines: AsyncIterable<SheetLine>,
  ): Promise<ImportView>;
  /** Fault `task.missing`, also when it belongs to another organization. */
  get(ctx: Context, organizationId: string, id: string): Promise<ImportView>;
  list(ctx: Context, organizationId: string, query: ListQuery): Promise<Page<ImportView>>;
  /** In the order of the sheet, then those who are not in it. */
  rows(ctx: Context, organizationId: string, id: string, query: RowQuery): Promise<Page<TaskRow>>;
  /**
   * Lets a checked import go; once more is nothing. Faults `import.not_checked`, `import.guard`, `task.over`.
   */
  apply(
    ctx: Context,
    organizationId: string,
    id: string,
    options: ApplyOptions,
  ): Promise<ImportView>;
  /** What is done stays done. Fault `task.over`. */
  cancel(ctx: Context, organizationId: string, id: string): Promise<ImportView>;
  /** Removes imports that nobody has touched for 90 days, and uploads that broke off; a bounded part. */
  purgeImports(ctx: Context): Promise<{ done: number; more: boolean }>;
}

const IMPORT_KINDS = ['import'] as const;

export function createImports(deps: CoreDeps, tasks: Tasks): Imports {
  const { store } = deps;
  const toView = (task: Task): Promise<ImportView> => viewOf(deps, task);
  return {
    form: (ctx, organizationId) => formOf(deps, ctx, organizationId),
    async create(ctx, organizationId, input, lines) {
      await requireAllowed(deps, ctx, { organizationId, input });
      const task = await insertImportTask(store, ctx, organizationId, input);
      try {
        const stored = await storeLines(store, ctx, task, lines);
        if (stored.total > 0) return await toView(stored);
      } catch (error) {
        await eraseTask(store, task);
        throw error;
      }
      await eraseTask(store, task);
      const problem = 'has a row of titles and no other row';
      throw new Fault('request.invalid', { errors: [{ field: 'sheet', problem }] });
    },
    get: async (ctx, organizationId, id) =>
      toView(await tasks.get(ctx, organizationId, id, IMPORT_KINDS)),
    async list(ctx, organizationId, query) {
      const page = await tasks.list(ctx, organizationId, IMPORT_KINDS, query);
      return { ...page, items: await Promise.all(page.items.map(toView)) };
    },
    async rows(ctx, organizationId, id, query) {
      return tasks.rows(ctx, await tasks.get(ctx, organizationId, id, IMPORT_KINDS), query);
    },
    async apply(ctx, organizationId, id, options) {
      const after = await store.transaction(organizationId, async (tx) => {
        await requireOpenOrganization(tx, organizationId);
        const task = await tx.tasks.get(id);
        if (task?.organizationId !== organizationId || task.kind !== 'import') {
          throw new Fault('task.missing', { id });
        }
        return applyImport(ctx, tx, task, options);
      });
      return toView(after);
    },
    cancel: async (ctx, organizationId, id) =>
      toView(await tasks.cancel(ctx, organizationId, id, IMPORT_KINDS)),
    purgeImports: (ctx) => purgeImports(store, ctx),
  };
}

/** Who brings seats or spaces must hold those rights, too; so must who invites. */
async function requireAllowed(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, input }: { organizationId: string; input: NewImport },
): Promise<void> {
  const { store, presets } = deps;
  const organization = await requireOpenOrganization(store.read, organizationId);
  const hasColumn = (key: string): boolean => input.columns.some((column) => column.key === key);
  requireFeature(presets, organization, 'members');
  if (hasColumn('products')) requirePermission(ctx, 'seats:write');
  if (input.invite) requirePermission(ctx, 'invitations:write');
  if (!hasColumn('spaces')) return;
  requireFeature(presets, organization, 'spaces');
  requirePermission(ctx, 'spaces:write');
}

function insertImportTask(
  store: Store,
  ctx: Context,
  organizationId: string,
  input: NewImport,
): Promise<Task> {
  const { mode, invite, columns, locale, dryRun } = input;
  const options = { mode, invite, columns, dryRun, ...(locale !== undefined && { locale }) };
  const task = firstVersion<Task>(ctx, {
    organizationId,
    kind: 'import',
    status: 'checking',
    total: 0,
    done: 0,
    succeeded: 0,
    failed: 0,
    gathering: {},
    actor: ctx.actor,
    authority: keptAuthority(ctx.authority),
    options,
    report: toStoredReport(EMPTY_REPORT),
  });
  return store.transaction(task.id, async (tx) => {
    await tx.tasks.insert(task);
    return task;
  });
}
