import type { ReactNode } from 'react';
import classes from './states.module.css';

interface EmptyStateProps {
  readonly title: string;
  /** one sentence: what would stand here, and how it comes */
  readonly text: string;
  /** one action */
  readonly children?: ReactNode;
}

/** A list without rows: a first use, or filters that match nothing. */
export function EmptyState({ title, text, children }: EmptyStateProps): ReactNode {
  return (
    <section className={classes['empty']}>
      <h2>{title}</h2>
      <p className="muted">{text}</p>
      {children}
    </section>
  );
}
