import { listPage, nextVersion, type ListQuery } from '#core/index.js';
import { instant, type Context, type Page } from '#kernel/index.js';
import { all, equals, type Notice, type Store } from '#store/index.js';

const MAX_MARKED = 200;

/** A member's notices inside the product. */
export interface Inbox {
  /** In the order of their making. */
  list(
    ctx: Context,
    memberId: string,
    query: ListQuery & { readonly unread?: boolean },
  ): Promise<Page<Notice>>;
  /** Marks up to 200 as read and passes over those of other members. Resolves to how many were unread. */
  markRead(ctx: Context, memberId: string, ids: readonly string[]): Promise<number>;
}

export function createInbox(store: Store): Inbox {
  const isRead = { kind: 'present', field: { column: 'readAt' } } as const;
  return {
    list(_ctx, memberId, { unread, ...page }) {
      const ofMember = equals('memberId', memberId);
      const where = unread ? all(ofMember, { kind: 'not', term: isRead }) : ofMember;
      return listPage(store.read.notices, where, page);
    },
    markRead: (ctx, memberId, ids) =>
      store.transaction(memberId, async (tx) => {
        const found = await tx.notices.getMany(ids.slice(0, MAX_MARKED));
        const unread = found.filter((notice) => notice.memberId === memberId && !notice.readAt);
        const readAt = instant(ctx.clock.now());
        for (const notice of unread) {
          await tx.notices.update(nextVersion<Notice>(ctx, notice, { readAt }));
        }
        return unread.length;
      }),
  };
}
