import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId } from '../../data/organization.js';
import { PlainTable } from '../../parts/plain-table.js';
import { useUses, type Product, type Use } from '../../patterns/seat-pools/pools.js';
import { UseBar } from '../../patterns/seat-pools/use-bar.js';
import classes from './seats.module.css';

/** One line for each pool: how full it is, who waits, who could give a seat back. */
export function PoolsTable({ products }: { readonly products: readonly Product[] }): ReactNode {
  const { t } = useTranslation('seats');
  const uses = useUses(products);
  return (
    <PlainTable
      label={t('pools')}
      head={[
        { key: 'product', words: t('product') },
        { key: 'used', words: t('used') },
        { key: 'free', words: t('free'), isNumber: true },
        { key: 'waiting', words: t('waiting'), isNumber: true },
        { key: 'idle', words: t('idle'), isNumber: true },
      ]}
    >
      {products.map((product) => (
        <Row key={product.id} product={product} use={uses.get(product.id)} />
      ))}
    </PlainTable>
  );
}

interface RowProps {
  readonly product: Product;
  readonly use: Use | undefined;
}

function Row({ product: { id, name, description }, use }: RowProps): ReactNode {
  const { t, i18n } = useTranslation('seats');
  const organizationId = useOrganizationId();
  const number = new Intl.NumberFormat(i18n.language);
  const figure = (label: string, value: number | undefined): ReactNode => (
    <td data-number data-label={label}>
      {value === undefined ? '' : number.format(value)}
    </td>
  );
  return (
    <tr>
      <td>
        <Link
          className={classes['product']}
          to="/o/$organizationId/seats/$productId"
          params={{ organizationId, productId: id }}
        >
          <bdi>{name}</bdi>
        </Link>
        {description !== undefined && <small className={classes['detail']}>{description}</small>}
      </td>
      <td>{use ? <UseBar name={name} use={use} /> : <Skeleton height={10} width={120} />}</td>
      {figure(t('free'), use?.free)}
      {figure(t('waiting'), use && use.queued + use.requested)}
      {figure(t('idle'), use?.idle.count)}
    </tr>
  );
}
