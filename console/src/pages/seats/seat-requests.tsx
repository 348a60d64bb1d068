import { Button, Group, Textarea } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId, useReach, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { Person } from '../../parts/person.js';
import { PlainTable } from '../../parts/plain-table.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Time } from '../../parts/time.js';
import classes from './seats.module.css';

type SeatRequest = Operations['listSeatRequests']['output']['items'][number];

/** Who asks for a seat, the oldest first. It is not there while nobody asks. */
export function SeatRequests(): ReactNode {
  const { t } = useTranslation('seats');
  const organizationId = useOrganizationId();
  const requests = useInfiniteQuery({
    queryKey: keyOf(organizationId, 'seats', 'requests'),
    queryFn: ({ pageParam }) =>
      server.listSeatRequests({
        params: { organizationId },
        query: { limit: 20, ...(pageParam !== '' && { cursor: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  const rows = requests.data?.pages.flatMap(({ items }) => items) ?? [];
  if (rows.length === 0) return null;
  return (
    <section className={classes['requests']} aria-label={t('requests.title')}>
      <h2>{t('requests.title')}</h2>
      <PlainTable
        label={t('requests.title')}
        head={[
          { key: 'person', words: t('person') },
          { key: 'product', words: t('product') },
          { key: 'reason', words: t('requests.reason') },
          { key: 'since', words: t('requests.since') },
          { key: 'actions', words: <span className="visually-hidden">{t('actions')}</span> },
        ]}
      >
        {rows.map((request) => (
          <Row key={request.id} request={request} />
        ))}
      </PlainTable>
      {requests.hasNextPage && (
        <Button variant="default" mt={12} onClick={() => void requests.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </section>
  );
}

function Row({ request }: { readonly request: SeatRequest }): ReactNode {
  const { t } = useTranslation('seats');
  const { memberName, memberEmail, productName, reason, createdAt } = request;
  const whose = `${memberName}, ${productName}`;
  const [isDenied, setDenied] = useState(false);
  const approve = useApprove(request);
  const mayNot = useReach()('seats:write') === 'any' ? undefined : t('mayNotAssign');
  return (
    <tr>
      <td>
        <Person name={memberName} detail={memberEmail} />
      </td>
      <td data-brief data-label={t('product')}>
        {productName}
      </td>
      <td className={classes['reason']}>{reason}</td>
      <td data-brief data-label={t('requests.since')}>
        <Time at={createdAt} />
      </td>
      <td>
        <Group gap={6} wrap="nowrap" justify="flex-end">
          <ReasonedButton
            variant="default"
            aria-label={`${t('requests.deny')}: ${whose}`}
            reason={mayNot}
            onClick={() => setDenied(true)}
          >
            {t('requests.deny')}
          </ReasonedButton>
          <ReasonedButton
            variant="light"
            aria-label={`${t('requests.approve')}: ${whose}`}
            reason={mayNot}
            loading={approve.isPending}
            onClick={() => !approve.isPending && approve.mutate()}
          >
            {t('requests.approve')}
          </ReasonedButton>
        </Group>
        {isDenied && <Deny request={request} onClose={() => setDenied(false)} />}
      </td>
    </tr>
  );
}

function useApprove({ id, memberName, productName }: SeatRequest) {
  const { t } = useTranslation('seats');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => server.approveSeatRequest({ params: { organizationId, seatRequestId: id } }),
    onSuccess: async ({ status }) => {
      const names = { name: memberName, product: productName };
      announce({ text: status === 'queued' ? t('requests.queued', names) : t('assigned', names) });
      await refresh('seats');
    },
    onError: (error) => announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
}

interface DenyProps {
  readonly request: SeatRequest;
  readonly onClose: () => void;
}

/** The person reads the reason, where one is given. */
function Deny({ request, onClose }: DenyProps): ReactNode {
  const { t } = useTranslation('seats');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const [reason, setReason] = useState('');
  const { id, memberName, productName } = request;
  const deny = useMutation({
    mutationFn: () =>
      server.denySeatRequest({
        params: { organizationId, seatRequestId: id },
        body: reason.trim() === '' ? {} : { reason: reason.trim() },
      }),
    onSuccess: async () => {
      onClose();
      announce({ text: t('requests.denied', { name: memberName }) });
      await refresh('seats');
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('requests.ask', { name: memberName, product: productName })}
      confirm={t('requests.deny')}
      isDangerous
      isBusy={deny.isPending}
      error={deny.error}
      onConfirm={() => deny.mutate()}
      onClose={onClose}
    >
      <Textarea
        label={t('requests.why')}
        description={t('requests.whyText')}
        maxLength={1_000}
        autosize
        minRows={2}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
