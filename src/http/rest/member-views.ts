import { BASE_PATH } from '#api/index.js';
import { reinstatableUntil, visibleAttributes, type Core, type RosterRow } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import type { Answer } from './routes.js';

type Organization = Awaited<ReturnType<Core['organizations']['get']>>;
type MemberRow = Pick<Extract<RosterRow, { kind: 'member' }>, 'member' | 'managed'>;

/** `roles` says what, `grants` says why. */
export function memberView({ member, managed }: MemberRow, organization: Organization): object {
  const { wanted, conflict } = member;
  const reinstateUntil = reinstatableUntil(member);
  return {
    ...member,
    kind: 'member',
    ...(wanted && conflict && { addressConflict: { ...wanted, state: conflict } }),
    roles: [...new Set(member.grants.map(({ role }) => role))],
    ...(member.previousGrants && {
      previousRoles: [...new Set(member.previousGrants.map(({ role }) => role))],
    }),
    ...(reinstateUntil !== undefined && { reinstateUntil }),
    managed,
    avatar: avatarOf(member),
    attributes: visibleAttributes(organization, member.attributes),
  };
}

/** The picture that was uploaded, else the one that the directory names. */
export function avatarOf({ id, organizationId, avatarHash, photoUrl }: MemberRow['member']) {
  if (avatarHash !== undefined) {
    const url = `${BASE_PATH}/organizations/${organizationId}/members/${id}/avatar`;
    return { source: 'upload', url };
  }
  return photoUrl === undefined ? undefined : { source: 'directory', url: photoUrl };
}

/** A row of the list. An invited person reads as pending, with the end of the invitation. */
export function rosterView(row: RosterRow, organization: Organization): object {
  if (row.kind === 'member') return { ...memberView(row, organization), ...row.access };
  const { spaces: _, products: __, ...invitation } = row.invitation;
  return { ...invitation, kind: 'invitation', status: 'pending', ...row.access };
}

/** Answers with one member. */
export function createMemberAnswer({ members, organizations }: Core) {
  return async (ctx: Context, member: MemberRow['member']): Promise<Answer> => {
    const organization = await organizations.get(ctx, member.organizationId);
    const managed = await members.isManaged(ctx, member.id);
    return { body: memberView({ member, managed }, organization) };
  };
}
