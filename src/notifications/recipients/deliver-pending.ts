import { firstVersion, inOrganization, nextVersion } from '#core/index.js';
import type { CoreDeps, OrganizationScope } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import {
  compare,
  NEVER,
  type Member,
  type Notice,
  type PendingNotification,
} from '#store/index.js';
import { noticeKindOf } from '../catalogue.js';
import { newMail } from '../outbox/new-mail.js';
import { nextDigestTime } from './channels.js';
import { recipientsOf, type Recipient } from './recipients.js';

/** Pending notifications of one run, and of one transaction. */
const MAX_PENDING_PER_RUN = 200;
const MAX_PENDING_PER_TRANSACTION = 50;

/** Members whom the notifications of one transaction name: who gets what is found for all of them in one turn. */
const MAX_NAMED_PER_TRANSACTION = 400;

const HOUR_MS = 3_600_000;

export interface PendingDelivery {
  readonly failed: number;
  readonly more: boolean;
}

/**
 * Looks up the recipients of the notifications that wait, and writes their mails and notices: those of one organization in few
 * transactions, because each waits for the organization's other changes. Where one fails they are tried one by one; that one is tried
 * again later and does not hold up the others.
 */
export async function deliverPending(deps: CoreDeps, ctx: Context): Promise<PendingDelivery> {
  const { records } = await deps.store.read.tellings.find({
    where: compare('dueAt', 'le', instant(ctx.clock.now())),
    sort: [{ field: { column: 'dueAt' } }],
    limit: MAX_PENDING_PER_RUN,
  });
  let failed = 0;
  for (const batch of toBatches(records)) {
    if (batch.length > 1 && (await deliverBatch(deps, ctx, batch)) === undefined) continue;
    for (const one of batch) {
      const error = await deliverBatch(deps, ctx, [one]);
      if (error === undefined) continue;
      failed += 1;
      ctx.log.warn(
        { err: error, telling: one.id, traceId: ctx.traceId },
        'a notification was not delivered; it is tried again',
      );
      await postpone(deps, ctx, one);
    }
  }
  return { failed, more: records.length === MAX_PENDING_PER_RUN };
}

/** By organization, in the order of their time. */
function toBatches(records: readonly PendingNotification[]): PendingNotification[][] {
  const open = new Map<string, { batch: PendingNotification[]; named: number }>();
  const batches: PendingNotification[][] = [];
  for (const pending of records) {
    const named = Array.isArray(pending.memberIds) ? pending.memberIds.length : 0;
    const current = open.get(pending.organizationId);
    const hasRoom =
      current &&
      current.batch.length < MAX_PENDING_PER_TRANSACTION &&
      current.named + named <= MAX_NAMED_PER_TRANSACTION;
    if (hasRoom) {
      current.batch.push(pending);
      current.named += named;
    } else {
      const batch = [pending];
      batches.push(batch);
      open.set(pending.organizationId, { batch, named });
    }
  }
  return batches;
}

/** Resolves to what went wrong. */
async function deliverBatch(
  deps: CoreDeps,
  ctx: Context,
  batch: readonly PendingNotification[],
): Promise<unknown> {
  const organizationId = batch[0]?.organizationId ?? '';
  const ids = batch.map(({ id }) => id);
  try {
    await inOrganization(deps, ctx, organizationId, (scope) => deliver(scope, ids), 'any');
    return undefined;
  } catch (error) {
    return error ?? new Error('unknown');
  }
}

function postpone(
  { store }: CoreDeps,
  ctx: Context,
  { id, organizationId }: PendingNotification,
): Promise<void> {
  return store.transaction(organizationId, async (tx) => {
    const pending = await tx.tellings.get(id);
    if (!pending) return;
    const attempts = pending.attempts + 1;
    const waitMs = Math.min(1_000 * 2 ** attempts, HOUR_MS);
    const dueAt = instant(ctx.clock.now() + waitMs);
    await tx.tellings.update(nextVersion<PendingNotification>(ctx, pending, { attempts, dueAt }));
  });
}

async function deliver(scope: OrganizationScope, ids: readonly string[]): Promise<void> {
  const { ctx, tx } = scope;
  const now = instant(ctx.clock.now());
  // without those that another process delivered, or that were put off because more came to them
  const due = (await tx.tellings.getMany(ids)).filter(({ dueAt }) => dueAt <= now);
  due.sort((a, b) => (a.dueAt + a.id < b.dueAt + b.id ? -1 : 1));
  const recipients = await recipientsOf(scope, due);
  const pairs = due.flatMap((pending) =>
    (recipients.get(pending.id) ?? []).map((recipient) => ({ pending, recipient })),
  );
  const inside = pairs.filter(({ recipient }) => recipient.member.status === 'active');
  await tx.notices.insertMissing(
    inside.map(({ pending, recipient }) => toNotice(ctx, pending, recipient.member)),
  );
  await tx.mails.insertMissing(
    pairs.flatMap(({ pending, recipient }) => toMail(ctx, pending, recipient)),
  );
  for (const pending of due) {
    if (pending.lasting === true) {
      await tx.tellings.update(nextVersion<PendingNotification>(ctx, pending, { dueAt: NEVER }));
    } else {
      await tx.tellings.remove(pending.id, pending.version);
    }
  }
}

function toNotice(ctx: Context, pending: PendingNotification, member: Member): Notice {
  const { organizationId, notice, journalId, data } = pending;
  return firstVersion(ctx, { organizationId, memberId: member.id, notice, journalId, data });
}

function toMail(
  ctx: Context,
  { organizationId, notice, journalId, data }: PendingNotification,
  { member, channel, byRole }: Recipient,
): ReturnType<typeof newMail>[] {
  const { id, email, name, locale } = member;
  if (channel === 'in_app' || email === undefined) return [];
  const { template, optional } = noticeKindOf(notice);
  const mail = newMail(ctx, {
    organizationId,
    journalId,
    template,
    to: email,
    toName: name,
    ...(locale !== undefined && { locale }),
    data: { ...data, notice },
    optional,
    memberId: id,
    ...(byRole && { byRole }),
  });
  if (channel === 'mail') return [mail];
  return [{ ...mail, status: 'digest', dueAt: nextDigestTime(ctx.clock.now()) }];
}
