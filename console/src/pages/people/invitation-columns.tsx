import type { TFunction } from 'i18next';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf, useConsole, type Console } from '../../data/console.js';
import { ChipList } from '../../parts/chip.js';
import { Person } from '../../parts/person.js';
import { Status } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import type { ListColumn } from '../../patterns/list/index.js';
import type { Invitation } from './invitation-requests.js';
import { untilDays } from './member-columns.js';
import classes from './people.module.css';
import { RenewButton } from './renew-button.js';

type Words = TFunction<'people'>;

/** The columns of invitations: when one ends is always said (row 2.20). */
export function useInvitationColumns(): readonly ListColumn<Invitation>[] {
  const { t } = useTranslation('people');
  const { data } = useConsole();
  return useMemo(() => [...whoColumns(t, data), ...sentColumns(t)], [t, data]);
}

function whoColumns(t: Words, console: Console | undefined): readonly ListColumn<Invitation>[] {
  const titles = new Map((console?.roles ?? []).map((role) => [role.name, titleOf(role)]));
  return [
    {
      key: 'name',
      title: t('columns.invitee'),
      width: 220,
      grow: 3,
      weight: 1,
      cell: ({ name, email }) => (
        <Person name={name ?? email} {...(name !== undefined && { detail: email })} size={30} />
      ),
    },
    {
      key: 'roles',
      title: t('columns.roles'),
      width: 170,
      grow: 1.2,
      weight: 3,
      cell: ({ roles }) => <ChipList names={roles.map((role) => titles.get(role) ?? role)} />,
    },
    {
      key: 'status',
      title: t('columns.status'),
      width: 176,
      grow: 1,
      weight: 1,
      cell: (row) => <InvitationStatus row={row} />,
    },
    {
      key: 'expiresAt',
      title: t('columns.expires'),
      width: 130,
      weight: 2,
      // what was accepted or revoked does not end any more
      cell: ({ status, expiresAt }) =>
        status === 'pending' || status === 'expired' ? <Time at={expiresAt} day /> : null,
    },
  ];
}

function sentColumns(t: Words): readonly ListColumn<Invitation>[] {
  return [
    {
      key: 'inviter',
      title: t('columns.inviter'),
      width: 150,
      grow: 1,
      weight: 4,
      cell: ({ inviter }) => <bdi className="muted">{inviter.name}</bdi>,
    },
    {
      key: 'note',
      title: t('columns.note'),
      width: 160,
      grow: 1,
      weight: 6,
      cell: ({ note }) => <span className={classes['message']}>{note}</span>,
    },
    {
      key: 'sentAt',
      title: t('columns.sent'),
      width: 130,
      weight: 5,
      cell: ({ sentAt, resent }) =>
        sentAt === undefined ? (
          <span className={classes['none']}>{t('notSent')}</span>
        ) : (
          <span>
            <Time at={sentAt} />
            {resent > 0 && <span className="muted num"> ×{resent + 1}</span>}
          </span>
        ),
    },
  ];
}

function InvitationStatus({ row }: { readonly row: Invitation }): ReactNode {
  const { t } = useTranslation('people');
  const { status, delivery, expiresAt } = row;
  if (status === 'pending' && (delivery === 'bounced' || delivery === 'failed')) {
    return <Status tone="bad">{t(`delivery.${delivery}`)}</Status>;
  }
  if (status === 'pending') {
    const days = Math.max(0, Math.ceil(untilDays(expiresAt)));
    return <Status tone="waiting">{t('pendingDays', { count: days })}</Status>;
  }
  if (status === 'accepted') return <Status tone="ok">{t('invitation.accepted')}</Status>;
  if (status === 'expired') {
    return (
      <span className={classes['expired']}>
        <Status tone="bad">{t('invitation.expired')}</Status>
        {row.send && <RenewButton row={row} />}
      </span>
    );
  }
  return <Status tone="off">{t(`invitation.${status}`)}</Status>;
}
