import type { OidcConnection } from '#store/index.js';

/** Of one connection of ours, as its provider knows them. */
export interface OidcAddresses {
  /** redirect URI: where answers go */
  readonly redirect: string;
  /** third-party-initiated login (OpenID Connect Core section 4) */
  readonly initiate: string;
  /** where the provider sends the browser after its own sign-out */
  readonly signedOut: string;
  readonly backChannelLogout: string;
  /** our public keys, for private_key_jwt */
  readonly keys: string;
}

/** Made of the public URL and the connection's id alone, as those of SAML. One redirect URI for each connection: no two are mixed up. */
export function addressesOf({ id }: Pick<OidcConnection, 'id'>, publicUrl: string): OidcAddresses {
  const base = `${publicUrl}/oidc/${id}`;
  return {
    redirect: `${base}/callback`,
    initiate: `${base}/initiate`,
    signedOut: `${base}/signed-out`,
    backChannelLogout: `${base}/back-channel-logout`,
    keys: `${base}/jwks`,
  };
}
