/** What is asked of a provider's values without reading XML. */
import { createHash } from 'node:crypto';
import type { HttpClient } from '#outgoing/index.js';
import type { SamlProvider } from '#store/index.js';

/** Whether our own requests may go there. */
export function isAllowed(outgoing: HttpClient, url: string): boolean {
  try {
    outgoing.requireAllowedUrl(url);
    return true;
  } catch {
    return false;
  }
}

/** Browsers are sent there: private hosts are the browser's own network. Plain HTTP only where the operator admits it. */
export function mayBeVisited(url: string, isAllowed: (url: string) => boolean): boolean {
  if (!URL.canParse(url) || url.length > 2_000) return false;
  const { protocol } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && isAllowed(url));
}

/** By which two readings of metadata are compared: what a test sign-in depends on. */
export function providerFingerprint({ entityId, signOn, certificates }: SamlProvider): string {
  const keys = certificates.map(({ fingerprint }) => fingerprint).sort();
  return createHash('sha256')
    .update(JSON.stringify([entityId, signOn, keys]))
    .digest('hex');
}
