import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import type { StatusTone } from '../../parts/status.js';
import classes from './own-requests.module.css';
import type { OwnSeatRequest } from './own-requests.js';
import { RequestLine } from './request-line.js';

const TONES: Readonly<Record<OwnSeatRequest['status'], StatusTone>> = {
  requested: 'waiting',
  queued: 'waiting',
  assigned: 'ok',
  held: 'off',
  denied: 'bad',
  released: 'off',
};

/** What the person asked for in one organization. What still waits can be withdrawn. */
export function SeatRequestLines({ requests }: { readonly requests: readonly OwnSeatRequest[] }) {
  return (
    <ul className={classes['list']}>
      {requests.map((one) => (
        <SeatRequest key={one.id} one={one} />
      ))}
    </ul>
  );
}

function SeatRequest({ one }: { readonly one: OwnSeatRequest }): ReactNode {
  const { t } = useTranslation('requests');
  const { productName, status, reason, createdAt, decidedAt = createdAt } = one;
  const isWaiting = status === 'requested' || status === 'queued';
  return (
    <RequestLine
      name={productName}
      tone={TONES[status]}
      status={t(`seat.${status}`)}
      at={decidedAt}
      // of a denied request they are the words of who denied it
      words={[[t(status === 'denied' ? 'answer' : 'asked'), reason]]}
    >
      {isWaiting && <Withdraw one={one} />}
    </RequestLine>
  );
}

function Withdraw({ one }: { readonly one: OwnSeatRequest }): ReactNode {
  const { t } = useTranslation('requests');
  const client = useQueryClient();
  const { id, organizationId, productName: name } = one;
  const withdraw = useMutation({
    mutationFn: () => server.withdrawSeatRequest({ params: { organizationId, seatRequestId: id } }),
    onSuccess: async () => {
      announce({ text: t('withdrawn', { name }) });
      await client.invalidateQueries({ queryKey: keyOf(organizationId) });
      // the button that was pressed is gone
      document.getElementById('page-title')?.focus();
    },
    onError: (error) => announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
  return (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={t('withdrawOne', { name })}
      loading={withdraw.isPending}
      onClick={() => !withdraw.isPending && withdraw.mutate()}
    >
      {t('withdraw')}
    </Button>
  );
}
