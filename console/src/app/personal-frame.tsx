import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconBell,
  IconBuilding,
  IconChevronLeft,
  IconHourglass,
  IconMenu2,
  IconPalette,
  IconShieldLock,
  IconUserCircle,
  type Icon,
} from '@tabler/icons-react';
import { Link, Outlet, useLocation, useSearch } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsoleOf } from '../data/console.js';
import { setTabIcon } from '../parts/tab-icon.js';
import { setTabOrganization } from '../parts/tab-title.js';
import { AccountMenu } from './account-menu.js';
import { Brand } from './header.js';
import classes from './frame.module.css';
import { useMenus } from './menus.js';
import { PageArea } from './page-area.js';
import { PageLink } from './page-link.js';

/** What is the person's own, in no organization; from one, its menu of settings stays and the way back leads there. */
export function PersonalFrame(): ReactNode {
  const { t } = useTranslation('frame');
  const [isOpen, { open: openMenu, close: closeMenu }] = useDisclosure(false);
  const { pathname } = useLocation();
  useEffect(closeMenu, [pathname, closeMenu]);
  useEffect(() => {
    setTabOrganization('');
    setTabIcon(undefined);
  }, []);
  return (
    <div className={classes['frame']}>
      <a className={classes['skip']} href="#page">
        {t('skip')}
      </a>
      <header className={classes['top']}>
        <ActionIcon className={classes['burger']} aria-label={t('navigation')} onClick={openMenu}>
          <IconMenu2 size={18} />
        </ActionIcon>
        <Brand />
        <span className={classes['space']} />
        <AccountMenu />
      </header>
      <nav className={classes['side']} aria-label={t('navigation')}>
        <PersonalNavigation />
      </nav>
      <Drawer
        opened={isOpen}
        onClose={closeMenu}
        title={t('navigation')}
        size={280}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <PersonalNavigation />
      </Drawer>
      <PageArea>
        <Outlet />
      </PageArea>
    </div>
  );
}

const OWN = [
  ['/me', 'profile', IconUserCircle],
  ['/me/display', 'display', IconPalette],
  ['/me/security', 'security', IconShieldLock],
  ['/me/notifications', 'notifications', IconBell],
  ['/me/organizations', 'organizations', IconBuilding],
  ['/me/requests', 'requests', IconHourglass],
] as const satisfies readonly (readonly [string, string, Icon])[];

function PersonalNavigation(): ReactNode {
  const { t } = useTranslation('frame');
  const { o } = useSearch({ from: '/personal' });
  const { pathname } = useLocation();
  return (
    <>
      <Back organizationId={o} />
      <h2 className={classes['menuTitle']}>{t('nav.personal')}</h2>
      <div className={classes['group']}>
        {OWN.map(([to, name, Icon]) => (
          <Link
            key={to}
            to={to}
            search={o === undefined ? {} : { o }}
            className={classes['entry']}
            activeOptions={{ exact: true, includeSearch: false }}
            {...(pathname === to && { 'aria-current': 'page' as const })}
          >
            <Icon size={17} stroke={1.7} aria-hidden="true" />
            {t(`own.${name}`)}
          </Link>
        ))}
      </div>
      {o !== undefined && <Beside organizationId={o} />}
    </>
  );
}

function Back({ organizationId }: { readonly organizationId: string | undefined }): ReactNode {
  const { t } = useTranslation('frame');
  const { data } = useConsoleOf(organizationId);
  const address: string = organizationId === undefined ? '/' : `/o/${organizationId}/start`;
  return (
    <Link to={address} className={classes['entry']} activeOptions={{ exact: true }}>
      <IconChevronLeft size={17} stroke={1.7} aria-hidden="true" className="mirrored" />
      <bdi>{data?.organization.name ?? t('allOrganizations')}</bdi>
    </Link>
  );
}

/** The other parts of the menu in which the preset places personal settings (row 2.8). */
function Beside({ organizationId }: { readonly organizationId: string }): ReactNode {
  const { current } = useMenus(organizationId);
  const others = current?.sections.filter(({ pages }) => !pages.includes('personal')) ?? [];
  return others.map((section) => (
    <div key={section.name} className={classes['group']}>
      {section.title !== undefined && <h3>{section.title}</h3>}
      {section.pages.map((name) => (
        <PageLink key={name} name={name} organizationId={organizationId} isCurrent={false} />
      ))}
    </div>
  ));
}
