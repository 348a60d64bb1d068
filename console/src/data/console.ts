import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Operations } from '@muster/client';
import i18next from 'i18next';
import { useCallback } from 'react';
import { keyOf, useOrganizationId } from './organization.js';
import { server } from './server.js';

export type Console = Operations['getConsole']['output'];
export type ConsoleMenu = Console['menus'][number];
export type PageName = Console['landing'];
export type ConsoleRole = Console['roles'][number];

/** What this organization's preset shows to the person: menus, forms and their steps, roles, words. */
export function useConsole(): UseQueryResult<Console> {
  return useConsoleOf(useOrganizationId());
}

/** Of an organization that is not in the address; without one nothing is asked. */
export function useConsoleOf(organizationId: string | undefined): UseQueryResult<Console> {
  const id = organizationId ?? '';
  return useQuery({
    queryKey: keyOf(id, 'console'),
    queryFn: () => server.getConsole({ params: { organizationId: id } }),
    enabled: id !== '',
    staleTime: 60_000,
  });
}

/** A title in the language of the page where the preset or the organization has it, else as it stands. */
export function titleOf<T extends string | undefined>(shown: {
  readonly title: T;
  readonly titles?: Readonly<Record<string, string>>;
}): string | T {
  return shown.titles?.[i18next.language] ?? shown.title;
}

/** The rule that keeps this member where they are, as the fault code that says so; undefined for everybody else (console A20). */
export function useLastOf(): (memberId: string) => 'member.last_owner' | 'member.last_admin' | undefined {
  const { owner, admin } = useConsole().data?.lastOf ?? {};
  return useCallback(
    (memberId) => {
      if (owner === memberId) return 'member.last_owner';
      return admin === memberId ? 'member.last_admin' : undefined;
    },
    [owner, admin],
  );
}
