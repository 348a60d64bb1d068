import { z } from 'zod';
import {
  changedPersonNames,
  email,
  id,
  instant,
  locale,
  name,
  pageAnswer,
  pageQuery,
  personNames,
  shownPersonNames,
} from './inputs.js';
import { operation } from './operations.js';

const account = z
  .strictObject({
    id,
    email: z.string().optional(),
    name: z.string(),
    ...shownPersonNames,
    emailVerified: z.boolean(),
    emailVerifiedAt: instant.optional(),
    locale: z.string().optional(),
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Account' });

export const createAccount = operation({
  method: 'POST',
  path: '/accounts',
  summary: 'Registers a new sign-up. Creates a personal organization where the settings say so.',
  scope: 'operator',
  idempotent: true,
  body: z.strictObject({
    email,
    name,
    ...personNames,
    emailVerified: z.boolean().optional(),
    locale: locale.optional(),
  }),
  example: { body: { email: 'user-2@example.com', name: 'User Two', emailVerified: true } },
  answer: {
    status: 201,
    description: 'The account, and the id of its personal organization if it has one.',
    body: account.extend({ email: z.string(), organizationId: id.optional() }),
  },
  faults: ['account.exists', 'idempotency.conflict', 'idempotency.running'],
});

export const listAccounts = operation({
  method: 'GET',
  path: '/accounts',
  summary: 'Lists accounts by creation time, or finds the account of an address.',
  scope: 'operator',
  query: pageQuery.extend({ email: z.string().min(1).max(320).optional() }),
  answer: { description: 'A page of accounts.', body: pageAnswer(account) },
});

export const listOrphanAccounts = operation({
  method: 'GET',
  path: '/accounts/orphans',
  summary:
    'Lists accounts that are active in no organization. A page looks at `limit` accounts: it can be empty and still have a next one.',
  scope: 'operator',
  query: pageQuery,
  answer: { description: 'A page of accounts.', body: pageAnswer(account) },
});

export const getAccount = operation({
  method: 'GET',
  path: '/accounts/{accountId}',
  summary: 'Reads an account.',
  scope: 'operator',
  versioned: true,
  answer: { description: 'The account.', body: account },
  faults: ['account.missing'],
});

export const updateAccount = operation({
  method: 'PATCH',
  path: '/accounts/{accountId}',
  summary: 'Changes names and locale, or records that the address is verified.',
  scope: 'operator',
  versioned: true,
  body: z
    .strictObject({
      name: name.optional(),
      ...changedPersonNames,
      locale: locale.nullable().optional(),
      emailVerified: z.literal(true).optional(),
    })
    .refine((change) => Object.keys(change).length > 0, 'must name something to change'),
  example: { body: { emailVerified: true } },
  answer: { description: 'The account as it is now.', body: account },
  faults: ['account.missing'],
});

export const listAccountOrganizations = operation({
  method: 'GET',
  path: '/accounts/{accountId}/organizations',
  summary: 'Lists the organizations in which the account is an active member.',
  scope: 'operator',
  query: pageQuery,
  answer: {
    description: 'A page of memberships.',
    body: pageAnswer(
      z.strictObject({
        organizationId: id,
        name: z.string(),
        slug: z.string(),
        status: z.enum(['active', 'disabled']),
        personal: z.boolean(),
        memberId: id,
        roles: z.array(z.string()),
      }),
    ),
  },
  faults: ['account.missing'],
});
