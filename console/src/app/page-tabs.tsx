import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId } from '../data/organization.js';
import { addressOf } from '../navigation/menu.js';
import classes from './frame.module.css';
import { useMenus } from './menus.js';

/** Above the page: the pages of its menu, where the preset shows that as tabs. They are links, since each has an address. */
export function PageTabs(): ReactNode {
  const { t } = useTranslation('frame');
  const organizationId = useOrganizationId();
  const { current, place } = useMenus(organizationId);
  if (current?.as !== 'tabs' || current.pages.length < 2) return null;
  return (
    <nav className={classes['tabs']} aria-label={current.title ?? t('navigation')}>
      {current.pages.map((name) => (
        <Link
          key={name}
          to={addressOf(name, organizationId)}
          {...(name === place && { 'aria-current': 'page' as const })}
        >
          {t(`nav.${name}`)}
        </Link>
      ))}
    </nav>
  );
}
