import { z } from 'zod';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const CONNECTION = '/organizations/{organizationId}/connections/{connectionId}';

const q = z.string().trim().min(1).max(200).optional();
const externalId = z.string().min(1).max(1_000).optional();
const flag = z.enum(['true', 'false']);

const memberStatus = z.enum(['active', 'suspended', 'left']);

const directoryUser = z.strictObject({
  id,
  connectionId: id,
  userName: z.string(),
  displayName: z.string().optional(),
  externalId: z.string().optional(),
  active: z.boolean(),
  heldBy: id.optional().meta({
    description:
      'The mass change that holds its deactivation: the identity provider said inactive, and the member goes on.',
  }),
  member: z
    .strictObject({
      id,
      name: z.string(),
      email: z.string().optional(),
      status: memberStatus,
    })
    .optional()
    .meta({ description: 'The member of the organization that the user is linked to.' }),
  createdAt: instant,
  updatedAt: instant,
});

const directoryGroup = z.strictObject({
  id,
  connectionId: id,
  displayName: z.string(),
  externalId: z.string().optional(),
  members: z.int().meta({ description: 'Users and groups directly in it.' }),
  createdAt: instant,
  updatedAt: instant,
});

const directoryRecord = directoryUser.extend({
  connection: z.strictObject({
    id,
    name: z.string(),
    status: z.enum(['active', 'disabled']),
  }),
  groups: z.array(z.strictObject({ id, displayName: z.string().optional() })),
});

export const listDirectoryUsers = operation({
  method: 'GET',
  path: `${CONNECTION}/users`,
  summary:
    'Lists the users that the identity provider has sent, with the member each is linked to. `q` is the beginning of the value ' +
    'that the list is sorted by.',
  scope: 'directory:read',
  query: pageQuery.extend({
    sort: z.enum(['userName', 'displayName']).optional(),
    q,
    externalId,
    active: flag.optional(),
  }),
  example: { query: { q: 'user', active: 'true' } },
  answer: { description: 'A page of users.', body: pageAnswer(directoryUser) },
  faults: ['connection.missing'],
});

export const listDirectoryGroups = operation({
  method: 'GET',
  path: `${CONNECTION}/groups`,
  summary:
    'Lists the groups that the identity provider has sent, by name. `q` is the beginning of the name.',
  scope: 'directory:read',
  query: pageQuery.extend({ q, externalId }),
  example: { query: { q: 'Group' } },
  answer: { description: 'A page of groups.', body: pageAnswer(directoryGroup) },
  faults: ['connection.missing'],
});

export const listMemberDirectoryRecords = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/members/{memberId}/directory-records',
  summary: 'Lists what the identity providers say of a member: one record for each SCIM user.',
  scope: 'directory:read',
  query: pageQuery,
  answer: { description: 'A page of records, oldest first.', body: pageAnswer(directoryRecord) },
  faults: ['member.missing'],
});
