import { instant, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  everything,
  type JournalEntry,
  type Organization,
  type Store,
  type Term,
  type Writers,
} from '#store/index.js';

/** `append` of journal.ts, handed over because that page knows this one. */
type AppendEntry = (
  ctx: Context,
  tx: Writers,
  entry: Pick<JournalEntry, 'organizationId' | 'type' | 'target' | 'before' | 'after'>,
) => Promise<void>;

export interface PurgeResult {
  /** lines that are gone now */
  readonly done: number;
  /** not everything that is due was done: run it again */
  readonly more: boolean;
}

const DAY_MS = 86_400_000;
/** The day since 1970 on which all journals were last gone through. */
const PURGE_DAY_TALLY_KEY = 'journal-purge-day';
/** Lines of one transaction, and transactions of one run. */
const PURGE_BATCH_SIZE = 1_000;
const MAX_BATCHES_PER_RUN = 20;

/**
 * Removes lines older than the organization keeps them (its policy, else `days`). What remains can still be verified: the fact
 * `journal.purged` {through, hash} names the last removed line, and the first kept one follows it. A journal is touched when its
 * oldest line is a day over its time, so that this fact is written once a day at most; and all of them are looked at once a day.
 */
export async function purgeJournals(
  store: Store,
  append: AppendEntry,
  ctx: Context,
  days: number,
): Promise<PurgeResult> {
  const today = Math.floor(ctx.clock.now() / DAY_MS);
  if ((await store.read.tallies.get(PURGE_DAY_TALLY_KEY)) >= today) return { done: 0, more: false };
  const outcome = await purgeAll(store, append, ctx, days);
  if (outcome.more) return outcome;
  await store.transaction(PURGE_DAY_TALLY_KEY, async (tx) => {
    await tx.tallies.adjust(
      PURGE_DAY_TALLY_KEY,
      today - (await tx.tallies.get(PURGE_DAY_TALLY_KEY)),
    );
  });
  return outcome;
}

async function purgeAll(
  store: Store,
  append: AppendEntry,
  ctx: Context,
  days: number,
): Promise<PurgeResult> {
  let done = 0;
  let batches = 0;
  for (let after: string | undefined; ;) {
    const { records } = await store.read.organizations.find({
      where: everything,
      limit: 200,
      ...(after !== undefined && { after: { values: [], id: after } }),
    });
    for (const organization of records) {
      const retentionDays = organization.policies?.journalDays ?? days;
      const cutoff = ctx.clock.now() - retentionDays * DAY_MS;
      if (!(await isOverdue(store, organization, cutoff - DAY_MS))) continue;
      for (let removed = PURGE_BATCH_SIZE; removed === PURGE_BATCH_SIZE; batches += 1) {
        if (batches === MAX_BATCHES_PER_RUN) return { done, more: true };
        removed = await purgeBatch(store, append, ctx, { organization, cutoff });
        done += removed;
      }
    }
    after = records.length === 200 ? records.at(-1)?.id : undefined;
    if (after === undefined) return { done, more: false };
  }
}

function entriesOf({ id }: Organization, ...terms: Term[]): Term {
  return all(equals('organizationId', id), ...terms);
}

async function isOverdue(store: Store, organization: Organization, before: number) {
  const { records } = await store.read.journal.find({
    where: entriesOf(organization),
    sort: [{ field: { column: 'sequence' } }],
    limit: 1,
  });
  return records[0] !== undefined && Date.parse(records[0].createdAt) < before;
}

interface JournalBatch {
  readonly organization: Organization;
  readonly cutoff: number;
}

function purgeBatch(
  store: Store,
  append: AppendEntry,
  ctx: Context,
  { organization, cutoff }: JournalBatch,
): Promise<number> {
  const { id: organizationId, name } = organization;
  return store.transaction(organizationId, async (tx) => {
    const { records } = await tx.journal.find({
      where: entriesOf(organization),
      sort: [{ field: { column: 'sequence' } }],
      limit: PURGE_BATCH_SIZE,
    });
    const firstKept = records.findIndex(({ createdAt }) => Date.parse(createdAt) >= cutoff);
    const count = firstKept < 0 ? records.length : firstKept;
    const last: JournalEntry | undefined = records[count - 1];
    if (!last) return 0;
    // written first: it must find the line before it, which may be among those that go
    await append(ctx, tx, {
      organizationId,
      type: 'journal.purged',
      target: { kind: 'organization', id: organizationId, name },
      after: {
        lines: count,
        through: last.sequence,
        hash: last.hash,
        until: instant(cutoff),
      },
    });
    const field = { column: 'sequence' };
    const through: Term = { kind: 'compare', field, operator: 'le', value: last.sequence };
    await tx.journal.removeWhere(entriesOf(organization, through));
    return count;
  });
}
