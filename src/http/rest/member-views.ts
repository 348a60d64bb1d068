import { visibleAttributes, type Core, type RosterRow } from '#core/index.js';

type Organization = Awaited<ReturnType<Core['organizations']['get']>>;
type MemberRow = Omit<Extract<RosterRow, { kind: 'member' }>, 'kind'>;

/** `roles` says what, `grants` says why. */
export function memberView({ member, managed }: MemberRow, organization: Organization): object {
  const { id, version, organizationId, status, name, email, accountId, grants } = member;
  const { standing, source, unlockedUntil, guest, locale, lastActiveOn } = member;
  const { suspendedAt, suspendedBy, leftAt, createdAt, updatedAt } = member;
  return {
    kind: 'member',
    id,
    version,
    organizationId,
    status,
    name,
    email,
    accountId,
    roles: [...new Set(grants.map(({ role }) => role))],
    grants,
    standing,
    source,
    managed,
    unlockedUntil,
    guest,
    locale,
    attributes: visibleAttributes(organization, member.attributes),
    lastActiveOn,
    suspendedAt,
    suspendedBy,
    leftAt,
    createdAt,
    updatedAt,
  };
}

/** A row of the list; somebody who is invited reads as pending, with the end of the invitation. */
export function rosterView(row: RosterRow, organization: Organization): object {
  if (row.kind === 'member') return memberView(row, organization);
  const { id, version, organizationId, name, email, roles, guest } = row.invitation;
  const { delivery, inviter, expiresAt, createdAt, updatedAt } = row.invitation;
  return {
    kind: 'invitation',
    id,
    version,
    organizationId,
    status: 'pending',
    name,
    email,
    roles,
    guest,
    delivery,
    inviter,
    expiresAt,
    createdAt,
    updatedAt,
  };
}
