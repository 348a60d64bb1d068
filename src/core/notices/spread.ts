import { foldCase, instant, newId, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  NEVER,
  type Mail,
  type Member,
  type Notice,
  type NoticePreference,
  type Organization,
  type PendingNotification,
  type Writers,
} from '#store/index.js';
import { findRoles, type Presets, type CoreDeps } from '#core/tenancy/index.js';
import { noticeKindOf } from './catalogue.js';
import { channelFor, channelOfRole } from './channels.js';

/** Members who are told of one fact because of a role, at most. */
const MAX_ROLE_RECIPIENTS = 200;

/** Facts of one run. */
const MAX_PENDING_PER_RUN = 100;

/** What waits for a digest is due at that hour of the next day, UTC. */
const DIGEST_HOUR = 7;

const HOUR_MS = 3_600_000;

export interface PendingDelivery {
  readonly done: number;
  readonly failed: number;
  readonly more: boolean;
}

/**
 * Looks up who is to be told of the facts that wait, and writes their mails and notices. Each fact in a transaction of its own; one
 * that cannot be told is tried again later and keeps no other from its turn.
 */
export async function deliverPending(deps: CoreDeps, ctx: Context): Promise<PendingDelivery> {
  const { store, presets } = deps;
  const now = ctx.clock.now();
  const { records } = await store.read.tellings.find({
    where: { kind: 'compare', field: { column: 'dueAt' }, operator: 'le', value: instant(now) },
    sort: [{ field: { column: 'dueAt' } }],
    limit: MAX_PENDING_PER_RUN,
  });
  let [done, failed] = [0, 0];
  for (const { id, organizationId } of records) {
    try {
      done += await store.transaction(organizationId, (tx) => deliverOne(ctx, tx, presets, id));
    } catch (error) {
      failed += 1;
      ctx.log.warn({ err: error, telling: id, traceId: ctx.traceId }, 'a notice was not told');
      await store.transaction(organizationId, (tx) => postpone(ctx, tx, id));
    }
  }
  return { done, failed, more: records.length === MAX_PENDING_PER_RUN };
}

async function postpone(ctx: Context, tx: Writers, id: string): Promise<void> {
  const pending = await tx.tellings.get(id);
  if (!pending) return;
  const now = ctx.clock.now();
  const attempts = pending.attempts + 1;
  const waitMs = Math.min(1_000 * 2 ** attempts, HOUR_MS);
  await tx.tellings.update({
    ...pending,
    attempts,
    version: pending.version + 1,
    dueAt: instant(now + waitMs),
    updatedAt: instant(now),
  });
}

async function deliverOne(
  ctx: Context,
  tx: Writers,
  presets: Presets,
  id: string,
): Promise<number> {
  const pending = await tx.tellings.get(id);
  // told by another process, or put off again because more came to it
  if (!pending || pending.dueAt > instant(ctx.clock.now())) return 0;
  const organization = await tx.organizations.get(pending.organizationId);
  if (organization) await notifyRecipients(ctx, tx, { presets, organization, pending });
  if (pending.lasting !== true) {
    await tx.tellings.remove(id, pending.version);
    return 1;
  }
  const updatedAt = instant(ctx.clock.now());
  await tx.tellings.update({ ...pending, dueAt: NEVER, version: pending.version + 1, updatedAt });
  return 1;
}

interface DeliveryScope {
  readonly presets: Presets;
  readonly organization: Organization;
  readonly pending: PendingNotification;
}

async function notifyRecipients(ctx: Context, tx: Writers, delivery: DeliveryScope): Promise<void> {
  const { presets, organization, pending } = delivery;
  const { memberIds, alsoRoles, notice } = pending;
  const namedIds = new Set(memberIds);
  const namedMembers = memberIds ? await tx.members.getMany([...namedIds].slice(0, 1_000)) : [];
  const recipients = namedMembers.filter((member) => member.organizationId === organization.id);
  if (!memberIds || alsoRoles)
    recipients.push(...(await membersOfNotifiedRoles(tx, delivery, namedIds)));
  const preferences = await preferencesOf(tx, recipients);
  const now = ctx.clock.now();
  const mails: Mail[] = [];
  const notices: Notice[] = [];
  for (const member of recipients) {
    const preference = preferences.get(member.id);
    const isNamed = namedIds.has(member.id);
    const channel = channelFor({
      presets,
      organization,
      member,
      notice,
      preference,
      now,
      isNamed: isNamed,
    });
    if (channel === 'off' || !mayBeNotified(member, notice)) continue;
    if (member.status === 'active') notices.push(toNotice(ctx, pending, member));
    if (channel === 'in_app' || member.email === undefined) continue;
    mails.push(toMail(ctx, pending, member, channel));
  }
  await tx.notices.insertMissing(notices);
  await tx.mails.insertMissing(mails);
}

