import { Checkbox, Skeleton } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useLayoutEffect, useRef, type MouseEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BASE } from '../../data/server.js';
import type { ListColumn } from './columns.js';
import { controlsOf } from './controls.js';
import type { InnerProps, ListProps } from './shapes.js';
import classes from './list.module.css';
import { linkPlace } from './row-link.js';
import { NONE, isSelected, toggled } from './selection.js';

interface ListRowProps<Row> extends InnerProps<Row> {
  readonly index: number;
  /** the tab stop */
  readonly isFocused: boolean;
  /** pixels from the beginning of the rows; absent: it stands where it stands */
  readonly top?: number;
  readonly height: number;
  readonly onFocus: (index: number) => void;
  /** with Shift: all since the last one */
  readonly onToggle: (index: number, toHere: boolean) => void;
}

/** One row. The whole of it opens what it is; its text can be selected, and its name is a link (console B7, B8). */
export function ListRow<Row>(props: ListRowProps<Row>): ReactNode {
  const { index, rows, idOf, openId, selection, tracks, height, top, isFocused, actions } = props;
  const row = rows.rowAt(index);
  const element = useRef<HTMLDivElement>(null);
  const open = useOpen(props, row);
  // one tab stop for the list: arrows lead to the controls inside of a row
  useLayoutEffect(() => {
    for (const control of controlsOf(element.current)) control.tabIndex = -1;
  });
  const id = row === undefined ? undefined : idOf(row);
  const isTicked =
    id !== undefined && selection && isSelected(selection.selection, id, selection.isListed);
  return (
    <div
      ref={element}
      role="row"
      className={classes['row']}
      aria-rowindex={index + 2}
      {...(selection && { 'aria-selected': isTicked ?? false })}
      {...(openId !== undefined && openId === id && { 'data-open': true, 'aria-current': 'true' })}
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
      {selection && <CheckCell {...props} row={row} isTicked={isTicked ?? false} />}
      {props.columns.map((column, place) => (
        <div key={column.key} role="gridcell" className={classes['cell']}>
          <Cell {...props} row={row} column={column} isFirst={place === 0} />
        </div>
      ))}
      {actions && (
        <div role="gridcell" className={classes['actions']} data-inert>
          {row !== undefined && actions(row)}
        </div>
      )}
    </div>
  );
}

interface CellProps<Row> extends ListRowProps<Row> {
  readonly row: Row | undefined;
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

function CheckCell<Row>(
  props: ListRowProps<Row> & { readonly row: Row | undefined; readonly isTicked: boolean },
): ReactNode {
  const { t } = useTranslation('list');
  const { row, index, nameOf, isTicked, onToggle } = props;
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
          checked={isTicked}
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

/** A click anywhere opens the row; not after text was selected, and not on what has a meaning of its own. */
function useOpen<Row>(
  { linkOf }: ListProps<Row>,
  row: Row | undefined,
): (event: MouseEvent<HTMLElement>) => void {
  const navigate = useNavigate();
  return (event) => {
    const to = row === undefined ? undefined : linkOf?.(row);
    if (to === undefined || event.defaultPrevented || event.button > 1) return;
    if (!(event.target instanceof Element)) return;
    // a dialog that a row opened is inside of it for React, not in the page
    if (!event.currentTarget.contains(event.target)) return;
    if (event.target.closest('a, button, input, label, [data-inert]')) return;
    if (document.getSelection()?.isCollapsed === false) return;
    if (event.button === 1 || event.ctrlKey || event.metaKey) {
      window.open(BASE + (to.includes('?') ? to : to + location.search), '_blank', 'noopener');
      return;
    }
    void navigate(linkPlace(to));
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
