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
        staleTime: 5_000,
        refetchOnWindowFocus: true,
        retry: (count, error) => count < 1 && !(error instanceof MusterError && error.status < 500),
      },
      mutations: { retry: false },
    },
  });
  hearOtherTabs(client);
  return client;
}
