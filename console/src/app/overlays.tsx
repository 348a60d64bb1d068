import { Suspense, useEffect, type ReactNode } from 'react';
import { usePreferences } from '../data/preferences.js';
import { late } from '../parts/late.js';
import { loadTexts } from '../texts/index.js';
import { showOverlay, useOverlay } from './shell.js';

// neither is needed before somebody asks for it
const Palette = late(async () => {
  const files = Promise.all([import('./palette/palette.js'), loadTexts('shell')]);
  const [{ Palette: shown }] = await files;
  return shown;
});
const Keys = late(async () => {
  const [{ Keys: shown }] = await Promise.all([import('./palette/keys.js'), loadTexts('shell')]);
  return shown;
});

/** Ctrl K or Cmd K opens the palette from anywhere; `?` the list of keys while a list has the focus and single keys are on. */
export function Overlays(): ReactNode {
  const overlay = useOverlay();
  const { shortcuts } = usePreferences();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        showOverlay('palette');
      } else if (event.key === '?' && shortcuts && isInList(event.target)) {
        showOverlay('keys');
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [shortcuts]);
  useEffect(() => () => showOverlay(undefined), []);
  if (overlay === undefined) return null;
  return <Suspense>{overlay === 'palette' ? <Palette /> : <Keys />}</Suspense>;
}

/** Never while somebody types (console A4). */
function isInList(target: EventTarget | null): boolean {
  if (!(target instanceof Element) || target.closest('input, textarea, [contenteditable]'))
    return false;
  return target.closest('[role=grid], [role=table], table') !== null;
}
