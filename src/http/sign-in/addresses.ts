/**
 * Where identity providers post and send browsers. Only these exact paths take requests of other sites: nothing behind them reads a cookie.
 */
export const SAML_PATHS = {
  acs: /^\/saml\/(?<connectionId>[0-9a-f-]{36})\/acs\/?$/i,
  logout: /^\/saml\/(?<connectionId>[0-9a-f-]{36})\/slo\/?$/i,
  metadata: /^\/saml\/(?<connectionId>[0-9a-f-]{36})\/metadata\/?$/i,
} as const;

/** The same for OpenID Connect; answers and third-party-initiated login come by GET, and are pages. */
export const OIDC_PATHS = {
  backChannelLogout: /^\/oidc\/(?<connectionId>[0-9a-f-]{36})\/back-channel-logout\/?$/i,
  keys: /^\/oidc\/(?<connectionId>[0-9a-f-]{36})\/jwks\/?$/i,
} as const;

/** The end of a flow, whatever came of it. */
export const FINISH_PATH = '/sign-in/finish';

/** Where a sign-in with one connection begins. */
export function beginPath(connectionId: string): string {
  return `/sign-in/connections/${connectionId}`;
}
