import type { TFunction } from 'i18next';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf, useConsole, type Console } from '../../data/console.js';
import { usePreferences } from '../../data/preferences.js';
import { ChipList } from '../../parts/chip.js';
import { Person } from '../../parts/person.js';
import { Status } from '../../parts/status.js';
import { Day, Time } from '../../parts/time.js';
import { ElevationSwitch } from '../../patterns/elevation/index.js';
import type { ListColumn } from '../../patterns/list/index.js';
import type { Invited, MemberRow } from './member-requests.js';
import classes from './people.module.css';

type Words = TFunction<'people'>;

export function nameOf(row: {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}): string {
  return row.name ?? row.email ?? '';
}

/** The columns of members and pending invitations; the preset says which are shown at first, and in which order. */
export function useMemberColumns(): readonly ListColumn<MemberRow>[] {
  const { t } = useTranslation('people');
  const console = useConsole();
  const { density } = usePreferences();
  return useMemo(
    () => shownColumns(t, console.data, density === 'compact'),
    [t, console.data, density],
  );
}

function shownColumns(
  t: Words,
  console: Console | undefined,
  isCompact: boolean,
): readonly ListColumn<MemberRow>[] {
  const first = (console?.people.columns ?? ['name', 'roles', 'status']) as readonly string[];
  const all = allColumns(t, console, isCompact, first.includes('status'));
  const [name, ...rest] = first.flatMap((key) => all.filter((column) => column.key === key));
  const others = all.filter(({ key }) => !first.includes(key));
  return [
    ...(name === undefined ? [] : [name]),
    ...elevationColumn(console),
    ...rest,
    ...others.map((column) => ({ ...column, isOptional: true })),
  ];
}

function allColumns(
  t: Words,
  console: Console | undefined,
  isCompact: boolean,
  hasStatus: boolean,
): readonly ListColumn<MemberRow>[] {
  return [...whoColumns(t, console, isCompact), ...stateColumns(t), ...timeColumns(t, hasStatus)];
}

/** Beside the name: what is lent, as a switch (row 2.10). */
function elevationColumn(console: Console | undefined): readonly ListColumn<MemberRow>[] {
  if (console?.people.elevation !== 'row') return [];
  return console.roles
    .filter(({ elevation }) => elevation)
    .slice(0, 1)
    .map((role) => ({
      key: 'elevation',
      title: titleOf(role),
      width: 150,
      grow: 1,
      weight: 2,
      cell: (row) => (row.kind === 'member' ? <ElevationSwitch member={row} isInRow /> : null),
    }));
}

function whoColumns(
  t: Words,
  console: Console | undefined,
  isCompact: boolean,
): readonly ListColumn<MemberRow>[] {
  const titles = new Map((console?.roles ?? []).map((role) => [role.name, titleOf(role)]));
  return [
    {
      key: 'name',
      title: t('columns.name'),
      width: 200,
      grow: 3,
      weight: 1,
      sort: { up: 'name', down: '-name', isDefault: true },
      cell: (row) => (
        <Person
          name={nameOf(row)}
          {...(!isCompact && row.name !== undefined && { detail: row.email })}
          {...(row.kind === 'member' && { path: avatarPath(row) })}
          size={isCompact ? 24 : 30}
        />
      ),
    },
    {
      key: 'email',
      title: t('columns.email'),
      width: 220,
      grow: 2,
      weight: 5,
      sort: { up: 'email' },
      cell: (row) => <bdi dir="ltr">{row.email}</bdi>,
    },
    {
      key: 'roles',
      title: t('columns.roles'),
      width: 130,
      grow: 1.4,
      weight: 3,
      cell: (row) => <ChipList names={row.roles.map((role) => titles.get(role) ?? role)} />,
    },
  ];
}

