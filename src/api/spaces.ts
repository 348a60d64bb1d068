import { z } from 'zod';
import { accessSource } from './access-sources.js';
import { description, id, instant, name, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';
import { MAX_ROWS, rowResults } from './rows.js';

const PATH = '/organizations/{organizationId}/spaces';
const ONE = `${PATH}/{spaceId}`;
const MEMBER = '/organizations/{organizationId}/members/{memberId}/spaces';

const role = z.string().min(1).max(40);
const ids = z.array(id).min(1).max(MAX_ROWS);

const space = z
  .strictObject({
    id,
    organizationId: id,
    name: z.string(),
    description: z.string().optional(),
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Space' });

/** One for each assignment: by hand, and by each group. */
const reasons = z.array(z.strictObject({ role: z.string(), source: accessSource, since: instant }));

const inherited = z
  .strictObject({
    role: z.string().meta({ description: 'The member’s role that reaches every space.' }),
    spaceRole: z.string().meta({ description: 'The role in the space that this reason gives.' }),
  })
  .optional();

const spaceAccess = z
  .strictObject({
    space: z.strictObject({ id, name: z.string() }),
    reasons,
    inherited,
  })
  .meta({ id: 'SpaceAccess' });

const memberAccess = z
  .strictObject({
    member: z.strictObject({
      id,
      name: z.string(),
      email: z.string().optional(),
      status: z.enum(['active', 'suspended', 'left']),
    }),
    reasons,
    inherited,
  })
  .meta({ id: 'MemberAccess' });

export const createSpace = operation({
  method: 'POST',
  path: PATH,
  summary: 'Creates a space. Its name must be unique in the organization.',
  scope: 'spaces:write',
  body: z.strictObject({ name, description: description.optional() }),
  idempotent: true,
  versioned: true,
  example: { body: { name: 'Space {unique}', description: 'Where the north team works.' } },
  answer: { status: 201, description: 'The space; Location is its address.', body: space },
  faults: ['space.exists', 'plan.required', 'limit.spaces'],
});

export const listSpaces = operation({
  method: 'GET',
  path: PATH,
  summary:
    'Lists spaces by creation time. With an `:own` permission: only those that the member has access to.',
  scope: 'spaces:read',
  own: true,
  query: pageQuery.extend({
    search: z.string().trim().min(1).max(200).optional(),
    total: z.enum(['true', 'false']).optional().meta({
      description: 'Whether the answer says how many spaces there are on all pages.',
    }),
  }),
  example: { query: { search: 'Space' } },
  answer: {
    description: 'A page of spaces.',
    body: pageAnswer(space).extend({
      total: z.int().optional().meta({
        description:
          'How many there are on all pages, where the query asked for it; absent with an `:own` permission, which sees few.',
      }),
      totalIsCapped: z.boolean().optional().meta({
        description: 'There are more than `total`, which is 10,000 then: not counted on.',
      }),
    }),
  },
});

export const getSpace = operation({
  method: 'GET',
  path: ONE,
  summary: 'Reads a space.',
  scope: 'spaces:read',
  own: true,
  versioned: true,
  answer: { description: 'The space.', body: space },
  faults: ['space.missing'],
});

export const updateSpace = operation({
  method: 'PATCH',
  path: ONE,
  summary: 'Changes the name or the description of a space.',
  scope: 'spaces:write',
  body: z
    .strictObject({
      name: name.optional(),
      /** null takes it away; absent leaves it */
      description: description.nullable().optional(),
    })
    .refine((change) => Object.keys(change).length > 0, 'must name something to change'),
  versioned: true,
  example: { body: { name: 'Space {unique}', description: null } },
  answer: { description: 'The space as it is now.', body: space },
  faults: ['space.missing', 'space.exists'],
});

export const deleteSpace = operation({
  method: 'DELETE',
  path: ONE,
  summary: 'Deletes a space, all access to it, and the group mappings that grant it.',
  scope: 'spaces:write',
  versioned: true,
  answer: { status: 204, description: 'It is gone.' },
  faults: ['space.missing'],
});

export const listSpaceMembers = operation({
  method: 'GET',
  path: `${ONE}/members`,
  summary:
    'Lists the members of a space and why they have access, or the members whose role gives access to every space.',
  scope: 'spaces:read',
  query: pageQuery.extend({ access: z.enum(['assigned', 'inherited']).optional() }),
  example: { query: { access: 'inherited' } },
  answer: { description: 'A page of members.', body: pageAnswer(memberAccess) },
  faults: ['space.missing'],
});

export const setSpaceMember = operation({
  method: 'PUT',
  path: `${ONE}/members/{memberId}`,
  summary: 'Assigns a member to a space, or changes the role in it.',
  scope: 'spaces:write',
  body: z.strictObject({ role }),
  example: { body: { role: 'member' } },
  answer: { status: 204, description: 'The member is in the space with that role.' },
  faults: ['space.missing', 'member.missing', 'member.left', 'role.unknown', 'plan.required'],
});

export const removeSpaceMember = operation({
  method: 'DELETE',
  path: `${ONE}/members/{memberId}`,
  summary: 'Removes the manual assignment of a member to a space.',
  scope: 'spaces:write',
  answer: { status: 204, description: 'There is no manual assignment any more.' },
  faults: ['space.missing', 'member.missing', 'member.left', 'space.mapped', 'space.inherited'],
});

const bulk = { action: z.enum(['assign', 'remove']), role: role.optional() };
const OF_BULK = ['role.unknown', 'plan.required'] as const;

export const changeSpaceMembers = operation({
  method: 'POST',
  path: `${ONE}/members/bulk`,
  summary:
    'Assigns up to 1,000 members to a space, or removes them, with a result for each member.',
  scope: 'spaces:write',
  body: z.strictObject({ ...bulk, memberIds: ids }),
  idempotent: true,
  example: { body: { action: 'assign', role: 'member', memberIds: ['{memberId}'] } },
  answer: { description: 'What became of each member.', body: rowResults },
  faults: ['space.missing', ...OF_BULK],
});

export const listMemberSpaces = operation({
  method: 'GET',
  path: MEMBER,
  summary:
    'Lists the spaces that a member has access to, and why; all spaces, where a role says so.',
  scope: 'spaces:read',
  own: true,
  query: pageQuery,
  answer: { description: 'A page of spaces.', body: pageAnswer(spaceAccess) },
  faults: ['member.missing'],
});

export const changeMemberSpaces = operation({
  method: 'POST',
  path: `${MEMBER}/bulk`,
  summary: 'Assigns a member to up to 1,000 spaces, or removes them, with a result for each space.',
  scope: 'spaces:write',
  body: z.strictObject({ ...bulk, spaceIds: ids }),
  idempotent: true,
  example: { body: { action: 'assign', role: 'member', spaceIds: ['{spaceId}'] } },
  answer: { description: 'What became of each space.', body: rowResults },
  faults: ['member.missing', 'member.left', ...OF_BULK],
});
