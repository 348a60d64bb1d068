import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useCallback, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf, useConsole } from '../../data/console.js';
import { keyOf, useOrganizationId, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { useSeen } from '../../data/versioned.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { EmptyState } from '../../parts/empty-state.js';
import {
  List,
  focusRows,
  useFilterWords,
  useSelection,
  type FilterField,
  type SelectionState,
} from '../../patterns/list/index.js';
import { BulkBar, type BarAct } from './bulk-bar.js';
import { serverSelection, type Act, type Asked } from './changes.js';
import { useInvitationColumns } from './invitation-columns.js';
import {
  INVITATION_STATUSES,
  expiringSearch,
  invitationQuery,
  type Invitation,
} from './invitation-requests.js';
import type { Counts } from './people-data.js';
import classes from './people.module.css';
import { useReason } from './reasons.js';
import { RowActions, useRowWidths, type RowActionName } from './row-actions.js';
import { SavedViews } from './saved-views.js';
import type { TabProps } from './tab-props.js';
import { useAsked } from './use-asked.js';

interface InvitationsTabProps extends TabProps {
  readonly counts: Counts | undefined;
}

/** Invitations with what became of each. Those that expired stay in sight, with one click to renew them (console A14). */
export function InvitationsTab(props: InvitationsTabProps): ReactNode {
  const { search, onSearch } = props;
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const query = invitationQuery(search);
  const listKey = JSON.stringify([organizationId, 'invitations']);
  const selection = useSelection(listKey, query as Record<string, string>);
  const fields = useInvitationFields();
  const filterWords = useFilterWords(fields, search);
  const { ask, dialog } = useAsked(selection.clear);
  const [deleted, setDeleted] = useState<Invitation>();
  const onAct = (act: Act): void =>
    ask(askedOf(act, selection, filterWords === '' ? t('everybody') : filterWords));
  const close = (): void => {
    setDeleted(undefined);
    focusRows();
  };
  const actions = useRowActions(ask, setDeleted);
  const acts = useActs();
  const columns = useInvitationColumns();
  const inner = { selection, acts, onAct };
  return (
    <>
      <Late {...props} />
      <List<Invitation>
        name="invitations"
        label={t('tabs.invitations')}
        source={{
          key: keyOf(organizationId, 'invitations', query),
          read: ({ cursor, limit, signal }) =>
            server.listInvitations({
              params: { organizationId },
              query: {
                ...query,
                limit,
                ...(cursor !== undefined && { cursor }),
              },
              signal,
            }),
        }}
        columns={columns}
        idOf={({ id }) => id}
        nameOf={invitedName}
        search={search}
        onSearch={onSearch}
        searchLabel={t('search')}
        fields={fields}
        selection={selection}
        actions={actions}
        {...useActionsWidths()}
        tools={<SavedViews list="invitations" search={search} onSearch={onSearch} />}
        bar={(rows) => <BulkBar {...inner} rows={rows} idOf={({ id }) => id} />}
        empty={<EmptyState title={t('empty.invitations')} text={t('empty.invitationsText')} />}
      />
      {dialog}
      {deleted && <DeleteDialog invitation={deleted} onClose={close} />}
    </>
  );
}

function invitedName({ name, email }: Invitation): string {
  return name ?? email;
}

function useActionsWidths() {
  const { data } = useConsole();
  const { as = 'menu', actions = [] } = data?.people.invitationRow ?? {};
  const pending = actions.filter((name) => name === 'resend' || name === 'revoke');
  const ended = actions.filter((name) => name === 'renew' || name === 'delete');
  return useRowWidths(as, [pending, ended]);
}

function useActs(): readonly BarAct[] {
  const { t } = useTranslation('people');
  const reason = useReason()('invitations:write');
  return [
    { act: 'resend', label: t('resend'), reason },
    { act: 'renew', label: t('renew'), reason },
    { act: 'revoke', label: t('revoke'), reason },
  ];
}

function useInvitationFields(): readonly FilterField[] {
  const { t } = useTranslation('people');
  const { data } = useConsole();
  return [
    {
      kind: 'choice',
      key: 'status',
      title: t('fields.status'),
      isSingle: true,
      options: INVITATION_STATUSES.map((value) => ({ value, label: t(`invitation.${value}`) })),
    },
    {
      kind: 'choice',
      key: 'role',
      title: t('fields.role'),
      isSingle: true,
      options: (data?.roles ?? []).map((role) => ({ value: role.name, label: titleOf(role) })),
    },
    { kind: 'days', key: 'expires', title: t('fields.expires') },
  ];
}

function askedOf(act: Act, selection: SelectionState, filterWords: string): Asked {
  const { selection: held, size } = selection;
  const [only] = held.kind === 'ids' && size === 1 ? [...held.ids.values()] : [];
  return {
    act,
    selection: serverSelection(held, 'invitations'),
    size,
    ...(only !== undefined && { name: only }),
    ...(held.kind === 'matching' && { filterWords }),
  };
}

/** What runs out, and what has run out: each with the filter that shows it. */
function Late({ counts, search, onSearch }: InvitationsTabProps): ReactNode {
  const { t } = useTranslation('people');
  const { expired = 0, expiringSoon = 0 } = counts?.invitations ?? {};
  if (expired + expiringSoon === 0 || search['status'] !== undefined) return null;
  return (
    <div className={classes['notice']} role="group" aria-label={t('late.label')}>
      <span>{t('late.text')}</span>
      {expiringSoon > 0 && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onSearch(expiringSearch(), true)}
        >
          {t('late.soon', { count: expiringSoon })}
        </Button>
      )}
      {expired > 0 && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onSearch({ status: 'expired' }, true)}
        >
          {t('late.expired', { count: expired })}
        </Button>
      )}
    </div>
  );
}

