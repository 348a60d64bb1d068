import {
  SAML,
  ValidateInResponseTo,
  type CacheProvider,
  type SamlConfig,
} from '@node-saml/node-saml';
import type { SamlConnection, SamlEndpoint } from '#store/index.js';
import type { SamlAddresses } from './addresses.js';
import type { OpenSamlKeys } from '../keys/index.js';
import { pemOf } from './metadata/certificates.js';
import { NAME_ID_FORMAT } from './names.js';
import { ProviderRefusal } from '../refusals/index.js';

/** Everything of a connection that the library is told, for requests and for answers. */
export interface LibraryInput {
  readonly connection: SamlConnection;
  readonly addresses: SamlAddresses;
  readonly keys: OpenSamlKeys;
}

/** The library keeps nothing: what it would remember is in the store. */
const NO_CACHE: CacheProvider = {
  saveAsync: () => Promise.resolve(null),
  getAsync: () => Promise.resolve(null),
  removeAsync: () => Promise.resolve(null),
};

/**
 * Options that hold for every message. Times are not the library's to judge, because it has no clock to be given, and neither are the
 * figures that people are told; both are checked on the signed assertion (responses/assertion.ts).
 */
export function libraryConfig({ connection, addresses, keys }: LibraryInput): SamlConfig {
  const provider = connection.provider;
  if (!provider) throw new ProviderRefusal('connection_unusable', { reason: 'no metadata' });
  return {
    idpCert: provider.certificates.map(pemOf),
    idpIssuer: provider.entityId,
    issuer: addresses.entityId,
    callbackUrl: addresses.acs,
    // what is not said of signatures is checked afterwards, and told with its figures
    audience: false,
    privateKey: keys.signing,
    publicCert: keys.certificate,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    disableRequestedAuthnContext: true,
    identifierFormat: connection.nameIdFormat ? NAME_ID_FORMAT[connection.nameIdFormat] : null,
    acceptedClockSkewMs: -1,
    validateInResponseTo: ValidateInResponseTo.never,
    cacheProvider: NO_CACHE,
  };
}

/** One object for one message: what makes requests by POST right breaks them by redirect. */
export function samlFor(config: SamlConfig, endpoint: SamlEndpoint, more: Partial<SamlConfig>) {
  return new SAML({
    ...config,
    entryPoint: endpoint.location,
    logoutUrl: endpoint.location,
    // by POST a message is base64 alone; by redirect it is deflated first (SAML bindings sections 3.4.4.1 and 3.5.4)
    skipRequestCompression: endpoint.binding === 'post',
    ...more,
  });
}

/** By redirect where both are offered: it needs no form. A logout endpoint may be missing. */
export function endpointFor(endpoints: readonly SamlEndpoint[]): SamlEndpoint | undefined {
  return endpoints.find(({ binding }) => binding === 'redirect') ?? endpoints[0];
}
