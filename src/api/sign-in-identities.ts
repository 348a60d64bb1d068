import { z } from 'zod';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const identity = z
  .strictObject({
    id,
    connectionId: id,
    issuer: z.string(),
    subject: z.string().meta({ description: 'Who the person is to the identity provider.' }),
    provedBy: z.enum(['domain', 'email_code', 'session', 'approval', 'directory', 'new']).meta({
      description: 'What proved at the first sign-in that the subject is the member.',
    }),
    email: z.string().optional().meta({
      description: 'As the provider said it last; the address of the member may be another one.',
    }),
    name: z.string().optional(),
    lastSignInAt: instant.optional(),
    createdAt: instant,
  })
  .meta({ id: 'SignInIdentity' });

const OF_MEMBER = '/organizations/{organizationId}/members/{memberId}/sign-in-identities';

export const listSignInIdentities = operation({
  method: 'GET',
  path: OF_MEMBER,
  summary: 'Lists by which subjects of which identity providers the member signs in.',
  scope: 'members:read',
  own: true,
  query: pageQuery,
  answer: { description: 'A page of identities.', body: pageAnswer(identity) },
  faults: ['member.missing'],
});

export const removeSignInIdentity = operation({
  method: 'DELETE',
  path: `${OF_MEMBER}/{identityId}`,
  summary:
    'Takes a way of signing in away from the member. Roles, spaces and seats of groups of its provider end; the member stays.',
  scope: 'members:write',
  answer: { status: 204, description: 'The next sign-in of the subject is a first one.' },
  faults: ['member.missing', 'sign_in.identity_missing', 'permission.escalation'],
});
