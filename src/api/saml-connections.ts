import { z } from 'zod';
import { connection } from './connection-shapes.js';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/connections/{connectionId}';

export const refreshMetadata = operation({
  method: 'POST',
  path: `${PATH}/metadata-refreshes`,
  summary: 'Reads the metadata of the provider from its URL now.',
  scope: 'directory:write',
  answer: {
    description: 'The connection as it is now; `metadata.failure` where reading failed.',
    body: connection,
  },
  faults: ['connection.missing', 'connection.kind', 'connection.deleting', 'connection.no_url'],
});

const key = z
  .strictObject({
    id,
    certificate: z.string().meta({ description: 'X.509, PEM.' }),
    signsFrom: instant.meta({ description: 'Published before, and signs from then on.' }),
    notAfter: instant,
    signs: z.boolean().meta({ description: 'Whether it signs requests now.' }),
  })
  .meta({ id: 'ConnectionKey' });

export const listConnectionKeys = operation({
  method: 'GET',
  path: `${PATH}/keys`,
  summary:
    'Lists the keys of ours with which requests of a connection are signed and assertions decrypted.',
  scope: 'directory:read',
  answer: { description: 'All keys, the newest last.', body: pageAnswer(key) },
  faults: ['connection.missing', 'connection.kind'],
});

export const addConnectionKey = operation({
  method: 'POST',
  path: `${PATH}/keys`,
  summary: 'Makes a new key of ours: published at once, it signs after seven days.',
  scope: 'directory:write',
  answer: { status: 201, description: 'The new key.', body: key },
  faults: ['connection.missing', 'connection.kind', 'connection.deleting', 'saml_key.limit'],
});

export const useConnectionKey = operation({
  method: 'POST',
  path: `${PATH}/keys/{keyId}/use`,
  summary: 'Lets a key of ours sign from now on, without waiting for its time.',
  scope: 'directory:write',
  answer: { description: 'The key.', body: key },
  faults: ['connection.missing', 'connection.kind', 'connection.deleting', 'saml_key.missing'],
});

export const removeConnectionKey = operation({
  method: 'DELETE',
  path: `${PATH}/keys/{keyId}`,
  summary: 'Removes a key of ours that does not sign.',
  scope: 'directory:write',
  answer: { status: 204, description: 'It is gone.' },
  faults: [
    'connection.missing',
    'connection.kind',
    'connection.deleting',
    'saml_key.missing',
    'saml_key.in_use',
  ],
});

export const createTestSignIn = operation({
  method: 'POST',
  path: `${PATH}/test-sign-ins`,
  summary: 'Begins a test sign-in: an address to open in a browser, which goes to the provider.',
  scope: 'directory:write',
  answer: {
    status: 201,
    description: 'The address.',
    body: z.strictObject({
      url: z.url().meta({ description: 'For one use, by the person who tests. Signs nobody in.' }),
      expiresAt: instant,
    }),
  },
  faults: [
    'connection.missing',
    'connection.kind',
    'connection.deleting',
    'connection.no_provider',
  ],
});

const attempt = z
  .strictObject({
    id,
    connectionId: id,
    traceId: z.string(),
    purpose: z.enum(['sign_in', 'step_up', 'test', 'add_identity', 'logout']),
    outcome: z.enum(['ok', 'waiting', 'refused']),
    verified: z.boolean().meta({
      description: 'Whether the signature was right. If not, nothing that was said is kept.',
    }),
    reason: z.string().optional().meta({ description: 'Why it was refused: a code.' }),
    decoded: z
      .strictObject({
        side: z.string().meta({
          description: 'Whose side it is on: provider, muster, clock, browser or sender.',
        }),
        message: z.string().meta({ description: 'What happened.' }),
        next: z.string().meta({ description: 'What to do.' }),
      })
      .optional()
      .meta({ description: 'The reason in words.' }),
    details: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .meta({
        description: 'Figures of the case.',
      }),
    issuer: z.string().optional().meta({ description: 'As the provider said it.' }),
    subject: z.string().optional().meta({ description: 'NameID, or the attribute in its place.' }),
    attributes: z
      .array(
        z.strictObject({
          name: z.string(),
          values: z.array(z.string()),
          omitted: z.int().optional().meta({ description: 'Values that were not kept.' }),
        }),
      )
      .optional()
      .meta({ description: 'Every attribute that came, with all of its values.' }),
    mapping: z.record(z.string(), z.unknown()).optional().meta({
      description: 'Of a test: what the answer would make of the person.',
    }),
    configuration: z.int(),
    accountId: id.optional(),
    memberId: id.optional(),
    trace: z.array(z.strictObject({ step: z.string(), detail: z.string() })),
    count: z.int().optional().meta({ description: 'Answers alike of one hour, not verified.' }),
    lastAt: instant.optional().meta({ description: 'When the last of them came.' }),
    createdAt: instant,
  })
  .meta({ id: 'SignInAttempt' });

export const listSignInAttempts = operation({
  method: 'GET',
  path: `${PATH}/sign-ins`,
  summary: 'Lists sign-ins and tests of a connection, the newest first.',
  scope: 'directory:read',
  query: pageQuery.extend({
    outcome: z.enum(['ok', 'waiting', 'refused']).optional(),
    purpose: z.enum(['sign_in', 'step_up', 'test', 'add_identity', 'logout']).optional().meta({
      description: 'Sign-ins of one kind.',
    }),
  }),
  example: { query: { outcome: 'refused', purpose: 'test' } },
  answer: { description: 'A page of sign-ins.', body: pageAnswer(attempt) },
  faults: ['connection.missing'],
});

export const getSignInAttempt = operation({
  method: 'GET',
  path: `${PATH}/sign-ins/{attemptId}`,
  summary: 'Reads a sign-in: what came, what was checked, and what was wrong in words.',
  scope: 'directory:read',
  answer: { description: 'The sign-in.', body: attempt },
  faults: ['connection.missing', 'record.missing'],
});
