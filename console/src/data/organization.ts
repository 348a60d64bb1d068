import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Operations } from '@muster/client';
import { useCallback } from 'react';
import { tellOtherTabs } from './other-tabs.js';
import { reachOf } from './permissions.js';
import { server } from './server.js';

export type Me = Operations['getMe']['output'];
export type Organization = Operations['getOrganization']['output'];

/** The organization of the page: it is in the address of every page and in every call (console A12). */
export function useOrganizationId(): string {
  return useParams({ from: '/o/$organizationId' }).organizationId;
}

/** The key of everything that was read of one organization: another one's answers never mix with it. */
export function keyOf(organizationId: string, ...rest: readonly unknown[]): readonly unknown[] {
  return ['organization', organizationId, ...rest];
}

/** The member that the person is here, with the permissions in force. */
export function useMe(): UseQueryResult<Me> {
  const organizationId = useOrganizationId();
  return useQuery({
    queryKey: keyOf(organizationId, 'me'),
    queryFn: () => server.getMe({ params: { organizationId } }),
    staleTime: 30_000,
  });
}

/** Whether the member may do this to everything, to their own, or not at all. The server asks the same again. */
export function useReach(): (permission: string) => 'any' | 'own' | undefined {
  const { data } = useMe();
  const permissions = data?.permissions;
  return useCallback((permission) => reachOf(permissions ?? [], permission), [permissions]);
}

/** After a change: everything of this organization that is on the screen is asked anew, and the lists agree with it (console D4). */
export function useRefresh(): (...rest: readonly unknown[]) => Promise<void> {
  const client = useQueryClient();
  const organizationId = useOrganizationId();
  return (...rest) => {
    tellOtherTabs();
    return client.invalidateQueries({ queryKey: keyOf(organizationId, ...rest) });
  };
}
