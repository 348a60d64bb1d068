import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { Button, Skeleton } from '@mantine/core';
import { problemOf } from '../../../data/problems.js';
import { EmptyState } from '../../../parts/empty-state.js';
import { PlainTable } from '../../../parts/plain-table.js';
import { Region } from '../../../parts/region.js';
import { Status, type StatusTone } from '../../../parts/status.js';
import { Time } from '../../../parts/time.js';
import { operatorKey, useOperator } from '../client.js';
import classes from '../operator.module.css';
import type { Connection } from './connection.js';
import { ExchangesDialog } from './exchanges-dialog.js';

type Health = Operations['getConnectionHealth']['output'];

const TONES: Readonly<Record<Health['state'], StatusTone>> = {
  disabled: 'off',
  unused: 'off',
  healthy: 'ok',
  failing: 'bad',
  stale: 'waiting',
};
const COLUMNS = ['connection', 'health', 'lastRequest', 'lastDay', 'credentials'] as const;

/** How each connection is. Its requests open in a dialog. */
export function ConnectionsPart({
  organizationId,
}: {
  readonly organizationId: string;
}): ReactNode {
  const { t } = useTranslation('operator');
  const client = useOperator();
  const [opened, setOpened] = useState<Connection>();
  const connections = useQuery({
    queryKey: operatorKey('connections', organizationId),
    queryFn: ({ signal }) =>
      client.listConnections({ params: { organizationId }, query: { limit: 100 }, signal }),
    gcTime: 0,
  });
  return (
    <section aria-label={t('support.connections')}>
      <h2>{t('support.connections')}</h2>
      <Region query={connections}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('support.noConnection')} text={t('support.noConnectionText')} />
          ) : (
            <PlainTable
              label={t('support.connections')}
              isWide
              head={[
                ...COLUMNS.map((key) => ({ key, words: t(`support.column.${key}`) })),
                {
                  key: 'more',
                  words: <span className="visually-hidden">{t('jobs.actions')}</span>,
                },
              ]}
            >
              {items.map((connection) => (
                <Row
                  key={connection.id}
                  connection={connection}
                  onOpen={() => setOpened(connection)}
                />
              ))}
            </PlainTable>
          )
        }
      </Region>
      {opened && <ExchangesDialog connection={opened} onClose={() => setOpened(undefined)} />}
    </section>
  );
}

interface RowProps {
  readonly connection: Connection;
  readonly onOpen: () => void;
}

function Row({ connection, onOpen }: RowProps): ReactNode {
  const { t } = useTranslation('operator');
  const { name, kind } = connection;
  const { data: health, error } = useHealth(connection);
  return (
    <tr>
      <td>
        <bdi className={classes['name']}>{name}</bdi>
        <small className="muted">{t(`support.kind.${kind}`)}</small>
      </td>
      <td data-label={t('support.column.health')}>
        {health && (
          <Status tone={TONES[health.state]}>{t(`support.health.${health.state}`)}</Status>
        )}
        {!health && (error ? problemOf(error).detail : <Skeleton height={10} width={80} />)}
      </td>
      <td data-label={t('support.column.lastRequest')}>
        {health?.lastRequestAt !== undefined && <Time at={health.lastRequestAt} />}
      </td>
      <td data-label={t('support.column.lastDay')} className="num">
        {health && t('support.requests', { ...figuresOf(health) })}
      </td>
      <td data-label={t('support.column.credentials')}>{health && <Ends health={health} />}</td>
      <td>
        {kind === 'scim' && (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t('support.requestsOf', { name })}
            onClick={onOpen}
          >
            {t('support.show')}
          </Button>
        )}
      </td>
    </tr>
  );
}

function useHealth({ id, organizationId }: Connection) {
  const client = useOperator();
  const params = { organizationId, connectionId: id };
  return useQuery({
    queryKey: operatorKey('health', id),
    queryFn: ({ signal }) => client.getConnectionHealth({ params, signal }),
    gcTime: 0,
  });
}

function figuresOf({ recent: { requests, troubled } }: Health): Record<string, number> {
  return { count: requests, troubled };
}

/** What opens the connection, and what of it ends first. */
function Ends({ health }: { readonly health: Health }): ReactNode {
  const { t } = useTranslation('operator');
  const { credentials, certificateEndsAt } = health;
  const ends = [
    ...credentials.flatMap(({ expiresAt }) => (expiresAt === undefined ? [] : [expiresAt])),
    ...(certificateEndsAt === undefined ? [] : [certificateEndsAt]),
  ].sort();
  return (
    <span className={classes['lines']}>
      {credentials.length > 0 && t('support.credentials', { count: credentials.length })}
      {ends[0] !== undefined && (
        <small className="muted">
          {t('support.ends')} <Time at={ends[0]} day />
        </small>
      )}
    </span>
  );
}
