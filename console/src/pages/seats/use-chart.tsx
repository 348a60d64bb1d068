import { SegmentedControl, Skeleton } from '@mantine/core';
import { Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../parts/card.js';
import { late } from '../../parts/late.js';
import { useUses, type Product } from '../../patterns/seat-pools/pools.js';
import type { PoolFigures } from './figures.js';
import { UseTable } from './use-table.js';
import classes from './seats.module.css';
import { regional } from '../../texts/regional.js';

/** Recharts is large: it comes when somebody looks at the chart. */
const Bars = late(() => import('./use-bars.js').then(({ UseBars }) => UseBars));

/** How full the pools are: as bars or as a table, with a sentence that says the same, and when it was read in which time zone. */
export function UseChart({ products }: { readonly products: readonly Product[] }): ReactNode {
  const { t, i18n } = useTranslation('seats');
  const [view, setView] = useState('chart');
  const [readAt] = useState(() => new Date());
  const uses = useUses(products);
  const pools: readonly PoolFigures[] = products.flatMap(({ id, name }) => {
    const use = uses.get(id);
    if (!use) return [];
    return [{ name, used: use.used, reserved: use.reserved, free: use.free, bought: use.bought }];
  });
  const at = new Intl.DateTimeFormat(regional(i18n.language), {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  return (
    <div className={classes['chart']}>
      <Card
        title={t('chart.title')}
        text={t('chart.at', { at: at.format(readAt) })}
        action={
          <SegmentedControl
            size="xs"
            className={classes['switch'] ?? ''}
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
        <p className={`${classes['summary']} num`}>{summaryOf(t, pools)}</p>
        {view === 'table' ? (
          <UseTable pools={pools} />
        ) : (
          <Suspense fallback={<Skeleton height={140} />}>
            <Bars pools={pools} />
          </Suspense>
        )}
      </Card>
    </div>
  );
}

/** `12 of 36 seats are in use. Drawing Suite is the fullest, with 9 of 10.` */
function summaryOf(
  t: (key: string, values: Record<string, unknown>) => string,
  pools: readonly PoolFigures[],
): string {
  const used = pools.reduce((sum, pool) => sum + pool.used, 0);
  const bought = pools.reduce((sum, pool) => sum + pool.bought, 0);
  const share = (pool: PoolFigures): number => (pool.bought === 0 ? 0 : pool.used / pool.bought);
  const fullest = [...pools].sort((a, b) => share(b) - share(a))[0];
  const all = t('chart.all', { used, bought });
  if (!fullest) return all;
  const { name } = fullest;
  return `${all} ${t('chart.fullest', { name, used: fullest.used, bought: fullest.bought })}`;
}
