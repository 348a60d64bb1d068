import { z } from 'zod';
import { email, id, locale, name, pageAnswer, pageQuery, timeZone } from './inputs.js';
import { operation } from './operations.js';
import { organization, policies, secondFactor, status } from './organization-shapes.js';

const PATH = '/organizations/{organizationId}';

const slug = z
  .string()
  .max(60)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single dashes');

const link = z.url({ protocol: /^https$/, error: 'must be an https URL' }).max(2_000);

const color = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #1a2b3c');

const presentStatus = {
  description: 'The organization as it is now.',
  body: organization,
} as const;

export const createOrganization = operation({
  method: 'POST',
  path: '/organizations',
  summary: 'Creates an organization, with its first owner if one is named.',
  scope: 'operator',
  idempotent: true,
  body: z.strictObject({
    name,
    slug: slug.optional(),
    preset: z.string().min(1).max(40).optional(),
    plan: z.string().min(1).max(40).optional(),
    locale: locale.optional(),
    timeZone: timeZone.optional(),
    owner: z.strictObject({ email, name, accountId: id.optional() }).optional(),
  }),
  example: { body: { name: 'Example', owner: { email: 'user-1@example.com', name: 'User One' } } },
  versioned: true,
  answer: {
    status: 201,
    description: 'The organization; Location is its address.',
    body: organization,
  },
  faults: [
    'organization.slug_taken',
    'plan.unknown',
    'account.missing',
    'limit.organizations',
    'idempotency.conflict',
    'idempotency.running',
  ],
});

export const listOrganizations = operation({
  method: 'GET',
  path: '/organizations',
  summary: 'Lists organizations by creation time; with `q`, finds them by name.',
  scope: 'operator',
  query: pageQuery.extend({
    status: status.optional(),
    /** beginning of the name or of the slug */
    q: z.string().trim().min(1).max(200).optional(),
  }),
  example: { query: { status: 'active', q: 'exa' } },
  answer: {
    description: 'A page of organizations.',
    body: pageAnswer(organization),
  },
});

export const findOrganization = operation({
  method: 'GET',
  path: '/organizations/by-slug/{slug}',
  summary:
    'Finds an organization by its current or a former slug; `slug` in the answer is the current one.',
  scope: 'operator',
  answer: { description: 'The organization.', body: organization },
  faults: ['organization.missing'],
});

export const getOrganization = operation({
  method: 'GET',
  path: PATH,
  summary: 'Reads an organization. The operator can also read disabled and deleted ones.',
  scope: 'organization:read',
  whileClosed: true,
  versioned: true,
  answer: { description: 'The organization.', body: organization },
});

export const updateOrganization = operation({
  method: 'PATCH',
  path: PATH,
  summary: 'Changes name, locale, time zone, branding and policies. Null removes a field.',
  scope: 'organization:write',
  versioned: true,
  body: z
    .strictObject({
      name: name.optional(),
      locale: locale.nullable().optional(),
      timeZone: timeZone.nullable().optional(),
      branding: z
        .strictObject({
          logoUrl: link.nullable().optional(),
          color: color.nullable().optional(),
          supportUrl: link.nullable().optional(),
        })
        .nullable()
        .optional(),
      policies: z
        .strictObject({
          inviteDomains: policies.inviteDomains.nullable().optional(),
          guests: policies.guests.nullable().optional(),
          inviterGone: policies.inviterGone.nullable().optional(),
          selfRemoval: policies.selfRemoval.nullable().optional(),
          emailCode: policies.emailCode.nullable().optional(),
          passkey: policies.passkey.nullable().optional(),
          invitedSeats: policies.invitedSeats.nullable().optional(),
          reminders: policies.reminders.nullable().optional(),
          joinRequests: policies.joinRequests.nullable().optional(),
          journalDays: policies.journalDays.nullable().optional(),
          massChangePercent: policies.massChangePercent.nullable().optional(),
          massChangePeople: policies.massChangePeople.nullable().optional(),
        })
        .nullable()
        .optional(),
    })
    .refine((change) => Object.keys(change).length > 0, 'must name something to change'),
  example: { body: { name: 'Example Incorporated', branding: { color: '#1a2b3c' } } },
  answer: presentStatus,
});

