import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SigningKeys } from '#core/index.js';

const DAY_MS = 86_400_000;

/** How long a browser in which a person has signed in has codes of its own for that address. */
export const KNOWN_BROWSER_DAYS = 90;

/**
 * What a browser keeps once a person has signed in there: it is known for that address and has codes of its own, so that requests from
 * elsewhere leave its owner theirs. It opens nothing.
 */
export function markOf(keys: SigningKeys, emailKey: string, now: number): string {
  const end = Math.floor(now / DAY_MS) + KNOWN_BROWSER_DAYS;
  return `${end}.${macBy(keys.of('codes')[0], emailKey, end)}`;
}

export function isKnown(
  keys: SigningKeys,
  { emailKey, mark, now }: { emailKey: string; mark: string | undefined; now: number },
): boolean {
  const [, end = '', mac = ''] = /^(\d{1,7})\.([\w-]{43})$/.exec(mark ?? '') ?? [];
  const day = Number(end);
  const today = Math.floor(now / DAY_MS);
  if (end === '' || day <= today || day > today + KNOWN_BROWSER_DAYS) return false;
  const given = Buffer.from(mac);
  return keys
    .of('codes')
    .some((key) => timingSafeEqual(given, Buffer.from(macBy(key, emailKey, day))));
}

function macBy(key: Buffer, emailKey: string, end: number): string {
  const text = JSON.stringify(['known browser', emailKey, end]);
  return createHmac('sha256', key).update(text).digest('base64url');
}
