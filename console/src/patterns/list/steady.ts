import { useCallback, useInsertionEffect, useRef } from 'react';

/**
 * One function for all renderings, which does what the last of them would: what it is handed to is not rendered anew. For what answers
 * events, not for what is called while rendering.
 */
export function useSteady<Args extends readonly unknown[], Result>(
  act: (...args: Args) => Result,
): (...args: Args) => Result {
  const latest = useRef(act);
  useInsertionEffect(() => {
    latest.current = act;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
