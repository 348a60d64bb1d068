import { z } from 'zod';
import {
  changedPersonNames,
  email,
  id,
  name,
  pageAnswer,
  pageQuery,
  personNames,
  text,
} from './inputs.js';
import { departure } from './departures.js';
import {
  attributeName,
  attributeValue,
  attributeValues,
  invitedAnswer,
  listedMemberAnswer,
  memberAnswer,
  rosterQuery,
} from './member-bodies.js';
import { operation } from './operations.js';

const LIST = '/organizations/{organizationId}/members';
const ONE = '/organizations/{organizationId}/members/{memberId}';

/** Faults of every change to a member, and of those that end a membership. */
const CHANGE_FAULTS = [
  'member.missing',
  'member.left',
  'member.managed',
  'permission.escalation',
] as const;
const END_FAULTS = [
  ...CHANGE_FAULTS,
  'member.not_active',
  'member.self',
  'member.last_owner',
  'member.last_admin',
  'member.last_break_glass',
] as const;

const EXAMPLE = { name: 'User One', firstName: 'User', lastName: 'One', locale: 'de' };

export const listMembers = operation({
  method: 'GET',
  path: LIST,
  summary:
    'Lists members and pending invitations in one list: active, suspended, left and pending.',
  scope: 'members:read',
  query: rosterQuery.extend({
    limit: pageQuery.shape.limit,
    cursor: z.string().min(1).max(2_000).optional(),
    total: z.enum(['true', 'false']).optional().meta({
      description: 'Whether the answer says how many rows there are on all pages.',
    }),
  }),
  answer: {
    description: 'A page of members and pending invitations.',
    body: pageAnswer(z.discriminatedUnion('kind', [listedMemberAnswer, invitedAnswer])).extend({
      total: z.int().optional().meta({
        description: 'How many rows there are on all pages, where the query asked for it.',
      }),
      totalIsCapped: z.boolean().optional().meta({
        description:
          'There are more than `total`: it is not counted beyond 10,000 rows, except for active members where all of them are in the list.',
      }),
    }),
  },
  example: { query: { state: 'active,pending', filter: 'role eq "member" or email co "example"' } },
});

export const countMembers = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/member-counts',
  summary:
    'Counts people by their state, and what waits for a decision. It costs the same for a million people as for ten.',
  scope: 'members:read',
  answer: {
    description: 'The numbers.',
    body: z.strictObject({
      active: z.int().meta({ description: 'Active members.' }),
      suspended: z.int().meta({ description: 'Suspended members.' }),
      invitations: z
        .strictObject({
          pending: z.int().meta({ description: 'Those that can be accepted.' }),
          expiringSoon: z.int().meta({ description: 'Those that expire within two days.' }),
          expired: z.int().meta({ description: 'Those that expired without an answer.' }),
        })
        .optional()
        .meta({ description: 'For callers who may read invitations.' }),
      joinRequests: z.int().optional().meta({
        description: 'Requests to join without a decision, for callers who may read them.',
      }),
      seatRequests: z.int().optional().meta({
        description: 'Requests for a seat without a decision, for callers who may read seats.',
      }),
      capped: z.array(z.string()).meta({
        description:
          'Names of the numbers of which there are more than is said: they end at 10,000.',
      }),
    }),
  },
  example: {},
});

export const getMember = operation({
  method: 'GET',
  path: ONE,
  summary: 'Reads a member. Every member may read their own record.',
  scope: 'members:read',
  own: true,
  versioned: true,
  answer: { description: 'The member.', body: memberAnswer },
  faults: ['member.missing'],
});

export const addMember = operation({
  method: 'POST',
  path: LIST,
  summary:
    'Adds a member without an invitation. The host application asserts the identity of the person. The name can be omitted when ' +
    'a first or last name is given, or an account with the address exists.',
  scope: 'members:write',
  body: z.strictObject({
    email,
    name: name.optional(),
    ...personNames,
    roles: z.array(z.string().min(1).max(40)).max(50).optional(),
    spaces: z
      .array(z.strictObject({ spaceId: id, role: z.string().min(1).max(40) }))
      .max(200)
      .optional(),
    products: z.array(id).max(200).optional(),
    attributes: attributeValues.optional(),
    locale: z.string().min(2).max(35).optional(),
    guest: z.boolean().optional(),
    notify: z.boolean().optional().meta({
      description: 'Whether the person gets a mail that welcomes them. Default: true.',
    }),
  }),
  idempotent: true,
  versioned: true,
  answer: {
    status: 201,
    description: 'The member; Location is its address.',
    body: memberAnswer,
  },
  example: { body: { email: 'user-9@example.com', name: 'User Nine' } },
  faults: [
    'member.exists',
    'plan.required',
    'limit.members',
    'role.unknown',
    'permission.escalation',
    'space.missing',
    'product.missing',
    'attribute.unknown',
    'attribute.invalid',
    'invitation.domain_refused',
  ],
});

