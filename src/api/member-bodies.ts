import { z } from 'zod';
import { grant, memberStanding } from './access-sources.js';
import { id, instant, shownPersonNames } from './inputs.js';

export const attributeName = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9_]*$/, 'must be lower-case letters, digits and _, from a letter on')
  // every object has one already
  .refine((name) => name !== 'constructor', 'is a name that cannot be taken');

export const attributeValue = z.union([z.string().max(1_000), z.number(), z.boolean()]);

/** What a caller says of a person. */
export const attributeValues = z.record(attributeName, attributeValue);

export const shownSeat = z.strictObject({
  productId: id,
  product: z.string(),
  status: z.enum(['assigned', 'held', 'requested', 'queued', 'denied', 'released', 'promised']),
});

export const shownSpace = z.strictObject({ spaceId: id, space: z.string(), role: z.string() });

/** In rows of the list: one look says what somebody uses and reaches. */
const rowAccess = {
  seats: z.array(shownSeat).optional().meta({
    description: 'For callers who may read seats; `promised` by an invitation.',
  }),
  spaces: z.array(shownSpace).optional().meta({ description: 'For callers who may read spaces.' }),
  seatCount: z.int().optional().meta({
    description:
      'How many seats there are, where the row shows fewer; absent where they were not all counted.',
  }),
  spaceCount: z.int().optional().meta({
    description:
      'How many spaces there are, where the row shows fewer; absent where they were not all counted.',
  }),
  moreAccess: z.boolean().optional().meta({
    description: 'There are more seats or spaces than the row shows.',
  }),
};

export const conflictState = z.enum(['open', 'left']).meta({
  description: 'Left: people decided to leave it as it is.',
});

/** The picture of a member. */
export const avatar = z.strictObject({
  source: z.enum(['upload', 'directory']),
  url: z.string().meta({
    description:
      'Of an uploaded picture the path of getAvatar; else the https address that the directory says.',
  }),
});

/** A member as REST shows it: `roles` says what, `grants` says why. */
export const memberAnswer = z
  .strictObject({
    kind: z.literal('member'),
    id,
    version: z.int(),
    organizationId: id,
    status: z.enum(['active', 'suspended', 'left']),
    name: z.string().meta({ description: 'The name that is shown.' }),
    ...shownPersonNames,
    email: z.string().optional(),
    addressConflict: z
      .strictObject({
        email: z.string(),
        connectionId: id.optional(),
        since: instant,
        state: conflictState,
      })
      .optional()
      .meta({
        description:
          'The address that a directory says of the member while another present member has it; given once it is free.',
      }),
    accountId: z.string().optional(),
    roles: z.array(z.string()),
    grants: z.array(grant),
    previousRoles: z.array(z.string()).optional().meta({
      description: 'What people had given before the member left. It does not return by itself.',
    }),
    standing: memberStanding,
    source: z.enum(['manual', 'scim', 'invitation', 'join_request', 'domain', 'import', 'sign_in']),
    managed: z.boolean().meta({
      description: 'A directory manages names, address, status and removal.',
    }),
    unlockedUntil: instant.optional().meta({
      description: 'Until then people may change what the directory manages.',
    }),
    guest: z.boolean().optional(),
    avatar: avatar.optional(),
    locale: z.string().optional(),
    attributes: z
      .record(
        z.string(),
        z.strictObject({
          value: z.union([z.string(), z.number(), z.boolean()]),
          source: z.enum(['manual', 'directory', 'import', 'invitation']),
        }),
      )
      .meta({ description: 'Values of the attributes that the organization has defined.' }),
    lastActiveOn: z.iso.date().optional().meta({ description: 'To the day.' }),
    suspendedAt: instant.optional(),
    suspendedBy: z.enum(['directory', 'person']).optional(),
    leftAt: instant.optional(),
    reinstateUntil: instant.optional().meta({
      description: 'Until then the removal of the member can be taken back (reinstateMember).',
    }),
    mergedInto: id.optional().meta({
      description: 'The member who has been this person since.',
    }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Member' });

/** A member in the list of members. */
export const listedMemberAnswer = memberAnswer.extend(rowAccess);

/** A pending invitation in the list of members. */
export const invitedAnswer = z.strictObject({
  kind: z.literal('invitation'),
  id,
  version: z.int(),
  organizationId: id,
  status: z.literal('pending'),
  name: z.string().optional(),
  ...shownPersonNames,
  email: z.string(),
  roles: z.array(z.string()),
  guest: z.boolean(),
  delivery: z.enum(['none', 'queued', 'sent', 'delivered', 'bounced', 'failed']),
  inviter: z.strictObject({ kind: z.string(), id: z.string().optional(), name: z.string() }),
  ...rowAccess,
  expiresAt: instant,
  createdAt: instant,
  updatedAt: instant,
});

const STATES = ['active', 'suspended', 'left', 'pending'] as const;

/** What chooses and sorts the rows of the list and of its exports. */
export const rosterQuery = z.strictObject({
  state: z
    .string()
    .max(60)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(STATES)).min(1))
    .optional()
    .meta({
      description:
        'Some of active, suspended, left and pending, with commas; all but left when absent, unless the filter asks for a status.',
    }),
  q: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({
      description:
        'Words that must all be there: three letters or more anywhere in the shown name, the address, or the login, addresses, external ' +
        'id and employee number that a directory says; shorter ones at the beginning of a word. The row of a whole address is first.',
    }),
  email: z.string().min(1).max(320).optional().meta({
    description: 'The whole address, without regard to letter case.',
  }),
  filter: z
    .string()
    .min(1)
    .max(8_192)
    .optional()
    .meta({
      description:
        'The filter language of SCIM over name, firstName, lastName, email, status, role, source, standing, createdAt, lastActiveOn, ' +
        'space, product and attributes.…',
    }),
  sort: z
    .enum(['name', '-name', 'email', 'createdAt', '-createdAt', 'lastActiveOn'])
    .default('name'),
});

/** One row of a bulk answer. */
export const rowResult = z.strictObject({
  id: z.string(),
  outcome: z.string().meta({ description: '`failed`, or what was done.' }),
  code: z.string().optional(),
  message: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
