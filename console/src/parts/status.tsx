import type { ReactNode } from 'react';
import classes from './status.module.css';

/** A shape and a word: the colour says nothing that they do not (console J8). */
export type StatusTone = 'ok' | 'waiting' | 'off' | 'bad';

interface StatusProps {
  readonly tone: StatusTone;
  readonly children: ReactNode;
}

export function Status({ tone, children }: StatusProps): ReactNode {
  return (
    <span className={classes['status']} data-tone={tone}>
      <i aria-hidden="true" />
      <span className={classes['words']}>{children}</span>
    </span>
  );
}
