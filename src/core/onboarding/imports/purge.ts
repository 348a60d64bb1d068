import { instant, type Context } from '#kernel/index.js';
import { all, equals, oneOf, type Store, type Task } from '#store/index.js';
import { eraseTask } from './uploads.js';

const DAY_MS = 86_400_000;
const KEPT_MS = 90 * DAY_MS;
/** An upload that has not grown for so long broke off together with its process. */
const BROKEN_MS = 3_600_000;
const PER_SWEEP = 10;

/** Bounded; `more`: run it again. */
export async function purgeImports(
  store: Store,
  ctx: Context,
): Promise<{ done: number; more: boolean }> {
  const updatedAt = { column: 'updatedAt' };
  const idle = (statuses: readonly Task['status'][], forMs: number) =>
    store.read.tasks.find({
      where: all(equals('kind', 'import'), oneOf('status', statuses), {
        kind: 'compare',
        field: updatedAt,
        operator: 'lt',
        value: instant(ctx.clock.now() - forMs),
      }),
      sort: [{ field: updatedAt }],
      limit: PER_SWEEP,
    });
  const old = await idle(['checked', 'done', 'cancelled', 'failed'], KEPT_MS);
  const stuck = await idle(['checking'], BROKEN_MS);
  const broken = stuck.records.filter(({ gathering }) => gathering !== undefined);
  for (const task of [...old.records, ...broken]) await eraseTask(store, task);
  const done = old.records.length + broken.length;
  return { done, more: old.records.length === PER_SWEEP };
}
