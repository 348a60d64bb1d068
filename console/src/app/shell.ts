import { useSyncExternalStore } from 'react';

/** What lies over the page at this moment: the command palette, the list of keys, or nothing. */
export type Overlay = 'palette' | 'keys' | undefined;

let overlay: Overlay;
const listeners = new Set<() => void>();

export function showOverlay(next: Overlay): void {
  overlay = next;
  for (const listener of listeners) listener();
}

export function useOverlay(): Overlay {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => overlay,
  );
}
