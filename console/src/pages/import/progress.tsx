import { Progress as Bar } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../parts/card.js';
import { isMoving, type Import } from '../../patterns/imports/index.js';
import { refusalWords } from '../../texts/refusals.js';
import classes from './import.module.css';

/** How far the check or the import is, and what came of the rows. */
export function Progress({ one }: { readonly one: Import }): ReactNode {
  const { t, i18n } = useTranslation('imports');
  const { status, done, total, succeeded, failed, error } = one;
  if (status === 'checked') return null;
  const number = new Intl.NumberFormat(i18n.language);
  const percent = total === 0 ? 0 : Math.floor((done / total) * 100);
  const figures = { done: number.format(done), total: number.format(total) };
  const isWork = status !== 'checking' && status !== 'waiting';
  return (
    <Card title={t('progress.title')}>
      {isMoving(one) && (
        <Bar.Root size="lg">
          <Bar.Section value={percent} aria-label={t('progress.title')} />
        </Bar.Root>
      )}
      <p className={`num ${classes['progress']}`} data-progress>
        {t('progress.rows', figures)}
        {isWork && (
          <>
            {' · '}
            {t('progress.succeeded', { number: number.format(succeeded) })}
            {' · '}
            {t('progress.failed', { number: number.format(failed) })}
          </>
        )}
      </p>
      {isMoving(one) && <p className="muted">{t('progress.leave')}</p>}
      {error !== undefined && (
        <p className={classes['bad']}>
          {t('progress.error')} {refusalWords({ code: error })}
        </p>
      )}
    </Card>
  );
}
