import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { anySearch } from '../../navigation/search.js';
import classes from './inbox.module.css';
import type { Target } from './targets.js';

interface InboxRowProps {
  readonly title: string;
  readonly isNew?: boolean;
  readonly target: Target | undefined;
  /** outside of the console */
  readonly url?: string | undefined;
  readonly onOpen: () => void;
  /** the line below */
  readonly children: ReactNode;
  /** at the end of the row */
  readonly action?: ReactNode;
}

/** A line of the inbox, which leads to what it speaks of. */
export function InboxRow(props: InboxRowProps): ReactNode {
  const { isNew = false, children, action } = props;
  return (
    <li className={classes['row']} {...(isNew && { 'data-unread': true })}>
      <span className={classes['words']}>
        <Title {...props} />
        <small className="muted">{children}</small>
      </span>
      {action}
    </li>
  );
}

function Title({ title, target, url, onOpen }: InboxRowProps): ReactNode {
  if (url !== undefined && /^https?:/.test(url)) {
    return (
      <a href={url} rel="noreferrer" onClick={onOpen}>
        {title}
      </a>
    );
  }
  if (!target) return <span>{title}</span>;
  return (
    <Link to={target.to} search={anySearch(target.search)} onClick={onOpen}>
      {title}
    </Link>
  );
}
