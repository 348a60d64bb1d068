import { useState, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import { usePreferences } from '../../data/preferences.js';
import { onListKey } from './keyboard.js';
import classes from './list.module.css';
import { toggleRows } from './rows.js';
import type { InnerProps } from './shapes.js';
import { NONE } from './selection.js';
import { useSteady } from './steady.js';

export interface Movement {
  /** the row that is the tab stop */
  readonly focused: number;
  /** rows that can be reached */
  readonly count: number;
  /** rows that one sees at a time */
  page(): number;
  move(index: number): void;
  readonly toStart?: (() => void) | undefined;
  readonly toEnd?: (() => void) | undefined;
}

export interface FrameProps<Row> extends Movement {
  readonly inner: InnerProps<Row>;
  readonly frameRef: Ref<HTMLDivElement>;
  readonly isPaged: boolean;
  readonly onToggle: (index: number, toHere: boolean) => void;
  readonly children: ReactNode;
}

/** What a screen reader hears of the table as a whole, and its keys (console A22). */
export function ListFrame<Row>(props: FrameProps<Row>): ReactNode {
  const { inner, frameRef, isPaged, focused, count, page, move, onToggle } = props;
  const { toStart, toEnd } = props;
  const { rows, label, columns, selection, actions } = inner;
  const { shortcuts } = usePreferences();
  const press = (event: KeyboardEvent<HTMLElement>): void =>
    onListKey(event, {
      count,
      focused,
      page: page(),
      hasShortcuts: shortcuts,
      move,
      toStart,
      toEnd,
      toggle: onToggle,
      clear: () => selection?.set(NONE),
    });
  return (
    <div
      ref={frameRef}
      className={classes['frame']}
      {...(isPaged && { 'data-paged': true })}
      {...(inner.isNarrow && { 'data-narrow': true })}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.total === undefined || rows.isCapped ? -1 : rows.total + 1}
      aria-colcount={columns.length + (selection ? 1 : 0) + (actions ? 1 : 0)}
      aria-busy={rows.isPending || rows.isOld}
      {...(selection && { 'aria-multiselectable': true })}
      onKeyDown={press}
    >
      {props.children}
    </div>
  );
}

/** Ticks one row, or all since the last one that was ticked. */
export function useToggle<Row>(inner: InnerProps<Row>): (index: number, toHere: boolean) => void {
  const [anchor, setAnchor] = useState(0);
  return useSteady((index, toHere) => {
    toggleRows(inner, { from: toHere ? anchor : index, to: index });
    setAnchor(index);
  });
}

/** There are no rows, and none are on their way. */
export function isEmpty<Row>({ rows }: InnerProps<Row>): boolean {
  return rows.count === 0 && !rows.isPending;
}
