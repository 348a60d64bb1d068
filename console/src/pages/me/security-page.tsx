import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { serverPage } from '../../data/server.js';
import { Card } from '../../parts/card.js';
import { PageHeader } from '../../parts/page-header.js';
import classes from './me.module.css';
import { SessionsCard } from './sessions-card.js';

/** How the person proves who they are, and where they have signed in. */
export function SecurityPage(): ReactNode {
  const { t } = useTranslation('me');
  return (
    <div className={classes['page']}>
      <PageHeader title={t('security.title')} subtitle={t('security.text')} />
      <Card title={t('security.factors')} text={t('security.factorsText')}>
        <Button component="a" variant="default" href={serverPage('/account/second-step')}>
          {t('security.manage')}
        </Button>
      </Card>
      <SessionsCard />
    </div>
  );
}
