import { useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import classes from './frame.module.css';

/** Where the page stands. It is busy from the moment when another page is asked for until that page is there. */
export function PageArea({ children }: { readonly children: ReactNode }): ReactNode {
  const isLoading = useRouterState({ select: (state) => state.isLoading });
  return (
    <main id="page" className={classes['page']} tabIndex={-1} aria-busy={isLoading || undefined}>
      {children}
    </main>
  );
}
