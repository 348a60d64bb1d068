import { instant, newId, type Context } from '#kernel/index.js';
import { all, equals, NEVER, type Mail, type Term, type Writers } from '#store/index.js';
import { changed } from './claims.js';
import type { MailOptions } from './options.js';
import { render } from './render.js';
import { prepare } from './views.js';

/** Rows of one run, and lines of one summary; what is beyond stays inside the product. */
const PER_RUN = 500;
const MOST_LINES = 50;

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
    limit: PER_RUN,
  });
  const addresses = new Set(records.map(({ memberId }) => memberId ?? ''));
  let done = 0;
  for (const memberId of addresses) {
    if (signal.aborted) return { done, more: true };
    const mine = records.filter((mail) => (mail.memberId ?? '') === memberId);
    done += await digest(options, ctx, mine);
  }
  return { done, more: records.length === PER_RUN };
}

async function digest(options: MailOptions, ctx: Context, mails: readonly Mail[]): Promise<number> {
  const { store } = options;
  const lines: string[] = [];
  for (const mail of mails.slice(0, MOST_LINES)) {
    const prepared = await prepare(options, mail, ctx.clock.now());
    if (prepared.kind === 'ready') lines.push(`- ${render(prepared).subject}`);
  }
  const { organizationId = '' } = mails[0] ?? {};
  return store.transaction(organizationId, (tx) => fold(ctx, tx, mails, lines));
}

async function fold(
  ctx: Context,
  tx: Writers,
  mails: readonly Mail[],
  lines: readonly string[],
): Promise<number> {
  const kept = await tx.mails.getMany(mails.map(({ id }) => id));
  // another process may have done it, or somebody taken one back
  const waiting = kept.filter(({ status }) => status === 'digest');
  const [first] = waiting;
  if (!first) return 0;
  const now = instant(ctx.clock.now());
  if (lines.length > 0) {
    const { triedAt: _tried, error: _error, subject: _subject, ...place } = first;
    await tx.mails.insert({
      ...place,
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
    await tx.mails.update(changed(ctx, mail, { status: 'suppressed', dueAt: NEVER, error }));
  }
  return waiting.length;
}
