import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { useConsole } from '../../data/console.js';
import { keyOf, useOrganizationId, useReach, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { Card } from '../../parts/card.js';
import { Region } from '../../parts/region.js';
import { Setting } from '../../parts/setting.js';
import { Time } from '../../parts/time.js';
import { OfferDialog } from './offer-dialog.js';

type Offer = Operations['listOwnershipOffers']['output']['items'][number];

/** The owner offers the ownership to a member, who accepts or declines; until then nothing changes. */
export function OwnershipCard(): ReactNode {
  const { t } = useTranslation('settings');
  const shown = useConsole().data;
  const reach = useReach();
  const hasOwner = shown?.roles.some(({ standing }) => standing === 'owner') ?? false;
  if (!hasOwner || reach('ownership:read') !== 'any') return null;
  return (
    <Card title={t('ownership.title')} text={t('ownership.text')}>
      <Offers />
    </Card>
  );
}

function Offers(): ReactNode {
  const organizationId = useOrganizationId();
  const query = useQuery({
    queryKey: keyOf(organizationId, 'ownership'),
    queryFn: () =>
      server.listOwnershipOffers({ params: { organizationId }, query: { limit: 100 } }),
  });
  return (
    <Region query={query} lines={1}>
      {({ items }) => {
        const pending = items.find(({ status }) => status === 'pending');
        return pending ? <Pending offer={pending} /> : <NoOffer />;
      }}
    </Region>
  );
}

function NoOffer(): ReactNode {
  const { t } = useTranslation('settings');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Setting title={t('ownership.offer')} text={t('ownership.offerText')}>
        {({ 'aria-describedby': describedBy }) => (
          <Button variant="default" aria-describedby={describedBy} onClick={() => setOpen(true)}>
            {t('ownership.open')}
          </Button>
        )}
      </Setting>
      {isOpen && <OfferDialog onClose={() => setOpen(false)} />}
    </>
  );
}

/** An offer that waits does not count: the owner is the owner until it is accepted (console A20). */
function Pending({ offer }: { readonly offer: Offer }): ReactNode {
  const { t } = useTranslation('settings');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const { id, toMemberId, expiresAt } = offer;
  const member = useQuery({
    queryKey: keyOf(organizationId, 'member', toMemberId),
    queryFn: () => server.getMember({ params: { organizationId, memberId: toMemberId } }),
  });
  const withdraw = useMutation({
    mutationFn: () => server.withdrawOwnership({ params: { organizationId, offerId: id } }),
    onSuccess: async () => {
      announce({ text: t('ownership.withdrawn') });
      await refresh('ownership');
    },
    onError: (error) => announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
  return (
    <Setting
      title={t('ownership.waits', { name: member.data?.name ?? '…' })}
      text={
        <>
          {t('ownership.until')} <Time at={expiresAt} />
        </>
      }
    >
      {() => (
        <Button variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {t('ownership.withdraw')}
        </Button>
      )}
    </Setting>
  );
}
