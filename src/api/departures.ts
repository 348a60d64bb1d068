import { z } from 'zod';
import { id, instant } from './inputs.js';

/** What stays behind of people who are removed. */
export const departure = {
  apiKeys: z
    .array(z.strictObject({ id, name: z.string(), lastUsedAt: instant.optional() }))
    .meta({ description: 'Keys that they made. They go on working: a key is the organization’s.' }),
  spacesAlone: z
    .array(z.strictObject({ spaceId: id, space: z.string() }))
    .meta({ description: 'Spaces in which nobody else has the highest role.' }),
  invitations: z
    .array(z.strictObject({ id, email: z.string(), expiresAt: z.string() }))
    .meta({ description: 'Pending ones that they sent.' }),
  invitationsAre: z.enum(['kept', 'revoked']),
};
