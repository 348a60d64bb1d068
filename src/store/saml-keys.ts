import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** What the secrets key keeps for one connection. */
interface Wrapped extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  /** PKCS#8, or the bytes of a client secret, wrapped by the secrets key */
  readonly wrapped: string;
  /** of the secrets key that wraps it */
  readonly wrappedBy: string;
}

/** A key pair of ours for one connection: signs our requests, decrypts assertions. Two live at once while the newer one becomes known. */
export interface SamlKey extends Wrapped {
  readonly purpose?: undefined;
  /** X.509, PEM */
  readonly certificate: string;
  /** from then on it signs; before, it is published only */
  readonly signsFrom: Instant;
  readonly notAfter: Instant;
}

/** By which a connection of kind oidc proves itself at its provider. */
export interface ClientSecret extends Wrapped {
  readonly purpose: 'client_secret';
}

export const samlKeys = collection<SamlKey | ClientSecret>({
  name: 'saml-keys',
  columns: { organizationId: 'shared', connectionId: 'shared', wrappedBy: 'text' },
  required: ['organizationId', 'connectionId', 'wrappedBy'],
  unique: [],
  indexes: [
    { name: 'connection', on: ['connectionId'] },
    { name: 'organization', on: ['organizationId'] },
    { name: 'wrapped', on: ['wrappedBy'] },
  ],
});
