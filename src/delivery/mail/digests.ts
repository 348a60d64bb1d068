import { instant, newId, type Context } from '#kernel/index.js';
import { all, equals, NEVER, type Mail, type Term, type Writers } from '#store/index.js';
import { withChange } from './claims.js';
import type { MailOptions } from './options.js';
import { render } from './render.js';
import { prepareMail } from './views.js';

/** Rows of one run, and lines of one summary; what is beyond stays inside the product. */
const MAX_ROWS_PER_RUN = 500;
const MAX_DIGEST_LINES = 50;

/** Puts what was collected for a member into one mail, once a day: the rows carry the day's hour as their due time. */
export async function sendDigests(
  options: MailOptions,
  ctx: Context,
  signal: AbortSignal,
): Promise<{ done: number; more: boolean }> {
  const { store } = options;
  const now = instant(ctx.clock.now());
  const due: Term = { kind: 'compare', field: { column: 'dueAt' }, operator: 'le', value: now };
  const { records } = await store.read.mails.find({
    where: all(equals('status', 'digest'), due),
    sort: [{ field: { column: 'dueAt' } }],
    limit: MAX_ROWS_PER_RUN,
  });
  const memberIds = new Set(records.map(({ memberId }) => memberId ?? ''));
  let done = 0;
  for (const memberId of memberIds) {
    if (signal.aborted) return { done, more: true };
    const mailsOfMember = records.filter((mail) => (mail.memberId ?? '') === memberId);
    done += await writeDigest(options, ctx, mailsOfMember);
  }
  return { done, more: records.length === MAX_ROWS_PER_RUN };
}

async function writeDigest(
  options: MailOptions,
  ctx: Context,
  mails: readonly Mail[],
): Promise<number> {
  const { store } = options;
  const lines: string[] = [];
  for (const mail of mails.slice(0, MAX_DIGEST_LINES)) {
    const prepared = await prepareMail(options, mail, ctx.clock.now());
    if (prepared.kind === 'ready') lines.push(`- ${render(prepared).subject}`);
  }
  const { organizationId = '' } = mails[0] ?? {};
  return store.transaction(organizationId, (tx) => mergeIntoDigest(ctx, tx, mails, lines));
}

async function mergeIntoDigest(
  ctx: Context,
  tx: Writers,
  mails: readonly Mail[],
  lines: readonly string[],
): Promise<number> {
  const stored = await tx.mails.getMany(mails.map(({ id }) => id));
  // another process may have done it, or somebody taken one back
  const waiting = stored.filter(({ status }) => status === 'digest');
  const [first] = waiting;
  if (!first) return 0;
  const now = instant(ctx.clock.now());
  if (lines.length > 0) {
    const { triedAt: _tried, error: _error, subject: _subject, ...envelope } = first;
    await tx.mails.insert({
      ...envelope,
      id: newId(),
      version: 1,
      createdAt: now,
      updatedAt: now,
      template: 'digest',
      data: { notice: 'digest', items: lines.join('\n') },
      optional: true,
      status: 'queued',
      attempts: 0,
      dueAt: now,
      messageId: newId(),
      onceKey: `digest:${first.id}`,
    });
  }
  for (const mail of waiting) {
    const error = 'went into a summary';
    await tx.mails.update(withChange(ctx, mail, { status: 'suppressed', dueAt: NEVER, error }));
  }
  return waiting.length;
}
