import { errorChainOf, silentLog, type Clock, type Instant, type Log } from '#kernel/index.js';
import type { Store } from '#store/index.js';
import { ChangeWatch, type Changed } from './change-watch.js';
import {
  cursorAtOfAll,
  INSTALLATION_FEED,
  latestOfAll,
  oldestOfAll,
  readInstallation,
  removeOldRanges,
} from './installation-feed.js';
import { firstUnread } from './unread.js';
import { createNumbering, numberMarked } from './numbering.js';
import { cursorAt, latestOf, oldestOf, readOrganization } from './organization-feed.js';
import type { FeedPage, FeedQuery } from './pages.js';
import { keptSince, type FeedRetention } from './retention.js';
import { Waiters } from './waiters.js';

/** Whose events are read: of one organization, or of all of them and of what belongs to none. */
export type FeedScope = { readonly organizationId: string } | 'installation';

/**
 * The events of an organization in the order of its journal, whose sequence is taken inside the writing transaction and therefore equals
 * the order of commits, without gaps. Those of the installation in the order in which they were numbered after their commits: of one
 * organization the order of commits, of two as they were found. Reads what is committed, on the primary; never by a time, a rowid or an id.
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
  /**
   * Calls back with the organizations whose journals have grown, at the latest a second after the commit, whichever process wrote; with
   * undefined where any of them may have, as the first time. Returns how to stop.
   */
  watch(changed: Changed): () => void;
  /**
   * The first entry of the organization's journal that a reader of one of these cursors has still to read; undefined: none has. Cursors of
   * the installation and of the organization; others are passed over.
   */
  unread(organizationId: string, cursors: readonly string[]): Promise<number | undefined>;
  /** For the job: gives entries that have none a place in the feed of the installation. A bounded number; counts entries. */
  number(): Promise<FeedSweep>;
  /** For the job: forgets places of events that are not kept any more. A bounded number. */
  removeOld(): Promise<FeedSweep>;
  /** Ends all waiting, now and from now on: the process stops. */
  close(): void;
}

export interface FeedSweep {
  readonly done: number;
  readonly more: boolean;
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

export function createFeed(options: FeedOptions): Feed {
  const { store, clock, log = silentLog, retention = DEFAULT_RETENTION } = options;
  const numbering = createNumbering({ store, clock });
  const deps = { store, clock, retention, numbering };
  const changes = new ChangeWatch({
    store,
    numbering,
    failed: (error) => log.warn({ cause: errorChainOf(error) }, 'the feed could not be looked at'),
  });
  const watch = (changed: Changed): (() => void) => changes.watch(changed);
  const waiters = new Waiters(watch, INSTALLATION_FEED);
  return {
    async read(scope, query) {
      if (isAll(scope)) await numbering.run();
      // the page must see everything up to the newest place that was read before it
      return store.readInOrder((read) => {
        const inOrder = { ...deps, store: { read } };
        return isAll(scope)
          ? readInstallation(inOrder, query)
          : readOrganization(inOrder, scope.organizationId, query);
      });
    },
    latest: (scope) => (isAll(scope) ? latestOfAll(deps) : latestOf(deps, scope.organizationId)),
    oldest: (scope) => (isAll(scope) ? oldestOfAll(deps) : oldestOf(deps, scope.organizationId)),
    at: (scope, time) =>
      isAll(scope) ? cursorAtOfAll(deps, time) : cursorAt(deps, scope.organizationId, time),
    keptSince: (scope) => keptSince(deps, nameOf(scope)),
    wait: (scope, ms, signal) => waiters.wait(nameOf(scope), ms, signal),
    wake(organizationId) {
      waiters.wake(organizationId);
      waiters.wake(INSTALLATION_FEED);
    },
    watch,
    unread: (organizationId, cursors) => firstUnread(deps, organizationId, cursors),
    number: () => numberMarked(deps),
    removeOld: () => removeOldRanges({ ...deps, store }),
    close() {
      waiters.close();
      changes.close();
    },
  };
}

function isAll(scope: FeedScope): scope is 'installation' {
  return scope === 'installation';
}

/** As cursors have it. */
function nameOf(scope: FeedScope): string {
  return isAll(scope) ? INSTALLATION_FEED : scope.organizationId;
}
