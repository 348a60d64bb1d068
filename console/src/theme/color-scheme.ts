import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core';
import { BASE } from '../data/server.js';

const COOKIE = 'muster-color-scheme';
const YEAR_SECONDS = 365 * 24 * 3_600;

/** Kept in a cookie, so that the server's first frame has the right colours; the preferences of the person hold it, too. */
export const colorSchemes: MantineColorSchemeManager = {
  get: (fallback) => readCookie() ?? fallback,
  set(scheme) {
    const age = scheme === 'auto' ? 0 : YEAR_SECONDS;
    const path = BASE === '' ? '/' : BASE;
    document.cookie = `${COOKIE}=${scheme}; Path=${path}; Max-Age=${age}; SameSite=Lax`;
  },
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
};

function readCookie(): MantineColorScheme | undefined {
  const value = new RegExp(`(?:^|; )${COOKIE}=(light|dark)`).exec(document.cookie)?.[1];
  return value as MantineColorScheme | undefined;
}
