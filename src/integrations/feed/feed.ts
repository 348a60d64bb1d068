import { journalTally } from '#core/index.js';
import { Fault } from '#kernel/index.js';
import { all, compare, equals, type JournalEntry, type Store } from '#store/index.js';
import { eventOf, type DomainEvent } from '../events/event.js';
import { cursorOf, positionOf } from './cursors.js';
import { Waiters } from './waiters.js';

/** Whose events are read. */
export interface FeedScope {
  readonly organizationId: string;
}

export interface FeedQuery {
  /** a cursor; what it names is not shown again */
  readonly after: string;
  /** types (`member.added`), or all below a word (`member.*`); absent: every type */
  readonly types?: readonly string[];
  readonly limit: number;
}

export interface FeedPage {
  readonly events: readonly DomainEvent[];
  /** examined through: moves when nothing matched, too */
  readonly cursor: string;
  /** whether there were entries behind the last one that was examined */
  readonly more: boolean;
}

/**
 * The events of an organization in the order of its journal, whose sequence is taken inside the writing transaction and therefore equals
 * the order of commits, without gaps. Reads what is committed, on the primary; never by a time, a rowid or an id.
 */
export interface Feed {
  /** Examines at most 10,000 entries. Faults `feed.cursor_unknown`, `feed.cursor_expired` with details {oldest}. */
  read(scope: FeedScope, query: FeedQuery): Promise<FeedPage>;
  /** Behind the newest event. */
  latest(scope: FeedScope): Promise<string>;
  /** Before the oldest event that is kept. */
  oldest(scope: FeedScope): Promise<string>;
  /** Resolves when there may be something new, after `ms` milliseconds, or when `signal` is aborted. */
  wait(scope: FeedScope, ms: number, signal: AbortSignal): Promise<void>;
  /** The organization's journal has new entries, written by this process. */
  wake(organizationId: string): void;
}

const MAX_EXAMINED = 10_000;
/** Entries of one read of the store. */
const CHUNK = 1_000;

const BY_SEQUENCE = [{ field: { column: 'sequence' } }];

export function createFeed({ store }: { readonly store: Store }): Feed {
  const waiters = new Waiters();
  const { journal, tallies } = store.read;

  const entriesAfter = async (organizationId: string, sequence: number, limit: number) => {
    const where = all(
      equals('organizationId', organizationId),
      compare('sequence', 'gt', sequence),
    );
    const { records } = await journal.find({ where, sort: BY_SEQUENCE, limit });
    return records;
  };

  const oldestPosition = async (organizationId: string): Promise<number> => {
    const [first] = await entriesAfter(organizationId, 0, 1);
    return first ? first.sequence - 1 : tallies.get(journalTally(organizationId));
  };

  return {
    async read({ organizationId }, { after, types, limit }) {
      const start = positionOf(organizationId, after);
      const events: DomainEvent[] = [];
      let examined = start;
      let more = true;
      while (more && events.length < limit && examined - start < MAX_EXAMINED) {
        const entries = await entriesAfter(organizationId, examined, CHUNK);
        more = entries.length === CHUNK;
        for (const entry of entries) {
          if (events.length === limit) {
            more = true;
            break;
          }
          examined = entry.sequence;
          const event = shownEvent(entry, types);
          if (event) events.push(event);
        }
      }
      // after the page: what was removed while it was read is missing from it
      const oldest = await oldestPosition(organizationId);
      if (start < oldest) {
        throw new Fault('feed.cursor_expired', { oldest: cursorOf(organizationId, oldest) });
      }
      const newest = await tallies.get(journalTally(organizationId));
      if (start > newest) throw new Fault('feed.cursor_unknown');
      return { events, cursor: cursorOf(organizationId, examined), more };
    },
    async latest({ organizationId }) {
      return cursorOf(organizationId, await tallies.get(journalTally(organizationId)));
    },
    async oldest({ organizationId }) {
      return cursorOf(organizationId, await oldestPosition(organizationId));
    },
    wait: ({ organizationId }, ms, signal) => waiters.wait(organizationId, ms, signal),
    wake: (organizationId) => waiters.wake(organizationId),
  };
}

function shownEvent(
  entry: JournalEntry,
  types: readonly string[] | undefined,
): DomainEvent | undefined {
  if (types && !types.some((type) => matchesType(entry.type, type))) return undefined;
  return eventOf(entry, cursorOf(entry.organizationId, entry.sequence));
}

/** `member.added` is matched by itself, `member.*` and `*`. */
export function matchesType(type: string, pattern: string): boolean {
  if (pattern === '*' || pattern === type) return true;
  return pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1));
}
