import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import type { MusterClient } from '@muster/client';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Brand } from '../../app/header.js';
import { PageHeader } from '../../parts/page-header.js';
import tabs from '../../parts/tabs.module.css';
import { OperatorClient } from './client.js';
import { KeyForm } from './key-form.js';
import classes from './operator.module.css';

/**
 * Around the pages of whoever runs this server. The key is typed in, stays in the memory of this tab and is gone with it: nothing keeps it.
 * Going from page to page keeps it; loading one anew asks for it again.
 */
export function OperatorFrame(): ReactNode {
  const { t } = useTranslation('operator');
  const queries = useQueryClient();
  const [client, setClient] = useState<MusterClient>();
  const forget = (): void => {
    setClient(undefined);
    queries.removeQueries({ queryKey: ['operator'] });
  };
  return (
    <div className={classes['page']}>
      <header className={classes['top']}>
        <Brand />
        {client && (
          <Button variant="default" onClick={forget}>
            {t('forget')}
          </Button>
        )}
      </header>
      {client && <Tabs />}
      <main id="page" tabIndex={-1}>
        {client ? (
          <OperatorClient value={client}>
            <Outlet />
          </OperatorClient>
        ) : (
          <>
            <PageHeader title={t('title')} subtitle={t('subtitle')} />
            <KeyForm onOpen={setClient} />
          </>
        )}
      </main>
    </div>
  );
}

const CURRENT = { 'aria-current': 'page' } as const;

/** The support view belongs to the organizations. */
function Tabs(): ReactNode {
  const { t } = useTranslation('operator');
  const isOfJobs = useLocation().pathname.endsWith('/jobs');
  return (
    <nav className={tabs['tabs']} aria-label={t('title')}>
      <Link to="/operator" {...(!isOfJobs && CURRENT)} activeOptions={{ exact: true }}>
        {t('organizations.title')}
      </Link>
      <Link to="/operator/jobs" {...(isOfJobs && CURRENT)}>
        {t('jobs.title')}
      </Link>
    </nav>
  );
}
