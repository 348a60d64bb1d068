import { z } from 'zod';
import { name, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';
import { compatibility, connection, notifyMembers } from './connection-shapes.js';
import { newOidcConnection, oidcChanges } from './oidc-connection-shapes.js';
import { newSamlConnection, samlChanges } from './saml-connection-shapes.js';

export const createConnection = operation({
  method: 'POST',
  path: '/organizations/{organizationId}/connections',
  summary:
    'Creates a connection for one identity provider. One of kind saml or oidc is activated later.',
  scope: 'directory:write',
  idempotent: true,
  body: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('scim'),
      name,
      compatibility: compatibility.optional(),
      notifyMembers: notifyMembers.optional(),
    }),
    newSamlConnection,
    newOidcConnection,
  ]),
  example: { body: { kind: 'scim', name: 'Okta' } },
  versioned: true,
  answer: {
    status: 201,
    description: 'The connection with the addresses that the provider is given.',
    body: connection,
  },
  faults: ['connection.limit'],
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
    'Changes a connection, disables or activates it. Each kind takes the fields of its own; saml and oidc are activated after a test.',
  scope: 'directory:write',
  body: z
    .strictObject({
      name: name.optional(),
      compatibility: compatibility.optional(),
      status: z.enum(['active', 'disabled']).optional(),
      notifyMembers: notifyMembers.optional(),
      ...samlChanges,
      ...oidcChanges,
    })
    .refine((change) => Object.keys(change).length > 0, 'must name something to change'),
  example: { body: { name: 'Entra' } },
  versioned: true,
  answer: { description: 'The connection as it is now.', body: connection },
  faults: [
    'connection.missing',
    'connection.deleting',
    'connection.untested',
    'permission.escalation',
  ],
});
