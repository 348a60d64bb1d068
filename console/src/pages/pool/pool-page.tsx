import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, useReach, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { useSeen } from '../../data/versioned.js';
import { announce } from '../../parts/announcements.js';
import { BackLink } from '../../parts/back-link.js';
import { Card } from '../../parts/card.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { PageHeader } from '../../parts/page-header.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Region } from '../../parts/region.js';
import { ProductForm } from '../../patterns/seat-pools/product-form.js';
import { useUse, type Product } from '../../patterns/seat-pools/pools.js';
import { AssignSeats } from './assign-seats.js';
import { Figures } from './figures.js';
import { SeatList } from './seat-list.js';
import { Trend } from './trend.js';

/** One pool of seats: who has one, who waits for one, and how many there are. */
export function PoolPage(): ReactNode {
  const organizationId = useOrganizationId();
  const { productId } = useParams({ from: '/o/$organizationId/seats/$productId' });
  const product = useQuery({
    queryKey: keyOf(organizationId, 'seats', productId),
    queryFn: () => server.getProduct({ params: { organizationId, productId } }),
  });
  return <Region query={product}>{(found) => <Loaded product={found} />}</Region>;
}

type Dialog = 'assign' | 'change' | 'delete';

function Loaded({ product }: { readonly product: Product }): ReactNode {
  const { t } = useTranslation('seats');
  const organizationId = useOrganizationId();
  const reach = useReach();
  const use = useUse(product.id);
  const [dialog, setDialog] = useState<Dialog>();
  const close = (): void => setDialog(undefined);
  const mayNotBuy = reach('billing:write') === 'any' ? undefined : t('mayNotBuy');
  const mayNotAssign = reach('seats:write') === 'any' ? undefined : t('mayNotAssign');
  const isFull = use.data?.free === 0;
  return (
    <>
      <BackLink>
        <Link to="/o/$organizationId/seats" params={{ organizationId }}>
          {t('title')}
        </Link>
      </BackLink>
      <PageHeader title={product.name} subtitle={product.description}>
        <ReasonedButton variant="default" reason={mayNotBuy} onClick={() => setDialog('change')}>
          {t('edit')}
        </ReasonedButton>
        <ReasonedButton
          leftSection={<IconPlus size={16} />}
          reason={mayNotAssign}
          onClick={() => setDialog('assign')}
        >
          {isFull ? t('request') : t('assign')}
        </ReasonedButton>
      </PageHeader>
      <Region query={use} lines={2}>
        {(figures) => <Figures use={figures} />}
      </Region>
      {reach('seats:read') === 'any' && <Trend productId={product.id} />}
      <SeatList product={product} status="queued" reason={mayNotAssign} />
      <SeatList product={product} status="assigned" reason={mayNotAssign} />
      <Card title={t('delete.title')} text={t('delete.text')}>
        <ReasonedButton
          variant="default"
          c="var(--bad)"
          reason={mayNotBuy}
          onClick={() => setDialog('delete')}
        >
          {t('delete.go')}
        </ReasonedButton>
      </Card>
      {dialog === 'assign' && <AssignSeats product={product} onClose={close} />}
      {dialog === 'change' && <ProductForm product={product} onClose={close} />}
      {dialog === 'delete' && (
        <DeleteProduct product={product} used={use.data?.used} onClose={close} />
      )}
    </>
  );
}

interface DeleteProductProps {
  readonly product: Product;
  readonly used: number | undefined;
  readonly onClose: () => void;
}

function DeleteProduct({ product, used = 0, onClose }: DeleteProductProps): ReactNode {
  const { t } = useTranslation('seats');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const { id, name } = product;
  const params = { organizationId, productId: id };
  const seen = useSeen(product, () => server.getProduct({ params }));
  const remove = useMutation({
    mutationFn: () => seen.act((ifMatch) => server.deleteProduct({ params, ifMatch })),
    onSuccess: async () => {
      announce({ text: t('delete.done', { name }) });
      await navigate({ to: '/o/$organizationId/seats', params: { organizationId } });
      await refresh('seats');
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('delete.ask', { name })}
      confirm={t('delete.go')}
      isDangerous
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p className="muted">{t('delete.effect', { count: used })}</p>
    </ConfirmDialog>
  );
}
