/** RFC 6749 section 3.2. Only an id in the form of this server's ids: everything else below /scim is answered by SCIM. */
export const TOKEN_PATH = /^\/scim\/(?<connectionId>[0-9a-f-]{36})\/oauth\/token\/?$/i;

/** RFC 8414 section 3.1. */
export const METADATA_PATH =
  /^\/\.well-known\/oauth-authorization-server\/scim\/(?<connectionId>[0-9a-f-]{36})\/?$/i;

/** The issuer of a connection's access tokens: everything below this address belongs to the connection. */
export function issuerOf(base: string, connection: string): string {
  return `${base}/scim/${connection}`;
}

export function tokenUrlOf(base: string, connection: string): string {
  return `${issuerOf(base, connection)}/oauth/token`;
}
