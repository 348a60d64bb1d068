import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** After so long it is asked for again: a network that failed for a moment is back by then. */
const AGAIN_MS = [1_000, 5_000, 20_000];

/**
 * A part of a page that is loaded when it is looked at. Where its file does not come it is asked for again a few times. Where it is gone,
 * after an upgrade say, it stays empty and the page around it, with what somebody has typed, stands as it was (console A13).
 */
export function late<P extends object>(
  load: () => Promise<ComponentType<P>>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(() =>
    patiently(load).then(
      (part) => ({ default: part }),
      () => ({ default: Nothing }),
    ),
  );
}

async function patiently<T>(load: () => Promise<T>): Promise<T> {
  for (const pause of AGAIN_MS) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return load();
}

function Nothing(): null {
  return null;
}
