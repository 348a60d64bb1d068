import { randomBytes } from 'node:crypto';
import { contextsOf } from '#core/index.js';
import { endpointFor, libraryConfig, samlFor, type LibraryInput } from './library.js';
import { ProviderRefusal } from '../refusals/index.js';
import type { BegunRequest } from '../requests.js';

export interface RequestOptions {
  /** comes back with the answer: the id of the flow, at most 80 bytes */
  readonly relayState: string;
  /** ask for a fresh sign-in */
  readonly forceAuthn?: boolean;
  /** AuthnContextClassRef that is asked for, one of several with spaces between them, compared exactly; never by default */
  readonly authnContext?: string;
}

/** SAML bindings section 3.4.3. */
const MAX_RELAY_STATE_BYTES = 80;

export function newMessageId(): string {
  return `_${randomBytes(20).toString('hex')}`;
}

/** A signed AuthnRequest. Refusal `connection_unusable`. */
export async function authnRequest(
  input: LibraryInput,
  { relayState, forceAuthn, authnContext }: RequestOptions,
): Promise<BegunRequest> {
  if (Buffer.byteLength(relayState) > MAX_RELAY_STATE_BYTES) {
    throw new Error('RelayState is longer than 80 bytes.');
  }
  const requestId = newMessageId();
  const endpoint = endpointFor(input.connection.provider?.signOn ?? []);
  if (!endpoint) throw new ProviderRefusal('connection_unusable', { reason: 'no address' });
  const saml = samlFor(libraryConfig(input), endpoint, {
    generateUniqueId: () => requestId,
    forceAuthn: forceAuthn === true || input.connection.forceAuthn === true,
    ...(authnContext !== undefined && {
      disableRequestedAuthnContext: false,
      authnContext: [...contextsOf(authnContext)],
      racComparison: 'exact' as const,
    }),
  });
  if (endpoint.binding === 'redirect') {
    const url = await saml.getAuthorizeUrlAsync(relayState, undefined, {});
    return { requestId, message: { binding: 'redirect', url } };
  }
  const fields = (await saml.getAuthorizeMessageAsync(relayState)) as Record<string, string>;
  return { requestId, message: { binding: 'post', url: endpoint.location, fields } };
}
