import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Operations } from '@muster/client';
import { titleOf, useConsole } from '../../data/console.js';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';

export type Role = Operations['listRoles']['output']['items'][number];

/** Ready-made roles, then the organization's own, with their titles in the language of the page. */
export function useRoles(): UseQueryResult<readonly Role[]> {
  const organizationId = useOrganizationId();
  const shown = useConsole().data?.roles ?? [];
  const named = (role: Role): Role => {
    const found = shown.find(({ name }) => name === role.name);
    return found && role.kind === 'preset' ? { ...role, title: titleOf(found) } : role;
  };
  return useQuery({
    queryKey: keyOf(organizationId, 'roles'),
    queryFn: async () => (await server.listRoles({ params: { organizationId } })).items,
    select: (roles) => roles.map(named),
    staleTime: 30_000,
  });
}

/** How many owners, or administrators, there are; nobody who was only invited or offered the role counts (console A20). */
export function useHoldersOfStanding(standing: 'owner' | 'admin' | 'none'): number | undefined {
  const organizationId = useOrganizationId();
  const { data } = useQuery({
    queryKey: keyOf(organizationId, 'standing', standing),
    queryFn: () =>
      server.listMembers({
        params: { organizationId },
        query: { state: 'active', filter: `standing eq "${standing}"`, limit: 1, total: 'true' },
      }),
    enabled: standing !== 'none',
    staleTime: 5_000,
  });
  return data?.total;
}
