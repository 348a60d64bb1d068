import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Use } from '../../patterns/seat-pools/pools.js';
import classes from './pool.module.css';

/** Numbers of this moment, side by side. */
export function Figures({ use }: { readonly use: Use }): ReactNode {
  const { t, i18n } = useTranslation('seats');
  const number = new Intl.NumberFormat(i18n.language);
  const names = ['bought', 'used', 'free', 'reserved', 'held', 'queued', 'requested'] as const;
  const shown = names.filter((name, index) => index < 3 || use[name] > 0);
  return (
    <dl className={classes['figures']}>
      {shown.map((name) => (
        <div key={name}>
          <dt>{t(`figure.${name}`)}</dt>
          <dd>{number.format(use[name])}</dd>
        </div>
      ))}
      <div>
        <dt>{t('figure.idle')}</dt>
        <dd>{number.format(use.idle.count)}</dd>
      </div>
    </dl>
  );
}
