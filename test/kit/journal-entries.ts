import { journalTally } from '#core/index.js';
import { instant, newId, newTraceId } from '#kernel/index.js';
import type { JournalEntry } from '#store/index.js';
import type { TestServer } from './server.js';

/** Entries that a test writes at once, in one transaction and at one time. */
export interface WrittenEntries {
  readonly count: number;
  /** milliseconds since 1970; absent: now */
  readonly at?: number;
  /** what each of them says; absent: `member.unlocked` */
  readonly says?: (index: number) => Said;
}

type Said = Pick<JournalEntry, 'type' | 'target' | 'before' | 'after'>;

/**
 * Writes `member.unlocked` into the journal of an organization past the rules, and without a chain of hashes: for what reads a long
 * journal. Wakes readers as any change does.
 */
export function appendEntries(
  { store }: Pick<TestServer, 'store'>,
  organizationId: string,
  { count, at = Date.now(), says }: WrittenEntries,
): Promise<void> {
  return store.transaction(organizationId, async (tx) => {
    const last = await tx.tallies.adjust(journalTally(organizationId), count);
    const first = last - count + 1;
    const entries = Array.from({ length: count }, (_one, index) => {
      const place = { organizationId, sequence: first + index, createdAt: instant(at) };
      return entryOf(place, says?.(index) ?? unlocked(place));
    });
    await tx.journal.insertMissing(entries);
    const now = instant(at);
    const times = { createdAt: now, updatedAt: now };
    await tx.feedMarks.insert({
      id: newId(),
      version: 1,
      organizationId,
      sequence: first,
      ...times,
    });
  });
}

type Place = Pick<JournalEntry, 'organizationId' | 'sequence' | 'createdAt'>;

function unlocked({ sequence, createdAt }: Place): Said {
  const target = { kind: 'member', id: `member-${sequence}` };
  const after = { hours: 1, reason: 'a test', unlockedUntil: createdAt };
  return { type: 'member.unlocked', target, after };
}

function entryOf(place: Place, said: Said): JournalEntry {
  const { type, target } = said;
  return {
    ...place,
    ...said,
    id: newId(),
    version: 1,
    updatedAt: place.createdAt,
    family: type.split('.')[0] ?? '',
    actor: { kind: 'operator', name: 'operator' },
    traceId: newTraceId(),
    actorKey: 'operator:operator',
    targetKey: `${target.kind}:${target.id}`,
    previous: '',
    hash: '',
  };
}
