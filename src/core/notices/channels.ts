import { isLive, type Presets, type Role } from '#core/tenancy/index.js';
import type { Member, NoticePreference, Organization } from '#store/index.js';
import { noticeKindOf, type Channel } from './catalogue.js';

const STRENGTH: Readonly<Record<Channel, number>> = { mail: 3, digest: 2, in_app: 1, off: 0 };

/** What a role's holders hear of a notice: the organization's word, the preset's, or the catalogue's for who runs the place. */
export function channelOfRole(
  organization: Pick<Organization, 'notices'>,
  role: Pick<Role, 'name' | 'standing' | 'notices'>,
  notice: string,
): Channel | undefined {
  const organizationChannel = organization.notices?.[role.name]?.[notice];
  if (organizationChannel !== undefined) return organizationChannel;
  const presetChannel = role.notices?.[notice];
  if (presetChannel !== undefined) return presetChannel;
  return role.standing === 'none' ? undefined : noticeKindOf(notice).admins;
}

interface ChannelQuery {
  readonly presets: Presets;
  readonly organization: Pick<Organization, 'preset' | 'notices'>;
  readonly member: Pick<Member, 'grants'>;
  readonly notice: string;
  /** whether the fact is about this member, or somebody who is told because of a role */
  readonly isNamed: boolean;
  readonly preference: NoticePreference | undefined;
  readonly now: number;
}

/** How a member is told: their own wish where that is theirs to have, else the strongest word of their roles. */
export function channelFor(query: ChannelQuery): Channel {
  const channel = preferredChannel(query);
  return channel === 'digest' && query.preference?.notices['digest'] === 'off' ? 'in_app' : channel;
}

function preferredChannel(query: ChannelQuery): Channel {
  const { presets, organization, member, notice, isNamed, preference, now } = query;
  const { optional, person } = noticeKindOf(notice);
  const ownChoice = preference?.notices[notice];
  if (ownChoice !== undefined && optional) return ownChoice;
  const presetRoles = new Map(
    presets.get(organization.preset)?.roles.map((role) => [role.name, role]) ?? [],
  );
  const liveRoles = new Set(
    member.grants.filter((grant) => isLive(grant, now)).map((grant) => grant.role),
  );
  let strongest: Channel | undefined;
  for (const name of liveRoles) {
    const role = presetRoles.get(name) ?? { name, standing: 'none' as const };
    const channel = channelOfRole(organization, role, notice);
    if (channel === undefined) continue;
    if (strongest === undefined || STRENGTH[channel] > STRENGTH[strongest]) strongest = channel;
  }
  return strongest ?? (isNamed ? (person ?? 'in_app') : 'off');
}
