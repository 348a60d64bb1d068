import { fold, instant, newId, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  NEVER,
  type Mail,
  type Member,
  type Notice,
  type NoticePreference,
  type Organization,
  type Store,
  type Telling,
  type Writers,
} from '#store/index.js';
import { findRoles, type Presets } from '#core/tenancy/index.js';
import { kindOf } from './catalogue.js';
import { channelFor, channelOfRole } from './channels.js';

/** Members who are told of one fact because of a role, at most. */
const MOST_HOLDERS = 200;

/** Facts of one run. */
const PER_RUN = 100;

/** What waits for a digest is due at that hour of the next day, UTC. */
const DIGEST_HOUR = 7;

const HOUR_MS = 3_600_000;

export interface Spread {
  readonly done: number;
  readonly failed: number;
  readonly more: boolean;
}

/**
 * Looks up who is to be told of the facts that wait, and writes their mails and notices. Each fact in a transaction of its own; one
 * that cannot be told is tried again later and keeps no other from its turn.
 */
export async function spread(store: Store, presets: Presets, ctx: Context): Promise<Spread> {
  const now = ctx.clock.now();
  const { records } = await store.read.tellings.find({
    where: { kind: 'compare', field: { column: 'dueAt' }, operator: 'le', value: instant(now) },
    sort: [{ field: { column: 'dueAt' } }],
    limit: PER_RUN,
  });
  let [done, failed] = [0, 0];
  for (const { id, organizationId } of records) {
    try {
      done += await store.transaction(organizationId, (tx) => one(ctx, tx, presets, id));
    } catch (error) {
      failed += 1;
      ctx.log.warn({ err: error, telling: id, traceId: ctx.traceId }, 'a notice was not told');
      await store.transaction(organizationId, (tx) => postpone(ctx, tx, id));
    }
  }
  return { done, failed, more: records.length === PER_RUN };
}

async function postpone(ctx: Context, tx: Writers, id: string): Promise<void> {
  const telling = await tx.tellings.get(id);
  if (!telling) return;
  const now = ctx.clock.now();
  const attempts = telling.attempts + 1;
  const wait = Math.min(1_000 * 2 ** attempts, HOUR_MS);
  await tx.tellings.update({
    ...telling,
    attempts,
    version: telling.version + 1,
    dueAt: instant(now + wait),
    updatedAt: instant(now),
  });
}

async function one(ctx: Context, tx: Writers, presets: Presets, id: string): Promise<number> {
  const telling = await tx.tellings.get(id);
  // told by another process, or put off again because more came to it
  if (!telling || telling.dueAt > instant(ctx.clock.now())) return 0;
  const organization = await tx.organizations.get(telling.organizationId);
  if (organization) await tellAll(ctx, tx, { presets, organization, telling });
  if (telling.lasting !== true) {
    await tx.tellings.remove(id, telling.version);
    return 1;
  }
  const updatedAt = instant(ctx.clock.now());
  await tx.tellings.update({ ...telling, dueAt: NEVER, version: telling.version + 1, updatedAt });
  return 1;
}

interface Job {
  readonly presets: Presets;
  readonly organization: Organization;
  readonly telling: Telling;
}

async function tellAll(ctx: Context, tx: Writers, job: Job): Promise<void> {
  const { presets, organization, telling } = job;
  const { memberIds, alsoRoles, notice } = telling;
  const named = new Set(memberIds);
  const people = memberIds ? await tx.members.getMany([...named].slice(0, 1_000)) : [];
  const own = people.filter((member) => member.organizationId === organization.id);
  if (!memberIds || alsoRoles) own.push(...(await holders(tx, job, named)));
  const preferences = await preferencesOf(tx, own);
  const now = ctx.clock.now();
  const mails: Mail[] = [];
  const notices: Notice[] = [];
  for (const member of own) {
    const preference = preferences.get(member.id);
    const isNamed = named.has(member.id);
    const channel = channelFor({
      presets,
      organization,
      member,
      notice,
      preference,
      now,
      named: isNamed,
    });
    if (channel === 'off' || !isTold(member, notice)) continue;
    if (member.status === 'active') notices.push(noticeOf(ctx, telling, member));
    if (channel === 'in_app' || member.email === undefined) continue;
    mails.push(mailOf(ctx, telling, member, channel));
  }
  await tx.notices.insertMissing(notices);
  await tx.mails.insertMissing(mails);
}

/** Whoever left hears of that, and of nothing that came with it. */
function isTold({ status }: Member, notice: string): boolean {
  if (status === 'active') return true;
  return status === 'left' ? notice === 'removed' : notice === 'access-changed';
}

/** Active members with a role that is told, found by index, role by role. */
async function holders(tx: Writers, job: Job, named: ReadonlySet<string>): Promise<Member[]> {
  const { presets, organization, telling } = job;
  const preset = presets.get(organization.preset);
  const ready = preset?.roles ?? [];
  const known = new Set(ready.map(({ name }) => name));
  const others = Object.keys(organization.notices ?? {}).filter((name) => !known.has(name));
  const custom = await findRoles(tx, presets, organization, others);
  const found = new Map<string, Member>();
  for (const role of [...ready, ...custom.values()]) {
    const channel = channelOfRole(organization, role, telling.notice) ?? 'off';
    if (channel === 'off' || found.size >= MOST_HOLDERS) continue;
    const { records } = await tx.members.find({
      where: all(equals('organizationId', organization.id), equals('status', 'active'), {
        kind: 'facet',
        scope: organization.id,
        name: 'role',
        operator: 'eq',
        value: role.name,
      }),
      limit: MOST_HOLDERS,
    });
    for (const member of records) {
      if (found.size < MOST_HOLDERS && !named.has(member.id)) found.set(member.id, member);
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

function noticeOf(ctx: Context, telling: Telling, member: Member): Notice {
  const now = instant(ctx.clock.now());
  const { organizationId, notice, journalId, data } = telling;
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

function mailOf(ctx: Context, telling: Telling, member: Member, channel: 'mail' | 'digest'): Mail {
  const now = ctx.clock.now();
  const { template, optional } = kindOf(telling.notice);
  const { email = '', name, locale } = member;
  const digest = channel === 'digest';
  const toKey = fold(email);
  return {
    id: newId(),
    version: 1,
    createdAt: instant(now),
    updatedAt: instant(now),
    organizationId: telling.organizationId,
    template,
    to: email,
    toKey,
    toName: name,
    ...(locale !== undefined && { locale }),
    data: { ...telling.data, notice: telling.notice },
    optional,
    memberId: member.id,
    status: digest ? 'digest' : 'queued',
    attempts: 0,
    dueAt: digest ? nextDigest(now) : instant(now),
    messageId: newId(),
    onceKey: `${telling.journalId}:${toKey}:${template}`,
  };
}

function nextDigest(now: number): string {
  const day = 24 * HOUR_MS;
  const today = Math.floor(now / day) * day + DIGEST_HOUR * HOUR_MS;
  return instant(today > now ? today : today + day);
}
