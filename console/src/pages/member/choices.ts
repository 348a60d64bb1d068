import { useQuery } from '@tanstack/react-query';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import type { MemberSeat, MemberSpace } from './member-data.js';

export interface ProductChoice {
  readonly id: string;
  readonly name: string;
}

const MAX_PRODUCTS = 50;
/** no picker has more rows; the server is asked again for what is typed (console B21, B22) */
const MAX_SPACES = 50;

/** Products of the organization; for those who see no products the ones of the member's seats. */
export function useProducts(seats: readonly MemberSeat[]): readonly ProductChoice[] {
  const organizationId = useOrganizationId();
  const isAllowed = useReach()('seats:read') === 'any';
  const { data } = useQuery({
    queryKey: keyOf(organizationId, 'products', 'first-page'),
    queryFn: () =>
      server.listProducts({ params: { organizationId }, query: { limit: MAX_PRODUCTS } }),
    enabled: isAllowed,
    staleTime: 30_000,
  });
  const own = seats.map(({ productId, productName }) => ({ id: productId, name: productName }));
  const listed = data?.items.map(({ id, name }) => ({ id, name })) ?? [];
  const known = new Set(listed.map(({ id }) => id));
  return [...listed, ...own.filter(({ id }) => !known.has(id))];
}

/** Free seats of a product at this moment; undefined where the person may not read them. */
export function useFreeSeats(productId: string, isAsked: boolean): number | undefined {
  const organizationId = useOrganizationId();
  const isAllowed = useReach()('seats:read') === 'any';
  const { data } = useQuery({
    queryKey: keyOf(organizationId, 'product-use', productId),
    queryFn: () => server.getProductUse({ params: { organizationId, productId } }),
    enabled: isAsked && isAllowed,
  });
  return data?.free;
}

/** Spaces whose name has what was typed. */
export function useSpaceChoices(search: string, isAsked: boolean) {
  const organizationId = useOrganizationId();
  const isAllowed = useReach()('spaces:read') !== undefined;
  return useQuery({
    queryKey: keyOf(organizationId, 'spaces', 'first-page', search),
    queryFn: () =>
      server.listSpaces({
        params: { organizationId },
        query: { limit: MAX_SPACES, ...(search !== '' && { search }) },
      }),
    enabled: isAsked && isAllowed,
    staleTime: 30_000,
  });
}

/** Names of the spaces of the member and of those that the first choices have. */
export function useSpaceNames(spaces: readonly MemberSpace[]): ReadonlyMap<string, string> {
  const { data } = useSpaceChoices('', true);
  const own = spaces.map(({ space }) => [space.id, space.name] as const);
  return new Map([...(data?.items ?? []).map(({ id, name }) => [id, name] as const), ...own]);
}
