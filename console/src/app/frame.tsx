import { Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../data/console.js';
import { useMe, useOrganizationId } from '../data/organization.js';
import { PageHeader } from '../parts/page-header.js';
import { ProblemState } from '../parts/problem-state.js';
import { setTabIcon } from '../parts/tab-icon.js';
import { setTabOrganization } from '../parts/tab-title.js';
import { ClosedPage } from './closed-page.js';
import classes from './frame.module.css';
import { Header } from './header.js';
import { useCurrentOrganization } from './current-organization.js';
import { useMenus } from './menus.js';
import { Navigation } from './navigation.js';
import { Overlays } from './overlays.js';
import { PageArea } from './page-area.js';
import { PageTabs } from './page-tabs.js';
import { useWording } from './wording.js';

/** Header, navigation and the page, for one organization. What the person may not open there is answered by a page that says so. */
export function Frame(): ReactNode {
  const { t } = useTranslation('frame');
  const me = useMe();
  useWording();
  const organization = useCurrentOrganization();
  const [isOpen, { open: openMenu, close: closeMenu }] = useDisclosure(false);
  const { pathname } = useLocation();
  useEffect(closeMenu, [pathname, closeMenu]);
  useEffect(() => {
    setTabOrganization(organization?.name ?? '');
    setTabIcon(organization && { name: organization.name, logo: organization.logo?.url });
  }, [organization]);
  return (
    <div className={classes['frame']}>
      <a className={classes['skip']} href="#page">
        {t('skip')}
      </a>
      <Header onMenu={openMenu} />
      <nav className={classes['side']} aria-label={t('navigation')}>
        <Navigation />
      </nav>
      <Drawer
        opened={isOpen}
        onClose={closeMenu}
        title={t('navigation')}
        size={280}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Navigation />
      </Drawer>
      <PageArea>
        {me.error && !me.data ? (
          <>
            <PageHeader title={organization?.name ?? t('home')} />
            <ProblemState error={me.error} onRetry={() => void me.refetch()} />
          </>
        ) : (
          <Page />
        )}
      </PageArea>
      <Overlays />
    </div>
  );
}

function Page(): ReactNode {
  const { data } = useConsole();
  const { page } = useMenus(useOrganizationId());
  const isClosed = page !== undefined && data?.pages[page]?.open === false;
  return (
    <>
      <PageTabs />
      {isClosed ? <ClosedPage page={page} /> : <Outlet />}
    </>
  );
}
