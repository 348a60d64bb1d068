import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/**
 * A secret by which requests to one endpoint, a webhook endpoint or an inline hook, are signed. Several live at once while a newer one
 * becomes known to the receiver.
 */
export interface EndpointSecret extends Stored {
  /** absent: the endpoint is of the installation */
  readonly organizationId?: string;
  /** of the webhook endpoint or of the hook */
  readonly endpointId: string;
  /** `v1`: HMAC-SHA256, `v1a`: ed25519 */
  readonly scheme: 'v1' | 'v1a';
  /** the bytes of the secret, of `v1a` the 32 bytes of its seed, wrapped by the secrets key */
  readonly wrapped: string;
  /** of the secrets key that wraps it */
  readonly wrappedBy: string;
  /** of `v1a`: as receivers are given it, `whpk_…` */
  readonly publicKey?: string;
  /** signs until then; absent: the one in use */
  readonly expiresAt?: Instant;
}

export const endpointSecrets = collection<EndpointSecret>({
  name: 'endpoint-secrets',
  columns: { organizationId: 'shared', endpointId: 'text', wrappedBy: 'text', expiresAt: 'text' },
  required: ['endpointId', 'wrappedBy'],
  unique: [],
  indexes: [
    { name: 'endpoint', on: ['endpointId'] },
    { name: 'organization', on: ['organizationId'], present: 'organizationId' },
    { name: 'wrapped', on: ['wrappedBy'] },
    { name: 'end', on: ['expiresAt'], present: 'expiresAt' },
  ],
});
