import { createRequire } from 'node:module';
import type { SettingsValues } from './schema.js';

/** Why browsers would make no passkey for the name, or why it would not be the operator's alone. */
export function relyingPartyProblem({
  http: { publicUrl = 'http://localhost' },
  signIn: { relyingPartyId, relatedOrigins },
}: Pick<SettingsValues, 'http' | 'signIn'>): string | undefined {
  if (relyingPartyId === undefined) return undefined;
  const { hostname: host, origin } = new URL(publicUrl);
  const isOwn = host === relyingPartyId || host.endsWith(`.${relyingPartyId}`);
  if (!isOwn && !relatedOrigins.includes(origin)) {
    return `must be the host of http.publicUrl (${host}) or a domain above it, or signIn.relatedOrigins must have ${origin}`;
  }
  const { parse } = publicSuffixes();
  const { publicSuffix, isIcann, isPrivate } = parse(relyingPartyId, { allowPrivateDomains: true });
  const isShared = publicSuffix === relyingPartyId && (isIcann === true || isPrivate === true);
  if (!isShared) return undefined;
  return 'must not be a public suffix: others have hosts below it, whose pages could ask for these passkeys';
}

/** The list of public suffixes: loaded where a name is set, because it is half a megabyte. */
function publicSuffixes(): typeof import('tldts') {
  return createRequire(import.meta.url)('tldts') as typeof import('tldts');
}
