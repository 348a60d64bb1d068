import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** A key pair of ours for one connection: signs our requests, decrypts assertions. Two live at once while the newer one becomes known. */
export interface SamlKey extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  /** PKCS#8, wrapped by the secrets key */
  readonly wrapped: string;
  /** of the secrets key that wraps it */
  readonly wrappedBy: string;
  /** X.509, PEM */
  readonly certificate: string;
  /** from then on it signs; before, it is published only */
  readonly signsFrom: Instant;
  readonly notAfter: Instant;
}

export const samlKeys = collection<SamlKey>({
  name: 'saml-keys',
  columns: { organizationId: 'text', connectionId: 'text', wrappedBy: 'text' },
  required: ['organizationId', 'connectionId', 'wrappedBy'],
  unique: [],
  indexes: [
    { name: 'connection', on: ['connectionId'] },
    { name: 'organization', on: ['organizationId'] },
    { name: 'wrapped', on: ['wrappedBy'] },
  ],
});
