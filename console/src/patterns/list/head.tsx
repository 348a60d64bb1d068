import { Checkbox, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListColumn } from './columns.js';
import classes from './list.module.css';
import type { InnerProps } from './shapes.js';
import { NONE, isSelected, sizeOf, withRows, type Selection } from './selection.js';

interface HeadProps<Row> extends InnerProps<Row> {
  /** rows that the checkbox of the head takes: those that are known, or the page */
  readonly taken: readonly Row[];
}

/** The heads of the columns. The checkbox takes the rows that are here; all that match are offered in the bar then (console A5). */
export function Head<Row>(props: HeadProps<Row>): ReactNode {
  const { t } = useTranslation('list');
  const { columns, selection, actions, tracks, isNarrow } = props;
  return (
    <div role="rowgroup" className={isNarrow ? 'visually-hidden' : classes['head']}>
      <div role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
        {selection && (
          <div role="columnheader" className={classes['check']}>
            <HeadCheck {...props} />
          </div>
        )}
        {columns.map((column) => (
          <ColumnHead key={column.key} {...props} column={column} />
        ))}
        {actions && (
          <div role="columnheader">
            <span className="visually-hidden">{t('actions')}</span>
          </div>
        )}
      </div>
    </div>
  );
}

function HeadCheck<Row>({ selection, taken, idOf, nameOf }: HeadProps<Row>): ReactNode {
  const { t } = useTranslation('list');
  if (!selection) return null;
  const rows = taken.map((row) => ({ id: idOf(row), name: nameOf(row) }));
  const held: Selection = selection.isListed ? selection.selection : NONE;
  const on = rows.filter(({ id }) => isSelected(held, id)).length;
  const isAll = rows.length > 0 && on === rows.length;
  return (
    <Checkbox
      aria-label={t('selectShown', { count: rows.length })}
      checked={isAll}
      indeterminate={!isAll && (on > 0 || (held.kind === 'matching' && sizeOf(held) > 0))}
      disabled={rows.length === 0}
      onChange={() => selection.set(isAll ? NONE : withRows(held, rows))}
    />
  );
}

function ColumnHead<Row>({
  column,
  search,
  onSearch,
}: HeadProps<Row> & { readonly column: ListColumn<Row> }): ReactNode {
  const { title, sort } = column;
  const current = search['sort'] ?? (sort?.isDefault === true ? sort.up : undefined);
  const isUp = sort?.up !== undefined && sort.up === current;
  const isDown = sort?.down !== undefined && sort.down === current;
  if (!sort) {
    return (
      <div role="columnheader" className={classes['columnHead']}>
        {title}
      </div>
    );
  }
  const next = isUp ? (sort.down ?? sort.up) : (sort.up ?? sort.down);
  return (
    <div
      role="columnheader"
      className={classes['columnHead']}
      aria-sort={isUp ? 'ascending' : isDown ? 'descending' : 'none'}
    >
      <UnstyledButton
        className={classes['sort']}
        onClick={() => onSearch(next === undefined ? search : { ...search, sort: next }, true)}
      >
        {title}
        {isUp && <IconArrowUp size={13} aria-hidden="true" />}
        {isDown && <IconArrowDown size={13} aria-hidden="true" />}
      </UnstyledButton>
    </div>
  );
}
