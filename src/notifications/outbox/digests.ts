import { nextVersion, type SweepResult } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import { all, compare, equals, NEVER, type Mail, type Writers } from '#store/index.js';
import type { NotificationDeps } from '../deps.js';
import { prepareMail, type DigestLine } from '../rendering/mail-views.js';
import { renderSubject } from '../rendering/render.js';
import { newMail } from './new-mail.js';

/** Rows of one run, and lines of one digest; the others are in the inbox only. */
const MAX_ROWS_PER_RUN = 500;
const MAX_DIGEST_LINES = 50;

/** Puts the mails that wait for a member's digest into one, once a day: they are due at the same hour. */
export async function sendDigests(
  deps: NotificationDeps,
  ctx: Context,
  signal: AbortSignal,
): Promise<SweepResult> {
  const { store } = deps;
  const { records } = await store.read.mails.find({
    where: all(equals('status', 'digest'), compare('dueAt', 'le', instant(ctx.clock.now()))),
    sort: [{ field: { column: 'dueAt' } }],
    limit: MAX_ROWS_PER_RUN,
  });
  const memberIds = new Set(records.map(({ memberId }) => memberId ?? ''));
  let done = 0;
  for (const memberId of memberIds) {
    if (signal.aborted) return { done, more: true };
    const mailsOfMember = records.filter((mail) => (mail.memberId ?? '') === memberId);
    done += await writeDigest(deps, ctx, mailsOfMember);
  }
  return { done, more: records.length === MAX_ROWS_PER_RUN };
}

async function writeDigest(
  deps: NotificationDeps,
  ctx: Context,
  mails: readonly Mail[],
): Promise<number> {
  const lines: DigestLine[] = [];
  for (const mail of mails.slice(0, MAX_DIGEST_LINES)) {
    const prepared = await prepareMail(deps, ctx, mail);
    if (prepared.kind !== 'ready') continue;
    const { template, byRole, data } = mail;
    const notice = typeof data['notice'] === 'string' ? data['notice'] : template;
    const text = `- ${renderSubject(prepared)}`;
    lines.push({ notice, ...(byRole && { byRole }), text, mailId: mail.id });
  }
  const { organizationId = '' } = mails[0] ?? {};
  return deps.store.transaction(organizationId, (tx) => mergeIntoDigest(ctx, tx, mails, lines));
}

async function mergeIntoDigest(
  ctx: Context,
  tx: Writers,
  mails: readonly Mail[],
  lines: readonly DigestLine[],
): Promise<number> {
  const stored = await tx.mails.getMany(mails.map(({ id }) => id));
  // another process may have done it, or one was taken back
  const waiting = stored.filter(({ status }) => status === 'digest');
  const [first] = waiting;
  if (!first) return 0;
  let digestId: string | undefined;
  if (lines.length > 0) {
    const { id, organizationId = '', to, toName, locale, memberId } = first;
    const digest = newMail(ctx, {
      organizationId,
      journalId: id,
      template: 'digest',
      to,
      ...(toName !== undefined && { toName }),
      ...(locale !== undefined && { locale }),
      ...(memberId !== undefined && { memberId }),
      data: { notice: 'digest', items: lines.map(({ text }) => text).join('\n'), lines },
      optional: true,
    });
    digestId = digest.id;
    await tx.mails.insert({ ...digest, onceKey: `digest:${id}` });
  }
  for (const mail of waiting) {
    const error =
      lines.length > 0 ? 'went into a summary' : 'its recipient may not read it any more';
    await tx.mails.update(
      nextVersion<Mail>(ctx, mail, {
        status: 'suppressed',
        dueAt: NEVER,
        error,
        ...(digestId !== undefined && { digestId }),
      }),
    );
  }
  return waiting.length;
}
