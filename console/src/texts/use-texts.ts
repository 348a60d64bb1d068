import { useEffect, useState } from 'react';
import { hasTexts, loadTexts } from './index.js';

/** The words of an area that a pattern brings along; false until they are there. */
export function useTexts(area: string): boolean {
  const [isReady, setReady] = useState(hasTexts(area));
  useEffect(() => {
    if (isReady) return;
    // where they are gone, the word of a new version says so
    void loadTexts(area).then(
      () => setReady(true),
      () => undefined,
    );
  }, [area, isReady]);
  return isReady;
}
