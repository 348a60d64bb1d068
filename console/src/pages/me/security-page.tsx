import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../parts/page-header.js';
import { FactorsCard } from './factors-card.js';
import classes from './me.module.css';
import { SessionsCard } from './sessions-card.js';

/** How the person proves who they are, and where they have signed in. */
export function SecurityPage(): ReactNode {
  const { t } = useTranslation('me');
  return (
    <div className={classes['page']}>
      <PageHeader title={t('security.title')} subtitle={t('security.text')} />
      <FactorsCard />
      <SessionsCard />
    </div>
  );
}
