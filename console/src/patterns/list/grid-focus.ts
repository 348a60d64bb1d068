import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { keepPlace, placeOf } from './list-memory.js';

type Scroller = RefObject<HTMLDivElement | null>;

/** The focus goes to a row as soon as the page has it, however long that takes. */
export function useFocusMoved(
  scroller: Scroller,
  wanted: RefObject<number | undefined>,
): (index: number) => void {
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

/**
 * Where rows come in before those that are here, what is looked at stays where it is. Where the list is shown from its other end, the row
 * that has the focus next is scrolled to. Runs before the focus follows.
 */
export function useOffset(
  place: {
    readonly scroller: Scroller;
    readonly offset: number;
    readonly height: number;
  },
  scrollTo: (index: number) => void,
  wanted: RefObject<number | undefined>,
): void {
  const { scroller, offset, height } = place;
  const held = useRef(offset);
  useLayoutEffect(() => {
    const before = held.current;
    if (before === offset) return;
    held.current = offset;
    if (wanted.current !== undefined) scrollTo(wanted.current - offset);
    else if (scroller.current) scroller.current.scrollTop += (before - offset) * height;
  });
}

function rowElement(scroller: HTMLElement | null, index: number): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[role=row][data-index="${index}"]`) ?? null;
}

/** Where the person is in this list is kept for when they come back. */
export function usePlace(key: string, scroller: Scroller, focused: number): void {
  const held = useRef(key);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    if (held.current !== key) element.scrollTop = placeOf(key)?.scroll ?? 0;
    held.current = key;
    const keep = (): void =>
      keepPlace(key, { focused: 0, ...placeOf(key), scroll: element.scrollTop });
    element.addEventListener('scroll', keep, { passive: true });
    return () => element.removeEventListener('scroll', keep);
  }, [key, scroller]);
  // the place is the one kept last: to ask the page for it here would make the browser lay it out twice
  useEffect(() => keepPlace(key, { scroll: 0, ...placeOf(key), focused }), [key, focused]);
}

/** A row that went took the focus along: the next one has it, else the last, else the heading (console J4). */
export function useFocusKept(scroller: Scroller, count: number): void {
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
