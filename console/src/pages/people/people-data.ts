import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';

export type Counts = Operations['countMembers']['output'];

/** Another tab of the browser that shows it agrees within so many milliseconds (console D4). */
const AGAIN_MS = 4_000;

/** The numbers of the tabs. */
export function useCounts(): UseQueryResult<Counts> {
  const organizationId = useOrganizationId();
  return useQuery({
    queryKey: keyOf(organizationId, 'member-counts'),
    queryFn: () => server.countMembers({ params: { organizationId } }),
    refetchInterval: AGAIN_MS,
  });
}
