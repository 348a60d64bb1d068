import { usePreferences } from '../../data/preferences.js';

/** Pixels of a row; the same for each, whatever is in it (console B23). */
export function useRowHeight(isNarrow: boolean): number {
  const { density } = usePreferences();
  if (isNarrow) return 60;
  return density === 'compact' ? 38 : 50;
}
