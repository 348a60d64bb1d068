import { useQueries, useQuery } from '@tanstack/react-query';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import type { Fields } from '../../patterns/edit/index.js';
import type { MemberSeat, MemberSpace } from './member-data.js';
import { changesOf } from './member-fields.js';

export interface ProductChoice {
  readonly id: string;
  readonly name: string;
}

const MAX_PRODUCTS = 50;

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

/** Names of the spaces of the member, and of those that a draft gives them. */
export function useSpaceNames(
  spaces: readonly MemberSpace[],
  changes: Fields,
): ReadonlyMap<string, string> {
  const organizationId = useOrganizationId();
  const own = new Map(spaces.map(({ space }) => [space.id, space.name]));
  const others = changesOf(changes, 'spaces')
    .map(([id]) => id)
    .filter((id) => !own.has(id));
  const found = useQueries({
    queries: others.map((spaceId) => ({
      queryKey: keyOf(organizationId, 'spaces', spaceId),
      queryFn: () => server.getSpace({ params: { organizationId, spaceId } }),
      staleTime: 60_000,
    })),
  });
  const named = others.map((id, at) => [id, found[at]?.data?.name ?? '…'] as const);
  return new Map([...own, ...named]);
}
