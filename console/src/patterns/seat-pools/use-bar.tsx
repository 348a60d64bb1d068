import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Use } from './pools.js';
import classes from './use-bar.module.css';

interface UseBarProps {
  readonly name: string;
  readonly use: Use;
}

/** `9 of 10` and how far that fills the pool. */
export function UseBar({ name, use }: UseBarProps): ReactNode {
  const { t, i18n } = useTranslation('seats');
  const { bought, used, reserved, percent } = use;
  const number = new Intl.NumberFormat(i18n.language);
  const taken = bought === 0 ? 0 : (100 * used) / bought;
  const kept = bought === 0 ? 0 : (100 * reserved) / bought;
  const words = t('usedOf', { used: number.format(used), bought: number.format(bought) });
  return (
    <span className={classes['use']} {...(percent >= 100 && { 'data-full': true })}>
      <span className="num">{words}</span>
      <span
        className={classes['bar']}
        role="meter"
        aria-label={t('useOf', { name })}
        aria-valuemin={0}
        aria-valuemax={Math.max(bought, used)}
        aria-valuenow={used}
        aria-valuetext={words}
      >
        <i style={{ inlineSize: `${Math.min(taken, 100)}%` }} />
        <i data-kept style={{ inlineSize: `${Math.min(kept, 100)}%` }} />
      </span>
    </span>
  );
}
