import { instant, lowestIdAt, type Context } from '#kernel/index.js';
import type { SweepResult } from '#core/index.js';
import { all, type Store } from '#store/index.js';
import { oldestReads, removeExchanges, removeReads } from './limits.js';

/** Old entries go a few at a time. */
const BATCH_SIZE = 100;
const DAY_MS = 86_400_000;

/** Removes what is older, the oldest first. */
export async function removeOld(
  { clock }: Context,
  store: Store,
  retentionDays: number,
): Promise<SweepResult> {
  const before = clock.now() - retentionDays * DAY_MS;
  const entries = await removeOldEntries(store, before);
  const reads = await removeOldReads(store, before);
  return { done: entries.done + reads.done, more: entries.more || reads.more };
}

/** Ids rise with time: the oldest are the first. */
async function removeOldEntries(store: Store, before: number): Promise<SweepResult> {
  const { records } = await store.read.exchanges.find({ where: all(), limit: BATCH_SIZE });
  const going = records.filter(({ createdAt }) => createdAt < instant(before));
  if (going.length === 0) return { done: 0, more: false };
  await store.transaction('exchanges', (tx) => removeExchanges(tx, going));
  return { done: going.length, more: going.length === BATCH_SIZE };
}

/** A row goes once all of its lines are old; they came within one second. */
async function removeOldReads(store: Store, before: number): Promise<SweepResult> {
  const oldest = await oldestReads(store.read.exchangeReads, all(), BATCH_SIZE);
  const going = oldest.filter(({ lastId }) => lastId < lowestIdAt(before));
  if (going.length === 0) return { done: 0, more: false };
  const done = await store.transaction('exchanges', (tx) => removeReads(tx, going));
  return { done, more: going.length === BATCH_SIZE };
}
