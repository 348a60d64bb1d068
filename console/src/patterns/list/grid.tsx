import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ReactNode,
  type RefObject,
} from 'react';
import { isEmpty, ListFrame, useToggle } from './frame.js';
import { Head } from './head.js';
import { keepPlace, placeOf } from './list-memory.js';
import classes from './list.module.css';
import { NoRows } from './no-rows.js';
import { useRowHeight } from './row-height.js';
import { ListRow, rowProps } from './rows.js';
import type { InnerProps } from './shapes.js';
import { useOpen } from './use-open.js';

const OVERSCAN = 5;
const SKELETON_ROWS = 8;

/** Rows of which only those on the screen are in the page, and the one that has the focus (console A22). */
export function Grid<Row>(props: InnerProps<Row>): ReactNode {
  const { rows, source, isNarrow } = props;
  const placeKey = JSON.stringify(source.key);
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(() => placeOf(placeKey)?.focused ?? 0);
  const height = useRowHeight(isNarrow);
  const current = Math.max(0, Math.min(focused, rows.count - 1));
  const virtual = useVirtualizer({
    count: rows.isPending ? SKELETON_ROWS : rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    useFlushSync: false,
    initialOffset: () => placeOf(placeKey)?.scroll ?? 0,
    rangeExtractor: (range) =>
      [...new Set([current, ...defaultRangeExtractor(range)])].sort((a, b) => a - b),
  });
  const { range } = virtual;
  useLayoutEffect(() => virtual.measure(), [virtual, height]);
  const from = Math.max(0, (range?.startIndex ?? 0) - OVERSCAN);
  useEffect(() => rows.show(from, (range?.endIndex ?? 0) + OVERSCAN, current));
  usePlace(placeKey, scroller, current);
  useFocusKept(scroller, rows.count);
  const onToggle = useToggle(props);
  const onOpen = useOpen(props);
  const goTo = useFocusMoved(scroller);
  const move = (index: number): void => {
    setFocused(index);
    virtual.scrollToIndex(index, { align: 'auto' });
    goTo(index);
  };
  const page = (): number =>
    Math.max(1, Math.floor((scroller.current?.clientHeight ?? 500) / height) - 2);
  const movement = { focused: current, count: rows.count, page, move };
  return (
    <ListFrame inner={props} frameRef={scroller} isPaged={false} onToggle={onToggle} {...movement}>
      <Head {...props} taken={rows.held.map(({ row }) => row)} />
      {isEmpty(props) ? (
        <NoRows {...props} />
      ) : (
        <div role="rowgroup" className={classes['body']} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <ListRow
              key={index}
              {...rowProps(props, index)}
              isFocused={index === current}
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

/** The focus goes to a row as soon as the page has it, however long that takes. */
function useFocusMoved(scroller: RefObject<HTMLDivElement | null>): (index: number) => void {
  const wanted = useRef<number>(undefined);
  const follow = (): void => {
    const row = wanted.current === undefined ? null : rowElement(scroller.current, wanted.current);
    if (!row) return;
    wanted.current = undefined;
    row.focus({ preventScroll: true });
  };
  useLayoutEffect(follow);
  return (index) => {
    wanted.current = index;
    // it is there already, and nothing is rendered anew
    follow();
  };
}

function rowElement(scroller: HTMLElement | null, index: number): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[role=row][data-index="${index}"]`) ?? null;
}

/** Where the person is in this list is kept for when they come back. */
function usePlace(key: string, scroller: RefObject<HTMLDivElement | null>, focused: number): void {
  const held = useRef(key);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    if (held.current !== key) element.scrollTop = placeOf(key)?.scroll ?? 0;
    held.current = key;
    const keep = (): void =>
      keepPlace(key, { scroll: element.scrollTop, focused: placeOf(key)?.focused ?? 0 });
    element.addEventListener('scroll', keep, { passive: true });
    return () => element.removeEventListener('scroll', keep);
  }, [key, scroller]);
  // the place is the one kept last: to ask the page for it here would make the browser lay it out twice
  useEffect(() => keepPlace(key, { scroll: placeOf(key)?.scroll ?? 0, focused }), [key, focused]);
}

/** A row that went took the focus along: the next one has it, else the last, else the heading (console J4). */
function useFocusKept(scroller: RefObject<HTMLDivElement | null>, count: number): void {
  const hadFocus = useRef(false);
  useEffect(() => {
    const note = ({ target }: FocusEvent): void => {
      hadFocus.current = scroller.current?.contains(target as Node) ?? false;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, [scroller]);
  useEffect(() => {
    if (!hadFocus.current || document.activeElement !== document.body) return;
    const next = scroller.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]');
    (next ?? document.getElementById('page-title'))?.focus();
  }, [count, scroller]);
}