function stateColumns(t: Words): readonly ListColumn<MemberRow>[] {
  return [
    {
      key: 'seats',
      title: t('columns.seats'),
      width: 120,
      grow: 1.4,
      weight: 2,
      cell: (row) => <Seats row={row} />,
    },
    {
      key: 'spaces',
      title: t('columns.spaces'),
      width: 150,
      grow: 1.4,
      weight: 6,
      cell: (row) => (
        <ChipList names={(row.spaces ?? []).map(({ space }) => space)} total={row.spaceCount} />
      ),
    },
    {
      key: 'status',
      title: t('columns.status'),
      width: 150,
      grow: 1,
      weight: 1,
      cell: (row) => <RowStatus row={row} />,
    },
  ];
}

function timeColumns(t: Words, hasStatus: boolean): readonly ListColumn<MemberRow>[] {
  return [
    {
      key: 'source',
      title: t('columns.source'),
      width: 120,
      weight: 7,
      cell: (row) =>
        row.kind === 'member' ? (
          <span className="muted">{t(`source.${row.source}`)}</span>
        ) : (
          <span className="muted">{row.inviter.name}</span>
        ),
    },
    {
      key: 'createdAt',
      title: t('columns.added'),
      width: 120,
      weight: 6,
      sort: { up: 'createdAt', down: '-createdAt' },
      cell: (row) => <Time at={row.createdAt} day />,
    },
    {
      key: 'lastActiveOn',
      title: t('columns.active'),
      width: 130,
      weight: 4,
      sort: { up: 'lastActiveOn' },
      cell: (row) =>
        hasStatus || row.kind === 'invitation' || row.status === 'active' ? (
          <LastActive row={row} />
        ) : (
          // a list without states says here who is suspended
          <RowStatus row={row} />
        ),
    },
  ];
}

function avatarPath(row: Extract<MemberRow, { kind: 'member' }>): string | undefined {
  return row.avatar?.source === 'upload' ? row.avatar.url : undefined;
}

const HELD = ['assigned', 'held', 'promised'];

/** Seats that somebody has; what they wait for is said, and not shown as theirs. */
function Seats({ row }: { readonly row: MemberRow }): ReactNode {
  const { t } = useTranslation('people');
  const seats = row.seats ?? [];
  const names = seats.filter(({ status }) => HELD.includes(status)).map(({ product }) => product);
  const total = names.length === seats.length ? row.seatCount : undefined;
  if (names.length > 0) return <ChipList names={names} total={total} />;
  const waits = seats.some(({ status }) => status === 'requested' || status === 'queued');
  return <span className={classes['none']}>{waits ? t('seatWaits') : t('none')}</span>;
}

export function RowStatus({ row }: { readonly row: MemberRow }): ReactNode {
  const { t } = useTranslation('people');
  if (row.kind === 'invitation') return <InvitedStatus row={row} />;
  if (row.status === 'active') return <Status tone="ok">{t('status.active')}</Status>;
  if (row.status === 'left') return <Status tone="off">{t('status.left')}</Status>;
  return (
    <Status tone="off">
      {row.suspendedBy === 'directory' ? t('suspendedByDirectory') : t('status.suspended')}
    </Status>
  );
}

export const DAY_MS = 86_400_000;

function InvitedStatus({ row }: { readonly row: Invited }): ReactNode {
  const { t } = useTranslation('people');
  if (row.delivery === 'bounced' || row.delivery === 'failed') {
    return <Status tone="bad">{t(`delivery.${row.delivery}`)}</Status>;
  }
  return (
    <Status tone="waiting">
      {t('pendingDays', { count: Math.max(0, Math.ceil(untilDays(row.expiresAt))) })}
    </Status>
  );
}

export function untilDays(at: string): number {
  return (Date.parse(at) - Date.now()) / DAY_MS;
}

function LastActive({ row }: { readonly row: MemberRow }): ReactNode {
  const { t } = useTranslation('people');
  if (row.kind === 'invitation') return <span className={classes['none']}>{t('pending')}</span>;
  if (row.lastActiveOn === undefined) return <span className={classes['none']}>{t('never')}</span>;
  return <Day on={row.lastActiveOn} />;
}
