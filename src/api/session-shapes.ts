import { z } from 'zod';
import { id, instant } from './inputs.js';

export const sessionMethod = z.enum(['saml', 'oidc', 'email_code', 'operator_link', 'passkey']);

export const stepUpMethod = z.enum([
  'saml',
  'oidc',
  'email_code',
  'totp',
  'passkey',
  'recovery_code',
]);

export const session = z
  .strictObject({
    id,
    method: sessionMethod,
    connectionId: id.optional(),
    organizationId: id.optional(),
    authenticatedAt: instant,
    lastSeenAt: instant,
    expiresAt: instant,
    expirySource: z.enum(['setting', 'provider']),
    authnContext: z.string().optional(),
    authnMethods: z.array(z.string()).optional(),
    authnInstant: instant.optional(),
    steppedUpAt: instant.optional(),
    steppedUpBy: stepUpMethod.optional(),
    secondStepAt: instant.optional(),
    userAgent: z.string().optional(),
    address: z.string().optional(),
  })
  .meta({ id: 'Session' });
