import { isLive, type Presets, type Role } from '#core/index.js';
import { instant } from '#kernel/index.js';
import type { Member, NoticePreference, Organization } from '#store/index.js';
import { noticeKindOf, type Channel } from '../catalogue.js';

/** What waits for a digest is due at that hour of the next day, UTC. */
const DIGEST_HOUR = 7;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export function nextDigestTime(now: number): string {
  const today = Math.floor(now / DAY_MS) * DAY_MS + DIGEST_HOUR * HOUR_MS;
  return instant(today > now ? today : today + DAY_MS);
}

const STRENGTH: Readonly<Record<Channel, number>> = { mail: 3, digest: 2, in_app: 1, off: 0 };

/** How holders of a role get a notice: as the organization says, else the preset, else (owners and administrators) the catalogue. */
export function channelOfRole(
  organization: Pick<Organization, 'notices'>,
  role: Pick<Role, 'name' | 'standing' | 'notices' | 'otherNotices'>,
  notice: string,
): Channel | undefined {
  const organizationChannel = organization.notices?.[role.name]?.[notice];
  if (organizationChannel !== undefined) return organizationChannel;
  const presetChannel = role.notices?.[notice];
  if (presetChannel !== undefined) return presetChannel;
  const { admins } = noticeKindOf(notice);
  if (role.standing === 'none' || admins === undefined) return undefined;
  return role.otherNotices ?? admins;
}

interface ChannelQuery {
  readonly presets: Presets;
  readonly organization: Pick<Organization, 'preset' | 'notices'>;
  readonly member: Pick<Member, 'grants'>;
  readonly notice: string;
  /** the notice names this member; otherwise it reaches them by a role */
  readonly isNamed: boolean;
  readonly preference: NoticePreference | undefined;
  readonly now: number;
}

/** How a member who may have a notice gets it: by their own choice where it is optional, else the strongest channel of their roles. */
export function channelFor(query: ChannelQuery): Channel {
  const channel = preferredChannel(query);
  return channel === 'digest' && query.preference?.notices['digest'] === 'off' ? 'in_app' : channel;
}

function preferredChannel(query: ChannelQuery): Channel {
  const { presets, organization, member, notice, isNamed, preference, now } = query;
  const { optional, person } = noticeKindOf(notice);
  const ownChoice = preference?.notices[notice];
  const presetRoles = presets.get(organization.preset)?.roles ?? [];
  const liveRoles = new Set(
    member.grants.filter((grant) => isLive(grant, now)).map((grant) => grant.role),
  );
  let strongest: Channel | undefined;
  for (const name of liveRoles) {
    const role = presetRoles.find((one) => one.name === name) ?? {
      name,
      standing: 'none' as const,
    };
    const channel = channelOfRole(organization, role, notice);
    if (channel === undefined) continue;
    if (strongest === undefined || STRENGTH[channel] > STRENGTH[strongest]) strongest = channel;
  }
  // what reaches a member by a role is chosen among those who have it
  if (!isNamed && (strongest ?? 'off') === 'off') return 'off';
  if (ownChoice !== undefined && optional) return ownChoice;
  return strongest ?? person ?? 'in_app';
}
