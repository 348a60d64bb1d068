import { ActionIcon, Tooltip } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId } from '../data/organization.js';
import { addressOf } from '../navigation/menu.js';
import { anySearch } from '../navigation/search.js';
import classes from './frame.module.css';
import { useMenus, type ShownMenu } from './menus.js';

/** Menus that open by a word of the top bar. */
export function BarMenus(): ReactNode {
  const organizationId = useOrganizationId();
  const { all, current } = useMenus(organizationId);
  return all
    .filter(({ place }) => place === 'bar')
    .map((menu) => (
      <Link
        key={menu.name}
        {...firstPage(menu, organizationId)}
        className={classes['word']}
        {...(menu === current && { 'data-current': true })}
      >
        {menu.title}
      </Link>
    ));
}

/** The cog at the right end of the top bar. */
export function Cog(): ReactNode {
  const { t } = useTranslation('frame');
  const organizationId = useOrganizationId();
  const { all, current } = useMenus(organizationId);
  const menu = all.find(({ place }) => place === 'cog');
  if (!menu) return null;
  const words = menu.title ?? t('settings');
  return (
    <Tooltip label={words}>
      <ActionIcon
        renderRoot={(props) => <Link {...firstPage(menu, organizationId)} {...props} />}
        aria-label={words}
        {...(menu === current && { 'data-current': true })}
      >
        <IconSettings size={18} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}

interface Target {
  readonly to: string;
  readonly search?: never;
}

function firstPage({ pages }: ShownMenu, organizationId: string): Target {
  const first = pages[0] ?? 'overview';
  const to = addressOf(first, organizationId);
  return first === 'personal' ? { to, search: anySearch({ o: organizationId }) } : { to };
}
