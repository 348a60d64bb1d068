import { z } from 'zod';
import { id, instant, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/sign-in-enforcement';

const guests = z.enum(['second_step', 'refused']).meta({
  description:
    'Members with addresses of other domains, by other ways than the connections: with a second step, or not at all.',
});

const wanted = z.strictObject({
  domains: z.array(z.string().min(1).max(253)).min(1).max(100).meta({
    description: 'Domains that the organization has proved; one that is proved later is added.',
  }),
  connectionIds: z.array(id).min(1).max(20).meta({
    description: 'Active connections of kind saml or oidc by which people of the domains sign in.',
  }),
  guests,
  breakGlassMemberIds: z.array(id).min(1).max(10).meta({
    description:
      'Owners who come in by a code and their own second factor when the provider cannot be reached. Each use is mailed to all owners.',
  }),
});

const state = z
  .strictObject({
    enforced: z.boolean().meta({ description: 'Whether people are held to the connections.' }),
    domains: wanted.shape.domains.optional(),
    connectionIds: wanted.shape.connectionIds.optional(),
    guests: guests.optional(),
    breakGlassMemberIds: wanted.shape.breakGlassMemberIds.optional(),
    since: instant.optional(),
    version: z.int().meta({ description: 'Of the organization: it goes into If-Match.' }),
  })
  .meta({ id: 'SignInEnforcement' });

const unmet = z.array(
  z.strictObject({
    condition: z
      .enum([
        'domain_proved',
        'connection_active',
        'connection_used',
        'owner_signed_in',
        'break_glass_owner',
        'break_glass_mailbox',
        'break_glass_factor',
        'break_glass_factor_used',
      ])
      .meta({ description: 'What is missing.' }),
    subject: z
      .string()
      .optional()
      .meta({ description: 'The domain, the connection or the member that it is about.' }),
    next: z.string().meta({ description: 'What to do.' }),
  }),
);

const preview = z.strictObject({
  unmet: unmet.meta({ description: 'Conditions that are missing; none: it can be switched on.' }),
  counts: z.strictObject({
    members: z.int().meta({ description: 'Active members of the organization.' }),
    identities: z
      .int()
      .meta({ description: 'Identities by which people have signed in at the connections.' }),
  }),
  items: z
    .array(
      z.strictObject({
        memberId: id,
        name: z.string(),
        email: z.string().optional(),
        state: z.enum(['first_sign_in', 'no_address', 'guest_second_step', 'guest_refused']).meta({
          description:
            '`first_sign_in`: comes in by the connections for the first time; `no_address`: the provider has to know them otherwise.',
        }),
      }),
    )
    .meta({
      description:
        'Members whom it concerns and who have no identity at the connections. A page may be short or empty while there is a next.',
    }),
  next: z.string().optional(),
});

const present = { description: 'The enforcement as it is now.', body: state } as const;

export const getSignInEnforcement = operation({
  method: 'GET',
  path: PATH,
  summary: 'Reads which people sign in by which connections only.',
  scope: 'security:read',
  versioned: true,
  answer: present,
});

export const previewSignInEnforcement = operation({
  method: 'POST',
  path: `${PATH}/preview`,
  summary: 'Says which conditions are missing and whom it would concern, and changes nothing.',
  scope: 'security:read',
  query: pageQuery,
  body: wanted,
  example: {
    body: {
      domains: ['example.com'],
      connectionIds: ['{connectionId}'],
      guests: 'second_step',
      breakGlassMemberIds: ['{ownerId}'],
    },
  },
  answer: { description: 'Conditions, counts and a page of members.', body: preview },
  faults: ['connection.missing', 'member.missing'],
});

export const enforceSignIn = operation({
  method: 'PUT',
  path: PATH,
  summary:
    'Holds people of proved domains to the connections: codes, passkeys, invitations and other providers let them in no more. For owners.',
  scope: 'security:write',
  versioned: true,
  body: wanted,
  example: {
    body: {
      domains: ['{enforcedDomain}'],
      connectionIds: ['{enforcedConnectionId}'],
      guests: 'second_step',
      breakGlassMemberIds: ['{breakGlassMemberId}'],
    },
  },
  answer: present,
  faults: [
    'sign_in_enforcement.unmet',
    'permission.escalation',
    'connection.missing',
    'member.missing',
  ],
});

export const endSignInEnforcement = operation({
  method: 'DELETE',
  path: PATH,
  summary:
    'Ends the enforcement: every way in that the organization allows is open again. For owners.',
  scope: 'security:write',
  versioned: true,
  answer: present,
  faults: ['permission.escalation'],
});
