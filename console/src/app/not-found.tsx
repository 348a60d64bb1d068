import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId } from '../data/organization.js';
import { PageHeader } from '../parts/page-header.js';
import { Brand } from './header.js';
import classes from './frame.module.css';

export function NotFound(): ReactNode {
  const { t } = useTranslation('frame');
  return (
    <main className={classes['alone']}>
      <Brand />
      <h1>{t('notFound.title')}</h1>
      <p className="muted">{t('notFound.text')}</p>
      <p>
        <Link to="/">{t('notFound.home')}</Link>
      </p>
    </main>
  );
}

/** Inside of an organization its header and its navigation stay. */
export function NoPageHere(): ReactNode {
  const { t } = useTranslation('frame');
  const organizationId = useOrganizationId();
  return (
    <>
      <PageHeader title={t('notFound.title')} subtitle={t('notFound.text')} />
      <Link to="/o/$organizationId" params={{ organizationId }}>
        {t('notFound.overview')}
      </Link>
    </>
  );
}
