import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, BarChart, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { HINT, LEGEND, TICK } from '../../parts/chart-looks.js';
import type { PoolFigures } from './figures.js';

const ROW = 44;
const AXES = 70;

/** One bar for each pool. Hidden from screen readers: the sentence and the table say the same. */
export function UseBars({ pools }: { readonly pools: readonly PoolFigures[] }): ReactNode {
  const { t } = useTranslation('seats');
  return (
    <div aria-hidden="true">
      <ResponsiveContainer width="100%" height={pools.length * ROW + AXES}>
        <BarChart data={[...pools]} layout="vertical" accessibilityLayer={false} barSize={18}>
          <XAxis type="number" allowDecimals={false} tick={TICK} stroke="var(--line)" />
          <YAxis type="category" dataKey="name" width={120} tick={TICK} stroke="var(--line)" />
          <Tooltip cursor={{ fill: 'var(--sunken)' }} {...HINT} />
          <Legend {...LEGEND} />
          <Bar
            dataKey="used"
            name={t('figure.used')}
            stackId="seats"
            fill="var(--accent)"
            isAnimationActive={false}
          />
          {pools.some(({ reserved }) => reserved > 0) && (
            <Bar
              dataKey="reserved"
              name={t('figure.reserved')}
              stackId="seats"
              fill="var(--warn)"
              isAnimationActive={false}
            />
          )}
          <Bar
            dataKey="free"
            name={t('figure.free')}
            stackId="seats"
            fill="color-mix(in srgb, var(--line-strong) 35%, var(--surface))"
            isAnimationActive={false}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
