import { Fault, instant, type Instant } from '#kernel/index.js';
import { all, any, compare, equals, type FeedRange, type Store, type Term } from '#store/index.js';
import { eventOf, type DomainEvent } from '../events/event.js';
import { cursorOf, positionOf } from './cursors.js';
import { POSITIONS, type Numbering } from './numbering.js';
import {
  entriesOf,
  EXPIRED_RETRY_SECONDS,
  MAX_EXAMINED,
  type FeedDeps,
} from './organization-feed.js';
import type { FeedPage, FeedQuery } from './pages.js';
import { feedHorizon } from './retention.js';
import { termOfTypes } from './type-patterns.js';

/** The name of the feed of all journals, in its cursors. */
export const INSTALLATION_FEED = 'installation';

/** Ranges of one question to the store, and entries that they have in all. */
const MAX_SEGMENTS = 50;
const MAX_ENTRIES = 1_000;

/** Journals are kept for a day at least: a younger range is whole. */
const WHOLE_MS = 86_400_000;

/** The newest position whose range was removed, because the feed keeps it no longer. */
export const REMOVED_POSITIONS = 'feed-positions-removed';

const BY_THROUGH = [{ field: { column: 'through' } }];

export interface InstallationDeps extends FeedDeps {
  readonly numbering: Numbering;
}

/** Entries of one journal that follow each other in the feed. */
type Segment = Pick<
  FeedRange,
  'organizationId' | 'sequence' | 'position' | 'through' | 'createdAt'
>;

/**
 * A page of all journals, in the order in which their entries were numbered; the caller numbers before. Faults as of the feed of an
 * organization.
 */
export async function readInstallation(
  deps: InstallationDeps,
  { after, limit, ...filter }: FeedQuery,
): Promise<FeedPage> {
  const { store } = deps;
  const start = positionOf(INSTALLATION_FEED, after);
  const newest = await store.read.tallies.get(POSITIONS);
  if (start > newest) throw new Fault('feed.cursor_unknown');
  const { segments, through } = await segmentsAfter(deps, start, newest);
  const events: DomainEvent[] = [];
  for (const chunk of chunksOf(segments)) {
    events.push(...(await eventsOf(deps, chunk, filter)));
    if (events.length > limit) break;
  }
  // after the page: what was removed while it was read is missing from it
  await requireKept(deps, start, segments);
  const last = events.length > limit ? events[limit - 1] : undefined;
  const examined = last ? positionOf(INSTALLATION_FEED, last.cursor) : through;
  return {
    events: events.slice(0, limit),
    cursor: cursorOf(INSTALLATION_FEED, examined),
    more: examined < newest,
  };
}

export async function latestOfAll({ store, numbering }: InstallationDeps): Promise<string> {
  await numbering.run();
  return cursorOf(INSTALLATION_FEED, await store.read.tallies.get(POSITIONS));
}

export function oldestOfAll(deps: InstallationDeps): Promise<string> {
  return firstSince(deps, feedHorizon(deps));
}

/** Before the first entry that was numbered then or later. Fault `feed.cursor_expired`: before what is kept. */
export async function cursorAtOfAll(deps: InstallationDeps, time: Instant): Promise<string> {
  if (time < feedHorizon(deps)) throw await expired(deps);
  return firstSince(deps, time);
}

/** Removes ranges that are older than the feed keeps events; a bounded number. */
export async function removeOldRanges(
  deps: FeedDeps & { readonly store: Store },
): Promise<{ readonly done: number; readonly more: boolean }> {
  const cutoff = Date.parse(feedHorizon(deps)) - WHOLE_MS;
  const { records } = await deps.store.read.feedRanges.find({
    where: compare('createdAt', 'lt', instant(cutoff)),
    sort: BY_THROUGH,
    limit: MAX_ENTRIES,
  });
  const last = records.at(-1);
  if (!last) return { done: 0, more: false };
  const done = await deps.store.transaction(POSITIONS, async (tx) => {
    const removed = await tx.tallies.get(REMOVED_POSITIONS);
    if (last.through > removed) await tx.tallies.adjust(REMOVED_POSITIONS, last.through - removed);
    return (await tx.feedRanges.removeWhere(compare('through', 'le', last.through))).length;
  });
  return { done, more: records.length === MAX_ENTRIES };
}

async function firstSince(deps: InstallationDeps, time: Instant): Promise<string> {
  const newest = await latestOfAll(deps);
  const { records } = await deps.store.read.feedRanges.find({
    where: compare('createdAt', 'ge', time),
    sort: [{ field: { column: 'createdAt' } }, { field: { column: 'through' } }],
    limit: 1,
  });
  return records[0] ? cursorOf(INSTALLATION_FEED, records[0].position - 1) : newest;
}

