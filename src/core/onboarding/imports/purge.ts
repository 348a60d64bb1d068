import { instant, type Context } from '#kernel/index.js';
import { all, compare, equals, oneOf, type Store, type Task } from '#store/index.js';
import type { SweepResult } from '#core/tenancy/index.js';
import { eraseTask } from '#core/tasks/index.js';

const DAY_MS = 86_400_000;
const IMPORT_RETENTION_MS = 90 * DAY_MS;
/** An upload that has not grown for so long broke off together with its process. */
const BROKEN_UPLOAD_MS = 3_600_000;
const MAX_IMPORTS_PER_RUN = 10;

/** Removes imports that did not change for 90 days, and uploads that broke off; a bounded part. */
export async function purgeImports(store: Store, ctx: Context): Promise<SweepResult> {
  const idleImports = async (statuses: readonly Task['status'][], forMs: number) => {
    const { records } = await store.read.tasks.find({
      where: all(
        equals('kind', 'import'),
        oneOf('status', statuses),
        compare('updatedAt', 'lt', instant(ctx.clock.now() - forMs)),
      ),
      sort: [{ field: { column: 'updatedAt' } }],
      limit: MAX_IMPORTS_PER_RUN,
    });
    return records;
  };
  const old = await idleImports(['checked', 'done', 'cancelled', 'failed'], IMPORT_RETENTION_MS);
  const stuck = await idleImports(['checking'], BROKEN_UPLOAD_MS);
  const broken = stuck.filter(({ gathering }) => gathering !== undefined);
  for (const { id } of [...old, ...broken]) await eraseTask(store, id, id);
  return { done: old.length + broken.length, more: old.length === MAX_IMPORTS_PER_RUN };
}
