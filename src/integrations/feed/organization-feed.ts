import { firstSequenceSince, journalTally } from '#core/index.js';
import { Fault, type Clock, type Instant } from '#kernel/index.js';
import { all, compare, equals, type JournalEntry, type Store, type Term } from '#store/index.js';
import { eventOf, type DomainEvent } from '../events/event.js';
import { cursorOf, positionOf } from './cursors.js';
import type { FeedPage, FeedQuery } from './pages.js';
import { feedHorizon, keptSince, type FeedRetention } from './retention.js';
import { termOfTypes } from './type-patterns.js';

const DAY_MS = 86_400_000;

/**
 * What is read beyond what is promised, milliseconds: who begins at the oldest event has that long for the pages that follow before
 * the end of the promise overtakes them.
 */
const GRACE_MS = DAY_MS;

/** Entries that one page examines at most, however few of them match. */
export const MAX_EXAMINED = 10_000;

/** Seconds after which a reader that was told of an expired cursor may ask again. */
export const EXPIRED_RETRY_SECONDS = 60;

const BY_SEQUENCE = [{ field: { column: 'sequence' } }];

export interface FeedDeps {
  readonly store: Pick<Store, 'read'>;
  readonly clock: Clock;
  readonly retention: FeedRetention;
}

/** Of one journal: that of an organization, or the one of what belongs to none. */
export function entriesOf(organizationId: string, ...terms: readonly Term[]): Term {
  return all(equals('organizationId', organizationId), ...terms);
}

/**
 * Reads a page. The newest sequence is read first: it is taken inside of the writing transaction, so that every entry up to it is
 * committed, and a page never passes an entry that is still to come. Faults `feed.cursor_unknown`, `feed.cursor_expired`.
 */
export async function readOrganization(
  deps: FeedDeps,
  organizationId: string,
  { after, types, object, limit }: FeedQuery,
): Promise<FeedPage> {
  const { journal } = deps.store.read;
  const start = positionOf(organizationId, after);
  const newest = await newestSequence(deps, organizationId);
  if (start > newest) throw new Fault('feed.cursor_unknown');
  const through = Math.min(newest, start + MAX_EXAMINED);
  const typeTerm = termOfTypes(types);
  const where = entriesOf(
    organizationId,
    compare('sequence', 'gt', start),
    compare('sequence', 'le', through),
    ...(typeTerm ? [typeTerm] : []),
    ...(object === undefined ? [] : [equals('targetKey', object)]),
  );
  const records =
    start === through ? [] : (await journal.find({ where, sort: BY_SEQUENCE, limit })).records;
  // after the page: what was removed while it was read is missing from it
  if (start < newest) await requireKept(deps, organizationId, start);
  const last = records.length === limit ? records.at(-1) : undefined;
  const examined = last?.sequence ?? through;
  return {
    events: records.flatMap((entry) => eventAt(entry) ?? []),
    cursor: cursorOf(organizationId, examined),
    more: examined < newest,
  };
}

/** Behind everything that is committed. */
export async function latestOf(deps: FeedDeps, organizationId: string): Promise<string> {
  return cursorOf(organizationId, await newestSequence(deps, organizationId));
}

/**
 * Before the first entry that is kept and was written then or later; after everything when there is none. A time chooses a place to
 * begin at and is never the place itself. Fault `feed.cursor_expired` when the time is before what the feed keeps.
 */
export async function cursorAt(
  deps: FeedDeps,
  organizationId: string,
  time: Instant,
): Promise<string> {
  if (time < feedHorizon(deps)) throw await expired(deps, organizationId);
  return firstSince(deps, organizationId, time);
}

export async function oldestOf(deps: FeedDeps, organizationId: string): Promise<string> {
  return firstSince(deps, organizationId, feedHorizon(deps));
}

async function firstSince(deps: FeedDeps, organizationId: string, time: Instant): Promise<string> {
  // asked first: what is written meanwhile lies behind it
  const newest = await newestSequence(deps, organizationId);
  const first = await firstSequenceSince(deps.store.read.journal, organizationId, time);
  return cursorOf(organizationId, Math.min((first ?? newest + 1) - 1, newest));
}

export function newestSequence(
  { store }: Pick<FeedDeps, 'store'>,
  organizationId: string,
): Promise<number> {
  return store.read.tallies.get(journalTally(organizationId));
}

/** Fault `feed.cursor_expired` when the entry behind the cursor is removed, or older than the feed keeps. */
async function requireKept(deps: FeedDeps, organizationId: string, start: number): Promise<void> {
  const next = await deps.store.read.journal.first(
    entriesOf(organizationId, equals('sequence', start + 1)),
  );
  const isKept = next && Date.parse(next.createdAt) >= Date.parse(feedHorizon(deps)) - GRACE_MS;
  if (isKept) return;
  throw await expired(deps, organizationId);
}

async function expired(deps: FeedDeps, organizationId: string): Promise<Fault> {
  return new Fault('feed.cursor_expired', {
    oldest: await oldestOf(deps, organizationId),
    keptSince: await keptSince(deps, organizationId),
    retryAfter: EXPIRED_RETRY_SECONDS,
  });
}

function eventAt(entry: JournalEntry): DomainEvent | undefined {
  return eventOf(entry, cursorOf(entry.organizationId, entry.sequence));
}