/** The same function as long as nothing that it says has changed. */
function useRowActions(
  onAsk: (asked: Asked) => void,
  onDelete: (invitation: Invitation) => void,
): (row: Invitation, isNarrow: boolean) => ReactNode {
  return useCallback(
    (row, isNarrow) => (
      <InvitationRowActions row={row} isNarrow={isNarrow} onAsk={onAsk} onDelete={onDelete} />
    ),
    [onAsk, onDelete],
  );
}

interface InvitationRowActionsProps {
  readonly row: Invitation;
  readonly isNarrow: boolean;
  readonly onAsk: (asked: Asked) => void;
  readonly onDelete: (invitation: Invitation) => void;
}

const ENDED_WITH_RENEWAL = ['expired', 'revoked', 'declined'];

/** Pending: sent again or revoked; ended: renewed or deleted (rows 4.16 to 4.19). */
function InvitationRowActions(props: InvitationRowActionsProps): ReactNode {
  const { row, isNarrow, onAsk, onDelete } = props;
  const { data } = useConsole();
  const reason = useReason()('invitations:write');
  const { as = 'menu', actions = [] } = data?.people.invitationRow ?? {};
  const applies = (name: RowActionName): boolean => {
    if (name === 'resend' || name === 'revoke') return row.status === 'pending';
    if (name === 'renew') return ENDED_WITH_RENEWAL.includes(row.status);
    return name === 'delete' && row.status !== 'pending';
  };
  const person = row.name ?? row.email;
  return (
    <RowActions
      as={isNarrow ? 'menu' : as}
      person={person}
      actions={actions.filter(applies).map((name) => ({
        name,
        reason,
        run: () => {
          if (name === 'delete') return onDelete(row);
          onAsk({ act: name as Act, selection: { ids: [row.id] }, size: 1, name: person });
        },
      }))}
    />
  );
}

function DeleteDialog({
  invitation,
  onClose,
}: {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const name = invitation.name ?? invitation.email;
  const params = { organizationId, invitationId: invitation.id };
  const seen = useSeen(invitation, () => server.getInvitation({ params }));
  const remove = useMutation({
    mutationFn: () => seen.act((ifMatch) => server.deleteInvitation({ params, ifMatch })),
    onSuccess: async () => {
      await refresh();
      announce({ text: t('deleting.done', { name }) });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('deleting.one', { name })}
      confirm={t('deleting.confirm')}
      isDangerous
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p className="muted">{t('deleting.text')}</p>
    </ConfirmDialog>
  );
}
