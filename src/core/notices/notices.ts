import type { Context } from '#kernel/index.js';
import type { Store } from '#store/index.js';
import type { Links } from '#core/tenancy/index.js';
import type { Presets } from '#core/tenancy/index.js';
import { createInbox, type Inbox } from './inbox.js';
import { createNoticeMatrix, type NoticeMatrix } from './matrix.js';
import { createNoticePreferences, type NoticePreferences } from './preferences.js';
import { createRaise, type Raise } from './raise.js';
import { spread, type Spread } from './spread.js';
import { hasQueued } from './tell.js';

/** Who is told what, and how. What there is to tell comes out of the journal (facts.ts). */
export interface Notices {
  readonly matrix: NoticeMatrix;
  readonly preferences: NoticePreferences;
  readonly inbox: Inbox;
  readonly raise: Raise;
  /** Makes mails and notices of the facts that wait. */
  spread(ctx: Context): Promise<Spread>;
  /** Whether this call has put something into the outbox. */
  hasQueued(ctx: Context): boolean;
}

export function createNotices(store: Store, presets: Presets, links: Links): Notices {
  return {
    matrix: createNoticeMatrix(store, presets),
    preferences: createNoticePreferences(store, presets, links),
    inbox: createInbox(store),
    raise: createRaise(store),
    spread: (ctx) => spread(store, presets, ctx),
    hasQueued,
  };
}
