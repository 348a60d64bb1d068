import { useQuery } from '@tanstack/react-query';
import { keyOf, useOrganizationId } from '../data/organization.js';
import { useOwnOrganizations, type OwnOrganization } from '../data/person.js';
import { server } from '../data/server.js';

type Shown = Pick<OwnOrganization['organization'], 'id' | 'name' | 'logo'>;

/** The name and logo of the organization in the address: of the person's list, or asked for where the list has not come so far. */
export function useCurrentOrganization(): Shown | undefined {
  const id = useOrganizationId();
  const own = useOwnOrganizations();
  const listed = own.data?.pages
    .flatMap(({ items }) => items)
    .find(({ organization }) => organization.id === id)?.organization;
  const asked = useQuery({
    queryKey: keyOf(id, 'organization'),
    queryFn: () => server.getOrganization({ params: { organizationId: id } }),
    enabled: own.isSuccess && listed === undefined,
    retry: false,
  });
  return listed ?? asked.data;
}
