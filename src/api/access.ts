import { z } from 'zod';
import { accessSource, memberStanding } from './access-sources.js';
import { id, instant, pageAnswer, shownPersonNames } from './inputs.js';
import { avatar } from './member-bodies.js';
import { operation } from './operations.js';

const reason = z.strictObject({
  source: accessSource,
  since: instant,
  until: instant.optional(),
});

const accessTree = z.strictObject({
  member: z.strictObject({
    id,
    name: z.string(),
    status: z.enum(['active', 'suspended', 'left']),
    standing: memberStanding,
  }),
  roles: z.array(
    z.strictObject({
      role: z.string(),
      title: z.string(),
      counts: z.boolean().meta({ description: 'False when its time is over.' }),
      reasons: z.array(reason),
      permissions: z.array(z.string()),
    }),
  ),
  permissions: z.array(z.strictObject({ permission: z.string(), roles: z.array(z.string()) })),
  everySpace: z.array(z.strictObject({ spaceRole: z.string(), through: z.string() })),
  spaces: z.array(z.strictObject({ spaceId: id, name: z.string(), role: z.string(), reason })),
  seats: z.array(
    z.strictObject({ productId: id, product: z.string(), status: z.string(), reason }),
  ),
  dormant: z
    .array(
      z.strictObject({
        source: accessSource,
        because: z.enum(['inactive', 'withheld', 'other_role']).meta({
          description:
            'The directory has the person inactive; an override took it away; or members have one role.',
        }),
        role: z.string().optional(),
        space: z.strictObject({ spaceId: id, role: z.string() }).optional(),
        productId: id.optional(),
      }),
    )
    .meta({ description: 'What directories would give and what is not in force.' }),
  more: z.boolean().meta({ description: 'There are more spaces or seats than these.' }),
});

export const getMemberAccess = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/members/{memberId}/access',
  summary:
    'Explains the access of a member: roles, permissions, spaces and seats with their sources.',
  scope: 'members:read',
  answer: { description: 'The tree of sources.', body: accessTree },
  example: {},
  faults: ['member.missing'],
});

export const listPermissions = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/permissions',
  summary: 'Lists the areas of permissions and the names of the permissions in each.',
  scope: 'roles:read',
  answer: {
    description: 'Muster’s own areas, then those of the host application.',
    body: pageAnswer(
      z.strictObject({
        area: z.string(),
        description: z.string(),
        host: z.boolean(),
        permissions: z.array(z.string()),
      }),
    ),
  },
  example: {},
});

export const getMe = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/me',
  summary: 'Reads the acting member and the permissions that the member has through this key.',
  scope: 'self',
  answer: {
    description: 'The member, their roles, and the rights that member and key both have.',
    body: z.strictObject({
      member: z.strictObject({
        id,
        name: z.string(),
        ...shownPersonNames,
        email: z.string().optional(),
        locale: z.string().optional(),
        avatar: avatar.optional(),
        standing: memberStanding,
      }),
      roles: z.array(z.strictObject({ name: z.string(), title: z.string() })),
      permissions: z.array(z.string()),
      mayGive: z.array(z.string()),
      mayManage: z.array(z.string()),
      ownershipOffer: z
        .strictObject({
          id,
          fromName: z.string().meta({ description: 'The name of the owner who offers.' }),
          roleAfter: z.string().nullable(),
          expiresAt: instant,
        })
        .optional()
        .meta({ description: 'The ownership that waits for this member to accept or decline.' }),
    }),
  },
  example: {},
  faults: ['member.missing'],
});
