import type { Context } from '#kernel/index.js';
import type { Links, CoreDeps } from '#core/tenancy/index.js';
import { createInbox, type Inbox } from './inbox.js';
import { createNoticeMatrix, type NoticeMatrix } from './matrix.js';
import { createNoticePreferences, type NoticePreferences } from './preferences.js';
import { createHostNoticeSender, type SendHostNotice } from './raise.js';
import { deliverPending, type PendingDelivery } from './spread.js';
import { hasQueuedMail } from './tell.js';

/** Who is told what, and how. What there is to tell comes out of the journal (facts.ts). */
export interface Notices {
  readonly matrix: NoticeMatrix;
  readonly preferences: NoticePreferences;
  readonly inbox: Inbox;
  readonly sendHostNotice: SendHostNotice;
  /** Makes mails and notices of the facts that wait. */
  deliverPending(ctx: Context): Promise<PendingDelivery>;
  /** Whether this call has put something into the outbox. */
  hasQueuedMail(ctx: Context): boolean;
}

export function createNotices(deps: CoreDeps, links: Links): Notices {
  const { store } = deps;
  return {
    matrix: createNoticeMatrix(deps),
    preferences: createNoticePreferences(deps, links),
    inbox: createInbox(store),
    sendHostNotice: createHostNoticeSender(store),
    deliverPending: (ctx) => deliverPending(deps, ctx),
    hasQueuedMail,
  };
}
