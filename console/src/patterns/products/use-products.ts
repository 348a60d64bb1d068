import { useQueries, useQuery } from '@tanstack/react-query';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';

type Product = Operations['listProducts']['output']['items'][number];

/** As many as stand in a list that nobody searches; of more, the server finds what is typed. */
const MAX_LISTED = 50;
const AGAIN_MS = 30_000;

export interface ListedProducts {
  readonly items: readonly Product[];
  /** there are more: they are picked by a search */
  readonly isMore: boolean;
}

/** Products of the organization, for those who may read them. */
export function useProducts(): ListedProducts {
  const organizationId = useOrganizationId();
  const isAllowed = useReach()('seats:read') === 'any';
  const { data } = useQuery({
    queryKey: keyOf(organizationId, 'products', 'first-page'),
    queryFn: () =>
      server.listProducts({ params: { organizationId }, query: { limit: MAX_LISTED } }),
    enabled: isAllowed,
    staleTime: AGAIN_MS,
  });
  return { items: data?.items ?? [], isMore: data?.next !== undefined };
}

/** Names of products, also of those beyond the list; `…` while one is on its way. */
export function useProductNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const organizationId = useOrganizationId();
  const { items } = useProducts();
  const listed = new Map(items.map(({ id, name }) => [id, name]));
  const others = ids.filter((id) => !listed.has(id));
  const found = useQueries({
    queries: others.map((productId) => ({
      queryKey: keyOf(organizationId, 'products', productId),
      queryFn: () => server.getProduct({ params: { organizationId, productId } }),
      staleTime: AGAIN_MS,
    })),
  });
  const named = others.map((id, at) => [id, found[at]?.data?.name ?? '…'] as const);
  return new Map([...listed, ...named]);
}
