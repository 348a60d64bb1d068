import { hasUnsaved } from '../data/unsaved.js';

const KEY = 'muster-reloaded-at';
/** A second failure within it is no upgrade. */
const ONCE_MS = 60_000;

type Listener = () => void;
let isNew = false;
const listeners = new Set<Listener>();

/**
 * After an upgrade of the server the files of an open tab are gone (console A13). The page is loaded anew, once, and never over a form
 * that holds something: then a bar says that there is a new version.
 */
export function watchUpgrades(): void {
  addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    const isRepeated = Date.now() - last < ONCE_MS;
    if (isRepeated) return;
    event.preventDefault();
    if (hasUnsaved()) return tell();
    reload();
  });
}

export function reload(): void {
  sessionStorage.setItem(KEY, String(Date.now()));
  location.reload();
}

export function isNewVersion(): boolean {
  return isNew;
}

export function onNewVersion(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  isNew = true;
  for (const listener of listeners) listener();
}
