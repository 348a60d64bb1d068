import type { SamlConnection } from '#store/index.js';

/** Of one connection of ours, as its provider knows them. */
export interface SamlAddresses {
  /** our entity ID; the address of our metadata too */
  readonly entityId: string;
  readonly acs: string;
  readonly logout: string;
}

/**
 * Made of the public URL and the connection's id alone, so that a renamed organization or a request's Host changes nothing. They stay when
 * the public URL changes, until they are given out anew.
 */
export function addressesOf({ id }: Pick<SamlConnection, 'id'>, publicUrl: string): SamlAddresses {
  const base = `${publicUrl}/saml/${id}`;
  return { entityId: `${base}/metadata`, acs: `${base}/acs`, logout: `${base}/slo` };
}
