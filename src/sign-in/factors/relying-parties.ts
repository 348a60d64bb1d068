import { isIP } from 'node:net';
import type { SecondFactor } from '#store/index.js';

/** For whom passkeys are made. Browsers give a passkey to pages whose host is this name, or ends in it. */
export interface RelyingParty {
  readonly id: string;
  /** of our pages, as browsers say it: what was signed on another page is refused */
  readonly origin: string;
}

/**
 * The server as relying party: the setting `signIn.relyingPartyId`, else the host of the public URL; never from a request. Undefined:
 * browsers make no passkeys there, by an address of the network or without TLS elsewhere than on this machine.
 */
export function relyingPartyOf(publicUrl: string, given?: string): RelyingParty | undefined {
  const { protocol, hostname, origin } = new URL(publicUrl);
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  if (hostname.startsWith('[') || isIP(hostname) !== 0) return undefined;
  return protocol === 'https:' || isLocal ? { id: given ?? hostname, origin } : undefined;
}

/** Whether browsers find the passkey on pages of the server as it is called now. */
export function isPasskeyOf(
  party: RelyingParty | undefined,
  { kind, relyingPartyId }: Pick<SecondFactor, 'kind' | 'relyingPartyId'>,
): boolean {
  return kind === 'passkey' && party !== undefined && relyingPartyId === party.id;
}
