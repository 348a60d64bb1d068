import { z } from 'zod';
import { operation } from './operations.js';

const meter = { used: z.int(), limit: z.int().nullable() };

export const getLimits = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/limits',
  summary: 'Reads the limits of the organization and how much of each is used.',
  scope: 'organization:read',
  answer: {
    description: 'Meters; a limit of null is none.',
    body: z
      .strictObject({
        plan: z.string(),
        members: z.strictObject({
          ...meter,
          kind: z.enum(['hard', 'soft', 'metered']),
          active: z.int(),
          pending: z.int(),
          pendingCounts: z.boolean(),
          included: z.int().nullable(),
          extra: z.int(),
          price: z.string().nullable(),
          grace: z.int().nullable(),
        }),
        spaces: z.strictObject(meter),
        roles: z.strictObject(meter),
        domains: z.strictObject(meter),
        apiKeys: z.strictObject(meter),
        products: z.array(
          z.strictObject({
            productId: z.string(),
            name: z.string(),
            used: z.int(),
            limit: z.int(),
          }),
        ),
        moreProducts: z.boolean(),
      })
      .meta({ id: 'Limits' }),
  },
});
