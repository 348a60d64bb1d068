import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';

export type Member = Operations['getMember']['output'];
export type MemberSeat = Operations['listMemberSeats']['output']['items'][number];
export type MemberSpace = Operations['listMemberSpaces']['output']['items'][number];
export type Access = Operations['getMemberAccess']['output'];
export type Removal = Operations['previewMemberRemoval']['output'];
export type DirectoryRecord = Operations['listMemberDirectoryRecords']['output']['items'][number];
export type Attribute = Operations['getAttributes']['output']['attributes'][number];

/** So many seats and spaces of one person are read; their own pages have the rest. */
const MAX_ROWS = 100;

function useOfMember<T>(
  memberId: string,
  part: string,
  read: (params: { organizationId: string; memberId: string }) => Promise<T>,
  isAllowed = true,
): UseQueryResult<T> {
  const organizationId = useOrganizationId();
  return useQuery({
    queryKey: keyOf(organizationId, 'member', memberId, part),
    queryFn: () => read({ organizationId, memberId }),
    enabled: isAllowed,
  });
}

export function useMember(memberId: string): UseQueryResult<Member> {
  return useOfMember(memberId, 'record', (params) => server.getMember({ params }));
}

export function useAccess(memberId: string): UseQueryResult<Access> {
  return useOfMember(memberId, 'access', (params) => server.getMemberAccess({ params }));
}

/** Without the permission to read seats it is not asked, and the tab says so. */
export function useSeats(
  memberId: string,
): UseQueryResult<Operations['listMemberSeats']['output']> {
  const isAllowed = useReach()('seats:read') !== undefined;
  const query = { limit: MAX_ROWS };
  const read = (params: { organizationId: string; memberId: string }) =>
    server.listMemberSeats({ params, query });
  return useOfMember(memberId, 'seats', read, isAllowed);
}

export function useSpaces(
  memberId: string,
): UseQueryResult<Operations['listMemberSpaces']['output']> {
  const isAllowed = useReach()('spaces:read') !== undefined;
  const query = { limit: MAX_ROWS };
  const read = (params: { organizationId: string; memberId: string }) =>
    server.listMemberSpaces({ params, query });
  return useOfMember(memberId, 'spaces', read, isAllowed);
}

export function useRecords(
  memberId: string,
): UseQueryResult<Operations['listMemberDirectoryRecords']['output']> {
  const isAllowed = useReach()('directory:read') === 'any';
  const query = { limit: 20 };
  const read = (params: { organizationId: string; memberId: string }) =>
    server.listMemberDirectoryRecords({ params, query });
  return useOfMember(memberId, 'directory', read, isAllowed);
}

/** What removing would do, and why it would be refused; the button says it before it is pressed (console A20). */
export function useRemoval(memberId: string, isAllowed: boolean): UseQueryResult<Removal> {
  const read = (params: { organizationId: string; memberId: string }) =>
    server.previewMemberRemoval({ params });
  return useOfMember(memberId, 'removal', read, isAllowed);
}

export function useAttributes(): UseQueryResult<Operations['getAttributes']['output']> {
  const organizationId = useOrganizationId();
  return useQuery({
    queryKey: keyOf(organizationId, 'attributes'),
    queryFn: () => server.getAttributes({ params: { organizationId } }),
    staleTime: 60_000,
  });
}
