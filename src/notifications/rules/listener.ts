import { firstVersion, INSTALLATION, nextVersion, type JournalListener } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import { equals, type JournalEntry, type PendingNotification, type Writers } from '#store/index.js';
import { NOTICES } from '../catalogue.js';
import { newMail } from '../outbox/new-mail.js';
import { passPreferences } from '../preferences/preferences.js';
import { withAddedChange } from './access-changes.js';
import type { MemberNotification } from './notification-rule.js';
import { notificationRules } from './rules.js';

export interface ListenerOptions {
  /** told of what concerns the installation; absent: nobody is */
  readonly operatorMail?: string | undefined;
}

/**
 * Hears of journal entries and puts their notifications into the outbox, in the entry's own transaction: a mail where the address is
 * known, a pending notification where members have to be looked up. An entry without a rule costs nothing.
 */
export function createNotificationListener({
  operatorMail,
}: ListenerOptions = {}): JournalListener {
  return async (entry, { ctx, tx }) => {
    if (entry.type === 'member.merged') await passPreferences(ctx, tx, entry);
    const planned = await notificationRules.get(entry.type)?.(entry, tx);
    if (planned === undefined) return;
    if ('to' in planned) {
      const { organizationId, id: journalId } = entry;
      const of = organizationId === INSTALLATION ? {} : { organizationId };
      await tx.mails.insertMissing([newMail(ctx, { ...of, journalId, ...planned })]);
    } else if (entry.organizationId === INSTALLATION) {
      // it has no members whom a role could choose
      const template = NOTICES[planned.notice]?.template;
      if (operatorMail === undefined || template === undefined) return;
      const mail = { journalId: entry.id, template, to: operatorMail, data: planned.data };
      await tx.mails.insertMissing([newMail(ctx, mail)]);
    } else {
      await writePending(ctx, tx, entry, planned);
    }
  };
}

async function writePending(
  ctx: Context,
  tx: Writers,
  { id: journalId, organizationId }: JournalEntry,
  { notice, memberIds, alsoRoles, data, grouping, onceKey }: MemberNotification,
): Promise<void> {
  if (grouping) {
    const grouped = await tx.tellings.first(equals('onceKey', grouping.key));
    if (grouped) {
      const change = withAddedChange(grouped, { notice, data, item: grouping.item });
      return tx.tellings.update(nextVersion<PendingNotification>(ctx, grouped, change));
    }
  }
  const pending = firstVersion<PendingNotification>(ctx, {
    organizationId,
    notice,
    journalId,
    ...(memberIds && { memberIds }),
    ...(alsoRoles && { alsoRoles }),
    data: grouping ? { ...data, items: [grouping.item] } : data,
    dueAt: instant(ctx.clock.now() + (grouping ? GROUPING_MS : 0)),
    attempts: 0,
    ...(onceKey !== undefined && { lasting: true }),
    onceKey: grouping?.key ?? onceKey ?? `${journalId}:${notice}`,
  });
  await tx.tellings.insertMissing([pending]);
}

/** What one Save changes in several requests is one mail. */
const GROUPING_MS = 30_000;
