import { MutationCache, QueryClient } from '@tanstack/react-query';
import { MusterError } from '@muster/client';
import { hearOtherTabs, tellOtherTabs } from './other-tabs.js';

/**
 * What was read is shown again at once and asked anew when a page is opened; a form is seeded once and never from here again. What the
 * server refuses is refused again, so only its own failures are tried twice.
 */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    mutationCache: new MutationCache({ onSuccess: tellOtherTabs }),
    defaultOptions: {
      queries: {
        // what a browser thinks of its connection is often wrong: the call is made, and says itself that it failed
        networkMode: 'always',
        refetchOnReconnect: true,
        staleTime: 5_000,
        refetchOnWindowFocus: true,
        retry: (count, error) => count < 1 && !(error instanceof MusterError && error.status < 500),
      },
      // a change is made now or refused now: it does not wait for a connection and then happen by itself (console A3)
      mutations: { networkMode: 'always', retry: false },
    },
  });
  hearOtherTabs(client);
  return client;
}
