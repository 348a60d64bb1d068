import { useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Operations } from '@muster/client';
import { server } from './server.js';

export type Person = Operations['getPerson']['output'];
export type OwnOrganization = Operations['listPersonOrganizations']['output']['items'][number];

export const PERSON_KEY = ['person'] as const;

/** Who has signed in. Read once before anything is shown, so that every page may rely on it. */
export function usePerson(): UseQueryResult<Person> {
  return useQuery({ queryKey: PERSON_KEY, queryFn: () => server.getPerson({}), staleTime: 60_000 });
}

/** The person's organizations, the oldest membership first; the switcher and the first page list them. */
export function useOwnOrganizations() {
  return useInfiniteQuery({
    queryKey: ['own-organizations'],
    queryFn: ({ pageParam, signal }) =>
      server.listPersonOrganizations({
        query: { limit: 20, ...(pageParam !== '' && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    staleTime: 60_000,
  });
}
