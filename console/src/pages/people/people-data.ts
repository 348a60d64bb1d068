import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';

export type Counts = Operations['countMembers']['output'];
export type Product = Operations['listProducts']['output']['items'][number];

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

/** Products for filters and seats, for those who may read them. */
export function useProducts(): readonly Product[] {
  const organizationId = useOrganizationId();
  const reach = useReach();
  const { data } = useQuery({
    queryKey: keyOf(organizationId, 'products', 'choices'),
    queryFn: () => server.listProducts({ params: { organizationId }, query: { limit: 50 } }),
    enabled: reach('seats:read') === 'any',
    staleTime: 60_000,
  });
  return data?.items ?? [];
}
