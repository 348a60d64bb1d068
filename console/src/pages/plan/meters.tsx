import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import classes from './plan.module.css';

type Limits = Operations['getLimits']['output'];

/** How much of each limit is used. */
export function Meters({ limits }: { readonly limits: Limits }): ReactNode {
  const { t } = useTranslation('plan');
  const names = ['members', 'spaces', 'roles', 'domains', 'apiKeys'] as const;
  const { members } = limits;
  return (
    <>
      <dl className={classes['meters']}>
        {names.map((name) => (
          <Meter key={name} name={t(`meter.${name}`)} meter={limits[name]} />
        ))}
      </dl>
      {members.pendingCounts && members.pending > 0 && (
        <p className="muted num">{t('pending', { count: members.pending })}</p>
      )}
      {members.extra > 0 && <p className="muted num">{t('extra', { count: members.extra })}</p>}
    </>
  );
}

interface MeterProps {
  readonly name: string;
  readonly meter: { readonly used: number; readonly limit: number | null };
}

function Meter({ name, meter: { used, limit } }: MeterProps): ReactNode {
  const { t, i18n } = useTranslation('plan');
  const number = new Intl.NumberFormat(i18n.language);
  const share = limit === null ? 0 : Math.min(100, limit === 0 ? 100 : (100 * used) / limit);
  const words =
    limit === null
      ? number.format(used)
      : t('usedOf', { used: number.format(used), limit: number.format(limit) });
  return (
    <div {...(share >= 100 && { 'data-full': true })}>
      <dt>{name}</dt>
      <dd>
        <span className="num">{words}</span>
        {limit === null ? (
          <small className="muted">{t('noLimit')}</small>
        ) : (
          <span
            className={classes['bar']}
            role="meter"
            aria-label={name}
            aria-valuemin={0}
            aria-valuemax={Math.max(limit, used)}
            aria-valuenow={used}
          >
            <i style={{ inlineSize: `${share}%` }} />
          </span>
        )}
      </dd>
    </div>
  );
}
