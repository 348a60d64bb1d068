import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Area,
  ComposedChart,
  Legend,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { HINT, LEGEND, TICK } from '../../parts/chart-looks.js';
import { dateFormat } from '../../texts/formats.js';
import type { TrendDay } from './trend-day.js';

/** Seats over time: an area for those in use below a line for those bought. Hidden from screen readers: the table says the same. */
export function TrendLines({ days }: { readonly days: readonly TrendDay[] }): ReactNode {
  const { t, i18n } = useTranslation('seats');
  const format = dateFormat(i18n.language, 'day');
  const words = (day: unknown): string => format.format(new Date(`${String(day)}T12:00:00Z`));
  return (
    <div aria-hidden="true" dir="ltr">
      <ResponsiveContainer width="100%" height={220}>
        <ComposedChart data={[...days]} accessibilityLayer={false} margin={{ right: 12 }}>
          <XAxis
            dataKey="day"
            tick={TICK}
            stroke="var(--line)"
            tickFormatter={words}
            minTickGap={48}
          />
          <YAxis allowDecimals={false} width={44} tick={TICK} stroke="var(--line)" />
          <Tooltip labelFormatter={words} cursor={{ stroke: 'var(--line-strong)' }} {...HINT} />
          <Legend {...LEGEND} />
          <Area
            dataKey="used"
            name={t('figure.used')}
            type="stepAfter"
            stroke="var(--accent)"
            fill="var(--accent-soft)"
            isAnimationActive={false}
          />
          <Line
            dataKey="bought"
            name={t('figure.bought')}
            type="stepAfter"
            dot={false}
            stroke="var(--line-strong)"
            strokeDasharray="5 4"
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}
