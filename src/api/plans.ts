import { z } from 'zod';
import { operation } from './operations.js';
import { organization } from './organization-shapes.js';

const PATH = '/organizations/{organizationId}';

const plan = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    features: z.array(z.string()),
    members: z.strictObject({
      kind: z.enum(['hard', 'soft', 'metered']),
      limit: z.int().optional(),
      included: z.int().optional(),
      grace: z.int().optional(),
      price: z.string().optional(),
      pendingCounts: z.boolean(),
    }),
    /** roles that members may have; absent: all */
    roles: z.array(z.string()).optional(),
  })
  .meta({ id: 'Plan' });

const preview = z
  .strictObject({
    plan: z.string(),
    allowed: z.boolean(),
    members: z.strictObject({ used: z.int(), limit: z.int().nullable(), excess: z.int() }),
    people: z.array(
      z.strictObject({
        memberId: z.string(),
        name: z.string(),
        because: z.enum(['limit', 'role']),
      }),
    ),
    invitations: z.array(z.strictObject({ invitationId: z.string(), email: z.string() })),
    roles: z.array(z.string()),
    features: z.array(z.string()),
    more: z.boolean(),
  })
  .meta({ id: 'PlanPreview' });

const planChange = z.strictObject({ plan: z.string().min(1).max(40) });

export const getPlan = operation({
  method: 'GET',
  path: `${PATH}/plan`,
  summary: 'Reads the plan that the organization is on.',
  scope: 'organization:read',
  answer: { description: 'The plan.', body: plan },
});

export const listPlans = operation({
  method: 'GET',
  path: `${PATH}/plans`,
  summary: 'Lists the plans that the organization could be on.',
  scope: 'organization:read',
  answer: {
    description: 'All plans of the preset.',
    body: z.strictObject({ items: z.array(plan) }),
  },
});

export const previewPlan = operation({
  method: 'POST',
  path: `${PATH}/plan/preview`,
  summary:
    'Shows whether the organization fits into a plan, and what would have to be removed first.',
  scope: 'billing:read',
  body: planChange,
  example: { body: { plan: 'unlimited' } },
  answer: { description: 'What stands in the way.', body: preview },
  faults: ['plan.unknown'],
});

export const changePlan = operation({
  method: 'PUT',
  path: `${PATH}/plan`,
  summary: 'Changes the plan of the organization.',
  scope: 'billing:write',
  versioned: true,
  body: planChange,
  example: { body: { plan: 'unlimited' } },
  answer: { description: 'The organization as it is now.', body: organization },
  faults: ['plan.unknown', 'plan.downgrade_blocked'],
});
