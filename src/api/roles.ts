import { z } from 'zod';
import { MAX_TITLE_LENGTH } from '#kernel/index.js';
import { listDifference, memberStanding } from './access-sources.js';
import { id, instant, line, pageAnswer, pageQuery, text } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/roles';

const roleName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and -, from a letter on')
  // every object has one already
  .refine((name) => name !== 'constructor', 'is a name that cannot be taken');

const names = z.array(z.union([roleName, z.literal('*')])).max(200);

const permissions = z.array(z.string().min(1).max(100)).max(200);

const title = line(MAX_TITLE_LENGTH);

const description = text(500).min(1);

const role = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    description: z.string().optional(),
    kind: z.enum(['preset', 'custom']),
    standing: memberStanding,
    permissions: z.array(z.string()),
    grants: z.array(z.string()),
    manages: z.array(z.string()),
    mappable: z.boolean(),
    elevation: z.boolean().meta({
      description: 'Granted for a time in addition to another role, never by invitation.',
    }),
    everySpace: z
      .string()
      .optional()
      .meta({ description: 'Reaches every space, as this space role.' }),
    grantable: z.boolean().meta({ description: 'The caller may give it.' }),
    number: z.int().optional().meta({ description: 'Of its newest version; custom roles only.' }),
    version: z.int().optional().meta({ description: 'For If-Match; custom roles only.' }),
    retiring: z
      .strictObject({ to: z.string().optional(), done: z.int() })
      .optional()
      .meta({ description: 'Deleted, while its holders are given another role.' }),
    createdAt: instant.optional(),
    updatedAt: instant.optional(),
  })
  .meta({ id: 'Role' });

const definition = z.strictObject({
  title: z.string(),
  description: z.string().optional(),
  permissions: z.array(z.string()),
  grants: z.array(z.string()),
  manages: z.array(z.string()),
  mappable: z.boolean(),
});

export const listRoles = operation({
  method: 'GET',
  path: PATH,
  summary: 'Lists the preset roles and the custom roles of the organization, on one page.',
  scope: 'roles:read',
  answer: { description: 'All roles.', body: pageAnswer(role) },
  example: {},
});

export const getRole = operation({
  method: 'GET',
  path: `${PATH}/{roleName}`,
  summary: 'Reads a role.',
  scope: 'roles:read',
  versioned: true,
  answer: { description: 'The role.', body: role },
  example: {},
  faults: ['role.missing'],
});

export const createRole = operation({
  method: 'POST',
  path: PATH,
  summary:
    'Creates a custom role. It cannot include permissions, grants or managed roles that its creator lacks.',
  scope: 'roles:write',
  body: z.strictObject({
    name: roleName,
    title,
    description: description.optional(),
    permissions,
    grants: names.optional(),
    manages: names.optional(),
    mappable: z.boolean().optional(),
  }),
  idempotent: true,
  versioned: true,
  answer: { status: 201, description: 'The role; Location is its address.', body: role },
  example: {
    body: {
      name: 'role-{unique}',
      title: 'Auditor',
      permissions: ['journal:read', 'members:read'],
    },
  },
  faults: ['plan.required', 'limit.roles', 'role.exists', 'role.unknown', 'permission.escalation'],
});

export const changeRole = operation({
  method: 'PATCH',
  path: `${PATH}/{roleName}`,
  summary: 'Changes a custom role. The change applies to its holders immediately.',
  scope: 'roles:write',
  body: z.strictObject({
    title: title.optional(),
    description: description.nullable().optional(),
    permissions: permissions.optional(),
    grants: names.optional(),
    manages: names.optional(),
    mappable: z.boolean().optional(),
  }),
  versioned: true,
  answer: { description: 'The role as it is now.', body: role },
  example: { body: { title: 'Reviewer' } },
  faults: [
    'mapping.beyond_credentials',
    'plan.required',
    'role.missing',
    'role.unknown',
    'role.preset',
    'role.in_use',
    'permission.escalation',
  ],
});

export const deleteRole = operation({
  method: 'DELETE',
  path: `${PATH}/{roleName}`,
  summary: 'Deletes a custom role. If it is in use, `to` names the role that replaces it.',
  scope: 'roles:write',
  query: z.strictObject({ to: roleName.optional() }),
  versioned: true,
  answer: {
    description:
      'Deleted, or still being replaced; then the role carries `retiring` until it is gone.',
    body: z.strictObject({ state: z.enum(['deleted', 'replacing']), done: z.int() }),
  },
  faults: [
    'mapping.beyond_credentials',
    'role.missing',
    'role.preset',
    'role.in_use',
    'role.is_default',
    'role.remap_invalid',
    'role.not_mappable',
    'permission.escalation',
    'plan.required',
    'store.contention',
  ],
});

export const getRoleUsage = operation({
  method: 'GET',
  path: `${PATH}/{roleName}/usage`,
  summary:
    'Counts the members, invitations and mappings that use a role, and shows what replacing it by `to` would change.',
  scope: 'roles:read',
  query: z.strictObject({ to: roleName.optional() }),
  answer: {
    description: 'The counts.',
    body: z.strictObject({
      members: z.int(),
      invitations: z.int(),
      mappings: z.int(),
      defaults: z.array(
        z.strictObject({ kind: z.enum(['connection', 'domain']), id, name: z.string() }),
      ),
      permissions: listDifference.optional(),
    }),
  },
  example: {},
  faults: [
    'role.missing',
    'role.preset',
    'role.remap_invalid',
    'permission.escalation',
    'plan.required',
  ],
});

export const listRoleVersions = operation({
  method: 'GET',
  path: `${PATH}/{roleName}/versions`,
  summary: 'Lists the versions of a role, oldest first.',
  scope: 'roles:read',
  query: pageQuery,
  answer: {
    description: 'A page of versions.',
    body: pageAnswer(
      z.strictObject({ number: z.int(), definition, by: z.string(), createdAt: instant }),
    ),
  },
  example: {},
  faults: ['role.missing', 'role.preset'],
});

const number = z.coerce.number<string>().int().min(1);

const change = <T extends z.ZodType>(of: T) => z.strictObject({ from: of, to: of }).optional();

const mark = z.strictObject({ number: z.int(), at: instant, by: z.string() });

export const compareRoleVersions = operation({
  method: 'GET',
  path: `${PATH}/{roleName}/difference`,
  summary: 'Compares two versions of a role.',
  scope: 'roles:read',
  query: z.strictObject({ from: number, to: number }),
  answer: {
    description: 'What differs; parts that are the same are absent.',
    body: z.strictObject({
      from: mark,
      to: mark,
      changes: z.strictObject({
        title: change(z.string()),
        description: change(z.string().nullable()),
        mappable: change(z.boolean()),
        permissions: listDifference.optional(),
        grants: listDifference.optional(),
        manages: listDifference.optional(),
      }),
    }),
  },
  example: { query: { from: '1', to: '1' } },
  faults: ['role.missing', 'role.preset'],
});
