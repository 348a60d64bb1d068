import { Button, Checkbox, Group, Select } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../data/console.js';
import { keyOf, useOrganizationId, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import part from '../../parts/people-part.module.css';
import { announce } from '../../parts/announcements.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Person } from '../../parts/person.js';
import { PlainTable } from '../../parts/plain-table.js';
import { Region } from '../../parts/region.js';
import { Refused } from '../../parts/refused.js';
import type { Space } from '../../patterns/space-form/space-form.js';
import { useSpaceChange } from './bulk.js';
import { MemberReasons } from './member-reasons.js';
import type { Row } from './row.js';
import classes from './space.module.css';

interface SpaceMembersProps {
  readonly space: Space;
  /** why nothing can be changed here */
  readonly reason: string | undefined;
}

/** Who was put into the space, by hand or by a group. */
export function SpaceMembers({ space, reason }: SpaceMembersProps): ReactNode {
  const { t } = useTranslation('spaces');
  const members = useSpaceMembers(space.id, 'assigned');
  return (
    <section className={part['part']} aria-label={t('members')}>
      <h2>{t('members')}</h2>
      <Region query={members} lines={5}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0) {
            return <EmptyState title={t('nobody.title')} text={t('nobody.text')} />;
          }
          return <Rows space={space} rows={rows} reason={reason} />;
        }}
      </Region>
      {members.hasNextPage && (
        <Button
          variant="default"
          mt={12}
          loading={members.isFetchingNextPage}
          onClick={() => void members.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </section>
  );
}

export function useSpaceMembers(spaceId: string, access: 'assigned' | 'inherited') {
  const organizationId = useOrganizationId();
  return useInfiniteQuery({
    queryKey: keyOf(organizationId, 'spaces', spaceId, 'members', access),
    queryFn: ({ pageParam }) =>
      server.listSpaceMembers({
        params: { organizationId, spaceId },
        query: { access, limit: 50, ...(pageParam !== '' && { cursor: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
}

interface RowsProps extends SpaceMembersProps {
  readonly rows: readonly Row[];
}

function Rows({ space, rows, reason }: RowsProps): ReactNode {
  const { t } = useTranslation('spaces');
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const known = ticked.filter((id) => rows.some(({ member }) => member.id === id));
  const isAll = known.length === rows.length;
  const toggle = (id: string): void =>
    setTicked(known.includes(id) ? known.filter((one) => one !== id) : [...known, id]);
  const head = (
    <Checkbox
      aria-label={t('tickAll')}
      checked={isAll}
      indeterminate={known.length > 0 && !isAll}
      onChange={() => setTicked(isAll ? [] : rows.map(({ member }) => member.id))}
    />
  );
  return (
    <>
      {known.length > 0 && (
        <Bar space={space} rows={rows} ticked={known} onDone={() => setTicked([])} />
      )}
      <PlainTable
        label={t('members')}
        head={[
          ...(reason === undefined ? [{ key: 'tick', words: head }] : []),
          { key: 'name', words: t('name') },
          { key: 'role', words: t('role') },
          { key: 'why', words: t('why') },
        ]}
      >
        {rows.map((row) => (
          <tr key={row.member.id}>
            {reason === undefined && (
              <td data-tick>
                <Checkbox
                  aria-label={t('tick', { name: row.member.name })}
                  checked={known.includes(row.member.id)}
                  onChange={() => toggle(row.member.id)}
                />
              </td>
            )}
            <td>
              <Person name={row.member.name} detail={row.member.email} />
            </td>
            <td>
              <RoleCell space={space} row={row} reason={reason} />
            </td>
            <td className="muted">
              <MemberReasons reasons={row.reasons} />
            </td>
          </tr>
        ))}
      </PlainTable>
    </>
  );
}

interface RoleCellProps extends SpaceMembersProps {
  readonly row: Row;
}

/** The role by hand can be changed at once and back again; what a group gives is the group's. */
function RoleCell({ space, row: { member, reasons }, reason }: RoleCellProps): ReactNode {
  const { t } = useTranslation('spaces');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const roles = useConsole().data?.spaceRoles ?? [];
  const byHand = reasons.find(({ source }) => source.kind === 'manual');
  const set = useMutation({
    mutationFn: (role: string) =>
      server.setSpaceMember({
        params: { organizationId, spaceId: space.id, memberId: member.id },
        body: { role },
      }),
    onSuccess: () => refresh('spaces'),
    onError: (error) => announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
  const change = (role: string, before: string): void => {
    set.mutate(role, {
      onSuccess: () =>
        announce({
          text: t('roleSet', { name: member.name }),
          action: { label: t('undo'), run: () => set.mutate(before) },
        }),
    });
  };
  const titleOf = (name: string): string => roles.find((one) => one.name === name)?.title ?? name;
  if (!byHand || reason !== undefined) {
    return [...new Set(reasons.map(({ role }) => titleOf(role)))].join(', ');
  }
  return (
    <Select
      className={classes['role'] ?? ''}
      aria-label={t('roleOf', { name: member.name })}
      data={roles.map(({ name, title }) => ({ value: name, label: title }))}
      value={set.isPending ? set.variables : byHand.role}
      onChange={(role) => role !== null && change(role, byHand.role)}
    />
  );
}

interface BarProps {
  readonly space: Space;
  readonly rows: readonly Row[];
  readonly ticked: readonly string[];
  readonly onDone: () => void;
}

/** What can be done with the ticked people. Removing has an inverse, so it is done at once. */
function Bar({ space, rows, ticked, onDone }: BarProps): ReactNode {
  const { t } = useTranslation('spaces');
  const { change, refused } = useSpaceChange(space.id);
  const names = rows.map(({ member: { id, name } }) => ({ id, name }));
  const before = new Map(
    rows.map(({ member, reasons }) => {
      return [member.id, reasons.find(({ source }) => source.kind === 'manual')?.role] as const;
    }),
  );
  const remove = async (): Promise<void> => {
    const { results } = await change.mutateAsync({
      asked: { action: 'remove', memberIds: ticked },
      inverse: (done) =>
        [...new Set(before.values())].flatMap((role) => {
          const memberIds = done.filter((id) => before.get(id) === role);
          if (role === undefined || memberIds.length === 0) return [];
          return [{ action: 'assign' as const, role, memberIds }];
        }),
    });
    if (results.every(({ outcome }) => outcome !== 'failed')) onDone();
  };
  return (
    <div className={part['bar']} role="region" aria-label={t('selection')}>
      <b className="num">{t('ticked', { count: ticked.length })}</b>
      <Group gap={8} ms="auto">
        <Button variant="default" onClick={onDone}>
          {t('untick')}
        </Button>
        <Button
          variant="default"
          c="var(--bad)"
          loading={change.isPending}
          onClick={() => void remove().catch(() => undefined)}
        >
          {t('remove')}
        </Button>
      </Group>
      <Refused title={t('refused', { count: refused.length })} results={refused} names={names} />
      {change.error && <p role="alert">{problemOf(change.error).detail}</p>}
    </div>
  );
}
