import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useReach } from '../../data/organization.js';
import type { ListSearch } from '../../navigation/search.js';
import { EmptyState } from '../../parts/empty-state.js';
import classes from '../../patterns/matrix/matrix.module.css';
import { useShownColumns } from '../../patterns/matrix/shown-columns.js';
import { MatrixCell } from './matrix-cell.js';
import { MatrixFilters } from './matrix-filters.js';
import { editAt, groupsOf, ownAt, type NoticeGroup, type NoticeMatrix } from './matrix.js';
import type { MatrixEdits } from './use-edits.js';
import { useNoticeWords, useRoleWords } from './words.js';

interface MatrixTableProps {
  readonly matrix: NoticeMatrix;
  readonly edits: MatrixEdits;
  readonly search: ListSearch;
  readonly onSearch: (next: ListSearch) => void;
}

/** Which role hears of what, and how. The head and the first column stay while the rest scrolls below and beside them (console G7). */
export function MatrixTable({ matrix, edits, search, onSearch }: MatrixTableProps): ReactNode {
  const { t } = useTranslation('notifications');
  const titleOf = useRoleWords();
  const roles = Object.keys(matrix.roles).map((name) => ({ name, title: titleOf(name) }));
  const { columns, picker } = useShownColumns(roles);
  const groups = useShown(matrix, edits, search);
  const isEditing = Object.keys(edits.edits).length > 0;
  return (
    <>
      <MatrixFilters search={search} onSearch={onSearch}>
        {picker}
      </MatrixFilters>
      {groups.length === 0 ? (
        <EmptyState title={t('nothing.title')} text={t('nothing.text')} />
      ) : (
        <div
          className={classes['scroll']}
          tabIndex={0}
          role="region"
          aria-label={t('matrix')}
          {...(isEditing && { 'data-editing': true })}
          {...(picker !== undefined && { 'data-single': true })}
        >
          <table className={classes['table']}>
            <thead>
              <tr>
                <th scope="col" className={classes['corner']}>
                  {t('notification')}
                </th>
                {columns.map(({ name, title }) => (
                  <th key={name} scope="col" className={classes['role']}>
                    <bdi>{title}</bdi>
                  </th>
                ))}
              </tr>
            </thead>
            {groups.map((group) => (
              <Group
                key={group.name}
                group={group}
                roles={columns.map(({ name }) => name)}
                matrix={matrix}
                edits={edits}
              />
            ))}
          </table>
        </div>
      )}
    </>
  );
}

function useShown(
  matrix: NoticeMatrix,
  { edits }: MatrixEdits,
  { q = '', own }: ListSearch,
): NoticeGroup[] {
  const words = useNoticeWords();
  const roles = Object.keys(matrix.roles);
  const asked = q.toLocaleLowerCase();
  const isOwn = (notice: string): boolean =>
    roles.some((role) => {
      const cell = { role, notice };
      return ownAt(matrix, cell) !== null || editAt(edits, cell) !== undefined;
    });
  const isShown = (notice: string): boolean =>
    `${words(notice)} ${notice}`.toLocaleLowerCase().includes(asked) &&
    (own === undefined || isOwn(notice));
  return groupsOf(matrix)
    .map(({ name, notices }) => ({ name, notices: notices.filter(isShown) }))
    .filter(({ notices }) => notices.length > 0);
}

interface GroupProps {
  readonly group: NoticeGroup;
  readonly roles: readonly string[];
  readonly matrix: NoticeMatrix;
  readonly edits: MatrixEdits;
}

function Group({ group, roles, matrix, edits }: GroupProps): ReactNode {
  const { t } = useTranslation('notifications');
  const words = useNoticeWords();
  const mayWrite = useReach()('notices:write') === 'any';
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" className={classes['group']} colSpan={roles.length + 1}>
          <span>{t(`group.${group.name}`)}</span>
        </th>
      </tr>
      {group.notices.map((notice) => (
        <tr key={notice}>
          <th scope="row" className={classes['name']}>
            {words(notice)}
          </th>
          {roles.map((role) => (
            <MatrixCell
              key={role}
              cell={{ role, notice }}
              matrix={matrix}
              edits={edits}
              mayWrite={mayWrite}
            />
          ))}
        </tr>
      ))}
    </tbody>
  );
}
