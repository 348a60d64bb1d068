import type { PendingNotification } from '#store/index.js';

/** Lines of one mail. */
const MAX_ITEMS = 100;

/** One more change of what a pending notification is about. */
interface AddedChange {
  readonly notice: string;
  readonly data: PendingNotification['data'];
  /** `spaceAdded:Design` */
  readonly item: string;
}

/**
 * Changes of one member's access within half a minute are one mail. A change that stays alone has the mail of its own kind; several
 * are lines of the mail about changed access, or of the mail that welcomes a new member.
 */
export function withAddedChange(
  pending: Pick<PendingNotification, 'notice' | 'data'>,
  { notice, data, item }: AddedChange,
): Pick<PendingNotification, 'notice' | 'data'> {
  const before = (pending.data['items'] ?? []) as readonly string[];
  // the latest word on a thing stands last
  const items = [...before.filter((one) => one !== item), item].slice(-MAX_ITEMS);
  const actor = pending.data['actor'] === data['actor'] ? data['actor'] : '';
  const merged = { ...pending.data, ...data, ...(actor !== undefined && { actor }), items };
  const staysAlone = items.length === 1 || !CHANGES_OF_ACCESS.has(notice);
  if (pending.notice === notice && staysAlone) return { notice, data: merged };
  const isNew = [pending.notice, notice].includes('member-added');
  return { notice: isNew ? 'member-added' : 'access-changed', data: merged };
}

/** Two of them, of two seats say, are lines of one mail. */
const CHANGES_OF_ACCESS = new Set([
  'role-changed',
  'seat-assigned',
  'seat-removed',
  'seat-granted',
]);
