import { instant, newId, type Context, type Page } from '#kernel/index.js';
import { all, equals, type JournalLine, type Store, type Writers } from '#store/index.js';

export type Fact = Pick<JournalLine, 'organizationId' | 'type' | 'target' | 'before' | 'after'>;

/**
 * Writes one fact in the transaction that makes it true. The sequence is a tally of the organization, so two transactions of one
 * organization always collide here: rules that count (the last owner) can rely on it.
 */
export async function append(ctx: Context, tx: Writers, fact: Fact): Promise<void> {
  const now = instant(ctx.clock.now());
  await tx.journal.insert({
    id: newId(),
    version: 1,
    createdAt: now,
    updatedAt: now,
    ...fact,
    sequence: await tx.tallies.adjust(`journal:${fact.organizationId}`, 1),
    actor: ctx.actor,
    traceId: ctx.traceId,
  });
}

export interface JournalQuery {
  readonly limit: number;
  /** lines with a higher sequence than this */
  readonly after: number;
}

export interface Journal {
  /** Oldest first; `next` is the sequence to go on after. */
  list(ctx: Context, organizationId: string, query: JournalQuery): Promise<Page<JournalLine>>;
}

export function createJournal(store: Store): Journal {
  return {
    async list(_ctx, organizationId, { limit, after }) {
      const { records } = await store.read.journal.find({
        where: all(equals('organizationId', organizationId), {
          kind: 'compare',
          field: { column: 'sequence' },
          operator: 'gt',
          value: after,
        }),
        sort: [{ field: { column: 'sequence' } }],
        limit: limit + 1,
      });
      const items = records.slice(0, limit);
      const last = items.at(-1);
      return {
        items,
        ...(records.length > limit && last && { next: String(last.sequence) }),
      };
    },
  };
}
