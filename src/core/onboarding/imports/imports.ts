import { Fault, type Context, type Page } from '#kernel/index.js';
import type { Store, Task, TaskRow } from '#store/index.js';
import {
  firstVersion,
  inOrganization,
  type ListQuery,
  viewOrganization,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { requireFeature } from '#core/access/index.js';
import {
  insertTask,
  eraseTask,
  toStoredAuthority,
  type RowQuery,
  type Tasks,
} from '#core/tasks/index.js';
import { throwInvalidField } from '#core/entitlements/index.js';
import { applyImport, type ApplyOptions } from './apply.js';
import type { ImportOptions } from './columns.js';
import { formOf } from './forms.js';
import { purgeImports } from './purge.js';
import { EMPTY_REPORT } from './reports.js';
import { requireSheetRights } from './rights.js';
import { storeLines, type SheetLine } from './uploads.js';
import { viewOf, type ImportView } from './views.js';

export { FACT_KEYS, IDENTITY_KEYS, IMPORT_KEYS, IMPORT_MODES } from './columns.js';
export { writeList } from './lists.js';
export { fillProblem, PROBLEMS } from './problems.js';
export type { ImportColumn, ImportKey } from './columns.js';
export type { ImportForm } from './forms.js';
export type { ImportView } from './views.js';
export type { SheetLine } from './uploads.js';
export { importTasks } from './work.js';

/** Many people at once out of a sheet: stored, checked, let go, done row by row (core/tasks). */
export type Imports = ReturnType<typeof createImports>;

const IMPORT_KINDS = ['import'] as const;

export function createImports(deps: CoreDeps, tasks: Tasks) {
  const { store } = deps;
  const toView = (task: Task): Promise<ImportView> => viewOf(deps, task);
  /** Fault `task.missing`, also when it belongs to another organization. */
  const get = async (ctx: Context, organizationId: string, id: string): Promise<ImportView> =>
    toView(await tasks.get(ctx, organizationId, id, IMPORT_KINDS));
  return {
    get,
    form: formOf.bind(undefined, deps),
    /**
     * Stores the rows as they come; an error of `lines` passes on, and nothing is stored. Faults `plan.required`, `permission.missing`
     * (of what the columns give), `request.invalid` for a sheet without rows.
     */
    async create(
      ctx: Context,
      organizationId: string,
      options: ImportOptions,
      lines: AsyncIterable<SheetLine>,
    ): Promise<ImportView> {
      await requireAllowed(deps, ctx, organizationId, options);
      const task = await insertImportTask(store, ctx, organizationId, options);
      try {
        const stored = await storeLines(deps, ctx, task, lines);
        if (stored.total > 0) return await toView(stored);
      } catch (error) {
        await eraseTask(store, task.id, task.id);
        throw error;
      }
      await eraseTask(store, task.id, task.id);
      return throwInvalidField('sheet', 'has a row of titles and no other row', 'rows_missing');
    },
    async list(ctx: Context, organizationId: string, query: ListQuery): Promise<Page<ImportView>> {
      const page = await tasks.list(ctx, organizationId, IMPORT_KINDS, query);
      return { ...page, items: await Promise.all(page.items.map(toView)) };
    },
    /** In the order of the sheet, then the members who are not in it. */
    async rows(
      ctx: Context,
      organizationId: string,
      id: string,
      query: RowQuery,
    ): Promise<Page<TaskRow>> {
      return tasks.rows(ctx, await tasks.get(ctx, organizationId, id, IMPORT_KINDS), query);
    },
    apply: async (
      ctx: Context,
      organizationId: string,
      id: string,
      options: ApplyOptions,
    ): Promise<ImportView> =>
      toView(
        await inOrganization(deps, ctx, organizationId, async (scope) => {
          const task = await scope.tasks.require(id);
          if (task.kind !== 'import') throw new Fault('task.missing', { id });
          return applyImport(scope, task, options);
        }),
      ),
    /** What is done stays done. Fault `task.over`. */
    cancel: async (ctx: Context, organizationId: string, id: string): Promise<ImportView> =>
      toView(await tasks.cancel(ctx, organizationId, id, IMPORT_KINDS)),
    purgeImports: purgeImports.bind(undefined, store),
  };
}

async function requireAllowed(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  options: ImportOptions,
): Promise<void> {
  const { organization } = await viewOrganization(deps, organizationId);
  requireFeature(deps.presets, organization, 'members');
  requireSheetRights(ctx, options);
}

function insertImportTask(
  store: Store,
  ctx: Context,
  organizationId: string,
  { mode, invite, columns, locale, language, dryRun }: ImportOptions,
): Promise<Task> {
  const { memberId: askedBy } = ctx.authority;
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
    authority: toStoredAuthority(ctx.authority),
    options: {
      mode,
      invite,
      columns,
      dryRun,
      ...(locale !== undefined && { locale }),
      ...(language && { language }),
    },
    report: EMPTY_REPORT,
    ...(askedBy !== undefined && { askedBy }),
  });
  return store.transaction(task.id, (tx) => insertTask(tx, task));
}
