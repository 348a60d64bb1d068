import { Checkbox, CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useReach } from '../../data/organization.js';
import { EmptyState } from '../../parts/empty-state.js';
import type { Role } from '../../patterns/role-select/roles.js';
import {
  applied,
  isDifferent,
  NO_DIFFERENCE,
  type PermissionRow,
  type RowGroup,
} from './matrix.js';
import { Cell } from './matrix-cell.js';
import { RoleHead } from './role-head.js';
import classes from '../../patterns/matrix/matrix.module.css';
import { useShownColumns } from '../../patterns/matrix/shown-columns.js';
import type { RolesSearch } from './search.js';
import type { RoleEdits } from './use-edits.js';
import { WhoHas } from './who-has.js';
import { usePermissionWords } from '../../patterns/permissions/words.js';

interface MatrixProps {
  readonly roles: readonly Role[];
  readonly groups: readonly RowGroup[];
  readonly edits: RoleEdits;
}

/** One table: the head and the first column stay where they are while the rest scrolls below and beside them (console G7). */
export function Matrix({ roles, groups, edits }: MatrixProps): ReactNode {
  const { t } = useTranslation('roles');
  const search = useSearch({ from: '/o/$organizationId/roles' });
  const shown = useShownGroups(groups, roles, edits, search);
  const [asked, setAsked] = useState<PermissionRow>();
  const { columns, picker } = useShownColumns(roles);
  return (
    <>
      <Filters search={search} picker={picker} />
      {shown.length === 0 ? (
        <EmptyState title={t('nothing.title')} text={t('nothing.text')} />
      ) : (
        <div
          className={classes['scroll']}
          tabIndex={0}
          role="region"
          aria-label={t('title')}
          {...(Object.keys(edits.edits).length > 0 && { 'data-editing': true })}
          {...(picker !== undefined && { 'data-single': true })}
        >
          <table className={classes['table']}>
            <thead>
              <tr>
                <th scope="col" className={classes['corner']}>
                  {t('permission')}
                </th>
                {columns.map((role) => (
                  <RoleHead key={role.name} role={role} />
                ))}
              </tr>
            </thead>
            {shown.map((group) => (
              <Group
                key={group.name}
                group={group}
                roles={columns}
                edits={edits}
                onAsk={setAsked}
              />
            ))}
          </table>
        </div>
      )}
      {asked && <WhoHas row={asked} roles={roles} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function useShownGroups(
  groups: readonly RowGroup[],
  roles: readonly Role[],
  { edits }: RoleEdits,
  { q, differences }: RolesSearch,
): RowGroup[] {
  const words = usePermissionWords();
  const lists = roles.map(({ name, permissions }) =>
    applied(permissions, edits[name] ?? NO_DIFFERENCE),
  );
  const asked = (q ?? '').toLocaleLowerCase();
  const isShown = (row: PermissionRow): boolean => {
    const text = `${words(row.permission)} ${row.permission}`.toLocaleLowerCase();
    return text.includes(asked) && (differences !== true || isDifferent(row, lists));
  };
  return groups
    .map(({ name, rows }) => ({ name, rows: rows.filter(isShown) }))
    .filter(({ rows }) => rows.length > 0);
}

/** They stand in the address; a letter more is no new place in the browser's history. */
function Filters({
  search,
  picker,
}: {
  readonly search: RolesSearch;
  readonly picker: ReactNode;
}): ReactNode {
  const { t } = useTranslation('roles');
  const navigate = useNavigate({ from: '/o/$organizationId/roles' });
  const change = (next: RolesSearch): void => void navigate({ search: next, replace: true });
  const setText = (q: string): void => {
    const { q: _, ...rest } = search;
    change(q === '' ? rest : { ...rest, q });
  };
  return (
    <div className={classes['filters']} role="search">
      <TextInput
        className={classes['find'] ?? ''}
        aria-label={t('find')}
        placeholder={t('find')}
        leftSection={<IconSearch size={15} />}
        rightSection={
          search.q !== undefined && (
            <CloseButton size="sm" aria-label={t('clear')} onClick={() => setText('')} />
          )
        }
        autoComplete="off"
        name="permission-search"
        value={search.q ?? ''}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Checkbox
        label={t('differences')}
        checked={search.differences === true}
        onChange={({ currentTarget }) => {
          const { differences: _, ...rest } = search;
          change(currentTarget.checked ? { ...rest, differences: true } : rest);
        }}
      />
      {picker}
    </div>
  );
}

interface GroupProps {
  readonly group: RowGroup;
  readonly roles: readonly Role[];
  readonly edits: RoleEdits;
  readonly onAsk: (row: PermissionRow) => void;
}

function Group({ group, roles, edits, onAsk }: GroupProps): ReactNode {
  const { t } = useTranslation('roles');
  const words = usePermissionWords();
  const mayWrite = useReach()('roles:write') === 'any';
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" className={classes['group']} colSpan={roles.length + 1}>
          <span>{t(`group.${group.name}`)}</span>
        </th>
      </tr>
      {group.rows.map((row) => (
        <tr key={row.permission}>
          <th scope="row" className={classes['name']}>
            <button type="button" title={t('whoHas')} onClick={() => onAsk(row)}>
              {words(row.permission)}
            </button>
          </th>
          {roles.map((role) => (
            <Cell key={role.name} role={role} row={row} edits={edits} mayWrite={mayWrite} />
          ))}
        </tr>
      ))}
    </tbody>
  );
}
