import { z } from 'zod';
import { id, instant, name, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/api-keys';

const publicFields = {
  id,
  name: z.string(),
  prefix: z.string().meta({ description: 'The first characters of the key, to recognize it.' }),
  scopes: z.array(z.string()),
  expiresAt: instant.optional(),
  revokedAt: instant.optional(),
  lastUsedAt: instant.optional().meta({ description: 'To the minute.' }),
  createdBy: z.strictObject({ kind: z.string(), id: z.string().optional(), name: z.string() }),
  createdAt: instant,
};

const apiKey = z.strictObject(publicFields);

export const createApiKey = operation({
  method: 'POST',
  path: PATH,
  summary: 'Creates an API key of the organization. The key is shown only in this answer.',
  scope: 'keys:write',
  body: z.strictObject({
    name,
    scopes: z.array(z.string().min(1).max(100)).min(1).max(200),
    expiresAt: z.iso.datetime({ offset: true }).optional(),
  }),
  idempotent: true,
  answer: {
    status: 201,
    description: 'The key, which begins with muster_key_.',
    body: z.strictObject({
      ...publicFields,
      key: z.string().optional().meta({ description: 'Absent when the request was repeated.' }),
    }),
  },
  example: { body: { name: 'Host application', scopes: ['members:read', 'invitations:write'] } },
  faults: ['credential.limit', 'permission.escalation'],
});

export const listApiKeys = operation({
  method: 'GET',
  path: PATH,
  summary:
    'Lists the API keys of an organization, including revoked and expired ones, without the keys themselves.',
  scope: 'keys:read',
  query: pageQuery,
  answer: { description: 'A page of API keys.', body: pageAnswer(apiKey) },
  example: {},
});

export const getApiKey = operation({
  method: 'GET',
  path: `${PATH}/{apiKeyId}`,
  summary: 'Reads an API key, without the key itself.',
  scope: 'keys:read',
  answer: { description: 'The API key.', body: apiKey },
  example: {},
  faults: ['credential.not_found'],
});

export const revokeApiKey = operation({
  method: 'DELETE',
  path: `${PATH}/{apiKeyId}`,
  summary:
    'Revokes an API key with immediate effect. It stays in the list; repeating the call is not an error.',
  scope: 'keys:write',
  answer: { status: 204, description: 'Revoked.' },
  faults: ['credential.not_found', 'permission.escalation', 'store.contention'],
});
