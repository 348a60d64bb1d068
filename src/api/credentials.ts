import { z } from 'zod';
import { id, instant, name, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/connections/{connectionId}/credentials';

const inputFields = {
  name: name.optional(),
  scopes: z
    .array(z.enum(['users:read', 'users:write', 'groups:read', 'groups:write']))
    .min(1)
    .max(4)
    .optional(),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
};

const number = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,1500}$/, 'must be base64url')
  .optional();

const secret = z
  .never({
    error: 'is part of a private or shared key; give public keys only, and change this one',
  })
  .optional();

/** RFC 7517. Members that no signature needs (certificates, uses) are left out; secret ones are refused. */
const publicKey = z.object({
  kty: z.enum(['RSA', 'EC', 'OKP']),
  kid: z.string().min(1).max(200).optional(),
  alg: z.enum(['RS256', 'PS256', 'ES256', 'EdDSA']).optional(),
  crv: z.enum(['P-256', 'Ed25519']).optional(),
  n: number,
  e: number,
  x: number,
  y: number,
  d: secret,
  p: secret,
  q: secret,
  dp: secret,
  dq: secret,
  qi: secret,
  oth: secret,
  k: secret,
});

const claim = z.string().min(1).max(500);

/** Compared with the claims of RFC 7523 section 3 as they are, letter by letter. */
const trust = z.strictObject({
  issuer: claim,
  subject: claim,
  audience: claim,
  assertionSeconds: z.int().min(60).max(86_400).default(3_600),
  jwks: z.object({ keys: z.array(publicKey).min(1).max(20) }),
});

const scope = z.enum(['users:read', 'users:write', 'groups:read', 'groups:write']);

const credential = z
  .strictObject({
    id,
    connectionId: id,
    kind: z.enum(['token', 'client']),
    name: z.string(),
    prefix: z.string().optional(),
    scopes: z.array(scope),
    clientId: id.optional(),
    tokenUrl: z.url().optional(),
    trust: trust.optional(),
    expiresAt: z.iso.datetime({ offset: true }).optional(),
    revokedAt: instant.optional(),
    lastUsedAt: instant.optional(),
    createdAt: instant,
  })
  .meta({ id: 'Credential' });

const shownOnce = 'Shown in this answer and never again.';

const newCredential = credential
  .extend({
    token: z.string().optional().meta({ description: shownOnce }),
    clientSecret: z.string().optional().meta({ description: shownOnce }),
  })
  .meta({ id: 'NewCredential' });

export const createCredential = operation({
  method: 'POST',
  path: PATH,
  summary:
    'Creates a token, or a client for the token endpoint. The token or secret is shown only in this answer.',
  scope: 'directory:write',
  idempotent: true,
  body: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('token'), ...inputFields }),
    z.strictObject({ kind: z.literal('client'), ...inputFields, trust: trust.optional() }),
  ]),
  example: { body: { kind: 'token', name: 'Okta' } },
  answer: {
    status: 201,
    description: 'The credential with its token, or with clientId, clientSecret and tokenUrl.',
    body: newCredential,
  },
  faults: ['connection.kind', 'connection.missing', 'credential.limit', 'permission.escalation'],
});

export const listCredentials = operation({
  method: 'GET',
  path: PATH,
  summary: 'Lists the credentials of a connection, revoked and expired ones too, without tokens.',
  scope: 'directory:read',
  query: pageQuery,
  answer: { description: 'A page of credentials.', body: pageAnswer(credential) },
  faults: ['connection.missing'],
});

export const getCredential = operation({
  method: 'GET',
  path: `${PATH}/{credentialId}`,
  summary: 'Reads a credential, without its token.',
  scope: 'directory:read',
  answer: { description: 'The credential.', body: credential },
  faults: ['connection.missing', 'credential.not_found'],
});

export const revokeCredential = operation({
  method: 'DELETE',
  path: `${PATH}/{credentialId}`,
  summary:
    'Revokes a credential with immediate effect. It stays in the list; repeating the call is not an error.',
  scope: 'directory:write',
  answer: { status: 204, description: 'Revoked.' },
  faults: [
    'connection.missing',
    'credential.not_found',
    'permission.escalation',
    'store.contention',
  ],
});
