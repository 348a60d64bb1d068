import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../parts/card.js';
import { PlainTable } from '../../parts/plain-table.js';
import type { Import } from '../../patterns/imports/index.js';
import classes from './import.module.css';

const COUNTS = [
  'rows',
  'valid',
  'errors',
  'toAdd',
  'toInvite',
  'toUpdate',
  'unchanged',
  'toSuspend',
] as const;

/** Shown also where it is none. */
const ALWAYS: readonly string[] = ['rows', 'valid', 'errors'];

/** What the check found that the sheet would do, to people and to seats. */
export function Effect({ one: { report } }: { readonly one: Import }): ReactNode {
  const { t, i18n } = useTranslation('imports');
  const number = new Intl.NumberFormat(i18n.language);
  const shown = COUNTS.filter((name) => report[name] > 0 || ALWAYS.includes(name));
  return (
    <Card title={t('effect.title')}>
      <dl className={classes['figures']}>
        {shown.map((name) => (
          <div key={name} {...(name === 'errors' && report.errors > 0 && { 'data-bad': true })}>
            <dt>{t(`effect.${name}`)}</dt>
            <dd className="num">{number.format(report[name])}</dd>
          </div>
        ))}
      </dl>
      <Places places={report.places} />
      {report.seats.length > 0 && <Seats seats={report.seats} />}
    </Card>
  );
}

/** Places of the plan: members that it allows. */
function Places({ places }: { readonly places: Import['report']['places'] }): ReactNode {
  const { t, i18n } = useTranslation('imports');
  const { needed, used, limit, beyond } = places;
  if (limit === undefined) return null;
  const number = (value: number): string => value.toLocaleString(i18n.language);
  const figures = { needed: number(needed), used: number(used), limit: number(limit) };
  return (
    <p className={beyond > 0 ? classes['bad'] : 'muted'}>
      {t('effect.places', figures)}
      {beyond > 0 && ` ${t('effect.beyond', { count: beyond })}`}
    </p>
  );
}

function Seats({ seats }: { readonly seats: Import['report']['seats'] }): ReactNode {
  const { t, i18n } = useTranslation('imports');
  const figure = (label: string, value: number): ReactNode => (
    <td data-number data-label={label}>
      {value.toLocaleString(i18n.language)}
    </td>
  );
  return (
    <div className={classes['seats']}>
      <h3>{t('seats.title')}</h3>
      <PlainTable
        label={t('seats.title')}
        head={[
          { key: 'product', words: t('seats.product') },
          { key: 'needed', words: t('seats.needed'), isNumber: true },
          { key: 'free', words: t('seats.free'), isNumber: true },
          { key: 'waiting', words: t('seats.waiting'), isNumber: true },
        ]}
      >
        {seats.map(({ productId, product, needed, free, waiting }) => (
          <tr key={productId}>
            <td>
              <bdi>{product}</bdi>
            </td>
            {figure(t('seats.needed'), needed)}
            {figure(t('seats.free'), free)}
            {figure(t('seats.waiting'), waiting)}
          </tr>
        ))}
      </PlainTable>
    </div>
  );
}
