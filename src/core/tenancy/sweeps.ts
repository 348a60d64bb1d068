import { isFault } from '#kernel/index.js';
import {
  all,
  oneOf,
  type CollectionName,
  type Reading,
  type Sort,
  type Store,
  type Stored,
  type Term,
} from '#store/index.js';

/** What one bounded run of a job did; `more`: it found enough to be run again at once. */
export interface SweepResult {
  readonly done: number;
  readonly more: boolean;
}

/** Every match in the order of ids, a page at a time, so that no number of records is ever held at once. */
export async function* pagesOf<R extends Stored>(
  reading: Pick<Reading<R>, 'find'>,
  where: Term,
  pageSize = 1_000,
): AsyncGenerator<readonly R[]> {
  let after: string | undefined;
  do {
    const { records, last } = await reading.find({
      where: all(where),
      limit: pageSize,
      ...(after !== undefined && { after: { values: [], id: after } }),
    });
    if (records.length > 0) yield records;
    after = records.length === pageSize ? last?.id : undefined;
  } while (after !== undefined);
}

/**
 * One run of a job over what is due: the first `limit` by `sort`, each handed to `work`, which opens a transaction of its own and asks
 * again whether the record is still due. Resolves to how many times `work` said that it did something. A record that another process
 * changed a moment earlier (`record.stale`) is left to that process.
 */
export async function sweep<R extends Stored>(
  reading: Pick<Reading<R>, 'find'>,
  {
    where,
    sort,
    limit,
  }: { readonly where: Term; readonly sort?: readonly Sort[]; readonly limit: number },
  work: (record: R) => Promise<boolean>,
): Promise<SweepResult> {
  const { records } = await reading.find({ where, limit, ...(sort && { sort }) });
  let done = 0;
  for (const record of records) {
    try {
      if (await work(record)) done += 1;
    } catch (error) {
      if (!isFault(error, 'record.stale')) throw error;
    }
  }
  return { done, more: records.length === limit };
}

/** Removes the first `limit` matches by `sort`, in one transaction of `partition`. */
export async function removeSome(
  store: Store,
  partition: string,
  collection: CollectionName,
  {
    where,
    sort,
    limit,
  }: { readonly where: Term; readonly sort?: readonly Sort[]; readonly limit: number },
): Promise<SweepResult> {
  const { records } = await store.read[collection].find({ where, limit, ...(sort && { sort }) });
  if (records.length === 0) return { done: 0, more: false };
  const ids = records.map(({ id }) => id);
  const removed = await store.transaction(partition, (tx) =>
    tx[collection].removeWhere(oneOf('id', ids)),
  );
  return { done: removed.length, more: records.length === limit };
}
