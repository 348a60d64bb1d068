import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import {
  useRefresh,
  keyOf,
  useOrganizationId,
  type Organization,
} from '../../data/organization.js';
import { server } from '../../data/server.js';

export function useOrganization(): UseQueryResult<Organization> {
  const organizationId = useOrganizationId();
  return useQuery({
    queryKey: keyOf(organizationId, 'organization'),
    queryFn: () => server.getOrganization({ params: { organizationId } }),
  });
}

/** After a change: the answer is shown at once, and what else depends on it is asked anew. */
export function useTake(): (organization: Organization) => Promise<void> {
  const client = useQueryClient();
  const refresh = useRefresh();
  const organizationId = useOrganizationId();
  return async (organization) => {
    client.setQueryData(keyOf(organizationId, 'organization'), organization);
    await refresh('console');
    await client.invalidateQueries({ queryKey: ['own-organizations'] });
  };
}

/** The ETag of a version, as `If-Match` takes it. */
export function tagOf({ version }: Organization): string {
  return `"${version}"`;
}
