import { useState } from 'react';

/**
 * What is selected, as data (console A5, A6): rows by their ids, or all that match a request without some. It does not change with the
 * filter, the order or the page on the screen.
 */
export type Selection =
  | { readonly kind: 'ids'; readonly ids: ReadonlyMap<string, string> }
  | {
      readonly kind: 'matching';
      /** the filters of the list when all were selected */
      readonly request: Readonly<Record<string, string>>;
      /** how many the server counted then */
      readonly total: number;
      /** of a number that ends somewhere there are more */
      readonly isCapped: boolean;
      /** id → name of those that were taken out again */
      readonly excluded: ReadonlyMap<string, string>;
    };

export const NONE: Selection = { kind: 'ids', ids: new Map() };

/** It is as it was when somebody comes back to the list. */
const held = new Map<string, Selection>();

export function isSelected(selection: Selection, id: string, isListed = true): boolean {
  if (selection.kind === 'ids') return selection.ids.has(id);
  return isListed && !selection.excluded.has(id);
}

export function sizeOf(selection: Selection): number {
  if (selection.kind === 'ids') return selection.ids.size;
  return Math.max(0, selection.total - selection.excluded.size);
}

/** A row more, or one less. */
export function toggled(selection: Selection, id: string, name: string): Selection {
  const ids = new Map(selection.kind === 'ids' ? selection.ids : selection.excluded);
  if (!ids.delete(id)) ids.set(id, name);
  if (selection.kind === 'ids') return { kind: 'ids', ids };
  const { request, total, isCapped } = selection;
  return { kind: 'matching', request, total, isCapped, excluded: ids };
}

/** Rows more: those between the last that was ticked and this one. */
export function withRows(
  selection: Selection,
  rows: readonly { readonly id: string; readonly name: string }[],
): Selection {
  return rows.reduce(
    (sum, { id, name }) => (isSelected(sum, id) ? sum : toggled(sum, id, name)),
    selection,
  );
}

export interface SelectionState {
  readonly selection: Selection;
  readonly size: number;
  /** false: all that match were selected, and the list shows another filter now */
  readonly isListed: boolean;
  /** of the list as it is on the screen */
  readonly request: Readonly<Record<string, string>>;
  set(next: Selection): void;
  clear(): void;
}

/** The selection of a list; it is still there when somebody comes back to the page. `request`: the filters on the screen, without order. */
export function useSelection(
  listKey: string,
  request: Readonly<Record<string, string>>,
): SelectionState {
  const [state, setState] = useState(() => ({
    key: listKey,
    selection: held.get(listKey) ?? NONE,
  }));
  const selection = state.key === listKey ? state.selection : (held.get(listKey) ?? NONE);
  const set = (next: Selection): void => {
    held.set(listKey, next);
    setState({ key: listKey, selection: next });
  };
  const isListed =
    selection.kind === 'ids' || JSON.stringify(selection.request) === JSON.stringify(request);
  return {
    selection,
    size: sizeOf(selection),
    isListed,
    request,
    set,
    clear: () => set(NONE),
  };
}

/** All that match, as the server counted them. */
export function allMatching(
  { request }: SelectionState,
  { total, isCapped }: { readonly total: number; readonly isCapped: boolean },
): Selection {
  return { kind: 'matching', request, total, isCapped, excluded: new Map() };
}