export const renameOrganization = operation({
  method: 'PUT',
  path: `${PATH}/slug`,
  summary: 'Changes the slug of an organization. Links with the former slug still work.',
  scope: 'organization:write',
  versioned: true,
  body: z.strictObject({ slug }),
  example: { body: { slug: 'example-incorporated' } },
  answer: presentStatus,
  faults: ['organization.slug_taken'],
});

export const getBilling = operation({
  method: 'GET',
  path: `${PATH}/billing`,
  summary: 'Reads the billing contacts.',
  scope: 'billing:read',
  versioned: true,
  answer: {
    description: 'Plan and billing contacts.',
    body: z.strictObject({ plan: z.string(), contacts: z.array(z.string()) }),
  },
});

export const updateBilling = operation({
  method: 'PUT',
  path: `${PATH}/billing`,
  summary: 'Replaces the billing contacts.',
  scope: 'billing:write',
  versioned: true,
  body: z.strictObject({ contacts: z.array(email).max(50) }),
  example: { body: { contacts: ['billing@example.com'] } },
  answer: {
    description: 'Plan and billing contacts.',
    body: z.strictObject({ plan: z.string(), contacts: z.array(z.string()) }),
  },
});

export const updateSecondFactor = operation({
  method: 'PUT',
  path: `${PATH}/second-factor`,
  summary: 'Sets where a second factor is required, for whom and from which day. Null: nowhere.',
  scope: 'security:write',
  versioned: true,
  body: z.strictObject({ secondFactor: secondFactor.nullable() }),
  example: { body: { secondFactor: { signIn: true, highRisk: true } } },
  answer: presentStatus,
  faults: ['role.unknown'],
});

export const updateLimits = operation({
  method: 'PUT',
  path: `${PATH}/limits`,
  summary: 'Sets limits that differ from the plan. Null returns to the limit of the plan.',
  scope: 'operator',
  versioned: true,
  body: z.strictObject({
    members: z.int().min(1).max(100_000_000).nullable().optional(),
    spaces: z.int().min(0).max(100_000_000).nullable().optional(),
  }),
  example: { body: { members: 500 } },
  answer: presentStatus,
});

export const disableOrganization = operation({
  method: 'POST',
  path: `${PATH}/disable`,
  summary: 'Disables the organization: SCIM, API keys and members are refused. Nothing is deleted.',
  scope: 'operator',
  answer: presentStatus,
  faults: ['store.contention'],
});

export const enableOrganization = operation({
  method: 'POST',
  path: `${PATH}/enable`,
  summary: 'Enables a disabled organization.',
  scope: 'operator',
  answer: presentStatus,
  faults: ['store.contention'],
});

export const deleteOrganization = operation({
  method: 'DELETE',
  path: PATH,
  summary: 'Deletes the organization. It can be restored for 30 days and is erased afterwards.',
  scope: 'deletion:write',
  whileClosed: true,
  versioned: true,
  query: z.strictObject({ confirmation: z.string().min(1).max(60) }),
  example: { query: { confirmation: '{slug}' } },
  answer: { ...presentStatus, description: 'The organization; purgeAt is when it is erased.' },
  faults: ['organization.confirmation', 'store.contention'],
});

export const restoreOrganization = operation({
  method: 'POST',
  path: `${PATH}/restore`,
  summary: 'Restores a deleted organization with all its data.',
  scope: 'operator',
  answer: presentStatus,
  faults: [
    'organization.not_deleted',
    'organization.restore_over',
    'limit.organizations',
    'store.contention',
  ],
});
