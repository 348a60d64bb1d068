import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainTable } from '../../parts/plain-table.js';
import type { PoolFigures } from './figures.js';

/** The figures of the chart. */
export function UseTable({ pools }: { readonly pools: readonly PoolFigures[] }): ReactNode {
  const { t, i18n } = useTranslation('seats');
  const number = new Intl.NumberFormat(i18n.language);
  const columns = ['used', 'reserved', 'free', 'bought'] as const;
  return (
    <PlainTable
      label={t('chart.title')}
      head={[
        { key: 'product', words: t('product') },
        ...columns.map((key) => ({ key, words: t(`figure.${key}`), isNumber: true })),
      ]}
    >
      {pools.map((pool) => (
        <tr key={pool.name}>
          <td>{pool.name}</td>
          {columns.map((key) => (
            <td key={key} data-number data-label={t(`figure.${key}`)}>
              {number.format(pool[key])}
            </td>
          ))}
        </tr>
      ))}
    </PlainTable>
  );
}
