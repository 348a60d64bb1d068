const TOKEN = /^\/scim\/([0-9a-f-]{36})\/oauth\/token\/?$/i;
const METADATA = /^\/\.well-known\/oauth-authorization-server\/scim\/([0-9a-f-]{36})\/?$/i;

/** Scheme and host of the absolute form that proxies send (RFC 9112 section 3.2.2), and the query. */
const AROUND_THE_PATH = /^https?:\/\/[^/?#]*|\?.*$/gi;

/** An address of the token endpoint's door. */
export interface OauthAddress {
  readonly kind: 'token' | 'metadata';
  readonly connection: string;
}

/**
 * `/scim/{connection}/oauth/token` (RFC 6749 section 3.2) and `/.well-known/oauth-authorization-server/scim/{connection}` (RFC 8414
 * section 3.1), where the connection looks like one; everything else is not ours.
 */
export function readOauthAddress(url: string): OauthAddress | undefined {
  const path = url.replace(AROUND_THE_PATH, '');
  const token = TOKEN.exec(path)?.[1];
  if (token !== undefined) return { kind: 'token', connection: token };
  const metadata = METADATA.exec(path)?.[1];
  return metadata === undefined ? undefined : { kind: 'metadata', connection: metadata };
}

/** Who issues the access tokens of a connection: what stands below this address is the connection's. */
export function issuerOf(base: string, connection: string): string {
  return `${base}/scim/${connection}`;
}

export function tokenUrlOf(base: string, connection: string): string {
  return `${issuerOf(base, connection)}/oauth/token`;
}
