import { instant, type Context } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  everything,
  type Organization,
  type Store,
  type Term,
} from '#store/index.js';
import {
  inOrganization,
  pagesOf,
  type CoreDeps,
  type OrganizationScope,
  type SweepResult,
} from '#core/tenancy/index.js';

const DAY_MS = 86_400_000;
/** The day since 1970 on which all journals were last gone through. */
const PURGE_DAY_TALLY_KEY = 'journal-purge-day';
/** Lines of one transaction, and transactions of one run. */
const PURGE_BATCH_SIZE = 1_000;
const MAX_BATCHES_PER_RUN = 20;

/** How long lines stay beyond their time for readers that have not come to them. */
const MAX_HOLD_MS = 5 * DAY_MS;

export interface PurgeRules {
  /** how long lines are kept where the organization does not say otherwise */
  readonly days: number;
  /** the first line that a reader of the organization's events has still to read; undefined: none waits */
  readonly heldFrom?: ((organizationId: string) => Promise<number | undefined>) | undefined;
}

const BY_SEQUENCE = [{ field: { column: 'sequence' } }];

/**
 * Removes lines older than the organization keeps them (its policy, else `days`).
 * For readers that are behind, lines stay up to five days longer. What remains can still be verified: the fact
 * `journal.purged` {through, hash} names the last removed line, and the first kept one follows it. A journal is touched when its
 * oldest line is a day over its time, so that this fact is written once a day at most; and all of them are looked at once a day.
 */
export async function purgeJournals(
  deps: CoreDeps,
  ctx: Context,
  rules: PurgeRules,
): Promise<SweepResult> {
  const { store } = deps;
  const today = Math.floor(ctx.clock.now() / DAY_MS);
  // a later day was noted by a clock that was set back since
  if ((await store.read.tallies.get(PURGE_DAY_TALLY_KEY)) === today)
    return { done: 0, more: false };
  const outcome = await purgeAll(deps, ctx, rules);
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
  deps: CoreDeps,
  ctx: Context,
  { days, heldFrom }: PurgeRules,
): Promise<SweepResult> {
  const { store } = deps;
  let done = 0;
  let batches = 0;
  for await (const organizations of pagesOf(store.read.organizations, everything, 200)) {
    for (const organization of organizations) {
      const retentionDays = organization.policies?.journalDays ?? days;
      const cutoff = ctx.clock.now() - retentionDays * DAY_MS;
      if (!(await isOverdue(store, organization, cutoff - DAY_MS))) continue;
      const held = await heldFrom?.(organization.id);
      for (let removed = PURGE_BATCH_SIZE; removed === PURGE_BATCH_SIZE; batches += 1) {
        if (batches === MAX_BATCHES_PER_RUN) return { done, more: true };
        removed = await inOrganization(
          deps,
          ctx,
          organization.id,
          (scope) => purgeBatch(scope, { cutoff, held }),
          'any',
        );
        done += removed;
      }
    }
  }
  return { done, more: false };
}

function entriesOf({ id }: Organization, ...terms: Term[]): Term {
  return all(equals('organizationId', id), ...terms);
}

async function isOverdue(store: Store, organization: Organization, before: number) {
  const { records } = await store.read.journal.find({
    where: entriesOf(organization),
    sort: BY_SEQUENCE,
    limit: 1,
  });
  return records[0] !== undefined && Date.parse(records[0].createdAt) < before;
}

async function purgeBatch(
  { tx, organization, journal }: OrganizationScope,
  { cutoff, held = Number.POSITIVE_INFINITY }: { cutoff: number; held: number | undefined },
): Promise<number> {
  const { records } = await tx.journal.find({
    where: entriesOf(organization),
    sort: BY_SEQUENCE,
    limit: PURGE_BATCH_SIZE,
  });
  const firstKept = records.findIndex(({ sequence, createdAt }) => {
    const writtenAt = Date.parse(createdAt);
    return writtenAt >= cutoff || (sequence >= held && writtenAt >= cutoff - MAX_HOLD_MS);
  });
  const count = firstKept < 0 ? records.length : firstKept;
  const last = records[count - 1];
  if (!last) return 0;
  // written first: it must find the line before it, which may be among those that go
  await journal.append({
    type: 'journal.purged',
    target: { kind: 'organization', id: organization.id, name: organization.name },
    after: { lines: count, through: last.sequence, hash: last.hash, until: instant(cutoff) },
  });
  await tx.journal.removeWhere(entriesOf(organization, compare('sequence', 'le', last.sequence)));
  return count;
}
