import { z } from 'zod';
import { grant, listDifference, memberStanding } from './access-sources.js';
import { id } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/members/{memberId}/roles';

const role = z.string().min(1).max(40);

const rolesInput = z.strictObject({
  role,
  until: z.iso.datetime({ offset: true }).optional().meta({
    description: 'The grant ends by itself then.',
  }),
});

const confirm = z.boolean().optional().meta({
  description: 'Required where the change grants rights over other members or ends an elevation.',
});

const memberRoles = z
  .strictObject({
    memberId: id,
    version: z.int(),
    roles: z.array(z.string()),
    grants: z.array(grant),
    standing: memberStanding,
  })
  .meta({ id: 'MemberRoles' });

const answer = {
  description: 'The roles as they are now.',
  body: memberRoles,
} as const;

const faults = [
  'member.missing',
  'member.left',
  'role.unknown',
  'role.single',
  'role.confirmation',
  'permission.escalation',
  'plan.required',
  'member.managed',
  'member.last_owner',
  'member.last_admin',
  'member.last_break_glass',
] as const;

export const previewMemberRoles = operation({
  method: 'POST',
  path: `${PATH}/preview`,
  summary:
    'Shows the effect of a change of roles without making it. Seats and assigned spaces stay in any case.',
  scope: 'members:write',
  body: z.union([
    z.strictObject({ roles: z.array(rolesInput).max(50) }),
    z.strictObject({ give: rolesInput }),
    z.strictObject({ take: role }),
  ]),
  answer: {
    description: 'What the member would gain and lose.',
    body: z.strictObject({
      roles: z.strictObject({ before: z.array(z.string()), after: z.array(z.string()) }),
      standing: z.strictObject({ before: memberStanding, after: memberStanding }),
      permissions: listDifference,
      powers: z.array(z.strictObject({ permission: z.string(), meaning: z.string() })),
      mayGive: listDifference,
      everySpace: z.strictObject({
        before: z.string().nullable(),
        after: z.string().nullable(),
      }),
      needsConfirmation: z.boolean(),
    }),
  },
  example: { body: { give: { role: 'viewer' } } },
  faults: [
    'member.missing',
    'member.left',
    'role.unknown',
    'role.single',
    'permission.escalation',
    'plan.required',
    'member.managed',
    'grant.missing',
  ],
});

export const setMemberRoles = operation({
  method: 'PUT',
  path: PATH,
  summary: 'Sets the manually granted roles of a member. Roles that groups grant are not affected.',
  scope: 'members:write',
  body: z.strictObject({ roles: z.array(rolesInput).max(50), confirm }),
  versioned: true,
  answer,
  example: { body: { roles: [{ role: 'member' }, { role: 'viewer' }] } },
  faults,
});

export const giveMemberRole = operation({
  method: 'POST',
  path: PATH,
  summary:
    'Grants a member one more role, optionally until a time. Granting it again changes that time.',
  scope: 'members:write',
  body: rolesInput.extend({ confirm }),
  idempotent: true,
  versioned: true,
  answer,
  example: { body: { role: 'viewer' } },
  faults,
});

export const restoreMemberRoles = operation({
  method: 'POST',
  path: `${PATH}/previous`,
  summary:
    'Grants again what people had granted a member who left and came back (`previousRoles`), as far as the roles still exist.',
  scope: 'members:write',
  body: z.strictObject({ confirm }).default({}),
  versioned: true,
  answer,
  example: { body: {} },
  faults,
});

export const takeMemberRole = operation({
  method: 'DELETE',
  path: `${PATH}/{roleName}`,
  summary: 'Removes a manually granted role.',
  scope: 'members:write',
  query: z.strictObject({ confirm: z.enum(['true', 'false']).optional() }),
  versioned: true,
  answer,
  faults: [
    'member.missing',
    'member.left',
    'role.confirmation',
    'permission.escalation',
    'member.managed',
    'grant.missing',
    'member.last_owner',
    'member.last_admin',
    'member.last_break_glass',
    'store.contention',
  ],
});
