import { z } from 'zod';
import { email, id, instant } from './inputs.js';
import { operation } from './operations.js';

export const createSignInLink = operation({
  method: 'POST',
  path: '/sign-in-links',
  summary:
    'Makes a link by which a person signs in once, within ten minutes: for the first person, and for one who is locked out.',
  scope: 'operator',
  body: z.strictObject({ email, ownerOf: z.string().min(1).max(100).optional() }),
  example: { body: { email: 'user-3@example.com' } },
  answer: {
    status: 201,
    description: 'The link. It is shown only here.',
    body: z
      .strictObject({
        id,
        email: z.string(),
        ownerOf: id.optional(),
        url: z.string(),
        expiresAt: instant,
      })
      .meta({ id: 'SignInLink' }),
  },
  faults: ['organization.missing', 'organization.disabled', 'organization.deleted'],
});
