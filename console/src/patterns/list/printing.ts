import { useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

let isPrinting = false;

/** Whether the page is being printed: rows that are not on the screen are in the page then (console A23). */
export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, () => isPrinting);
}

function subscribe(tell: () => void): () => void {
  const change = (next: boolean) => (): void => {
    isPrinting = next;
    // the browser takes its picture of the page when this returns
    flushSync(tell);
  };
  const before = change(true);
  const after = change(false);
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
  };
}
