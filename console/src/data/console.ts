import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Operations } from '@muster/client';
import i18next from 'i18next';
import { keyOf, useOrganizationId } from './organization.js';
import { server } from './server.js';

export type Console = Operations['getConsole']['output'];
export type ConsoleRole = Console['roles'][number];

/** What this organization's preset shows to the person: menus, forms and their steps, roles, words. */
export function useConsole(): UseQueryResult<Console> {
  const organizationId = useOrganizationId();
  return useQuery({
    queryKey: keyOf(organizationId, 'console'),
    queryFn: () => server.getConsole({ params: { organizationId } }),
    staleTime: 60_000,
  });
}

/** A title in the language of the page where the preset or the organization has it, else as it stands. */
export function titleOf(shown: {
  readonly title: string;
  readonly titles?: Readonly<Record<string, string>>;
}): string {
  return shown.titles?.[i18next.language] ?? shown.title;
}
