import { hasUnsaved } from '../data/unsaved.js';

const KEY = 'muster-reloaded-at';
/** A second failure within it is no upgrade. */
const ONCE_MS = 60_000;

type Listener = () => void;
let isNew = false;
const listeners = new Set<Listener>();

/**
 * After an upgrade of the server the files of an open tab are gone (console A13). The page is loaded anew, once, and never over what
 * somebody has typed: then a bar says that there is a new version. What was asked for fails either way, and stands where it stood. A file
 * that did not come because the network failed is no upgrade: what asked for it says so.
 */
export function watchUpgrades(): void {
  addEventListener('vite:preloadError', () => {
    void isOtherBuild().then((isOther) => {
      if (!isOther) return;
      const last = Number(sessionStorage.getItem(KEY) ?? 0);
      const isRepeated = Date.now() - last < ONCE_MS;
      if (isRepeated || hasUnsaved() || isAsking()) tell();
      else reload();
    });
  });
}

/** Whether the server's document is of another build: it names another script. One that does not answer says nothing of its build. */
async function isOtherBuild(): Promise<boolean> {
  const script = document.querySelector<HTMLScriptElement>('script[type=module][src]');
  const own = script?.src.split('/').at(-1);
  if (isNew || own === undefined) return isNew;
  try {
    const headers = { accept: 'text/html' };
    const answer = await fetch(location.pathname, { headers, cache: 'no-store' });
    return answer.ok && !answer.redirected && !(await answer.text()).includes(own);
  } catch {
    return false;
  }
}

/** A dialog with a field may hold what nobody has saved, whether it says so or not. */
function isAsking(): boolean {
  return document.querySelector('[role=dialog] :is(input, textarea)') !== null;
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
