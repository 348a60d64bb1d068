import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/**
 * A part of a page that is loaded when it is looked at. Where its file is gone, after an upgrade say, it stays empty and the page around
 * it, with what somebody has typed, stands as it was (console A13).
 */
export function late<P extends object>(
  load: () => Promise<ComponentType<P>>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(() =>
    load().then(
      (part) => ({ default: part }),
      () => ({ default: Nothing }),
    ),
  );
}

function Nothing(): null {
  return null;
}
