/**
 * Owns SAML 2.0 as a service provider: our metadata and keys, metadata of providers, requests, responses, logout, and the words for what
 * was wrong. It decides whether an answer is genuine and meant for us, never who the person is here.
 */
import type { SamlConnection } from '#store/index.js';
import type { SignInDeps } from '../deps.js';
import { addressesOf, type SamlAddresses } from './addresses.js';

export type { SamlAddresses } from './addresses.js';

/** How a message leaves by the browser: an address to go to, or a form to post. */
export type OutgoingMessage =
  | { readonly binding: 'redirect'; readonly url: string }
  | {
      readonly binding: 'post';
      readonly url: string;
      readonly fields: Readonly<Record<string, string>>;
    };

export interface Saml {
  /** Our entity ID and addresses, as the provider of this connection knows them. */
  addressesOf(connection: SamlConnection): SamlAddresses;
}

export function createSaml(_deps: SignInDeps): Saml {
  return {
    addressesOf: (connection) => addressesOf(connection, connection.issuedFor),
  };
}
