import { useState } from 'react';
import { keepPlace, placeOf } from './list-memory.js';
import { useListRows, type ListRows, type ListSource } from './list-rows.js';

export interface BothEnds<Row> {
  readonly rows: ListRows<Row>;
  /** the last row of all, where it is not here yet and the server can be asked for it; its index */
  readonly toEnd: (() => number) | undefined;
  /** from the end back to the first row */
  readonly toStart: (() => void) | undefined;
}

/**
 * The rows of a list from its beginning or, after `toEnd`, from its end: pages follow each other by cursors, so that what lies between the
 * two cannot be jumped to, and the last page is the first one in the contrary order.
 */
export function useBothEnds<Row>(source: ListSource<Row>, limit: number): BothEnds<Row> {
  const key = JSON.stringify(source.key);
  const [asked, ask] = useState({ key, isFromEnd: placeOf(key)?.isFromEnd ?? false });
  const isFromEnd = asked.key === key ? asked.isFromEnd : (placeOf(key)?.isFromEnd ?? false);
  const { reversed } = source;
  const front = useListRows(source, limit);
  const isReversed = isFromEnd && reversed !== undefined;
  const back = useListRows(reversed ?? source, limit, isReversed);
  const { total } = front;
  const go = (next: boolean): void => {
    keepPlace(key, { scroll: 0, focused: 0, ...placeOf(key), isFromEnd: next });
    ask({ key, isFromEnd: next });
  };
  const isKnown = total !== undefined && !front.isCapped && !front.isOld;
  const isThere = isKnown && front.count >= total && front.held.at(-1)?.index === total - 1;
  const canEnd = isKnown && reversed !== undefined && !isThere && !isFromEnd;
  const isShown = isReversed && isKnown && !back.isPending && !back.isOld;
  return {
    rows: isShown ? mirrored(back, total) : front,
    toEnd: canEnd
      ? () => {
          go(true);
          return total - 1;
        }
      : undefined,
    toStart: isFromEnd ? () => go(false) : undefined,
  };
}

function mirrored<Row>(back: ListRows<Row>, total: number): ListRows<Row> {
  const at = (index: number): number => total - 1 - index;
  return {
    ...back,
    start: Math.max(0, total - back.count),
    count: total,
    total,
    isCapped: false,
    rowAt: (index) => back.rowAt(at(index)),
    held: back.held.map(({ index, row }) => ({ index: at(index), row })).reverse(),
    show: (first, last, focused = first) => back.show(at(last), at(first), at(focused)),
  };
}
