import { errorChainOf, silentLog, type Clock, type Instant, type Log } from '#kernel/index.js';
import type { Store } from '#store/index.js';
import {
  cursorAt,
  latestOf,
  newestSequence,
  oldestOf,
  readOrganization,
} from './organization-feed.js';
import type { FeedPage, FeedQuery } from './pages.js';
import { keptSince, type FeedRetention } from './retention.js';
import { Waiters } from './waiters.js';

/** Whose events are read. */
export interface FeedScope {
  readonly organizationId: string;
}

/**
 * The events of an organization in the order of its journal, whose sequence is taken inside the writing transaction and therefore equals
 * the order of commits, without gaps. Reads what is committed, on the primary; never by a time, a rowid or an id.
 */
export interface Feed {
  /** Examines at most 10,000 entries. Faults `feed.cursor_unknown`, `feed.cursor_expired` with details {oldest, keptSince}. */
  read(scope: FeedScope, query: FeedQuery): Promise<FeedPage>;
  /** Behind the newest event. */
  latest(scope: FeedScope): Promise<string>;
  /** Before the oldest event that is kept. */
  oldest(scope: FeedScope): Promise<string>;
  /** Before the first event that was written then or later. Fault `feed.cursor_expired`: before what is kept. */
  at(scope: FeedScope, time: Instant): Promise<string>;
  /** Since when events are kept: min(feed days, journal days) ago. */
  keptSince(scope: FeedScope): Promise<Instant>;
  /**
   * Resolves when there may be something new, after `ms` milliseconds, or when `signal` is aborted. Begin to wait before you read, and
   * read before you await: what is committed between a read and a wait would be missed. At the latest a second after another process
   * wrote, at once after this one did.
   */
  wait(scope: FeedScope, ms: number, signal: AbortSignal): Promise<void>;
  /** The organization's journal has new entries, written by this process. */
  wake(organizationId: string): void;
  /** Ends all waiting, now and from now on: the process stops. */
  close(): void;
}

export interface FeedOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** absent: what fails is not said */
  readonly log?: Log;
  /** absent: 30 days, and 400 of the journal */
  readonly retention?: FeedRetention | undefined;
}

const DEFAULT_RETENTION: FeedRetention = { feedDays: 30, journalDays: 400 };

export function createFeed({
  store,
  clock,
  log = silentLog,
  retention = DEFAULT_RETENTION,
}: FeedOptions): Feed {
  const deps = { store, clock, retention };
  const waiters = new Waiters({
    async ends(feeds) {
      const ends = new Map<string, number>();
      for (const feed of feeds) ends.set(feed, await newestSequence(deps, feed));
      return ends;
    },
    failed: (error) => log.warn({ cause: errorChainOf(error) }, 'the feed could not be looked at'),
  });
  return {
    // the page must see everything up to the newest sequence that was read before it
    read: ({ organizationId }, query) =>
      store.readInOrder((read) =>
        readOrganization({ ...deps, store: { read } }, organizationId, query),
      ),
    latest: ({ organizationId }) => latestOf(deps, organizationId),
    oldest: ({ organizationId }) => oldestOf(deps, organizationId),
    at: ({ organizationId }, time) => cursorAt(deps, organizationId, time),
    keptSince: ({ organizationId }) => keptSince(deps, organizationId),
    wait: ({ organizationId }, ms, signal) => waiters.wait(organizationId, ms, signal),
    wake: (organizationId) => waiters.wake(organizationId),
    close: () => waiters.close(),
  };
}
