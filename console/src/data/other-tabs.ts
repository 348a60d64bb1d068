import type { QueryClient } from '@tanstack/react-query';
import { BASE } from './server.js';

/** One for each server below a host. */
const NAME = `muster${BASE}`;
/** What is told in one breath is read anew once. */
const TOGETHER_MS = 250;

const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(NAME);

/**
 * Something was changed here: other tabs of this browser read anew what they show (console D4). Nothing of it is in the message. Other
 * browsers read anew when their window is looked at again, and the inbox each minute.
 */
export function tellOtherTabs(): void {
  channel?.postMessage('changed');
}

/** Reads anew what is on the screen when another tab has changed something. */
export function hearOtherTabs(client: QueryClient): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  channel?.addEventListener('message', () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void client.invalidateQueries();
    }, TOGETHER_MS);
  });
}