export const updateMember = operation({
  method: 'PATCH',
  path: ONE,
  summary:
    'Changes names, address, locale or attributes. Null removes the value of an attribute, and a first or last name. Every member ' +
    'may change their own names and locale.',
  scope: 'members:write',
  own: true,
  body: z.strictObject({
    name: name.optional(),
    ...changedPersonNames,
    email: email.optional(),
    locale: z.string().min(2).max(35).optional(),
    attributes: z.record(attributeName, attributeValue.nullable()).optional(),
  }),
  versioned: true,
  answer: { description: 'The member as it is now.', body: memberAnswer },
  example: { body: EXAMPLE },
  faults: [
    ...CHANGE_FAULTS,
    'member.exists',
    'attribute.managed',
    'attribute.unknown',
    'attribute.invalid',
  ],
});

export const suspendMember = operation({
  method: 'POST',
  path: `${ONE}/suspend`,
  summary:
    'Suspends a member. Roles, seats and spaces are kept and return when the member is restored.',
  scope: 'members:write',
  versioned: true,
  answer: { description: 'The member as it is now.', body: memberAnswer },
  faults: END_FAULTS,
});

export const restoreMember = operation({
  method: 'POST',
  path: `${ONE}/restore`,
  summary: 'Restores a suspended member, with the roles, seats and spaces that were kept.',
  scope: 'members:write',
  versioned: true,
  answer: { description: 'The member as it is now.', body: memberAnswer },
  faults: [
    ...CHANGE_FAULTS,
    'member.not_suspended',
    'member.self',
    'limit.members',
    'plan.required',
  ],
});

const seatState = z.enum(['assigned', 'held', 'requested', 'queued', 'denied', 'released']);

export const previewMemberRemoval = operation({
  method: 'GET',
  path: `${ONE}/removal`,
  summary: 'Shows what removing a member would remove with them, and whether it would be refused.',
  scope: 'members:read',
  answer: {
    description: 'What would go.',
    body: z.strictObject({
      memberId: id,
      name: z.string(),
      refusal: z.strictObject({ code: z.string(), message: z.string() }).optional(),
      seats: z.array(z.strictObject({ productId: id, product: z.string(), status: seatState })),
      spaces: z.array(z.strictObject({ spaceId: id, space: z.string(), role: z.string() })),
      ...departure,
    }),
  },
  faults: ['member.missing'],
});

export const removeMember = operation({
  method: 'POST',
  path: `${ONE}/remove`,
  summary:
    'Removes a member with all seats and spaces. The successor, if one is named, receives what the member owns in the host application.',
  scope: 'members:write',
  body: z.strictObject({ successorMemberId: id.optional() }).default({}),
  versioned: true,
  answer: { description: 'The member, who has left now.', body: memberAnswer },
  example: { body: {} },
  faults: END_FAULTS,
});

export const reinstateMember = operation({
  method: 'POST',
  path: `${ONE}/reinstate`,
  summary:
    'Takes a removal back within ten minutes: the same member, with the roles, spaces and seats that the caller could give and that are ' +
    'still there. Sessions stay ended.',
  scope: 'members:write',
  versioned: true,
  answer: {
    description: 'The member, and what did not come back.',
    body: z.strictObject({
      member: memberAnswer,
      notRestored: z
        .array(
          z.strictObject({
            kind: z.enum(['role', 'space', 'seat', 'picture']),
            id: z.string().optional().meta({
              description: 'The name of the role, or the id of the space or the product.',
            }),
            because: z.enum(['gone', 'permission', 'none_free']).meta({
              description:
                '`gone`: it is not there any more; `permission`: the caller could not give it; `none_free`: no seat is free.',
            }),
          }),
        )
        .meta({ description: 'What the member had before and has not now.' }),
    }),
  },
  faults: [
    'member.missing',
    'member.not_reinstatable',
    'member.exists',
    'member.managed',
    'permission.escalation',
    'limit.members',
    'plan.required',
  ],
});

export const unlockMember = operation({
  method: 'POST',
  path: `${ONE}/unlock`,
  summary:
    'Unlocks a directory-managed member until a given time. Roles, spaces and seats that people decide meanwhile end with it.',
  scope: 'members:write',
  body: z.strictObject({
    hours: z.int().min(1).max(72),
    reason: text(500).min(1),
  }),
  versioned: true,
  answer: { description: 'The member as it is now.', body: memberAnswer },
  example: { body: { hours: 4, reason: 'The directory is being moved.' } },
  faults: ['member.missing', 'member.left', 'permission.escalation'],
});

export const lockMember = operation({
  method: 'DELETE',
  path: `${ONE}/unlock`,
  summary:
    'Ends an override before its time. Roles, spaces and seats that people decided under it end with it.',
  scope: 'members:write',
  versioned: true,
  answer: { description: 'The member as it is now.', body: memberAnswer },
  example: {},
  faults: ['member.missing', 'member.left', 'permission.escalation'],
});

export const reportMemberActivity = operation({
  method: 'POST',
  path: `${ONE}/activity`,
  summary: 'Records that the member was active today. Only the day is stored, at most once a day.',
  scope: 'members:write',
  own: true,
  answer: {
    description: 'The day.',
    body: z.strictObject({ lastActiveOn: z.iso.date() }),
  },
  faults: ['member.missing', 'member.not_active'],
});
