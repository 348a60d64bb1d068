import { useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { Operations } from '@muster/client';
import { server } from './server.js';

export type Preferences = Operations['getPreferences']['output'];
export type PreferencesChange = Operations['updatePreferences']['input']['body'];

const KEY = ['preferences'] as const;

/** Until the server has answered. */
const BY_ITSELF: Preferences = {
  colorScheme: 'system',
  density: 'comfortable',
  shortcuts: true,
  pagedTables: false,
  dismissedHints: [],
  lists: {},
  version: 0,
};

/** How the person wants the console to look and behave; kept on the server for all their browsers (console B9). */
export function usePreferences(): Preferences {
  return usePreferencesQuery().data ?? BY_ITSELF;
}

/** The page that the person has chosen organizations to open with. Nobody waits for an answer that does not come. */
export function useChosenStart(): { readonly isPending: boolean; readonly data?: string } {
  const { data, isPending } = usePreferencesQuery();
  const { startPage } = data ?? {};
  return { isPending, ...(startPage !== undefined && { data: startPage }) };
}

function usePreferencesQuery(): UseQueryResult<Preferences> {
  return useQuery({
    queryKey: KEY,
    queryFn: () => server.getPreferences({}),
    staleTime: 60_000,
  });
}

/** Shown at once: it is a look and can be taken back; what the server refuses is as it was before. */
export function useChangePreferences(): (change: PreferencesChange) => void {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (body: PreferencesChange) => server.updatePreferences({ body }),
    onMutate: async (change) => {
      await client.cancelQueries({ queryKey: KEY });
      client.setQueryData<Preferences>(KEY, (old = BY_ITSELF) => changed(old, change));
    },
    onSuccess: (preferences) => client.setQueryData(KEY, preferences),
    onError: () => client.invalidateQueries({ queryKey: KEY }),
  });
  return mutate;
}

/** What the server will answer. */
function changed(old: Preferences, { lists = {}, ...rest }: PreferencesChange): Preferences {
  const set = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name,
      value ?? (BY_ITSELF as unknown as Record<string, unknown>)[name],
    ]),
  );
  const merged = Object.entries(lists).map(([name, list]) => [
    name,
    { ...old.lists[name], ...list },
  ]);
  return { ...old, ...set, lists: { ...old.lists, ...Object.fromEntries(merged) } } as Preferences;
}
