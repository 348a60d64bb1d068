import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PageName } from '../data/console.js';
import { addressOf, PAGES } from '../navigation/menu.js';
import { anySearch } from '../navigation/search.js';
import classes from './frame.module.css';

interface PageLinkProps {
  readonly name: PageName;
  readonly organizationId: string;
  readonly isCurrent: boolean;
  /** instead of the page's own */
  readonly words?: string;
}

/** A line of the navigation. What is the person's own opens with the way back to this organization. */
export function PageLink({ name, organizationId, isCurrent, words }: PageLinkProps): ReactNode {
  const { t } = useTranslation('frame');
  const { icon: Icon } = PAGES[name];
  return (
    <Link
      to={addressOf(name, organizationId)}
      {...(name === 'personal' && { search: anySearch({ o: organizationId }) })}
      className={classes['entry']}
      activeOptions={{ exact: true, includeSearch: false }}
      {...(isCurrent && { 'aria-current': 'page' as const, 'data-current': true })}
    >
      <Icon size={17} stroke={1.7} aria-hidden="true" />
      {words ?? t(`nav.${name}`)}
    </Link>
  );
}
