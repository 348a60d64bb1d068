import { useEffect, useState } from 'react';
import { hasTexts, loadTexts } from './index.js';

/** The words of an area that a pattern brings along; false until they are there. */
export function useTexts(area: string): boolean {
  const [isReady, setReady] = useState(hasTexts(area));
  useEffect(() => {
    if (!isReady) void loadTexts(area).then(() => setReady(true));
  }, [area, isReady]);
  return isReady;
}
