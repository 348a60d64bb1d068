import { actorKeyOf, instant, newId, randomSalt, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  searchableOfEntry,
  type FeedMark,
  type JournalEntry,
  type Readers,
  type Writers,
} from '#store/index.js';
import { hashOfEntry } from './journal-hashes.js';
import type { JournalListener, NewJournalEntry, OrganizationScope } from './organization-scope.js';

/** Where the journal keeps what belongs to no organization, such as accounts. */
export const INSTALLATION = 'installation';

/** The name of the tally that numbers the entries of an organization. */
export function journalTally(organizationId: string): string {
  return `journal:${organizationId}`;
}

/** The part of a type before its first dot, by which entries are filtered: `member` of `member.added`. */
export function familyOf(type: string): string {
  return type.split('.', 1)[0] ?? type;
}

/** The entry that the next one is chained to. */
export async function lastEntry(
  { journal }: Pick<Readers, 'journal'>,
  organizationId: string,
): Promise<JournalEntry | undefined> {
  const { records } = await journal.find({
    where: equals('organizationId', organizationId),
    sort: [{ field: { column: 'sequence' }, descending: true }],
    limit: 1,
  });
  return records[0];
}

/** The entries of this transaction have no place in the feed of the installation yet: one row for all of them. */
function markOf({ organizationId, sequence, createdAt, updatedAt }: JournalEntry): FeedMark {
  return { id: newId(), version: 1, createdAt, updatedAt, organizationId, sequence };
}

/**
 * The journal of one organization within one transaction. The sequence is a tally of the organization, so two transactions of one
 * organization always collide here: rules that count (the last owner) can rely on it. Each entry carries the hash of the one before;
 * the last one of the transaction is remembered, so that the next one need not look it up.
 */
export class TransactionJournal {
  #last: { readonly sequence: number; readonly hash: string } | undefined;

  constructor(
    private readonly tx: Writers,
    private readonly organizationId: string,
    private readonly listeners: readonly JournalListener[],
  ) {}

  /** One entry per fact, in the transaction that makes it true; then the listeners, in their order. */
  async append(
    ctx: Context,
    entry: NewJournalEntry,
    scope: OrganizationScope | undefined,
  ): Promise<void> {
    const { tx, organizationId } = this;
    const now = instant(ctx.clock.now());
    const sequence = await tx.tallies.adjust(journalTally(organizationId), 1);
    const unsigned: Omit<JournalEntry, 'hash'> = {
      id: newId(),
      version: 1,
      createdAt: now,
      updatedAt: now,
      organizationId,
      ...entry,
      sequence,
      actor: ctx.actor,
      traceId: ctx.traceId,
      family: familyOf(entry.type),
      actorKey: actorKeyOf(ctx.actor),
      targetKey: `${entry.target.kind}:${entry.target.id}`,
      previous: await this.#hashBefore(sequence),
      salt: randomSalt(),
    };
    const appended: JournalEntry = { ...unsigned, hash: hashOfEntry(unsigned) };
    await tx.journal.insert(appended, searchableOfEntry(appended));
    if (this.#last === undefined) await tx.feedMarks.insert(markOf(appended));
    this.#last = { sequence, hash: appended.hash };
    for (const listener of this.listeners) await listener(appended, { ctx, tx, scope });
  }

  async #hashBefore(sequence: number): Promise<string> {
    if (sequence === 1) return '';
    if (this.#last?.sequence === sequence - 1) return this.#last.hash;
    const last = await lastEntry(this.tx, this.organizationId);
    if (last?.sequence === sequence - 1) return last.hash;
    // what this transaction wrote in another way than by this journal
    const before = await this.tx.journal.first(
      all(equals('organizationId', this.organizationId), equals('sequence', sequence - 1)),
    );
    return before?.hash ?? '';
  }
}
