import { z } from 'zod';
import { id, instant, name, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';
import { peopleChoice } from './connection-shapes.js';

const compatibility = z.enum(['lenient', 'strict']);

const notifyMembers = z.boolean().meta({
  description:
    'Whether members get mails about what the directory gives and takes. Default: false.',
});

const connection = z
  .strictObject({
    id,
    organizationId: id,
    kind: z.literal('scim'),
    name: z.string(),
    compatibility,
    status: z.enum(['active', 'disabled', 'deleting']),
    deletion: z
      .strictObject({ people: peopleChoice, taskId: id })
      .optional()
      .meta({ description: 'While it is being deleted.' }),
    scimBaseUrl: z.url(),
    mappingMode: z.enum(['union', 'first']),
    overSeatLimit: z.enum(['queue', 'refuse']).optional(),
    defaultRole: z.string().optional(),
    notifyMembers: z.boolean(),
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Connection' });

export const createConnection = operation({
  method: 'POST',
  path: '/organizations/{organizationId}/connections',
  summary: 'Creates a connection for one identity provider.',
  scope: 'directory:write',
  idempotent: true,
  body: z.strictObject({
    kind: z.literal('scim'),
    name,
    compatibility: compatibility.optional(),
    notifyMembers: notifyMembers.optional(),
  }),
  example: { body: { kind: 'scim', name: 'Okta' } },
  versioned: true,
  answer: { status: 201, description: 'The connection with its scimBaseUrl.', body: connection },
});

export const listConnections = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/connections',
  summary: 'Lists the connections of an organization.',
  scope: 'directory:read',
  query: pageQuery,
  answer: { description: 'A page of connections.', body: pageAnswer(connection) },
});

export const getConnection = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/connections/{connectionId}',
  summary: 'Reads a connection.',
  scope: 'directory:read',
  versioned: true,
  answer: { description: 'The connection.', body: connection },
  faults: ['connection.missing'],
});

export const updateConnection = operation({
  method: 'PATCH',
  path: '/organizations/{organizationId}/connections/{connectionId}',
  summary:
    'Renames a connection, changes its compatibility and its notices, disables or enables it.',
  scope: 'directory:write',
  body: z
    .strictObject({
      name: name.optional(),
      compatibility: compatibility.optional(),
      status: z.enum(['active', 'disabled']).optional(),
      notifyMembers: notifyMembers.optional(),
    })
    .refine((change) => Object.keys(change).length > 0, 'must name something to change'),
  example: { body: { name: 'Entra' } },
  versioned: true,
  answer: { description: 'The connection as it is now.', body: connection },
  faults: ['connection.missing', 'connection.deleting', 'permission.escalation'],
});
