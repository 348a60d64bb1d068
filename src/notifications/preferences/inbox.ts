import { listPage, nextVersion, readCursor, toPage, type ListQuery } from '#core/index.js';
import { instant, type Context, type Page } from '#kernel/index.js';
import { all, equals, type Notice, type Term } from '#store/index.js';
import type { NotificationDeps } from '../deps.js';
import { titlesFor } from '../rendering/inbox-titles.js';

const MAX_MARKED = 200;

/** A notice with the line that says it, and what it is about. */
export type TitledNotice = Notice & {
  readonly title: string;
  /** the target of its journal entry, while that is kept */
  readonly about?: { readonly kind: string; readonly id: string };
};

export interface InboxQuery extends ListQuery {
  readonly unread?: boolean;
  /** of their making; `asc` when absent */
  readonly order?: 'asc' | 'desc';
  /** of the titles; the member's own when absent */
  readonly language?: string;
}

/** A member's notices inside the product. */
export interface Inbox {
  list(ctx: Context, memberId: string, query: InboxQuery): Promise<Page<TitledNotice>>;
  /** Marks up to 200 as read and passes over those of other members. Resolves to how many were unread. */
  markRead(ctx: Context, memberId: string, ids: readonly string[]): Promise<number>;
}

export function createInbox(deps: NotificationDeps): Inbox {
  const { store } = deps;
  const isRead = { kind: 'present', field: { column: 'readAt' } } as const;
  return {
    async list(_ctx, memberId, { unread, order = 'asc', language, ...page }) {
      const ofMember = equals('memberId', memberId);
      const where = unread ? all(ofMember, { kind: 'not', term: isRead }) : ofMember;
      const found =
        order === 'asc'
          ? await listPage(store.read.notices, where, page)
          : await newestFirst(deps, where, page);
      const titleOf = await titlesFor(deps, memberId, language);
      const entries = await store.read.journal.getMany(found.items.map((one) => one.journalId));
      const targets = new Map(entries.map(({ id, target }) => [id, target]));
      const items = found.items.map((notice): TitledNotice => {
        const target = targets.get(notice.journalId);
        const about = target && { kind: target.kind, id: target.id };
        return { ...notice, title: titleOf(notice), ...(about && { about }) };
      });
      return { ...found, items };
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

async function newestFirst(
  { store }: NotificationDeps,
  where: Term,
  { limit, cursor }: ListQuery,
): Promise<Page<Notice>> {
  const id = readCursor(cursor);
  const last = id === undefined ? undefined : await store.read.notices.get(id);
  const { records } = await store.read.notices.find({
    where: all(where),
    sort: [{ field: { column: 'createdAt' }, descending: true }],
    limit: limit + 1,
    ...(last && { after: { values: [last.createdAt], id: last.id } }),
  });
  return toPage(records, limit);
}
