import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './page-header.module.css';

/** Above the title of a page that belongs to another one: the link to that. */
export function BackLink({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <p className={classes['back']}>
      <IconArrowLeft size={14} aria-hidden="true" className="mirrored" />
      {children}
    </p>
  );
}
