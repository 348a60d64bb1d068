/**
 * A button that waits for an answer is disabled, and a browser takes the focus from it. It has the focus again when the answer is there,
 * unless that has gone elsewhere meanwhile.
 */
export function keepFocus(): void {
  let last: EventTarget | null = null;
  document.addEventListener('focusin', ({ target }) => (last = target));
  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      if (!(target instanceof HTMLElement) || target !== last) continue;
      if (target.dataset['loading'] !== undefined) continue;
      if (document.activeElement === document.body) target.focus();
    }
  });
  observer.observe(document.body, {
    subtree: true,
    attributes: true,
    attributeFilter: ['data-loading'],
  });
}
