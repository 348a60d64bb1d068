import { instant, newId } from '#kernel/index.js';
import type { SamlConnection } from '#store/index.js';

/** The record of an active connection of a SAML provider, as it is after its test sign-in; not written. */
export function samlConnectionOf(organizationId: string, now: number): SamlConnection {
  return {
    id: newId(),
    version: 1,
    createdAt: instant(now),
    updatedAt: instant(now),
    organizationId,
    kind: 'saml',
    name: 'Company sign-in',
    status: 'active',
    mappingMode: 'union',
    preset: 'custom',
    configuration: 1,
    issuedFor: 'http://localhost',
    names: {},
  };
}
