import { findRoles, type OrganizationScope } from '#core/index.js';
import {
  all,
  equals,
  facet,
  oneOf,
  type Mail,
  type Member,
  type NoticePreference,
  type PendingNotification,
  type Readers,
} from '#store/index.js';
import type { Channel } from '../catalogue.js';
import { channelFor, channelOfRole } from './channels.js';

/** Members who get one notice because of a role, at most. */
const MAX_ROLE_RECIPIENTS = 200;

/** Ids of one query. */
const CHUNK_SIZE = 500;

/** A member who gets a notice, and how. */
export interface Recipient {
  readonly member: Member;
  readonly channel: Channel;
  /** found by a role, and not named */
  readonly byRole: boolean;
}

/** The recipients of each of these notifications of one organization, by the id of the notification. */
export async function recipientsOf(
  scope: OrganizationScope,
  notifications: readonly PendingNotification[],
): Promise<Map<string, Recipient[]>> {
  const { ctx, tx, presets, organization } = scope;
  const namedIds = [...new Set(notifications.flatMap(({ memberIds = [] }) => memberIds))];
  const named = new Map<string, Member>();
  for (const ids of chunksOf(namedIds)) {
    for (const member of await scope.members.getMany(ids)) named.set(member.id, member);
  }
  const byNotice = new Map<string, readonly Member[]>();
  for (const { notice, memberIds, alsoRoles } of notifications) {
    if ((memberIds && !alsoRoles) || byNotice.has(notice)) continue;
    byNotice.set(notice, await membersOfNotifiedRoles(scope, notice));
  }
  const everyone = [...named.keys(), ...[...byNotice.values()].flat().map(({ id }) => id)];
  const preferences = await preferencesOf(tx, everyone);
  const now = ctx.clock.now();
  const recipientsOfOne = (pending: PendingNotification): Recipient[] => {
    const { notice, memberIds, alsoRoles, data } = pending;
    const ofIds = [...new Set(memberIds)].flatMap((id) => named.get(id) ?? []);
    const ofRoles = memberIds && !alsoRoles ? [] : (byNotice.get(notice) ?? []);
    const isNamed = new Set(memberIds);
    const candidates = [...ofIds, ...ofRoles.filter(({ id }) => !isNamed.has(id))];
    return candidates.flatMap((member) => {
      const preference = preferences.get(member.id);
      const byRole = !isNamed.has(member.id);
      const query = { presets, organization, member, notice, preference, now, isNamed: !byRole };
      const channel = channelFor(query);
      return channel !== 'off' && mayBeNotified(member, notice, data)
        ? [{ member, channel, byRole }]
        : [];
    });
  };
  return new Map(notifications.map((pending) => [pending.id, recipientsOfOne(pending)]));
}

/**
 * A member who left is notified of that alone, and a member who came back is not; one who is suspended is notified of having been
 * suspended.
 */
export function mayBeNotified({ status }: Member, notice: string, data: Mail['data']): boolean {
  if (notice === 'removed') return status === 'left';
  if (status !== 'suspended') return status === 'active';
  const { items } = data;
  return Array.isArray(items) && items.includes('suspended');
}

/** Active members with a role that gets the notice, found by index, role by role. */
async function membersOfNotifiedRoles(
  { tx, presets, organization }: OrganizationScope,
  notice: string,
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
    for (const member of records) found.set(member.id, member);
  }
  return [...found.values()].slice(0, MAX_ROLE_RECIPIENTS);
}

async function preferencesOf(
  { noticePreferences }: Pick<Readers, 'noticePreferences'>,
  memberIds: readonly string[],
): Promise<Map<string, NoticePreference>> {
  const found = new Map<string, NoticePreference>();
  for (const ids of chunksOf([...new Set(memberIds)])) {
    const where = oneOf('memberId', ids);
    const { records } = await noticePreferences.find({ where, limit: CHUNK_SIZE });
    for (const preference of records) found.set(preference.memberId, preference);
  }
  return found;
}

function chunksOf(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / CHUNK_SIZE);
  return Array.from({ length: count }, (_, n) => ids.slice(n * CHUNK_SIZE, (n + 1) * CHUNK_SIZE));
}
