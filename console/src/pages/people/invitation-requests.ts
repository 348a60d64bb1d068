import type { Operations } from '@muster/client';
import type { ListSearch } from '../../navigation/search.js';
import { instantsOf, valuesOf } from '../../patterns/list/index.js';

export type Invitation = Operations['listInvitations']['output']['items'][number];
export type InvitationQuery = NonNullable<Operations['listInvitations']['input']['query']>;

export const INVITATION_STATUSES = [
  'pending',
  'expired',
  'accepted',
  'declined',
  'revoked',
] as const;

/** The query of the list of invitations for what the address says. */
export function invitationQuery(search: ListSearch): InvitationQuery {
  const { q } = search;
  const status = INVITATION_STATUSES.find((one) => one === search['status']);
  const [role] = valuesOf(search, 'role');
  const { from, before } = instantsOf(search['expires'] ?? '');
  return {
    ...(status !== undefined && { status }),
    ...(q !== undefined && { q }),
    ...(role !== undefined && { role }),
    ...(from !== undefined && { expiresFrom: from }),
    ...(before !== undefined && { expiresTo: before }),
  };
}

/**
 * Those that end within two days, as the badge counts them. The instants stand in the address, so that the list does not move by
 * itself.
 */
export function expiringSearch(): ListSearch {
  const now = new Date();
  const soon = new Date(now.getTime() + 2 * 86_400_000);
  return { status: 'pending', expires: `${now.toISOString()}..${soon.toISOString()}` };
}