/** Whoever left hears of that, and of nothing that came with it. */
function mayBeNotified({ status }: Member, notice: string): boolean {
  if (status === 'active') return true;
  return status === 'left' ? notice === 'removed' : notice === 'access-changed';
}

/** Active members with a role that is told, found by index, role by role. */
async function membersOfNotifiedRoles(
  tx: Writers,
  delivery: DeliveryScope,
  namedIds: ReadonlySet<string>,
): Promise<Member[]> {
  const { presets, organization, pending } = delivery;
  const preset = presets.get(organization.preset);
  const presetRoles = preset?.roles ?? [];
  const presetNames = new Set(presetRoles.map(({ name }) => name));
  const otherNames = Object.keys(organization.notices ?? {}).filter(
    (name) => !presetNames.has(name),
  );
  const customRoles = await findRoles(tx, presets, organization, otherNames);
  const found = new Map<string, Member>();
  for (const role of [...presetRoles, ...customRoles.values()]) {
    const channel = channelOfRole(organization, role, pending.notice) ?? 'off';
    if (channel === 'off' || found.size >= MAX_ROLE_RECIPIENTS) continue;
    const { records } = await tx.members.find({
      where: all(equals('organizationId', organization.id), equals('status', 'active'), {
        kind: 'facet',
        scope: organization.id,
        name: 'role',
        operator: 'eq',
        value: role.name,
      }),
      limit: MAX_ROLE_RECIPIENTS,
    });
    for (const member of records) {
      if (found.size < MAX_ROLE_RECIPIENTS && !namedIds.has(member.id))
        found.set(member.id, member);
    }
  }
  return [...found.values()];
}

async function preferencesOf(
  tx: Writers,
  members: readonly Member[],
): Promise<Map<string, NoticePreference>> {
  if (members.length === 0) return new Map();
  const ids = members.map(({ id }) => id);
  const where = { kind: 'in', field: { column: 'memberId' }, values: ids } as const;
  const { records } = await tx.noticePreferences.find({ where, limit: 1_000 });
  return new Map(records.map((preference) => [preference.memberId, preference]));
}

function toNotice(ctx: Context, pending: PendingNotification, member: Member): Notice {
  const now = instant(ctx.clock.now());
  const { organizationId, notice, journalId, data } = pending;
  return {
    id: newId(),
    version: 1,
    createdAt: now,
    updatedAt: now,
    organizationId,
    memberId: member.id,
    notice,
    journalId,
    data,
  };
}

function toMail(
  ctx: Context,
  pending: PendingNotification,
  member: Member,
  channel: 'mail' | 'digest',
): Mail {
  const now = ctx.clock.now();
  const { template, optional } = noticeKindOf(pending.notice);
  const { email = '', name, locale } = member;
  const isDigest = channel === 'digest';
  const toKey = foldCase(email);
  return {
    id: newId(),
    version: 1,
    createdAt: instant(now),
    updatedAt: instant(now),
    organizationId: pending.organizationId,
    template,
    to: email,
    toKey,
    toName: name,
    ...(locale !== undefined && { locale }),
    data: { ...pending.data, notice: pending.notice },
    optional,
    memberId: member.id,
    status: isDigest ? 'digest' : 'queued',
    attempts: 0,
    dueAt: isDigest ? nextDigestTime(now) : instant(now),
    messageId: newId(),
    onceKey: `${pending.journalId}:${toKey}:${template}`,
  };
}

function nextDigestTime(now: number): string {
  const day = 24 * HOUR_MS;
  const today = Math.floor(now / day) * day + DIGEST_HOUR * HOUR_MS;
  return instant(today > now ? today : today + day);
}
