import { isLive, type Presets, type Role } from '#core/tenancy/index.js';
import type { Member, NoticePreference, Organization } from '#store/index.js';
import { kindOf, type Channel } from './catalogue.js';

const STRENGTH: Readonly<Record<Channel, number>> = { mail: 3, digest: 2, in_app: 1, off: 0 };

/** What a role's holders hear of a notice: the organization's word, the preset's, or the catalogue's for who runs the place. */
export function channelOfRole(
  organization: Pick<Organization, 'notices'>,
  role: Pick<Role, 'name' | 'standing' | 'notices'>,
  notice: string,
): Channel | undefined {
  const own = organization.notices?.[role.name]?.[notice];
  if (own !== undefined) return own;
  const ready = role.notices?.[notice];
  if (ready !== undefined) return ready;
  return role.standing === 'none' ? undefined : kindOf(notice).admins;
}

interface Asked {
  readonly presets: Presets;
  readonly organization: Pick<Organization, 'preset' | 'notices'>;
  readonly member: Pick<Member, 'grants'>;
  readonly notice: string;
  /** whether the fact is about this member, or somebody who is told because of a role */
  readonly named: boolean;
  readonly preference: NoticePreference | undefined;
  readonly now: number;
}

/** How a member is told: their own wish where that is theirs to have, else the strongest word of their roles. */
export function channelFor(asked: Asked): Channel {
  const channel = wanted(asked);
  return channel === 'digest' && asked.preference?.notices['digest'] === 'off' ? 'in_app' : channel;
}

function wanted(asked: Asked): Channel {
  const { presets, organization, member, notice, named, preference, now } = asked;
  const { optional, person } = kindOf(notice);
  const wish = preference?.notices[notice];
  if (wish !== undefined && optional) return wish;
  const ready = new Map(
    presets.get(organization.preset)?.roles.map((role) => [role.name, role]) ?? [],
  );
  const held = new Set(member.grants.filter((grant) => isLive(grant, now)).map((g) => g.role));
  let strongest: Channel | undefined;
  for (const name of held) {
    const role = ready.get(name) ?? { name, standing: 'none' as const };
    const channel = channelOfRole(organization, role, notice);
    if (channel === undefined) continue;
    if (strongest === undefined || STRENGTH[channel] > STRENGTH[strongest]) strongest = channel;
  }
  return strongest ?? (named ? (person ?? 'in_app') : 'off');
}
