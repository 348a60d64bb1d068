import { useEffect } from 'react';

let count = 0;
let isForgotten = false;

/** Whether a form holds what nobody has saved: a new version of the console waits for it. */
export function hasUnsaved(): boolean {
  return count > 0;
}

/** What is typed here is not for whoever has signed in now: the page goes without asking (console A10). */
export function forgetUnsaved(): void {
  isForgotten = true;
}

/** A form with changes asks before the tab closes or another page is opened (console A10, D8). */
export function useUnsaved(isDirty: boolean): void {
  useEffect(() => {
    if (!isDirty) return undefined;
    count += 1;
    const ask = (event: BeforeUnloadEvent): void => {
      if (!isForgotten) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => {
      count -= 1;
      removeEventListener('beforeunload', ask);
    };
  }, [isDirty]);
}
