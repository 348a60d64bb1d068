import { useLayoutEffect } from 'react';
import { useConsole } from '../data/console.js';
import { applyWording } from '../texts/index.js';

/** The words of the preset of the organization in the address. */
export function useWording(): void {
  const { data } = useConsole();
  useLayoutEffect(() => {
    if (data) applyWording(data.wording);
  }, [data]);
}
