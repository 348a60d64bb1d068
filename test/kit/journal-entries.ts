import { journalTally } from '#core/index.js';
import { instant, newId, newTraceId } from '#kernel/index.js';
import type { JournalEntry } from '#store/index.js';
import type { TestServer } from './server.js';

/** Entries that a test writes at once, in one transaction and at one time. */
export interface WrittenEntries {
  readonly count: number;
  /** milliseconds since 1970; absent: now */
  readonly at?: number;
}

/**
 * Writes `member.unlocked` into the journal of an organization past the rules, and without a chain of hashes: for what reads a long
 * journal. Wakes readers as any change does.
 */
export function appendEntries(
  { store }: Pick<TestServer, 'store'>,
  organizationId: string,
  { count, at = Date.now() }: WrittenEntries,
): Promise<void> {
  return store.transaction(organizationId, async (tx) => {
    const last = await tx.tallies.adjust(journalTally(organizationId), count);
    const first = last - count + 1;
    const entries = Array.from({ length: count }, (_one, index) =>
      entryOf(organizationId, first + index, instant(at)),
    );
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

function entryOf(organizationId: string, sequence: number, createdAt: string): JournalEntry {
  const target = { kind: 'member', id: `member-${sequence}` };
  return {
    id: newId(),
    version: 1,
    createdAt,
    updatedAt: createdAt,
    organizationId,
    sequence,
    type: 'member.unlocked',
    family: 'member',
    actor: { kind: 'operator', name: 'operator' },
    target,
    after: { hours: 1, reason: 'a test', unlockedUntil: createdAt },
    traceId: newTraceId(),
    actorKey: 'operator:operator',
    targetKey: `member:${target.id}`,
    previous: '',
    hash: '',
  };
}
