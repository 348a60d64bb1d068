import { journalTally } from '#core/index.js';
import { instant, newId, type Clock } from '#kernel/index.js';
import {
  everything,
  oneOf,
  type FeedMark,
  type FeedRange,
  type Readers,
  type Store,
} from '#store/index.js';

/** The newest position in the feed of the installation; also the partition of what is numbered. Only the numbering touches it. */
export const POSITIONS = 'feed-positions';

/** Marks of one transaction: short enough that a numbering elsewhere does not wait long. */
const MAX_MARKS = 500;

interface NumberingDeps {
  readonly store: Store;
  readonly clock: Clock;
}

/** How far the journal of an organization has places in the feed. */
function numberedTally(organizationId: string): string {
  return `feed-numbered:${organizationId}`;
}

export interface Numbering {
  /** Gives every entry that is committed by now its place. Calls that come meanwhile share the next run. */
  run(): Promise<void>;
}

/**
 * Gives entries of all journals places in one order, after their commits. What has none is found by its marks, which are state and no
 * cursor: whichever transaction commits late is found late and is not passed over. Several processes may do it at once; they collide on
 * a tally that nothing else touches, and the later one finds the work done.
 */
export function createNumbering(deps: NumberingDeps): Numbering {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = numberAll(deps).finally(() => {
      running = undefined;
    });
    return running;
  };
  return {
    run() {
      if (!running) return start();
      // the one that runs may have looked for marks already
      next ??= running
        .catch(() => undefined)
        .then(() => {
          next = undefined;
          return start();
        });
      return next;
    },
  };
}

async function numberAll(deps: NumberingDeps): Promise<void> {
  for (let more = true; more;) ({ more } = await numberMarked(deps));
}

/** For the job as well: one bounded step. `done` counts entries. */
export async function numberMarked({
  store,
  clock,
}: NumberingDeps): Promise<{ readonly done: number; readonly more: boolean }> {
  // the newest sequence must not be older than the mark that tells of it
  const { marks, journals } = await store.readInOrder(async (read) => {
    const { records } = await read.feedMarks.find({ where: everything, limit: MAX_MARKS });
    return { marks: records, journals: await newestOf(read, records) };
  });
  if (marks.length === 0) return { done: 0, more: false };
  const done = await store.transaction(POSITIONS, async (tx) => {
    await tx.feedMarks.removeWhere(
      oneOf(
        'id',
        marks.map(({ id }) => id),
      ),
    );
    let count = 0;
    for (const { organizationId, first, newest: newestBefore } of journals) {
      const tally = numberedTally(organizationId);
      const numbered = await tx.tallies.get(tally);
      // a mark may stand for entries that came after it was read; what this transaction sees may be older than the marks
      const newest = Math.max(newestBefore, await tx.tallies.get(journalTally(organizationId)));
      // a journal that is older than the feed begins in it with its first entry that was marked
      const from = numbered === 0 ? first : numbered + 1;
      if (newest < from) continue;
      await tx.tallies.adjust(tally, newest - numbered);
      const length = newest - from + 1;
      const through = await tx.tallies.adjust(POSITIONS, length);
      await tx.feedRanges.insert(
        rangeOf(clock, { organizationId, sequence: from, position: through - length + 1, through }),
      );
      count += length;
    }
    return count;
  });
  return { done, more: marks.length === MAX_MARKS };
}

interface MarkedJournal {
  readonly organizationId: string;
  /** the first entry that a mark names */
  readonly first: number;
  /** read after the marks: every entry up to it is committed */
  readonly newest: number;
}

async function newestOf(read: Readers, marks: readonly FeedMark[]): Promise<MarkedJournal[]> {
  const firsts = new Map<string, number>();
  for (const { organizationId, sequence } of marks) {
    firsts.set(organizationId, Math.min(sequence, firsts.get(organizationId) ?? sequence));
  }
  const journals: MarkedJournal[] = [];
  for (const [organizationId, first] of firsts) {
    const newest = await read.tallies.get(journalTally(organizationId));
    journals.push({ organizationId, first, newest });
  }
  return journals;
}

function rangeOf(
  clock: Clock,
  place: Pick<FeedRange, 'organizationId' | 'sequence' | 'position' | 'through'>,
): FeedRange {
  const now = instant(clock.now());
  return { id: newId(), version: 1, createdAt: now, updatedAt: now, ...place };
}
