import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { Card } from '../../parts/card.js';
import { late } from '../../parts/late.js';
import { PlainTable } from '../../parts/plain-table.js';
import { Region } from '../../parts/region.js';
import { dateFormat, numberFormat } from '../../texts/formats.js';
import classes from './pool.module.css';
import type { TrendDay } from './trend-day.js';

/** Recharts is large: it comes when somebody looks at the chart. */
const Lines = late(() => import('./trend-lines.js').then(({ TrendLines }) => TrendLines));

const DAYS = 90;

/** How the use of the seats went over the last months: as a chart or as a table, with a sentence that says the same. */
export function Trend({ productId }: { readonly productId: string }): ReactNode {
  const { t } = useTranslation('seats');
  const organizationId = useOrganizationId();
  const [view, setView] = useState('chart');
  const trend = useQuery({
    queryKey: keyOf(organizationId, 'seats', productId, 'trend'),
    queryFn: () =>
      server.getProductTrend({ params: { organizationId, productId }, query: { days: DAYS } }),
  });
  return (
    <div className={classes['trend']}>
      <Card
        title={t('trend.title')}
        text={t('trend.zone')}
        action={
          <SegmentedControl
            size="xs"
            aria-label={t('chart.view')}
            data={[
              { value: 'chart', label: t('chart.chart') },
              { value: 'table', label: t('chart.table') },
            ]}
            value={view}
            onChange={setView}
          />
        }
      >
        <Region query={trend} lines={5}>
          {({ days }) => (
            <>
              <Summary days={days} />
              {view === 'table' ? (
                <TrendTable days={days} />
              ) : (
                <Suspense fallback={<Skeleton height={220} />}>
                  <Lines days={days} />
                </Suspense>
              )}
            </>
          )}
        </Region>
      </Card>
    </div>
  );
}

/** `Since 1 October: from 3 to 17 seats in use. The most were 19, on 12 November.` */
function Summary({ days }: { readonly days: readonly TrendDay[] }): ReactNode {
  const { t, i18n } = useTranslation('seats');
  const [first, last] = [days[0], days.at(-1)];
  const most = days.reduce<TrendDay | undefined>(
    (top, one) => (top && top.used >= one.used ? top : one),
    undefined,
  );
  if (!first || !last || !most) return null;
  const words = ({ day }: TrendDay): string => dayWords(day, i18n.language);
  if (days.length === 1) return <p className={classes['summary']}>{t('trend.begins')}</p>;
  return (
    <p className={`${classes['summary']} num`}>
      {t('trend.summary', { day: words(first), from: first.used, to: last.used })}{' '}
      {t('trend.most', { most: most.used, day: words(most) })}
    </p>
  );
}

function dayWords(day: string, language: string): string {
  return dateFormat(language, 'day').format(new Date(`${day}T12:00:00Z`));
}

/** The days on which a figure changed, the newest first: the others are as the one before. */
function TrendTable({ days }: { readonly days: readonly TrendDay[] }): ReactNode {
  const { t, i18n } = useTranslation('seats');
  const { language } = i18n;
  const columns = ['used', 'reserved', 'bought'] as const;
  const changed = days.filter((one, index) => {
    const before = days[index - 1];
    return before === undefined || columns.some((key) => before[key] !== one[key]);
  });
  return (
    <PlainTable
      label={t('trend.title')}
      head={[
        { key: 'day', words: t('trend.day') },
        ...columns.map((key) => ({ key, words: t(`figure.${key}`), isNumber: true })),
      ]}
    >
      {changed.reverse().map((one) => (
        <tr key={one.day}>
          <td>{dayWords(one.day, language)}</td>
          {columns.map((key) => (
            <td key={key} data-number data-label={t(`figure.${key}`)}>
              {numberFormat(language).format(one[key])}
            </td>
          ))}
        </tr>
      ))}
    </PlainTable>
  );
}
