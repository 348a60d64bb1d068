import { createHash, timingSafeEqual } from 'node:crypto';
import { Fault } from '#kernel/index.js';

/** The credential of `Authorization: Bearer …`. Fault `credential.missing`. */
export function bearerOf(header: string | undefined): string {
  const token = /^Bearer +([^\s]+) *$/i.exec(header ?? '')?.[1];
  if (token === undefined) throw new Fault('credential.missing');
  return token;
}

/**
 * The check for the operator's key. Compared by hash, so that the time it takes reveals neither the length nor how many characters
 * were right. Faults `credential.missing`, `credential.invalid`; without a key in the settings every caller is refused.
 */
export function createOperatorCheck(key: string | undefined): (header: string | undefined) => void {
  const expected = key === undefined ? undefined : sha256(key);
  return (header) => {
    const given = sha256(bearerOf(header));
    if (!expected || !timingSafeEqual(given, expected)) throw new Fault('credential.invalid');
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
