import type { KeyboardEvent } from 'react';
import { controlsOf } from './controls.js';

export interface KeyActions {
  readonly count: number;
  readonly focused: number;
  /** rows that one sees at a time */
  readonly page: number;
  /** j, k and x, which can be switched off (console A4) */
  readonly hasShortcuts: boolean;
  move(index: number): void;
  /** Home and End, where they lead further than the rows that are here */
  readonly toStart?: (() => void) | undefined;
  readonly toEnd?: (() => void) | undefined;
  toggle(index: number, toHere: boolean): void;
  /** Esc: nothing is selected any more */
  clear(): void;
}

/** The keys of a list while a row has the focus; what is typed into a field inside of it is left alone. */
export function onListKey(event: KeyboardEvent<HTMLElement>, actions: KeyActions): void {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!(target instanceof HTMLElement)) return;
  if (!event.currentTarget.contains(target)) return;
  const row = target.closest<HTMLElement>('[role=row]');
  if (!row || target.matches('input:not([type=checkbox]), textarea, select')) return;
  if (key === 'ArrowRight' || key === 'ArrowLeft') return moveInside(event, row, target);
  if (row.dataset['index'] === undefined) return leaveHead(event, actions);
  if (target === row && key === 'Enter') {
    event.preventDefault();
    row.querySelector<HTMLElement>('a')?.click();
    return;
  }
  const isRow = target === row || key.startsWith('Arrow');
  const act = isRow ? actionOf(key, event.shiftKey, actions) : undefined;
  if (!act) return;
  event.preventDefault();
  act();
}

/** From the heads of the columns down to the row that is the tab stop. */
function leaveHead(event: KeyboardEvent<HTMLElement>, { focused, count, move }: KeyActions): void {
  if (event.key !== 'ArrowDown' || count === 0) return;
  event.preventDefault();
  move(focused);
}

function actionOf(key: string, shift: boolean, actions: KeyActions): (() => void) | undefined {
  const { focused, count, page, hasShortcuts, move, toggle, clear } = actions;
  const last = count - 1;
  const to = (index: number) => (): void => {
    if (shift && key.startsWith('Arrow')) toggle(focused, false);
    move(Math.max(0, Math.min(last, index)));
  };
  switch (key) {
    case 'ArrowDown':
      return to(focused + 1);
    case 'ArrowUp':
      return to(focused - 1);
    case 'PageDown':
      return to(focused + page);
    case 'PageUp':
      return to(focused - page);
    case 'Home':
      return actions.toStart ?? to(0);
    case 'End':
      return actions.toEnd ?? to(last);
    case ' ':
      return () => toggle(focused, shift);
    case 'Escape':
      return clear;
    default:
      return hasShortcuts ? shortcutOf(key, actions, to) : undefined;
  }
}

function shortcutOf(
  key: string,
  { focused, toggle }: KeyActions,
  to: (index: number) => () => void,
): (() => void) | undefined {
  if (key === 'j') return to(focused + 1);
  if (key === 'k') return to(focused - 1);
  if (key === 'x') return () => toggle(focused, false);
  return undefined;
}

/** From the row to its controls and back, along the line. */
function moveInside(
  event: KeyboardEvent<HTMLElement>,
  row: HTMLElement,
  target: HTMLElement,
): void {
  const stops = [row, ...controlsOf(row)];
  const isMirrored = getComputedStyle(row).direction === 'rtl';
  const step = (event.key === 'ArrowRight') === isMirrored ? -1 : 1;
  const next = stops[stops.indexOf(target) + step];
  event.preventDefault();
  next?.focus();
}
