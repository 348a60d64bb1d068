import { Checkbox, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { memo, useLayoutEffect, useRef, type MouseEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListColumn } from './columns.js';
import { controlsOf } from './controls.js';
import type { InnerProps } from './shapes.js';
import classes from './list.module.css';
import { linkPlace } from './row-link.js';
import { NONE, isSelected, toggled } from './selection.js';

interface ListRowProps<Row> {
  readonly index: number;
  /** absent: on its way */
  readonly row: Row | undefined;
  readonly id: string | undefined;
  readonly columns: readonly ListColumn<Row>[];
  readonly tracks: string;
  readonly isNarrow: boolean;
  /** absent: rows cannot be selected */
  readonly isTicked?: boolean;
  /** its page is open beside the list */
  readonly isOpen: boolean;
  /** the tab stop */
  readonly isFocused: boolean;
  /** pixels from the beginning of the rows; absent: it stands where it stands */
  readonly top?: number;
  readonly height: number;
  readonly nameOf: (row: Row) => string;
  readonly linkOf?: ((row: Row) => string | undefined) | undefined;
  readonly actions?: ((row: Row, isNarrow: boolean) => ReactNode) | undefined;
  readonly onOpen: (event: MouseEvent<HTMLElement>, index: number) => void;
  readonly onFocus: (index: number) => void;
  /** with Shift: all since the last one */
  readonly onToggle: (index: number, toHere: boolean) => void;
}

/**
 * One row. The whole of it opens what it is; its text can be selected, and its name is a link (console B7, B8). It is rendered anew only
 * when something of its own has changed: of a thousand rows that one walks through, the two between which the focus goes.
 */
export const ListRow = memo(OneRow) as typeof OneRow;

function OneRow<Row>(props: ListRowProps<Row>): ReactNode {
  const { index, row, id, tracks, height, top, isFocused, isOpen, isTicked, actions } = props;
  const element = useRef<HTMLDivElement>(null);
  const open = (event: MouseEvent<HTMLElement>): void => props.onOpen(event, index);
  // one tab stop for the list: arrows lead to the controls inside of a row
  useLayoutEffect(() => {
    for (const control of controlsOf(element.current)) control.tabIndex = -1;
  });
  return (
    <div
      ref={element}
      role="row"
      className={classes['row']}
      aria-rowindex={index + 2}
      {...(isTicked !== undefined && { 'aria-selected': isTicked })}
      {...(isOpen && { 'data-open': true, 'aria-current': 'true' })}
      data-index={index}
      data-id={id}
      tabIndex={isFocused ? 0 : -1}
      style={{
        gridTemplateColumns: tracks,
        height,
        ...(top !== undefined && { transform: `translateY(${top}px)` }),
      }}
      onFocus={() => props.onFocus(index)}
      onClick={open}
      onAuxClick={open}
    >
      {isTicked !== undefined && <CheckCell {...props} isTicked={isTicked} />}
      {props.columns.map((column, place) => (
        <div key={column.key} role="gridcell" className={classes['cell']}>
          <Cell {...props} column={column} isFirst={place === 0} />
        </div>
      ))}
      {actions && (
        <div role="gridcell" className={classes['actions']} data-inert>
          {row !== undefined && actions(row, props.isNarrow)}
        </div>
      )}
    </div>
  );
}

interface CellProps<Row> extends ListRowProps<Row> {
  readonly column: ListColumn<Row>;
  readonly isFirst: boolean;
}

function Cell<Row>({ row, column, isFirst, linkOf, index }: CellProps<Row>): ReactNode {
  if (row === undefined) {
    return <Skeleton height={12} width={`${45 + ((index * 17) % 40)}%`} radius="sm" />;
  }
  const to = isFirst ? linkOf?.(row) : undefined;
  if (to === undefined) return column.cell(row);
  return (
    <Link {...linkPlace(to)} className={classes['link']} draggable={false}>
      {column.cell(row)}
    </Link>
  );
}

function CheckCell<Row>({ row, index, nameOf, isTicked, onToggle }: ListRowProps<Row>): ReactNode {
  const { t } = useTranslation('list');
  return (
    <div
      role="gridcell"
      className={classes['check']}
      data-inert
      onClick={(event) => {
        if (row !== undefined) onToggle(index, event.shiftKey);
      }}
    >
      {row !== undefined && (
        <Checkbox
          aria-label={t('select', { name: nameOf(row) })}
          checked={isTicked ?? false}
          readOnly
          onClick={(event) => {
            event.stopPropagation();
            onToggle(index, event.shiftKey);
          }}
        />
      )}
    </div>
  );
}

/** What a row takes of its list, the same for the plain view and the scrolled one. */
export function rowProps<Row>(
  props: InnerProps<Row>,
  index: number,
): Pick<
  ListRowProps<Row>,
  | 'index'
  | 'row'
  | 'id'
  | 'columns'
  | 'tracks'
  | 'isNarrow'
  | 'isOpen'
  | 'isTicked'
  | 'nameOf'
  | 'linkOf'
  | 'actions'
> {
  const { rows, idOf, openId, selection, columns, tracks, isNarrow } = props;
  const row = rows.rowAt(index);
  const id = row === undefined ? undefined : idOf(row);
  const isTicked = (): boolean =>
    id !== undefined && selection !== undefined
      ? isSelected(selection.selection, id, selection.isListed)
      : false;
  return {
    index,
    row,
    id,
    columns,
    tracks,
    isNarrow,
    isOpen: openId !== undefined && openId === id,
    ...(selection && { isTicked: isTicked() }),
    nameOf: props.nameOf,
    linkOf: props.linkOf,
    actions: props.actions,
  };
}

/** The rows from the last one that was ticked to this one, or this one alone. */
export function toggleRows<Row>(
  props: InnerProps<Row>,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const { selection, rows, idOf, nameOf } = props;
  if (!selection) return;
  let next = selection.isListed ? selection.selection : NONE;
  const isOn = (index: number): boolean => {
    const row = rows.rowAt(index);
    return row !== undefined && isSelected(next, idOf(row));
  };
  const wanted = !isOn(to);
  for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
    const row = rows.rowAt(index);
    if (row !== undefined && isOn(index) !== wanted) next = toggled(next, idOf(row), nameOf(row));
  }
  selection.set(next);
}
