import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId, useReach } from '../data/organization.js';
import { MENU, type MenuEntry } from '../navigation/menu.js';
import classes from './frame.module.css';

/** The pages that this member may open, in groups. A page that is not here answers at its address that a permission is missing. */
export function Navigation(): ReactNode {
  const { t } = useTranslation('frame');
  const reach = useReach();
  const isOpen = ({ permission, own = false }: MenuEntry): boolean => {
    if (permission === undefined) return true;
    const far = reach(permission);
    return far === 'any' || (own && far === 'own');
  };
  return MENU.map(({ group, entries }) => {
    const open = entries.filter(isOpen);
    if (open.length === 0) return null;
    return (
      <div key={group ?? 'first'} className={classes['group']}>
        {group !== undefined && <h2>{t(`group.${group}`)}</h2>}
        {open.map((entry) => (
          <Entry key={entry.page} entry={entry} />
        ))}
      </div>
    );
  });
}

function Entry({ entry }: { readonly entry: MenuEntry }): ReactNode {
  const { t } = useTranslation('frame');
  const organizationId = useOrganizationId();
  const { to, page, icon: Icon } = entry;
  return (
    <Link
      to={to.replace('$organizationId', organizationId)}
      className={classes['entry']}
      activeOptions={{ exact: page === 'overview', includeSearch: false }}
    >
      <Icon size={17} stroke={1.7} aria-hidden="true" />
      {t(`nav.${page}`)}
    </Link>
  );
}
