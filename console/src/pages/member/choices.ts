import { useQueries, useQuery } from '@tanstack/react-query';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import type { Fields } from '../../patterns/edit/index.js';
import { useProductNames, useProducts } from '../../patterns/products/index.js';
import type { MemberSeat, MemberSpace } from './member-data.js';
import { changesOf } from './member-fields.js';

export interface ProductChoice {
  readonly id: string;
  readonly name: string;
}

/**
 * Products of the organization as far as they stand in a list, those of the member's seats, and those that a draft gives them. Who sees no
 * products sees the ones of the member's seats.
 */
export function useProductChoices(
  seats: readonly MemberSeat[],
  changes: Fields,
): { readonly products: readonly ProductChoice[]; readonly isMore: boolean } {
  const { items, isMore } = useProducts();
  const given = changesOf(changes, 'seats').map(([id]) => id);
  const own = seats.map(({ productId, productName }) => ({ id: productId, name: productName }));
  const known = new Set([...items, ...own].map(({ id }) => id));
  const others = given.filter((id) => !known.has(id));
  const names = useProductNames(others);
  const listed = items.map(({ id, name }) => ({ id, name }));
  const isListed = new Set(listed.map(({ id }) => id));
  const products = [
    ...others.map((id) => ({ id, name: names.get(id) ?? id })),
    ...listed,
    ...own.filter(({ id }) => !isListed.has(id)),
  ];
  return { products, isMore };
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
