import { z } from 'zod';
import { noQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/connections/{connectionId}/group-mappings';

const role = z.string().min(1).max(40);

export const getGroupMappings = operation({
  operationId: 'getGroupMappings',
  method: 'GET',
  path: PATH,
  summary: 'Reads which groups grant which roles.',
  scope: 'directory:read',
  query: noQuery,
  answer: {
    status: 200,
    description: 'The mappings; `recompute` while people’s roles are still being worked out.',
  },
  faults: ['connection.missing'],
});

export const replaceGroupMappings = operation({
  operationId: 'replaceGroupMappings',
  method: 'PUT',
  path: PATH,
  summary: 'Replaces the whole list and works out everybody’s roles anew.',
  scope: 'directory:write',
  query: noQuery,
  body: z.strictObject({
    mode: z.enum(['union', 'first']).optional(),
    /** null takes it away; absent leaves it */
    defaultRole: role.nullable().optional(),
    mappings: z.array(z.strictObject({ groupId: z.string().min(1).max(100), role })).max(1_000),
  }),
  answer: { status: 200, description: 'The mappings as they are now.' },
  faults: ['connection.missing', 'mapping.group_missing', 'role.unknown', 'role.not_mappable'],
});
