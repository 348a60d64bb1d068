import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId } from '../../data/organization.js';
import { Card } from '../../parts/card.js';
import { ownSeatRequestsOf, SeatRequestLines } from '../../patterns/own-requests/index.js';

const MOST = 5;

/** What the person asked for here. It is not there while they asked for nothing. */
export function OwnRequests(): ReactNode {
  const { t } = useTranslation('requests');
  const { data = [] } = useQuery(ownSeatRequestsOf(useOrganizationId()));
  if (data.length === 0) return null;
  return (
    <Card title={t('mine')}>
      <SeatRequestLines requests={data.slice(0, MOST)} />
    </Card>
  );
}
