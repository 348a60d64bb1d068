import { useEffect, useState, type RefObject } from 'react';

/**
 * Of a dialog that is taken away as a whole: the focus returns to what had it when the dialog came, or to the opener where that is gone,
 * such as the entry of a menu.
 */
export function useFocusBack(opener?: RefObject<HTMLElement | null>): void {
  const [from] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      setTimeout(() => {
        const isLost = document.activeElement === null || document.activeElement === document.body;
        if (!isLost) return;
        const isThere = from instanceof HTMLElement && from.isConnected && from !== document.body;
        if (isThere) from.focus();
        else opener?.current?.focus();
      });
    },
    [from, opener],
  );
}
