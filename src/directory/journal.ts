import { hash } from 'node:crypto';
import { instant, newId, type Context, type Page } from '#kernel/index.js';
import { all, equals, type JournalLine, type Store, type Writers } from '#store/index.js';

export type Fact = Pick<JournalLine, 'organizationId' | 'type' | 'target' | 'before' | 'after'>;

/**
 * Writes one fact in the transaction that makes it true. The sequence is a tally of the organization, so two transactions of one
 * organization always collide here: rules that count (the last owner) can rely on it. Each line carries the hash of the one
 * before.
 */
export async function append(ctx: Context, tx: Writers, fact: Fact): Promise<void> {
  const now = instant(ctx.clock.now());
  const { organizationId, target } = fact;
  const sequence = await tx.tallies.adjust(`journal:${organizationId}`, 1);
  const bare: Omit<JournalLine, 'hash'> = {
    ...{ id: newId(), version: 1, createdAt: now, updatedAt: now },
    ...fact,
    ...{ sequence, actor: ctx.actor, traceId: ctx.traceId },
    actorKey: `${ctx.actor.kind}:${'id' in ctx.actor ? ctx.actor.id : ctx.actor.name}`,
    targetKey: `${target.kind}:${target.id}`,
    previous: await hashBefore(tx, organizationId, sequence),
  };
  const line: JournalLine = { ...bare, hash: hashOf(bare) };
  await tx.journal.insert(line);
  heads.set(tx, { organizationId, sequence, hash: line.hash });
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

/** Over the line as JSON with sorted keys, so that both databases and every version of Muster come to the same. */
export function hashOf(line: Omit<JournalLine, 'hash'>): string {
  return hash('sha256', sorted(line), 'hex');
}

function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => sorted(one ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${sorted(one)}`).join(',')}}`;
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
