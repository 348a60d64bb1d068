import { z } from 'zod';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { conflictState, memberAnswer } from './member-bodies.js';
import { operation } from './operations.js';

const presentStatus = z.enum(['active', 'suspended']);

const addressConflict = z
  .strictObject({
    memberId: id,
    name: z.string(),
    status: presentStatus,
    email: z.string().optional().meta({ description: 'What the member has meanwhile.' }),
    wanted: z.string().meta({ description: 'What a directory says.' }),
    connectionId: id.optional().meta({
      description:
        'The directory; absent where an earlier release let two members have the address.',
    }),
    since: instant,
    state: conflictState,
    holders: z.array(z.strictObject({ memberId: id, name: z.string(), status: presentStatus })),
  })
  .meta({ id: 'AddressConflict' });

export const listAddressConflicts = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/address-conflicts',
  summary:
    'Lists members of whom a directory says an address that another member has, and those others.',
  scope: 'members:read',
  query: pageQuery.extend({ state: conflictState.default('open') }),
  example: { query: { state: 'open' } },
  answer: { description: 'A page of conflicts.', body: pageAnswer(addressConflict) },
});

export const leaveAddressConflict = operation({
  method: 'POST',
  path: '/organizations/{organizationId}/members/{memberId}/address-conflict/leave',
  summary:
    'Leaves an address conflict as it is: it is no longer asked about. The member still gets the address once it is free.',
  scope: 'members:write',
  versioned: true,
  answer: { description: 'The member, with the conflict left.', body: memberAnswer },
  faults: ['member.missing', 'member.no_conflict', 'permission.escalation'],
});
