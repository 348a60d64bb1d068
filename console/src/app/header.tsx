import { ActionIcon, Tooltip } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountMenu } from './account-menu.js';
import { BarMenus, Cog } from './bar-menus.js';
import classes from './frame.module.css';
import { Inbox } from './inbox/inbox.js';
import { OrganizationSwitcher } from './organization-switcher.js';
import { PaletteButton } from './palette-button.js';

/** The top bar: the organization on the left, what is the person's own on the right. */
export function Header({ onMenu }: { readonly onMenu: () => void }): ReactNode {
  const { t } = useTranslation('frame');
  return (
    <header className={classes['top']}>
      <Tooltip label={t('navigation')}>
        <ActionIcon className={classes['burger']} aria-label={t('navigation')} onClick={onMenu}>
          <IconMenu2 size={18} />
        </ActionIcon>
      </Tooltip>
      <Brand />
      <OrganizationSwitcher />
      <BarMenus />
      <span className={classes['space']} />
      <PaletteButton />
      <Inbox />
      <Cog />
      <AccountMenu />
    </header>
  );
}

/** The way to all organizations. */
export function Brand(): ReactNode {
  const { t } = useTranslation('frame');
  return (
    <Link to="/" className={classes['brand']}>
      <Mark />
      <span className={classes['name']}>Muster</span>
      <span className="visually-hidden">{t('home')}</span>
    </Link>
  );
}

function Mark(): ReactNode {
  return (
    <span className={classes['mark']} aria-hidden="true">
      <i />
      <i />
      <i />
      <i />
    </span>
  );
}
