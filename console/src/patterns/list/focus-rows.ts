const SETTLE_MS = 60;

/** After a dialog about rows: the row that stands where the former one stood has the focus, else the heading (console J4). */
export function focusRows(): void {
  setTimeout(() => {
    if (document.activeElement !== document.body) return;
    const row = document.querySelector<HTMLElement>('[role=grid] [role=row][tabindex="0"]');
    (row ?? document.getElementById('page-title'))?.focus();
  }, SETTLE_MS);
}
