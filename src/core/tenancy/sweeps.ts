import { instant, isFault, type Context } from '#kernel/index.js';
import {
  all,
  compare,
  oneOf,
  type CollectionName,
  type Reading,
  type Sort,
  type Store,
  type Stored,
  type Term,
} from '#store/index.js';
import type { CoreDeps, OrganizationScope } from './organization-scope.js';
import { inOrganization } from './scope.js';

/** What one bounded run of a job did; `more`: it found enough to be run again at once. */
export interface SweepResult {
  readonly done: number;
  readonly more: boolean;
}

/** What a run looks at: the first `limit` matches by `sort`. */
export interface SweepQuery {
  readonly where: Term;
  /** by id when absent */
  readonly sort?: readonly Sort[];
  readonly limit: number;
}

/** The records that are due now by a column that names the time, the oldest first. */
export function dueBy(
  { clock }: Context,
  column: string,
  limit: number,
  ...where: readonly Term[]
): SweepQuery {
  const isDue = compare(column, 'le', instant(clock.now()));
  return { where: all(...where, isDue), sort: [{ field: { column } }], limit };
}

/**
 * One run of a job over what is due. Each record is handed to `work`, which opens a transaction of its own and asks again whether the
 * record is still due. Resolves to how many times `work` said that it did something. A record that another process changed a moment
 * earlier (`record.stale`), and one whose organization was purged meanwhile (`organization.missing`), is passed over.
 */
export async function sweep<R extends Stored>(
  reading: Pick<Reading<R>, 'find'>,
  due: SweepQuery,
  work: (record: R) => Promise<boolean>,
): Promise<SweepResult> {
  const { records } = await reading.find(due);
  let done = 0;
  for (const record of records) {
    try {
      if (await work(record)) done += 1;
    } catch (error) {
      if (!isFault(error, 'record.stale', 'organization.missing')) throw error;
    }
  }
  return { done, more: records.length === due.limit };
}

/** A sweep whose `work` runs in a transaction of each record's organization, whatever the state of that is. */
export function sweepOrganizations<R extends Stored & { readonly organizationId: string }>(
  deps: CoreDeps,
  ctx: Context,
  { reading, due }: { readonly reading: Pick<Reading<R>, 'find'>; readonly due: SweepQuery },
  work: (scope: OrganizationScope, id: string) => Promise<boolean>,
): Promise<SweepResult> {
  return sweep(reading, due, ({ id, organizationId }) =>
    inOrganization(deps, ctx, organizationId, (scope) => work(scope, id), 'any'),
  );
}

/** Removes the first `limit` matches by `sort`, in one transaction of `partition`. */
export async function removeSome(
  store: Store,
  partition: string,
  collection: CollectionName,
  due: SweepQuery,
): Promise<SweepResult> {
  const { records } = await store.read[collection].find(due);
  if (records.length === 0) return { done: 0, more: false };
  const ids = records.map(({ id }) => id);
  const removed = await store.transaction(partition, (tx) =>
    // a record that is not due any more stays
    tx[collection].removeWhere(all(oneOf('id', ids), due.where)),
  );
  return { done: removed.length, more: records.length === due.limit };
}