/** What stands behind the position, and how far it was looked. */
async function segmentsAfter(
  { store }: FeedDeps,
  start: number,
  newest: number,
): Promise<{ readonly segments: readonly Segment[]; readonly through: number }> {
  const end = Math.min(newest, start + MAX_EXAMINED);
  const { records } = await store.read.feedRanges.find({
    where: all(compare('through', 'gt', start), compare('position', 'le', end)),
    sort: BY_THROUGH,
    limit: MAX_ENTRIES,
  });
  const isCut = records.length === MAX_ENTRIES;
  const through = isCut ? Math.min(end, records.at(-1)?.through ?? end) : end;
  return { segments: records.map((range) => clipped(range, start, through)), through };
}

function clipped({ position, ...range }: FeedRange, start: number, end: number): Segment {
  const skipped = Math.max(0, start + 1 - position);
  return {
    ...range,
    sequence: range.sequence + skipped,
    position: position + skipped,
    through: Math.min(range.through, end),
  };
}

/** So many segments at once as one question may have; a long one is cut. */
function* chunksOf(segments: readonly Segment[]): Generator<readonly Segment[]> {
  let chunk: Segment[] = [];
  let room = MAX_ENTRIES;
  for (const segment of segments) {
    for (let rest = segment; rest.position <= rest.through;) {
      const length = Math.min(room, rest.through - rest.position + 1);
      chunk.push({ ...rest, through: rest.position + length - 1 });
      rest = { ...rest, sequence: rest.sequence + length, position: rest.position + length };
      room -= length;
      if (room > 0 && chunk.length < MAX_SEGMENTS) continue;
      yield chunk;
      chunk = [];
      room = MAX_ENTRIES;
    }
  }
  if (chunk.length > 0) yield chunk;
}

async function eventsOf(
  { store }: FeedDeps,
  segments: readonly Segment[],
  { types, object }: Pick<FeedQuery, 'types' | 'object'>,
): Promise<DomainEvent[]> {
  const typeTerm = termOfTypes(types);
  const where = all(
    any(...segments.map(termOfSegment)),
    ...(typeTerm ? [typeTerm] : []),
    ...(object === undefined ? [] : [equals('targetKey', object)]),
  );
  const { records } = await store.read.journal.find({ where, limit: MAX_ENTRIES });
  const placed = records.flatMap((entry) => {
    const segment = segments.find((one) => isIn(one, entry));
    return segment
      ? [{ entry, position: segment.position + entry.sequence - segment.sequence }]
      : [];
  });
  placed.sort((left, right) => left.position - right.position);
  return placed.flatMap(
    ({ entry, position }) => eventOf(entry, cursorOf(INSTALLATION_FEED, position)) ?? [],
  );
}

function lastSequenceOf({ sequence, position, through }: Segment): number {
  return sequence + through - position;
}

function termOfSegment(segment: Segment): Term {
  return entriesOf(
    segment.organizationId,
    compare('sequence', 'ge', segment.sequence),
    compare('sequence', 'le', lastSequenceOf(segment)),
  );
}

function isIn(
  segment: Segment,
  { organizationId, sequence }: { readonly organizationId: string; readonly sequence: number },
): boolean {
  if (segment.organizationId !== organizationId) return false;
  return segment.sequence <= sequence && sequence <= lastSequenceOf(segment);
}

/** Fault `feed.cursor_expired` when ranges behind the cursor are removed, or entries of one by the retention of their journal. */
async function requireKept(
  deps: InstallationDeps,
  start: number,
  segments: readonly Segment[],
): Promise<void> {
  const { store, clock } = deps;
  if (start < (await store.read.tallies.get(REMOVED_POSITIONS))) throw await expired(deps);
  const wholeSince = instant(clock.now() - WHOLE_MS);
  const firsts = new Map<string, number>();
  for (const { organizationId, sequence, createdAt } of segments) {
    if (createdAt < wholeSince && !firsts.has(organizationId)) firsts.set(organizationId, sequence);
  }
  for (const [organizationId, sequence] of firsts) {
    const first = await store.read.journal.first(
      entriesOf(organizationId, equals('sequence', sequence)),
    );
    if (!first && (await isThere(deps, organizationId))) throw await expired(deps);
  }
}

/** An organization that is deleted loses its journal, and its places in the feed after it. */
async function isThere({ store }: FeedDeps, organizationId: string): Promise<boolean> {
  const organization = await store.read.organizations.get(organizationId);
  return organization !== undefined && organization.status !== 'deleted';
}

async function expired(deps: InstallationDeps): Promise<Fault> {
  return new Fault('feed.cursor_expired', {
    oldest: await oldestOfAll(deps),
    keptSince: feedHorizon(deps),
    retryAfter: EXPIRED_RETRY_SECONDS,
  });
}
