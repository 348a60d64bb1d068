import { z } from 'zod';
import {
  changedPersonNames,
  id,
  instant,
  locale,
  name,
  pageAnswer,
  pageQuery,
  shownPersonNames,
} from './inputs.js';
import { operation } from './operations.js';
import { sessionMethod, stepUpMethod } from './session-shapes.js';

const ME = '/me';

const person = z
  .strictObject({
    account: z
      .strictObject({
        id,
        name: z.string(),
        ...shownPersonNames,
        email: z.string().optional(),
        emailVerified: z.boolean(),
        locale: z.string().optional(),
        version: z.int(),
        own: z.boolean().meta({
          description:
            'Whether this session may change the account: one that an identity provider made may not, since its word is about one ' +
            'organization.',
        }),
      })
      .meta({ description: 'Who has signed in.' }),
    session: z
      .strictObject({
        id,
        method: sessionMethod,
        organizationId: id.optional().meta({
          description: 'The only organization that the session opens; absent: each one judges.',
        }),
        createdAt: instant,
        authenticatedAt: instant,
        steppedUpAt: instant.optional(),
        steppedUpBy: stepUpMethod.optional(),
        expiresAt: instant,
      })
      .meta({ description: 'The session by which this call was made.' }),
    installation: z
      .strictObject({
        version: z.string().meta({ description: 'Of this program.' }),
        passkeys: z.boolean().meta({ description: 'People can set up passkeys here.' }),
        emailCodes: z.boolean().meta({ description: 'Codes by mail are sent from here.' }),
        languages: z.array(z.string()).meta({ description: 'In which its pages are written.' }),
      })
      .meta({ description: 'What a console has to know of this server.' }),
  })
  .meta({ id: 'Person' });

export const getPerson = operation({
  method: 'GET',
  path: ME,
  summary: 'Reads who has signed in, the session, and what this installation offers.',
  scope: 'person',
  versioned: true,
  answer: { description: 'The person; the ETag is of the account.', body: person },
  example: {},
});

export const updatePerson = operation({
  method: 'PATCH',
  path: ME,
  summary:
    'Changes the person’s own name and language. Organizations keep what they call their member.',
  scope: 'person',
  versioned: true,
  body: z
    .strictObject({
      name: name.optional(),
      ...changedPersonNames,
      locale: locale.nullable().optional(),
    })
    .refine((change) => Object.keys(change).length > 0, 'must name something to change'),
  answer: { description: 'The person as they are now.', body: person },
  example: { body: { name: 'Another Name', locale: 'fr' } },
  faults: ['session.login_required'],
});

const membership = z
  .strictObject({
    organization: z
      .strictObject({
        id,
        slug: z.string(),
        name: z.string(),
        status: z.enum(['active', 'disabled']),
        personal: z.boolean(),
        logo: z.strictObject({ url: z.string() }).optional(),
      })
      .meta({ description: 'As its members see it.' }),
    access: z.enum(['open', 'second_step', 'enforced', 'break_glass', 'closed']).meta({
      description:
        'What the session lacks. `second_step`: a second factor. `enforced`: the provider that the organization asks for. `break_glass`: ' +
        'an owner comes in without it, after saying so. `closed`: another way of signing in, or the organization is disabled.',
    }),
    signIn: z.string().optional().meta({
      description: 'The page that gives what is missing; absent where nothing is.',
    }),
    memberId: id.optional(),
    roles: z
      .array(z.strictObject({ name: z.string(), title: z.string() }))
      .optional()
      .meta({ description: 'Of the member; only where the session opens the organization.' }),
  })
  .meta({ id: 'OwnOrganization' });

export const listPersonOrganizations = operation({
  method: 'GET',
  path: `${ME}/organizations`,
  summary:
    'Lists the organizations of which the person is an active member, the oldest membership first, and whether this session opens each.',
  scope: 'person',
  query: pageQuery.extend({ limit: z.coerce.number<string>().int().min(1).max(50).default(20) }),
  answer: {
    description: 'A page. What the session does not open shows its name and no more.',
    body: pageAnswer(membership),
  },
  example: {},
});
