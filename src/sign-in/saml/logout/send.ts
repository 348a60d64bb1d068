import type { Profile, SAML, SamlConfig } from '@node-saml/node-saml';
import { signSamlPost } from '@node-saml/node-saml/lib/saml-post-signing.js';
import type { IdentityStatement, SamlEndpoint } from '#store/index.js';
import { endpointFor, libraryConfig, samlFor, type LibraryInput } from '../library.js';
import { NS } from '../names.js';
import type { BegunRequest, OutgoingMessage } from '../../requests.js';
import { newMessageId } from '../requests.js';

/** Whom a session belongs to, as the provider said it. */
export type LogoutSubject = NonNullable<IdentityStatement['logout']>;

/**
 * Our LogoutRequest, with the NameID exactly as it was received and the SessionIndex. Undefined: the provider has no address for logout.
 */
export async function logoutRequest(
  input: LibraryInput,
  subject: LogoutSubject,
  relayState: string,
): Promise<BegunRequest | undefined> {
  const endpoint = endpointFor(input.connection.provider?.logout ?? []);
  if (!endpoint) return undefined;
  const requestId = newMessageId();
  const config = libraryConfig(input);
  const saml = samlFor(config, endpoint, { generateUniqueId: () => requestId });
  const profile = profileOf(subject);
  if (endpoint.binding === 'redirect') {
    const url = await saml.getLogoutUrlAsync(profile, relayState, {});
    return { requestId, message: { binding: 'redirect', url } };
  }
  const xml = await saml._generateLogoutRequest(profile);
  const fields = { SAMLRequest: signed(xml, 'LogoutRequest', config), RelayState: relayState };
  return { requestId, message: { binding: 'post', url: endpoint.location, fields } };
}

/** Our answer to a LogoutRequest of the provider. Undefined: it has no address for one. */
export async function logoutResponse(
  input: LibraryInput,
  requestId: string,
  { relayState, success }: { readonly relayState: string | undefined; readonly success: boolean },
): Promise<OutgoingMessage | undefined> {
  const endpoint = endpointFor((input.connection.provider?.logout ?? []).map(forAnswers));
  if (!endpoint) return undefined;
  const config = libraryConfig(input);
  const saml: SAML = samlFor(config, endpoint, { generateUniqueId: newMessageId });
  const request = { ID: requestId } as Profile;
  if (endpoint.binding === 'redirect') {
    const url = await saml.getLogoutResponseUrlAsync(request, relayState ?? '', {}, success);
    return { binding: 'redirect', url };
  }
  const xml = saml._generateLogoutResponse(request, success);
  const fields = {
    SAMLResponse: signed(xml, 'LogoutResponse', config),
    ...(relayState !== undefined && { RelayState: relayState }),
  };
  return { binding: 'post', url: endpoint.location, fields };
}

function forAnswers({ binding, location, responseLocation }: SamlEndpoint): SamlEndpoint {
  return { binding, location: responseLocation ?? location };
}

function profileOf(subject: LogoutSubject): Profile {
  const { nameId, format, nameQualifier, spNameQualifier, sessionIndex } = subject;
  return {
    issuer: '',
    nameID: nameId,
    ...(format !== undefined && { nameIDFormat: format }),
    ...(nameQualifier !== undefined && { nameQualifier }),
    ...(spNameQualifier !== undefined && { spNameQualifier }),
    ...(sessionIndex !== undefined && { sessionIndex }),
  } as Profile;
}

function signed(xml: string, name: string, config: SamlConfig): string {
  const path = `/*[local-name(.)="${name}" and namespace-uri(.)="${NS.protocol}"]`;
  const { privateKey = '', publicCert, signatureAlgorithm, digestAlgorithm } = config;
  const options = {
    privateKey,
    ...(publicCert !== undefined && { publicCert }),
    ...(signatureAlgorithm && { signatureAlgorithm }),
    ...(digestAlgorithm !== undefined && { digestAlgorithm }),
  };
  return Buffer.from(signSamlPost(xml, path, options)).toString('base64');
}
