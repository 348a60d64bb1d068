import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ReactNode,
  type RefObject,
} from 'react';
import { isEmpty, ListFrame, useToggle, type Movement } from './frame.js';
import { useFocusKept, useFocusMoved, useOffset, usePlace } from './grid-focus.js';
import { Head } from './head.js';
import { placeOf } from './list-memory.js';
import classes from './list.module.css';
import type { ListRows } from './list-rows.js';
import { NoRows } from './no-rows.js';
import { useRowHeight } from './row-height.js';
import { ListRow, rowProps } from './rows.js';
import type { InnerProps } from './shapes.js';
import { useOpen } from './use-open.js';

const OVERSCAN = 5;
const SKELETON_ROWS = 8;

interface GridProps<Row> extends InnerProps<Row> {
  readonly toEnd: (() => number) | undefined;
  readonly toStart: (() => void) | undefined;
}

interface ViewOptions {
  readonly placeKey: string;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly height: number;
  /** the row that has the focus, which is always in the page */
  readonly current: number;
}

/** Which rows are in the page: their indexes are those of the list less its start. */
function useView<Row>(
  rows: ListRows<Row>,
  { placeKey, scroller, height, current }: ViewOptions,
): Virtualizer<HTMLDivElement, Element> {
  const { start } = rows;
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: rows.isPending ? SKELETON_ROWS : rows.count - start,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    useFlushSync: false,
    initialOffset: () => placeOf(placeKey)?.scroll ?? 0,
    rangeExtractor: (range) =>
      [...new Set([current - start, ...defaultRangeExtractor(range)])].sort((a, b) => a - b),
  });
  const { range } = virtual;
  useLayoutEffect(() => virtual.measure(), [virtual, height]);
  const from = Math.max(0, (range?.startIndex ?? 0) - OVERSCAN);
  const to = (range?.endIndex ?? 0) + OVERSCAN;
  useEffect(() => rows.show(from + start, Math.min(to + start, rows.count - 1), current));
  return virtual;
}

/** The keys that lead to rows which are not here. */
function endsOf<Row>(
  { toEnd, toStart }: GridProps<Row>,
  go: (index: number) => void,
): Pick<Movement, 'toEnd' | 'toStart'> {
  return {
    toEnd: toEnd && (() => go(toEnd())),
    toStart:
      toStart &&
      (() => {
        toStart();
        go(0);
      }),
  };
}

/** Rows of which only those on the screen are in the page, and the one that has the focus (console A22). */
export function Grid<Row>(props: GridProps<Row>): ReactNode {
  const { rows, source, isNarrow } = props;
  const { start: offset } = rows;
  const placeKey = JSON.stringify(source.key);
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(() => placeOf(placeKey)?.focused ?? 0);
  const height = useRowHeight(isNarrow);
  const current = Math.max(offset, Math.min(focused, rows.count - 1));
  const virtual = useView(rows, { placeKey, scroller, height, current });
  usePlace(placeKey, scroller, current);
  useFocusKept(scroller, rows.count);
  const onToggle = useToggle(props);
  const onOpen = useOpen(props);
  const wanted = useRef<number>(undefined);
  const scrollTo = (index: number, align?: 'auto'): void =>
    virtual.scrollToIndex(index - offset, align && { align });
  useOffset({ scroller, offset, height }, scrollTo, wanted);
  const goTo = useFocusMoved(scroller, wanted);
  const page = (): number =>
    Math.max(1, Math.floor((scroller.current?.clientHeight ?? 500) / height) - 2);
  const go = (index: number): void => {
    setFocused(index);
    goTo(index);
  };
  const move = (index: number): void => {
    scrollTo(index, 'auto');
    go(index);
  };
  const movement = { focused: current, count: rows.count, page, move, ...endsOf(props, go) };
  return (
    <ListFrame inner={props} frameRef={scroller} isPaged={false} onToggle={onToggle} {...movement}>
      <Head {...props} taken={rows.held.map(({ row }) => row)} />
      {isEmpty(props) ? (
        <NoRows {...props} />
      ) : (
        <div role="rowgroup" className={classes['body']} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <ListRow
              key={index + offset}
              {...rowProps(props, index + offset)}
              isFocused={index + offset === current}
              top={start}
              height={height}
              onOpen={onOpen}
              onFocus={setFocused}
              onToggle={onToggle}
            />
          ))}
        </div>
      )}
    </ListFrame>
  );
}
