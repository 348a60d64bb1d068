import { createClient, type MusterClient } from '@muster/client';
import { createContext, useContext } from 'react';
import { BASE } from '../../data/server.js';
import { loadRefusals } from '../../texts/refusals.js';

const Current = createContext<MusterClient | undefined>(undefined);

/** Hands the client of the key that was typed to the pages below. */
export const OperatorClient = Current.Provider;

/** The calls of an operator, by the key that was typed. */
export function useOperator(): MusterClient {
  const client = useContext(Current);
  if (!client) throw new Error('The page stands outside of the frame of operators.');
  return client;
}

/** Without the cookie of whoever has signed in here: the key alone decides. The words of refusals are there before one is shown. */
export function clientOf(key: string): MusterClient {
  return createClient({
    url: location.origin + BASE,
    key,
    retries: 1,
    fetch: async (input, init) => {
      const answer = await fetch(input, { ...init, credentials: 'omit' });
      if (!answer.ok) await loadRefusals();
      return answer;
    },
  });
}

/** Of everything that was read by a key. The key is no part of it, and with the key everything is forgotten. */
export function operatorKey(...parts: readonly string[]): readonly string[] {
  return ['operator', ...parts];
}
