import { instant, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  everything,
  type JournalLine,
  type Organization,
  type Store,
  type Term,
  type Writers,
} from '#store/index.js';

/** `append` of journal.ts, handed over because that page knows this one. */
type Append = (
  ctx: Context,
  tx: Writers,
  fact: Pick<JournalLine, 'organizationId' | 'type' | 'target' | 'before' | 'after'>,
) => Promise<void>;

export interface Purge {
  /** lines that are gone now */
  readonly done: number;
  /** not everything that is due was done: run it again */
  readonly more: boolean;
}

const DAY_MS = 86_400_000;
/** The day since 1970 on which all journals were last gone through. */
const DAY_TALLY = 'journal-purge-day';
/** Lines of one transaction, and transactions of one run. */
const BATCH = 1_000;
const BATCHES = 20;

/**
 * Removes lines older than the organization keeps them (its policy, else `days`). What remains can still be verified: the fact
 * `journal.purged` {through, hash} names the last removed line, and the first kept one follows it. A journal is touched when its
 * oldest line is a day over its time, so that this fact is written once a day at most; and all of them are looked at once a day.
 */
export async function purgeJournals(
  store: Store,
  append: Append,
  ctx: Context,
  days: number,
): Promise<Purge> {
  const today = Math.floor(ctx.clock.now() / DAY_MS);
  if ((await store.read.tallies.get(DAY_TALLY)) >= today) return { done: 0, more: false };
  const outcome = await purgeAll(store, append, ctx, days);
  if (outcome.more) return outcome;
  await store.transaction(DAY_TALLY, async (tx) => {
    await tx.tallies.adjust(DAY_TALLY, today - (await tx.tallies.get(DAY_TALLY)));
  });
  return outcome;
}

async function purgeAll(store: Store, append: Append, ctx: Context, days: number): Promise<Purge> {
  let done = 0;
  let batches = 0;
  for (let after: string | undefined; ;) {
    const { records } = await store.read.organizations.find({
      where: everything,
      limit: 200,
      ...(after !== undefined && { after: { values: [], id: after } }),
    });
    for (const organization of records) {
      const kept = organization.policies?.journalDays ?? days;
      const cutoff = ctx.clock.now() - kept * DAY_MS;
      if (!(await isOverdue(store, organization, cutoff - DAY_MS))) continue;
      for (let removed = BATCH; removed === BATCH; batches += 1) {
        if (batches === BATCHES) return { done, more: true };
        removed = await purgeBatch(store, append, ctx, { organization, cutoff });
        done += removed;
      }
    }
    after = records.length === 200 ? records.at(-1)?.id : undefined;
    if (after === undefined) return { done, more: false };
  }
}

function linesOf({ id }: Organization, ...terms: Term[]): Term {
  return all(equals('organizationId', id), ...terms);
}

async function isOverdue(store: Store, organization: Organization, before: number) {
  const { records } = await store.read.journal.find({
    where: linesOf(organization),
    sort: [{ field: { column: 'sequence' } }],
    limit: 1,
  });
  return records[0] !== undefined && Date.parse(records[0].createdAt) < before;
}

interface Batch {
  readonly organization: Organization;
  readonly cutoff: number;
}

function purgeBatch(
  store: Store,
  append: Append,
  ctx: Context,
  { organization, cutoff }: Batch,
): Promise<number> {
  const { id: organizationId, name } = organization;
  return store.transaction(organizationId, async (tx) => {
    const { records } = await tx.journal.find({
      where: linesOf(organization),
      sort: [{ field: { column: 'sequence' } }],
      limit: BATCH,
    });
    const old = records.findIndex(({ createdAt }) => Date.parse(createdAt) >= cutoff);
    const count = old < 0 ? records.length : old;
    const last: JournalLine | undefined = records[count - 1];
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
    await tx.journal.removeWhere(linesOf(organization, through));
    return count;
  });
}
