import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
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
