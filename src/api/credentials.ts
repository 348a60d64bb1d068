import { z } from 'zod';
import { name, noQuery, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/connections/{connectionId}/credentials';

export const createCredential = operation({
  operationId: 'createCredential',
  method: 'POST',
  path: PATH,
  summary: 'Makes a token. It is shown in this answer and never again.',
  scope: 'operator',
  query: noQuery,
  body: z.strictObject({
    kind: z.literal('token'),
    name: name.optional(),
    scopes: z
      .array(z.enum(['users:read', 'users:write', 'groups:read', 'groups:write']))
      .min(1)
      .max(4)
      .optional(),
    expiresAt: z.iso.datetime({ offset: true }).optional(),
  }),
  answer: { status: 201, description: 'The credential with its token.' },
  faults: ['connection.missing', 'credential.limit'],
});

export const listCredentials = operation({
  operationId: 'listCredentials',
  method: 'GET',
  path: PATH,
  summary: 'Lists the credentials of a connection, revoked and expired ones too, without tokens.',
  scope: 'operator',
  query: pageQuery,
  answer: { status: 200, description: 'A page of credentials.' },
  faults: ['connection.missing'],
});

export const getCredential = operation({
  operationId: 'getCredential',
  method: 'GET',
  path: `${PATH}/{credentialId}`,
  summary: 'Reads a credential, without its token.',
  scope: 'operator',
  query: noQuery,
  answer: { status: 200, description: 'The credential.' },
  faults: ['connection.missing', 'credential.not_found'],
});

export const revokeCredential = operation({
  operationId: 'revokeCredential',
  method: 'DELETE',
  path: `${PATH}/{credentialId}`,
  summary: 'Revokes a credential at once. It stays in the list; doing it twice is no error.',
  scope: 'operator',
  query: noQuery,
  answer: { status: 204, description: 'Revoked.' },
  faults: ['connection.missing', 'credential.not_found', 'store.contention'],
});
