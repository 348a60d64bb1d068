import type { ReactNode } from 'react';
import classes from './card.module.css';

interface CardProps {
  readonly title?: string;
  readonly text?: ReactNode;
  /** beside the title */
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}

/** A part of a page with a heading of its own. */
export function Card({ title, text, action, children }: CardProps): ReactNode {
  return (
    <section className={classes['card']} aria-label={title}>
      {(title !== undefined || action !== undefined) && (
        <header className={classes['header']}>
          <div>
            {title !== undefined && <h2>{title}</h2>}
            {text !== undefined && <p className="muted">{text}</p>}
          </div>
          {action}
        </header>
      )}
      {children}
    </section>
  );
}
