import type { Actor } from '#kernel/index.js';
import { INSTALLATION } from '#core/index.js';
import type { JournalEntry } from '#store/index.js';

/** Shape of the payloads that are made today. An endpoint keeps the version it was made with. */
export const EVENT_VERSION = 1;

/**
 * What happened, as host applications are told: one event per journal entry. `id` is that of the entry, the same in the feed and for
 * every endpoint.
 */
export interface DomainEvent {
  readonly id: string;
  /** dotted, past tense: `member.added` */
  readonly type: string;
  readonly version: number;
  /** when it was written; never the order of events */
  readonly timestamp: string;
  /** absent: of the installation */
  readonly organizationId?: string;
  /** of the organization's journal, without gaps; rises for each object too, so that a host can tell an older event from a newer one */
  readonly sequence: number;
  /** the place in the feed that it was read from */
  readonly cursor: string;
  readonly actor: Actor;
  /** of the request that made the change */
  readonly traceId: string;
  readonly object: JournalEntry['target'];
  readonly data: {
    readonly before?: Readonly<Record<string, unknown>>;
    readonly after?: Readonly<Record<string, unknown>>;
  };
}

/** Entries about the journal itself, which change nothing that a host application could know. */
const INTERNAL_TYPES = new Set(['journal.purged', 'journal.erased']);

/** The event of a journal entry; undefined where the entry is of no host application's business. */
export function eventOf(entry: JournalEntry, cursor: string): DomainEvent | undefined {
  if (INTERNAL_TYPES.has(entry.type)) return undefined;
  const { id, type, createdAt, organizationId, sequence, actor, traceId, target } = entry;
  const { before, after } = entry;
  return {
    id,
    type,
    version: EVENT_VERSION,
    timestamp: createdAt,
    ...(organizationId !== INSTALLATION && { organizationId }),
    sequence,
    cursor,
    actor,
    traceId,
    object: target,
    data: { ...(before && { before }), ...(after && { after }) },
  };
}
