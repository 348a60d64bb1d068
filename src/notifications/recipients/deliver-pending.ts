import { findRoles, inOrganization, firstVersion, nextVersion } from '#core/index.js';
import type { CoreDeps, OrganizationScope } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  facet,
  NEVER,
  oneOf,
  type Member,
  type Notice,
  type NoticePreference,
  type PendingNotification,
} from '#store/index.js';
import { noticeKindOf, type Channel } from '../catalogue.js';
import { newMail } from '../outbox/new-mail.js';
import { channelFor, channelOfRole } from './channels.js';

/** Members who get one notice because of a role, at most. */
const MAX_ROLE_RECIPIENTS = 200;

/** Pending notifications of one run. */
const MAX_PENDING_PER_RUN = 100;

/** What waits for a digest is due at that hour of the next day, UTC. */
const DIGEST_HOUR = 7;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface PendingDelivery {
  readonly failed: number;
  readonly more: boolean;
}

/**
 * Looks up the recipients of the notifications that wait, and writes their mails and notices. Each in a transaction of its own; one
 * that fails is tried again later and does not hold up the others.
 */
export async function deliverPending(deps: CoreDeps, ctx: Context): Promise<PendingDelivery> {
  const now = instant(ctx.clock.now());
  const { records } = await deps.store.read.tellings.find({
    where: compare('dueAt', 'le', now),
    sort: [{ field: { column: 'dueAt' } }],
    limit: MAX_PENDING_PER_RUN,
  });
  let failed = 0;
  for (const { id, organizationId } of records) {
    try {
      await inOrganization(deps, ctx, organizationId, (scope) => deliverOne(scope, id), 'any');
    } catch (error) {
      failed += 1;
      ctx.log.warn(
        { err: error, telling: id, traceId: ctx.traceId },
        'a notification was not delivered; it is tried again',
      );
      await postpone(deps, ctx, organizationId, id);
    }
  }
  return { failed, more: records.length === MAX_PENDING_PER_RUN };
}

function postpone(
  { store }: CoreDeps,
  ctx: Context,
  organizationId: string,
  id: string,
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

async function deliverOne(scope: OrganizationScope, id: string): Promise<void> {
  const { ctx, tx } = scope;
  const pending = await tx.tellings.get(id);
  // delivered by another process, or put off because more came to it
  if (!pending || pending.dueAt > instant(ctx.clock.now())) return;
  await notifyRecipients(scope, pending);
  if (pending.lasting === true) {
    await tx.tellings.update(nextVersion<PendingNotification>(ctx, pending, { dueAt: NEVER }));
  } else {
    await tx.tellings.remove(id, pending.version);
  }
}

async function notifyRecipients(
  scope: OrganizationScope,
  pending: PendingNotification,
): Promise<void> {
  const { ctx, tx, presets, organization } = scope;
  const { memberIds, alsoRoles, notice } = pending;
  const namedIds = new Set(memberIds);
  const recipients = await scope.members.getMany([...namedIds].slice(0, 1_000));
  if (!memberIds || alsoRoles) {
    recipients.push(...(await membersOfNotifiedRoles(scope, notice, namedIds)));
  }
  const preferences = await preferencesOf(scope, recipients);
  const now = ctx.clock.now();
  const chosen = recipients.flatMap((member): { member: Member; channel: Channel }[] => {
    const channel = channelFor({
      presets,
      organization,
      member,
      notice,
      preference: preferences.get(member.id),
      now,
      isNamed: namedIds.has(member.id),
    });
    return channel !== 'off' && mayBeNotified(member, notice) ? [{ member, channel }] : [];
  });
  const active = chosen.filter(({ member }) => member.status === 'active');
  await tx.notices.insertMissing(active.map(({ member }) => toNotice(ctx, pending, member)));
  await tx.mails.insertMissing(
    chosen.flatMap(({ member, channel }) => toMail(ctx, pending, member, channel)),
  );
}

/** A member who left is notified of that alone; one who is suspended, of changed access. */
function mayBeNotified({ status }: Member, notice: string): boolean {
  if (status === 'active') return true;
  return status === 'left' ? notice === 'removed' : notice === 'access-changed';
}

/** Active members with a role that gets the notice, found by index, role by role. */
async function membersOfNotifiedRoles(
  { tx, presets, organization }: OrganizationScope,
  notice: string,
  namedIds: ReadonlySet<string>,
): Promise<Member[]> {
  const presetRoles = presets.get(organization.preset)?.roles ?? [];
  const presetNames = new Set(presetRoles.map(({ name }) => name));
  const otherNames = Object.keys(organization.notices ?? {}).filter(
    (name) => !presetNames.has(name),
  );
  const customRoles = await findRoles(tx, presets, organization, otherNames);
  const found = new Map<string, Member>();
  for (const role of [...presetRoles, ...customRoles.values()]) {
    const channel = channelOfRole(organization, role, notice) ?? 'off';
    if (channel === 'off' || found.size >= MAX_ROLE_RECIPIENTS) continue;
    const { records } = await tx.members.find({
      where: all(
        equals('organizationId', organization.id),
        equals('status', 'active'),
        facet(organization.id, 'role', role.name),
      ),
      limit: MAX_ROLE_RECIPIENTS,
    });
    for (const member of records.filter(({ id }) => !namedIds.has(id)))
      found.set(member.id, member);
  }
  return [...found.values()].slice(0, MAX_ROLE_RECIPIENTS);
}

async function preferencesOf(
  { tx }: OrganizationScope,
  members: readonly Member[],
): Promise<Map<string, NoticePreference>> {
  if (members.length === 0) return new Map();
  const ids = members.map(({ id }) => id);
  const where = oneOf('memberId', ids);
  const { records } = await tx.noticePreferences.find({ where, limit: 1_000 });
  return new Map(records.map((preference) => [preference.memberId, preference]));
}

function toNotice(ctx: Context, pending: PendingNotification, member: Member): Notice {
  const { organizationId, notice, journalId, data } = pending;
  return firstVersion(ctx, { organizationId, memberId: member.id, notice, journalId, data });
}

function toMail(
  ctx: Context,
  { organizationId, notice, journalId, data }: PendingNotification,
  { id, email, name, locale }: Member,
  channel: Channel,
): ReturnType<typeof newMail>[] {
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
  });
  if (channel === 'mail') return [mail];
  return [{ ...mail, status: 'digest', dueAt: nextDigestTime(ctx.clock.now()) }];
}

function nextDigestTime(now: number): string {
  const today = Math.floor(now / DAY_MS) * DAY_MS + DIGEST_HOUR * HOUR_MS;
  return instant(today > now ? today : today + DAY_MS);
}
