import type { Context } from '#kernel/index.js';
import type { Writers } from '#store/index.js';
import { hashOfToken, takeRate } from '#core/index.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Mails with codes, as they are counted. A known browser has codes of its own, which nobody else can use up; the others share those of the
 * address, of which one network gets a part only. When the share of an hour is used up, one more goes out each minute, up to the end of
 * the day's. None of these counts touches another way to sign in.
 */
export const CODE_LIMITS = {
  knownBrowser: { most: 10, windowMs: HOUR_MS },
  networkAndAddress: { most: 5, windowMs: HOUR_MS },
  network: { most: 100, windowMs: HOUR_MS },
  address: { most: 10, windowMs: HOUR_MS },
  addressMinute: { most: 1, windowMs: MINUTE_MS },
  addressDay: { most: 60, windowMs: DAY_MS },
} as const;

export interface CodeAsker {
  readonly emailKey: string;
  readonly network: string;
  /** the browser has signed in with that address before */
  readonly isKnown: boolean;
  /** of the known browser */
  readonly mark?: string | undefined;
}

/** Whether one more code may be mailed. Counts it where it may. */
export async function takeCode(
  scope: { readonly ctx: Context; readonly tx: Writers },
  { emailKey, network, isKnown, mark }: CodeAsker,
): Promise<boolean> {
  const address = hashOfToken(emailKey);
  const take = async (name: keyof typeof CODE_LIMITS, key: string): Promise<boolean> =>
    (await takeRate(scope, { key: `sign-in:${name}:${key}`, ...CODE_LIMITS[name] })) === 0;
  if (isKnown) return take('knownBrowser', hashOfToken(`${address} ${mark ?? ''}`));
  if (!(await take('network', network))) return false;
  if (!(await take('networkAndAddress', hashOfToken(`${address} ${network}`)))) return false;
  const hasRoom = (await take('address', address)) || (await take('addressMinute', address));
  return hasRoom && take('addressDay', address);
}
