import { useCallback, useEffect, useState, type RefObject } from 'react';

/** What had the focus last, and the button of its menu where that was an entry: the entry goes with its menu. */
let last: { readonly element: Element; readonly button: HTMLElement | null } | undefined;

/** Of the dialogs that are open, the newest at the end: what each came from. */
const open: (Element | undefined)[] = [];

/** Of the dialog that went last: another one may take its place a moment later. */
let closed: { readonly from: Element | undefined; readonly at: number } | undefined;
const MOMENT_MS = 1_000;

document.addEventListener('focusin', ({ target }) => {
  if (!(target instanceof Element)) return;
  const id = target.closest('[role=menu]')?.getAttribute('aria-labelledby');
  last = { element: target, button: id ? document.getElementById(id) : null };
});

/**
 * Of a dialog: when it is taken away the focus returns to what had it when the dialog came, or to the opener where that is gone. An entry
 * of a menu stands for the button of the menu, and a dialog that another one leads to for what that one came from.
 */
export function useFocusBack(opener?: RefObject<HTMLElement | null>): void {
  const [{ from, beyond }] = useState(() => ({ from: whatHasFocus(), beyond: beyondIt() }));
  const openerOf = useCallback(() => opener?.current ?? undefined, [opener]);
  useEffect(() => {
    open.push(from);
    return () => {
      open.splice(open.lastIndexOf(from), 1);
      closed = { from, at: performance.now() };
      setTimeout(() => giveBack([from, beyond, openerOf()]));
    };
  }, [from, beyond, openerOf]);
}

function whatHasFocus(): Element | undefined {
  const active = document.activeElement;
  const found = active === null || active === document.body ? last?.element : active;
  return found === last?.element ? (last?.button ?? found) : found;
}

/** What the dialog below, or the one before, came from. */
function beyondIt(): Element | undefined {
  const isNow = closed !== undefined && performance.now() - closed.at < MOMENT_MS;
  return open.at(-1) ?? (isNow ? closed?.from : undefined);
}

const WAIT_MS = 50;

/** To the first that is still there. A button that waits for an answer takes it when it has one. */
function giveBack(candidates: readonly (Element | undefined)[], tries = 20): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const found = candidates.find((one) => one?.isConnected === true && one !== document.body);
  if (!(found instanceof HTMLElement)) return;
  if (found.matches(':disabled') && tries > 0) {
    setTimeout(() => giveBack(candidates, tries - 1), WAIT_MS);
  } else {
    found.focus();
  }
}
