import type { Context, Page } from '#kernel/index.js';
import type { JournalEntry } from '#store/index.js';
import type { CoreDeps, SweepResult } from '#core/tenancy/index.js';
import { listEntries, streamEntries, type JournalQuery } from './list.js';
import { purgeJournals, type PurgeRules } from './purge.js';
import { verifyJournal, type Verification } from './verify.js';

export type { JournalFilter, JournalQuery } from './list.js';
export type { Break, Verification } from './verify.js';

/** Days that entries are kept by default (setting `journal.retentionDays`). */
const DEFAULT_RETENTION_DAYS = 400;

export interface Journal {
  /** A page; `next` is the sequence to go on after. */
  list(ctx: Context, organizationId: string, query: JournalQuery): Promise<Page<JournalEntry>>;
  /** Every line that matches, for exports. */
  stream(
    ctx: Context,
    organizationId: string,
    query: Omit<JournalQuery, 'limit' | 'after'>,
  ): AsyncIterable<JournalEntry>;
  /** Whether the journal is what was written: whole, unchanged, in its order. `from`: a sequence to begin with. */
  verify(ctx: Context, organizationId: string, options?: { from?: number }): Promise<Verification>;
  /** Removes what is older than it is kept, a bounded number of lines; `more`: run it again. */
  purge(ctx: Context): Promise<SweepResult>;
}

/** `days` absent: 400. */
type JournalOptions = { readonly [Name in keyof PurgeRules]?: PurgeRules[Name] | undefined };

export function createJournal(
  deps: CoreDeps,
  { days = DEFAULT_RETENTION_DAYS, heldFrom }: JournalOptions = {},
): Journal {
  const { store } = deps;
  const { journal } = store.read;
  return {
    list: (_ctx, organizationId, query) => listEntries(journal, organizationId, query),
    stream: (_ctx, organizationId, query) => streamEntries(journal, organizationId, query),
    verify: (_ctx, organizationId, { from = 1 } = {}) => verifyJournal(store, organizationId, from),
    purge: (ctx) => purgeJournals(deps, ctx, { days, heldFrom }),
  };
}
