import { Button, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { CopyButton } from '../../../parts/copy-button.js';
import { Dialog } from '../../../parts/dialog.js';
import { EmptyState } from '../../../parts/empty-state.js';
import { PlainTable } from '../../../parts/plain-table.js';
import { Region } from '../../../parts/region.js';
import { Status, type StatusTone } from '../../../parts/status.js';
import { Time } from '../../../parts/time.js';
import { operatorKey, useOperator } from '../client.js';
import { figure } from '../job.js';
import classes from '../operator.module.css';
import type { Connection } from './connection.js';

type Exchange = Operations['listExchanges']['output']['items'][number];
type Outcome = Exchange['outcome'];

const OUTCOMES: readonly Outcome[] = ['refused', 'failed', 'ok'];
const TONES: Readonly<Record<Outcome, StatusTone>> = {
  ok: 'ok',
  refused: 'waiting',
  failed: 'bad',
};
const COLUMNS = ['time', 'operation', 'outcome', 'latency', 'trace'] as const;

interface ExchangesDialogProps {
  readonly connection: Connection;
  readonly onClose: () => void;
}

/** The last requests of a directory, and how each was answered; never what stood in them. */
export function ExchangesDialog({ connection, onClose }: ExchangesDialogProps): ReactNode {
  const { t } = useTranslation(['operator', 'frame']);
  const [outcome, setOutcome] = useState<Outcome | ''>('');
  const exchanges = useExchanges(connection, outcome);
  const rows = exchanges.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Dialog
      opened
      size="xl"
      title={t('operator:support.requestsOf', { name: connection.name })}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
      onClose={onClose}
    >
      <SegmentedControl
        size="xs"
        mb={12}
        aria-label={t('operator:support.column.outcome')}
        data={[
          { value: '', label: t('operator:support.outcome.any') },
          ...OUTCOMES.map((value) => ({ value, label: t(`operator:support.outcome.${value}`) })),
        ]}
        value={outcome}
        onChange={(value) => setOutcome(value as Outcome | '')}
      />
      <Region query={exchanges} lines={5}>
        {() =>
          rows.length === 0 ? (
            <EmptyState
              title={t('operator:support.noRequest')}
              text={t('operator:support.noRequestText')}
            />
          ) : (
            <ExchangeTable rows={rows} />
          )
        }
      </Region>
      {exchanges.hasNextPage && (
        <Button
          variant="default"
          mt={12}
          loading={exchanges.isFetchingNextPage}
          onClick={() => void exchanges.fetchNextPage()}
        >
          {t('operator:more')}
        </Button>
      )}
    </Dialog>
  );
}

function useExchanges({ id, organizationId }: Connection, outcome: Outcome | '') {
  const client = useOperator();
  const params = { organizationId, connectionId: id };
  return useInfiniteQuery({
    queryKey: operatorKey('exchanges', id, outcome),
    queryFn: ({ pageParam, signal }) =>
      client.listExchanges({
        params,
        query: {
          limit: 20,
          ...(outcome !== '' && { outcome }),
          ...(pageParam !== '' && { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    gcTime: 0,
  });
}

function ExchangeTable({ rows }: { readonly rows: readonly Exchange[] }): ReactNode {
  const { t, i18n } = useTranslation('operator');
  return (
    <PlainTable
      label={t('support.requestsTitle')}
      isWide
      head={COLUMNS.map((key) => ({ key, words: t(`support.column.${key}`) }))}
    >
      {rows.map(({ id, operation, outcome, status, latencyMs, traceId, lastAt, createdAt }) => (
        <tr key={id}>
          <td data-label={t('support.column.time')}>
            <Time at={lastAt ?? createdAt} />
          </td>
          <td data-label={t('support.column.operation')}>
            <code>{operation}</code>
          </td>
          <td data-label={t('support.column.outcome')}>
            <Status tone={TONES[outcome]}>
              {t(`support.outcome.${outcome}`)} <span className="num">{status}</span>
            </Status>
          </td>
          <td data-label={t('support.column.latency')} className="num">
            {t('support.ms', { time: figure(Math.round(latencyMs), i18n.language) })}
          </td>
          <td data-label={t('support.column.trace')}>
            <span className={classes['code']}>
              <code>{traceId}</code>
              <CopyButton value={traceId} label={t('support.copyTrace', { traceId })} />
            </span>
          </td>
        </tr>
      ))}
    </PlainTable>
  );
}
