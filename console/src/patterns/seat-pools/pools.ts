import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';

export type Product = Operations['listProducts']['output']['items'][number];
export type Use = Operations['getProductUse']['output'];

/** Products of the organization, 25 at a time: each asks for its figures. */
export function usePools() {
  const organizationId = useOrganizationId();
  return useInfiniteQuery({
    queryKey: keyOf(organizationId, 'seats', 'products'),
    queryFn: ({ pageParam }) =>
      server.listProducts({
        params: { organizationId },
        query: { limit: 25, ...(pageParam !== '' && { cursor: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
}

/** Figures of this moment. */
export function useUse(productId: string) {
  const organizationId = useOrganizationId();
  return useQuery(figuresOf(organizationId, productId));
}

/** Product → its figures, of those that have come. */
export function useUses(products: readonly Product[]): ReadonlyMap<string, Use> {
  const organizationId = useOrganizationId();
  const answers = useQueries({ queries: products.map(({ id }) => figuresOf(organizationId, id)) });
  return new Map(
    products.flatMap(({ id }, index) => {
      const use = answers[index]?.data;
      return use ? [[id, use] as const] : [];
    }),
  );
}

function figuresOf(organizationId: string, productId: string) {
  return {
    queryKey: keyOf(organizationId, 'seats', productId, 'use'),
    queryFn: () => server.getProductUse({ params: { organizationId, productId }, query: {} }),
  };
}
