import {
  ERASE_BATCH_SIZE,
  findAll,
  nextVersion,
  NOTHING_ERASED,
  type EntryEraser,
  type OrganizationScope,
  type PersonEraser,
  type PersonInEntry,
} from '#core/index.js';
import {
  all,
  equals,
  oneOf,
  type Mail,
  type Notice,
  type PendingNotification,
} from '#store/index.js';
import { withoutActor } from '../rules/actor-words.js';

/** The inbox and the preferences of the person. */
export const eraseInbox: PersonEraser = async ({ tx }, { memberIds }) => {
  if (memberIds.length === 0) return NOTHING_ERASED;
  const where = oneOf('memberId', memberIds);
  const { records } = await tx.notices.find({ where, limit: ERASE_BATCH_SIZE });
  const ids = records.map(({ id }) => id);
  if (ids.length > 0) return { done: (await tx.notices.removeWhere(oneOf('id', ids))).length };
  return { done: (await tx.noticePreferences.removeWhere(where)).length };
};

/** Notices in the inboxes of others, and notifications that wait, that were made of the entries. */
export const eraseNoticesOfEntries: EntryEraser = async (scope, found) => {
  const { ctx, tx } = scope;
  const gone = new Set(
    found.flatMap(({ entry, isSubject, isNamed }) => (isSubject || isNamed ? entry.id : [])),
  );
  const where = oneOf(
    'journalId',
    found.map(({ entry }) => entry.id),
  );
  let done = 0;
  for (const notice of (await findAll(tx.notices, where)).filter(isOfOne)) {
    done += 1;
    if (gone.has(notice.journalId)) await tx.notices.remove(notice.id);
    else {
      const data = withoutActor(notice.data);
      if (data) await tx.notices.update(nextVersion<Notice>(ctx, notice, { data }));
    }
  }
  for (const one of (await findAll(tx.tellings, where)).filter(isOfOne)) {
    done += 1;
    if (gone.has(one.journalId)) await tx.tellings.remove(one.id);
    else {
      const data = withoutActor(one.data);
      if (data) await tx.tellings.update(nextVersion<PendingNotification>(ctx, one, { data }));
    }
  }
  return done + (await eraseFromSummaries(scope, found));
};

/** The notice that several invitations expired names the addresses of them all. */
function isOfOne({ notice }: Pick<Notice, 'notice'>): boolean {
  return notice !== EXPIRED;
}

const EXPIRED = 'invitation-expired';

/** The address of the person in notices that several invitations expired, to the members who sent them. */
async function eraseFromSummaries(
  { ctx, tx }: OrganizationScope,
  found: readonly PersonInEntry[],
): Promise<number> {
  let done = 0;
  for (const { entry, isSubject } of found) {
    const { inviterId, email } = entry.after ?? {};
    if (!isSubject || typeof inviterId !== 'string' || typeof email !== 'string') continue;
    const ofInviter = all(equals('memberId', inviterId), equals('notice', EXPIRED));
    for (const notice of await findAll(tx.notices, ofInviter)) {
      const data = withoutItem(notice.data, email);
      if (!data) continue;
      await tx.notices.update(nextVersion<Notice>(ctx, notice, { data }));
      done += 1;
    }
    const mailed = all(equals('memberId', inviterId), equals('template', EXPIRED));
    for (const mail of await findAll(tx.mails, mailed)) {
      const data = withoutItem(mail.data, email);
      if (!data) continue;
      await tx.mails.update(nextVersion<Mail>(ctx, mail, { data }));
      done += 1;
    }
    const pending = await tx.tellings.first(equals('onceKey', `${EXPIRED}:${inviterId}`));
    const data = pending && withoutItem(pending.data, email);
    if (!data) continue;
    await tx.tellings.update(nextVersion<PendingNotification>(ctx, pending, { data }));
    done += 1;
  }
  return done;
}

function withoutItem(data: Notice['data'], item: string): Notice['data'] | undefined {
  const { items } = data;
  if (!Array.isArray(items) || !items.includes(item)) return undefined;
  return { ...data, items: (items as readonly unknown[]).filter((one) => one !== item) };
}
