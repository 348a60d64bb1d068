import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Operations } from '@muster/client';
import { keyOf } from '../../data/organization.js';
import { server } from '../../data/server.js';

export type OwnSeatRequest = Operations['listOwnSeatRequests']['output']['items'][number];
export type OwnJoinRequest = Operations['listPersonJoinRequests']['output']['items'][number];

/** Of a kind so many are read, the newest first: nobody waits for an answer to older ones. */
const MOST = 100;

interface PageOf<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

/** Pages may be short, or empty with a next one. */
async function newest<T>(
  read: (page: { readonly limit: number; readonly cursor?: string }) => Promise<PageOf<T>>,
): Promise<readonly T[]> {
  let page = await read({ limit: MOST });
  const items = [...page.items];
  while (page.next !== undefined && items.length < MOST) {
    page = await read({ limit: MOST, cursor: page.next });
    items.push(...page.items);
  }
  return items;
}

/** The seats that the person asked for in one organization, the newest first. */
export function ownSeatRequestsOf(organizationId: string) {
  return {
    queryKey: keyOf(organizationId, 'own-requests'),
    queryFn: () =>
      newest((query) => server.listOwnSeatRequests({ params: { organizationId }, query })),
  };
}

/** The organizations that the person asked to join, the newest first. */
export function useOwnJoinRequests(): UseQueryResult<readonly OwnJoinRequest[]> {
  return useQuery({
    queryKey: ['own-join-requests'],
    queryFn: () => newest((query) => server.listPersonJoinRequests({ query })),
  });
}
