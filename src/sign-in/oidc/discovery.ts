import { OutgoingError, type HttpClient } from '#outgoing/index.js';
import type { FetchedMetadata } from '#core/index.js';
import type { OidcConnection, OidcProvider, ProviderKey } from '#store/index.js';
import { ProviderRefusal } from '../refusals/index.js';

/** Discovery documents have some kilobytes. */
const MAX_DOCUMENT_BYTES = 256 * 1_024;
const MAX_KEYS = 100;
const MAX_LISTED = 100;

const WELL_KNOWN = '/.well-known/openid-configuration';

/** Symmetric ones and `none` are never taken: whoever knows the client secret could sign. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
];

/** The address of the discovery document, whether it or the issuer was given. */
export function discoveryUrl(given: string): string {
  const bare = given.replace(/\/+$/, '');
  return bare.endsWith(WELL_KNOWN) ? bare : bare + WELL_KNOWN;
}

/** Reads what a provider says of itself, and its keys. @throws ProviderRefusal, OutgoingError */
export async function fetchProvider(outgoing: HttpClient, given: string): Promise<OidcProvider> {
  const url = discoveryUrl(given);
  const document = await fetchJson(outgoing, url, 'discovery_unreadable');
  const issuer = textOf(document['issuer']) ?? '';
  if (issuer.includes('{')) throw new ProviderRefusal('discovery_tenants', { received: issuer });
  // the issuer speaks for itself alone (Discovery section 4.3)
  if (discoveryUrl(issuer) !== url) {
    throw new ProviderRefusal('discovery_issuer', {
      expected: url.slice(0, -WELL_KNOWN.length),
      received: issuer.slice(0, 500),
    });
  }
  const required = (name: string): string => addressOf(outgoing, document, name) ?? missing(name);
  const keysUrl = required('jwks_uri');
  const userinfoEndpoint = addressOf(outgoing, document, 'userinfo_endpoint');
  const endSessionEndpoint = addressOf(outgoing, document, 'end_session_endpoint');
  return {
    issuer,
    authorizationEndpoint: required('authorization_endpoint'),
    tokenEndpoint: required('token_endpoint'),
    keysUrl,
    ...(userinfoEndpoint !== undefined && { userinfoEndpoint }),
    ...(endSessionEndpoint !== undefined && { endSessionEndpoint }),
    keys: readKeys(await fetchJson(outgoing, keysUrl, 'keys_unreadable')),
    algorithms: listOf(document['id_token_signing_alg_values_supported'], ['RS256']).filter((one) =>
      ALGORITHMS.includes(one),
    ),
    clientAuthentications: listOf(document['token_endpoint_auth_methods_supported'], [
      'client_secret_basic',
    ]),
    takesPkce: listOf(document['code_challenge_methods_supported'], []).includes('S256'),
    namesItself: document['authorization_response_iss_parameter_supported'] === true,
  };
}

/** The same again for a connection, with the reason in a word when it fails: what is known stays. Nothing is thrown. */
export async function tryFetchProvider(
  outgoing: HttpClient,
  { provider }: Pick<OidcConnection, 'provider'>,
  url: string,
): Promise<FetchedMetadata> {
  try {
    return { provider: await fetchProvider(outgoing, provider?.issuer ?? url) };
  } catch (error) {
    if (error instanceof OutgoingError) return { failure: `fetch.${error.reason}` };
    if (error instanceof ProviderRefusal) return { failure: error.code };
    throw error;
  }
}

type Json = Readonly<Record<string, unknown>>;

async function fetchJson(
  outgoing: HttpClient,
  url: string,
  code: 'discovery_unreadable' | 'keys_unreadable',
): Promise<Json> {
  const accept = 'application/json';
  const { body } = await outgoing.fetch(url, { maxBytes: MAX_DOCUMENT_BYTES, accept });
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Json;
  } catch {
    // told below
  }
  throw new ProviderRefusal(code);
}

function missing(name: string): never {
  throw new ProviderRefusal('discovery_address', { name });
}

/** An address that may be used. Refusal `discovery_address`. */
function addressOf(outgoing: HttpClient, document: Json, name: string): string | undefined {
  const url = textOf(document[name]);
  if (url === undefined) return undefined;
  try {
    outgoing.requireAllowedUrl(url);
  } catch (error) {
    throw new ProviderRefusal('discovery_address', { name }, { cause: error });
  }
  return url;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function listOf(value: unknown, otherwise: readonly string[]): readonly string[] {
  if (!Array.isArray(value)) return otherwise;
  return value.flatMap((one) => textOf(one) ?? []).slice(0, MAX_LISTED);
}

const MEMBERS = ['kid', 'alg', 'n', 'e', 'crv', 'x', 'y'] as const;

/** Public keys for signatures; everything else that stands there is left out, private parts above all. */
function readKeys({ keys }: Json): readonly ProviderKey[] {
  const all: unknown[] = Array.isArray(keys) ? keys : [];
  const read = all.slice(0, MAX_KEYS).flatMap((value): ProviderKey[] => {
    const key = (value ?? {}) as Json;
    const kty = textOf(key['kty']);
    const isForSignatures = key['use'] === undefined || key['use'] === 'sig';
    if (!isForSignatures || (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP')) return [];
    const members = MEMBERS.flatMap((name) => {
      const text = textOf(key[name]);
      return text === undefined ? [] : [[name, text] as const];
    });
    return [{ kty, ...Object.fromEntries(members) }];
  });
  if (read.length === 0) throw new ProviderRefusal('keys_unreadable', { keys: all.length });
  return read;
}
