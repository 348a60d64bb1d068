import { instant, type Context } from '#kernel/index.js';
import { all, equals, oneOf, type Store, type Task } from '#store/index.js';
import { eraseTask } from './uploads.js';

const DAY_MS = 86_400_000;
const IMPORT_RETENTION_MS = 90 * DAY_MS;
/** An upload that has not grown for so long broke off together with its process. */
const BROKEN_UPLOAD_MS = 3_600_000;
const MAX_IMPORTS_PER_RUN = 10;

/** Bounded; `more`: run it again. */
export async function purgeImports(
  store: Store,
  ctx: Context,
): Promise<{ done: number; more: boolean }> {
  const updatedAt = { column: 'updatedAt' };
  const idleImports = (statuses: readonly Task['status'][], forMs: number) =>
    store.read.tasks.find({
      where: all(equals('kind', 'import'), oneOf('status', statuses), {
        kind: 'compare',
        field: updatedAt,
        operator: 'lt',
        value: instant(ctx.clock.now() - forMs),
      }),
      sort: [{ field: updatedAt }],
      limit: MAX_IMPORTS_PER_RUN,
    });
  const old = await idleImports(['checked', 'done', 'cancelled', 'failed'], IMPORT_RETENTION_MS);
  const stuck = await idleImports(['checking'], BROKEN_UPLOAD_MS);
  const broken = stuck.records.filter(({ gathering }) => gathering !== undefined);
  for (const task of [...old.records, ...broken]) await eraseTask(store, task);
  const done = old.records.length + broken.length;
  return { done, more: old.records.length === MAX_IMPORTS_PER_RUN };
}
