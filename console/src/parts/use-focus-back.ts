import { useEffect, useState } from 'react';

/** Of a dialog that is taken away as a whole: the focus returns to what had it when the dialog came. */
export function useFocusBack(): void {
  const [from] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      setTimeout(() => {
        const isLost = document.activeElement === null || document.activeElement === document.body;
        if (isLost && from instanceof HTMLElement) from.focus();
      });
    },
    [from],
  );
}
