import { instant } from '#kernel/index.js';
import type { Credential } from '#store/index.js';

/** Neither revoked nor expired. */
export function isLiveCredential({ revokedAt, expiresAt }: Credential, now: number): boolean {
  return revokedAt === undefined && (expiresAt ?? '~') > instant(now);
}
