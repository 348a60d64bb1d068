import { z } from 'zod';
import { instant } from './inputs.js';

/** Why a member has a role, a space or a seat: the id of the reason and, where it is looked up, its name. */
export const accessSource = z.strictObject({
  kind: z.enum([
    'manual',
    'import',
    'request',
    'ownership',
    'invitation',
    'join_request',
    'domain',
    'default',
    'group',
  ]),
  invitationId: z.string().optional(),
  joinRequestId: z.string().optional(),
  domainId: z.string().optional(),
  connectionId: z.string().optional(),
  groupId: z.string().optional(),
  inviter: z.string().optional(),
  domain: z.string().optional(),
  connection: z.string().optional(),
  group: z.string().optional(),
});

export const grant = z.strictObject({
  role: z.string(),
  source: accessSource,
  since: instant,
  until: instant.optional(),
  override: z.literal(true).optional().meta({
    description: 'Given while the member was unlocked; ends with that.',
  }),
});

export const memberStanding = z.enum(['owner', 'admin', 'none']);

/** What is new and what is gone. */
export const listDifference = z.strictObject({
  added: z.array(z.string()),
  removed: z.array(z.string()),
});
