import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useReach } from '../../data/organization.js';
import { EmptyState } from '../../parts/empty-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Region } from '../../parts/region.js';
import { ProductForm } from '../../patterns/seat-pools/product-form.js';
import { usePools } from '../../patterns/seat-pools/pools.js';
import { PoolsTable } from './pools-table.js';
import { SeatRequests } from './seat-requests.js';
import { UseChart } from './use-chart.js';

/** Pools of seats, and who asks for one. */
export function SeatsPage(): ReactNode {
  const { t } = useTranslation('seats');
  const pools = usePools();
  const mayDecide = useReach()('seats:read') === 'any';
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')}>
        <NewProduct />
      </PageHeader>
      {mayDecide && <SeatRequests />}
      <Region query={pools} lines={5}>
        {({ pages }) => {
          const products = pages.flatMap(({ items }) => items);
          if (products.length === 0) {
            return (
              <EmptyState title={t('empty.title')} text={t('empty.text')}>
                <NewProduct />
              </EmptyState>
            );
          }
          return (
            <>
              <PoolsTable products={products} />
              {pools.hasNextPage && (
                <Button variant="default" mt={12} onClick={() => void pools.fetchNextPage()}>
                  {t('more')}
                </Button>
              )}
              {mayDecide && <UseChart products={products} />}
            </>
          );
        }}
      </Region>
    </>
  );
}

function NewProduct(): ReactNode {
  const { t } = useTranslation('seats');
  const mayBuy = useReach()('billing:write') === 'any';
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ReasonedButton
        leftSection={<IconPlus size={16} />}
        reason={mayBuy ? undefined : t('mayNotBuy')}
        onClick={() => setOpen(true)}
      >
        {t('newProduct')}
      </ReasonedButton>
      {isOpen && <ProductForm onClose={() => setOpen(false)} />}
    </>
  );
}
