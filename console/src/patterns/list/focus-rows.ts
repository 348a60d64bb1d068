const SETTLE_MS = 60;

let opener: { readonly button: HTMLElement; readonly name: string | null } | undefined;

/** The button of a row from whose menu a dialog opens; it is left out of the page while the menu's entry has the focus. */
export function rememberOpener(button: HTMLElement | null): void {
  opener = button ? { button, name: button.ariaLabel } : undefined;
}

/**
 * After a dialog about rows: the button that it was opened from has the focus again (console J1). Where its row is gone, that is the row
 * which stands there now, else the heading (console J4).
 */
export function focusRows(): void {
  const from = opener;
  opener = undefined;
  setTimeout(() => {
    if (document.activeElement !== document.body) return;
    const isThere = from?.button.isConnected === true && from.button.ariaLabel === from.name;
    const row = document.querySelector<HTMLElement>('[role=grid] [role=row][tabindex="0"]');
    (isThere ? from.button : (row ?? document.getElementById('page-title')))?.focus();
  }, SETTLE_MS);
}
