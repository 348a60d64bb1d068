import { z } from 'zod';
import { LOCALES, type FaultCode } from '#kernel/index.js';
import { id, instant, name, personNames } from './inputs.js';
import { operation } from './operations.js';

/** What a link opens. Tokens travel in bodies, never in paths, which end up in logs. */
const token = z.string().min(1).max(200);

const ENDS: readonly FaultCode[] = [
  'link.invalid',
  'invitation.expired',
  'invitation.accepted',
  'invitation.declined',
  'invitation.revoked',
  'invitation.superseded',
  'organization.missing',
  'organization.disabled',
  'organization.deleted',
];

const PUBLIC: readonly FaultCode[] = [...ENDS, 'request.too_many'];

export const lookUpInvitation = operation({
  method: 'POST',
  path: '/invitations/lookup',
  summary: 'Reads what an invitation link is for. For landing pages; changes nothing.',
  scope: 'public',
  fromPages: true,
  body: z.strictObject({ token }),
  answer: {
    description: 'What may be shown to a person who has the link.',
    body: z.strictObject({
      organization: z.strictObject({
        name: z.string(),
        logo: z.strictObject({ url: z.string() }).optional(),
        branding: z
          .strictObject({
            logoUrl: z.string().optional(),
            color: z.string().optional(),
            supportUrl: z.string().optional(),
          })
          .optional(),
      }),
      inviter: z.strictObject({
        name: z.string(),
        isPerson: z.boolean().meta({
          description: 'False where no person invited: `name` is that of the organization then.',
        }),
      }),
      emailHint: z.string(),
      roles: z.array(z.string()),
      spaces: z.array(z.string()).meta({ description: 'Names of the spaces.' }),
      products: z.array(z.string()).meta({ description: 'Names of the products with a seat.' }),
      message: z.string().optional(),
      application: z.string().optional().meta({
        description: 'The setting `invitations.applicationName`.',
      }),
      redirectUrl: z
        .string()
        .optional()
        .meta({
          description:
            'Where the person goes on, with the token behind `#`: the `redirectUrl` of the invitation, else the setting ' +
            '`invitations.acceptUrl`.',
        }),
      expiresAt: instant,
      status: z.literal('pending'),
      locale: z.string().optional(),
      language: z.enum(LOCALES).meta({
        description:
          'In which the titles are: of the invitation, else of Accept-Language, else of the organization.',
      }),
    }),
  },
  example: { body: { token: '{invitationToken}' } },
  faults: PUBLIC,
});

export const declineInvitation = operation({
  method: 'POST',
  path: '/invitations/decline',
  summary: 'Declines an invitation. `reportAbuse` reports the mail as unwanted.',
  scope: 'public',
  fromPages: true,
  body: z.strictObject({ token, reportAbuse: z.boolean().optional() }),
  answer: { status: 204, description: 'Declined.' },
  example: { body: { token: '{invitationToken}' } },
  faults: PUBLIC,
});

export const askForInvitation = operation({
  method: 'POST',
  path: '/invitations/ask-again',
  summary:
    'Asks the administrators for a new invitation in place of an expired one, at most once a day.',
  scope: 'public',
  fromPages: true,
  body: z.strictObject({ token }),
  answer: { status: 204, description: 'The administrators are notified.' },
  example: { body: { token: '{expiredToken}' } },
  faults: [...PUBLIC.filter((code) => code !== 'invitation.expired'), 'invitation.not_ended'],
});

/** A host application's word for the person who is signed in there and has clicked "Join". */
const acceptance = z.strictObject({
  token,
  /** of the signed-in account */
  email: z.string().min(1).max(320),
  emailVerified: z.boolean(),
  name: name.optional(),
  ...personNames,
  accountId: id.optional(),
  locale: z.string().min(2).max(35).optional(),
  /** that a person clicked; a program that follows links does not send this */
  explicit: z.literal(true),
});

const accepted = {
  description: 'Who the person is from now on, and where.',
  body: z.strictObject({
    organizationId: id,
    invitationId: id,
    memberId: id,
    name: z.string(),
    email: z.string(),
    roles: z.array(z.string()),
    redirectUrl: z.string().optional().meta({
      description: 'Where the person goes on: the `redirectUrl` of the invitation.',
    }),
  }),
} as const;

const example = {
  body: {
    token: '{invitationToken}',
    email: 'user-1@example.com',
    emailVerified: true,
    name: 'User One',
    explicit: true,
  },
};

const ACCEPTING: readonly FaultCode[] = [
  ...ENDS,
  'invitation.wrong_account',
  'invitation.unverified',
  'member.exists',
  'account.missing',
  'limit.members',
  'plan.required',
];

export const acceptInvitation = operation({
  method: 'POST',
  path: '/invitations/accept',
  summary:
    "Accepts an invitation of any organization. The operator's key asserts who is signed in.",
  scope: 'operator',
  body: acceptance,
  answer: accepted,
  example,
  faults: ACCEPTING,
});

export const acceptInvitationHere = operation({
  method: 'POST',
  path: '/organizations/{organizationId}/invitations/accept',
  summary: 'Accepts an invitation of this organization. Its API key asserts who is signed in.',
  scope: 'members:write',
  body: acceptance,
  answer: accepted,
  example,
  faults: ACCEPTING.filter((code) => !code.startsWith('organization.')),
});
