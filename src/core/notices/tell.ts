import { foldCase, instant, newId, type Context } from '#kernel/index.js';
import {
  equals,
  type JournalEntry,
  type Mail,
  type PendingNotification,
  type Writers,
} from '#store/index.js';
import { notificationRules, type DirectMail, type MemberNotification } from './facts.js';

/** Contexts in which something was put into the outbox, so that a door can wake the sender after the commit. */
const contextsWithQueuedMail = new WeakSet<Context>();

/** Whether there is something new to be sent, because of this call. */
export function hasQueuedMail(ctx: Context): boolean {
  return contextsWithQueuedMail.has(ctx);
}

/**
 * Puts what is told of a fact into the outbox, in the fact's own transaction: a mail where the address is known, a telling where
 * members have to be looked up. Facts that nobody is told of cost nothing.
 */
export async function planNotifications(
  ctx: Context,
  tx: Writers,
  entry: JournalEntry,
): Promise<void> {
  const rule = notificationRules.get(entry.type);
  if (rule === undefined) return;
  const planned = await rule(entry, tx);
  if (planned === undefined) return;
  const { memberNotifications = [], directMails = [] } = planned;
  for (const notification of memberNotifications) await writePending(ctx, tx, entry, notification);
  if (directMails.length > 0) {
    await tx.mails.insertMissing(directMails.map((directMail) => toMail(ctx, entry, directMail)));
  }
  contextsWithQueuedMail.add(ctx);
}

function toMail(ctx: Context, entry: JournalEntry, directMail: DirectMail): Mail {
  const now = instant(ctx.clock.now());
  const toKey = foldCase(directMail.to);
  return {
    id: newId(),
    version: 1,
    createdAt: now,
    updatedAt: now,
    organizationId: entry.organizationId,
    ...directMail,
    toKey,
    optional: false,
    status: 'queued',
    attempts: 0,
    dueAt: now,
    messageId: newId(),
    onceKey: `${entry.id}:${toKey}:${directMail.template}`,
  };
}

async function writePending(
  ctx: Context,
  tx: Writers,
  entry: JournalEntry,
  notification: MemberNotification,
): Promise<void> {
  const now = ctx.clock.now();
  const { notice, memberIds, alsoRoles, data, grouping, onceKey } = notification;
  if (grouping) {
    const grouped = await tx.tellings.first(equals('onceKey', grouping.key));
    if (grouped) return tx.tellings.update(withAddedItem(grouped, grouping.item, instant(now)));
  }
  const pending: PendingNotification = {
    id: newId(),
    version: 1,
    createdAt: instant(now),
    updatedAt: instant(now),
    organizationId: entry.organizationId,
    notice,
    journalId: entry.id,
    ...(memberIds && { memberIds }),
    ...(alsoRoles && { alsoRoles }),
    data: grouping ? { ...data, items: [grouping.item] } : data,
    dueAt: instant(now + (grouping?.ms ?? 0)),
    attempts: 0,
    ...(onceKey !== undefined && { lasting: true }),
    onceKey: grouping?.key ?? onceKey ?? `${entry.id}:${notice}`,
  };
  await tx.tellings.insertMissing([pending]);
}

function withAddedItem(
  pending: PendingNotification,
  item: string,
  updatedAt: string,
): PendingNotification {
  const items = (pending.data['items'] ?? []) as readonly string[];
  const data = { ...pending.data, items: [...new Set([...items, item])].slice(0, 100) };
  return { ...pending, data, version: pending.version + 1, updatedAt };
}
