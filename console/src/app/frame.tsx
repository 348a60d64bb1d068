import { Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../data/organization.js';
import { ProblemState } from '../parts/problem-state.js';
import { setTabOrganization } from '../parts/tab-title.js';
import classes from './frame.module.css';
import { Header } from './header.js';
import { Navigation } from './navigation.js';
import { useCurrentOrganization } from './current-organization.js';
import { useWording } from './wording.js';

/** Header, navigation and the page, for one organization. What the person may not open there is answered by a page that says so. */
export function Frame(): ReactNode {
  const { t } = useTranslation('frame');
  const me = useMe();
  useWording();
  const organization = useCurrentOrganization();
  const [isOpen, menu] = useDisclosure(false);
  const { pathname } = useLocation();
  useEffect(() => menu.close(), [pathname, menu]);
  useEffect(() => setTabOrganization(organization?.name ?? ''), [organization]);
  return (
    <div className={classes['frame']}>
      <a className={classes['skip']} href="#page">
        {t('skip')}
      </a>
      <Header onMenu={menu.open} />
      <nav className={classes['side']} aria-label={t('navigation')}>
        <Navigation />
      </nav>
      <Drawer
        opened={isOpen}
        onClose={menu.close}
        title={t('navigation')}
        size={280}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Navigation />
      </Drawer>
      <main id="page" className={classes['page']} tabIndex={-1}>
        {me.error && !me.data ? (
          <ProblemState error={me.error} onRetry={() => void me.refetch()} />
        ) : (
          <Outlet />
        )}
      </main>
    </div>
  );
}
