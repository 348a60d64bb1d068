import { instant, newId, type Context, type Page } from '#kernel/index.js';
import { all, equals, type JournalLine, type Store, type Writers } from '#store/index.js';
import { hashOf } from './journal/hashes.js';
import { familyOf, listLines, streamLines, type JournalQuery } from './journal/list.js';
import { purgeJournals, type Purge } from './journal/purge.js';
import { journalTally, verifyJournal, type Verification } from './journal/verify.js';
import { tell } from './notices/tell.js';

export type { JournalFilter, JournalQuery } from './journal/list.js';
export type { Purge } from './journal/purge.js';
export type { Break, Verification } from './journal/verify.js';

/** Days that lines are kept where nobody says otherwise (setting `journal.retentionDays`). */
const DAYS = 400;

export type Fact = Pick<JournalLine, 'organizationId' | 'type' | 'target' | 'before' | 'after'>;

/**
 * Writes one fact in the transaction that makes it true. The sequence is a tally of the organization, so two transactions of one
 * organization always collide here: rules that count (the last owner) can rely on it. Each line carries the hash of the one
 * before.
 */
export async function append(ctx: Context, tx: Writers, fact: Fact): Promise<void> {
  const now = instant(ctx.clock.now());
  const { organizationId, target } = fact;
  const sequence = await tx.tallies.adjust(journalTally(organizationId), 1);
  const bare: Omit<JournalLine, 'hash'> = {
    id: newId(),
    version: 1,
    createdAt: now,
    updatedAt: now,
    ...fact,
    sequence,
    actor: ctx.actor,
    traceId: ctx.traceId,
    family: familyOf(fact.type),
    actorKey: `${ctx.actor.kind}:${'id' in ctx.actor ? ctx.actor.id : ctx.actor.name}`,
    targetKey: `${target.kind}:${target.id}`,
    previous: await hashBefore(tx, organizationId, sequence),
  };
  const line: JournalLine = { ...bare, hash: hashOf(bare) };
  await tx.journal.insert(line);
  heads.set(tx, { organizationId, sequence, hash: line.hash });
  await tell(ctx, tx, line);
}

/** The last line of a transaction, so that its next one need not look it up. */
const heads = new WeakMap<Writers, { organizationId: string; sequence: number; hash: string }>();

async function hashBefore(tx: Writers, organizationId: string, sequence: number): Promise<string> {
  if (sequence === 1) return '';
  const head = heads.get(tx);
  if (head?.organizationId === organizationId && head.sequence === sequence - 1) return head.hash;
  const before = await tx.journal.first(
    all(equals('organizationId', organizationId), equals('sequence', sequence - 1)),
  );
  return before?.hash ?? '';
}

export interface Journal {
  /** A page; `next` is the sequence to go on after. */
  list(ctx: Context, organizationId: string, query: JournalQuery): Promise<Page<JournalLine>>;
  /** Every line that matches, for exports. */
  stream(
    ctx: Context,
    organizationId: string,
    query: Omit<JournalQuery, 'limit' | 'after'>,
  ): AsyncIterable<JournalLine>;
  /** Whether the journal is what was written: whole, unchanged, in its order. `from`: a sequence to begin with. */
  verify(ctx: Context, organizationId: string, options?: { from?: number }): Promise<Verification>;
  /** Removes what is older than it is kept, a bounded number of lines; `more`: run it again. */
  purge(ctx: Context): Promise<Purge>;
}

export function createJournal(store: Store, days = DAYS): Journal {
  const { journal } = store.read;
  return {
    list: (_ctx, organizationId, query) => listLines(journal, organizationId, query),
    stream: (_ctx, organizationId, query) => streamLines(journal, organizationId, query),
    verify: (_ctx, organizationId, { from = 1 } = {}) => verifyJournal(store, organizationId, from),
    purge: (ctx) => purgeJournals(store, append, ctx, days),
  };
}
