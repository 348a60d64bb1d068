import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Person } from '../../parts/person.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Status } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import {
  List,
  focusRows,
  useSelection,
  type FilterField,
  type ListColumn,
  type SelectionState,
} from '../../patterns/list/index.js';
import classes from './people.module.css';
import { useReason } from './reasons.js';
import { DecideDialog, type Decision } from './decide-dialog.js';
import type { TabProps } from './tab-props.js';

export type JoinRequest = Operations['listJoinRequests']['output']['items'][number];

const STATUSES = ['pending', 'approved', 'denied', 'withdrawn'] as const;

/** People who ask to join: those who wait are shown first. */
export function RequestsTab({ search, onSearch }: TabProps): ReactNode {
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const status = STATUSES.find((one) => one === search['status']) ?? 'pending';
  const selection = useSelection(JSON.stringify([organizationId, 'join-requests']), { status });
  const [asked, setAsked] = useState<Decision>();
  const fields = useFields();
  const columns = useColumns();
  return (
    <>
      <List<JoinRequest>
        name="join-requests"
        label={t('tabs.join-requests')}
        source={{
          key: keyOf(organizationId, 'join-requests', status),
          read: ({ cursor, limit, signal }) =>
            server.listJoinRequests({
              params: { organizationId },
              query: {
                status,
                limit,
                ...(cursor !== undefined && { cursor }),
              },
              signal,
            }),
        }}
        columns={columns}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        search={search}
        onSearch={onSearch}
        fields={fields}
        {...(status === 'pending' && { selection })}
        actions={(row) => row.status === 'pending' && <Decide row={row} onAsk={setAsked} />}
        actionsWidth={168}
        bar={<Bar selection={selection} onAsk={setAsked} />}
        empty={<EmptyState title={t('empty.requests')} text={t('empty.requestsText')} />}
      />
      {asked && (
        <DecideDialog
          decision={asked}
          onClose={() => {
            setAsked(undefined);
            focusRows();
          }}
          onDone={selection.clear}
        />
      )}
    </>
  );
}

function useFields(): readonly FilterField[] {
  const { t } = useTranslation('people');
  return [
    {
      kind: 'choice',
      key: 'status',
      title: t('fields.status'),
      isSingle: true,
      options: STATUSES.map((value) => ({ value, label: t(`request.${value}`) })),
    },
  ];
}

function useColumns(): readonly ListColumn<JoinRequest>[] {
  const { t } = useTranslation('people');
  return [
    {
      key: 'name',
      title: t('columns.name'),
      width: 200,
      grow: 2,
      weight: 1,
      cell: ({ name, email }) => <Person name={name} detail={email} size={30} />,
    },
    {
      key: 'message',
      title: t('columns.message'),
      width: 200,
      grow: 3,
      weight: 3,
      cell: ({ message, reason }) => (
        <span className={classes['message']} title={reason ?? message}>
          {reason ?? message}
        </span>
      ),
    },
    {
      key: 'status',
      title: t('columns.status'),
      width: 120,
      weight: 4,
      cell: ({ status }) => (
        <Status tone={status === 'pending' ? 'waiting' : status === 'approved' ? 'ok' : 'off'}>
          {t(`request.${status}`)}
        </Status>
      ),
    },
    {
      key: 'createdAt',
      title: t('columns.asked'),
      width: 120,
      weight: 2,
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
  ];
}

function Decide({
  row,
  onAsk,
}: {
  readonly row: JoinRequest;
  readonly onAsk: (decision: Decision) => void;
}): ReactNode {
  const { t } = useTranslation('people');
  const reason = useReason()('join-requests:write');
  const { id, name, email, message } = row;
  const people = [{ id, name, email, ...(message !== undefined && { message }) }];
  const label = (action: string): string => t('rowAction', { action, person: row.name });
  return (
    <>
      <ReasonedButton
        size="compact-sm"
        variant="subtle"
        color="gray"
        reason={reason}
        aria-label={label(t('deny'))}
        onClick={() => onAsk({ decision: 'deny', people })}
      >
        {t('deny')}
      </ReasonedButton>
      <ReasonedButton
        size="compact-sm"
        variant="light"
        reason={reason}
        aria-label={label(t('approve'))}
        onClick={() => onAsk({ decision: 'approve', people })}
      >
        {t('approve')}
      </ReasonedButton>
    </>
  );
}

function Bar({
  selection,
  onAsk,
}: {
  readonly selection: SelectionState;
  readonly onAsk: (decision: Decision) => void;
}): ReactNode {
  const { t } = useTranslation('people');
  const reason = useReason()('join-requests:write');
  if (selection.size === 0 || selection.selection.kind !== 'ids') return null;
  const people = [...selection.selection.ids].map(([id, name]) => ({ id, name }));
  return (
    <div className={classes['bar']} role="region" aria-label={t('selection.label')}>
      <span className={classes['amount']} role="status">
        {t('selection.amount', { count: selection.size, number: String(selection.size) })}
      </span>
      <ReasonedButton
        size="compact-sm"
        variant="subtle"
        reason={reason}
        onClick={() => onAsk({ decision: 'approve', people })}
      >
        {t('approve')}
      </ReasonedButton>
      <ReasonedButton
        size="compact-sm"
        variant="subtle"
        color="gray"
        reason={reason}
        onClick={() => onAsk({ decision: 'deny', people })}
      >
        {t('deny')}
      </ReasonedButton>
      <span className={classes['last']} />
      <Button size="compact-sm" variant="subtle" color="gray" onClick={selection.clear}>
        {t('selection.clear')}
      </Button>
    </div>
  );
}
