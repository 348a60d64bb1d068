import { z } from 'zod';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/domains';
const ONE = `${PATH}/{domainId}`;

const enrolment = z.enum(['manual', 'suggest', 'auto']).meta({
  description:
    'What a verified address of this domain opens: nothing by itself, the right to ask, or membership at once.',
});

const inSpace = z.strictObject({ spaceId: id, role: z.string().min(1).max(40) });

const domain = z
  .strictObject({
    id,
    organizationId: id,
    name: z.string(),
    status: z.enum(['pending', 'verified', 'failed']),
    enrolment,
    defaultRole: z.string().optional(),
    defaultSpaces: z.array(inSpace).optional(),
    record: z.strictObject({ type: z.literal('TXT'), name: z.string(), text: z.string() }).meta({
      description: 'The DNS record that proves the domain; the domain itself will do as its name.',
    }),
    emailProof: z
      .strictObject({ address: z.string(), expiresAt: instant, triesLeft: z.int() })
      .optional()
      .meta({ description: 'While a code is on its way to that mailbox.' }),
    verifiedBy: z.enum(['dns', 'email']).optional(),
    verifiedAt: instant.optional(),
    recheckAt: instant.optional(),
    failures: z.int().meta({ description: 'Looks in a row that did not find the record.' }),
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Domain' });

export const addDomain = operation({
  method: 'POST',
  path: PATH,
  summary: 'Claims a mail domain. It has no effect until it is verified.',
  scope: 'domains:write',
  body: z.strictObject({ name: z.string().min(3).max(253) }),
  idempotent: true,
  versioned: true,
  example: { body: { name: '{unique}.example' } },
  answer: { status: 201, description: 'The domain with the DNS record to make.', body: domain },
  faults: [
    'domain.consumer',
    'domain.blocked',
    'domain.taken_here',
    'domain.taken_elsewhere',
    'limit.domains',
    'plan.required',
  ],
});

export const listDomains = operation({
  method: 'GET',
  path: PATH,
  summary: 'Lists the domains of an organization.',
  scope: 'domains:read',
  query: pageQuery,
  answer: { description: 'A page of domains.', body: pageAnswer(domain) },
});

export const getDomain = operation({
  method: 'GET',
  path: ONE,
  summary: 'Reads a domain.',
  scope: 'domains:read',
  versioned: true,
  answer: { description: 'The domain.', body: domain },
  faults: ['domain.missing'],
});

export const updateDomain = operation({
  method: 'PATCH',
  path: ONE,
  summary: 'Changes who may enrol through the domain, and the roles and spaces that they receive.',
  scope: 'domains:write',
  body: z
    .strictObject({
      enrolment: enrolment.optional(),
      /** null takes it away */
      defaultRole: z.string().min(1).max(40).nullable().optional(),
      defaultSpaces: z.array(inSpace).max(100).optional(),
    })
    .refine((change) => Object.keys(change).length > 0, 'must name something to change'),
  versioned: true,
  example: { body: { enrolment: 'manual', defaultRole: null } },
  answer: { description: 'The domain as it is now.', body: domain },
  faults: [
    'domain.missing',
    'domain.not_verified',
    'role.unknown',
    'role.not_mappable',
    'permission.escalation',
    'space.missing',
  ],
});

export const removeDomain = operation({
  method: 'DELETE',
  path: ONE,
  summary: 'Removes a domain. Refused while the domain is used for enrolment.',
  scope: 'domains:write',
  versioned: true,
  answer: { status: 204, description: 'Gone.' },
  faults: ['domain.missing', 'domain.in_use', 'store.contention'],
});

export const verifyDomain = operation({
  method: 'POST',
  path: `${ONE}/verify`,
  summary: 'Looks up the DNS record now.',
  scope: 'domains:write',
  answer: { description: 'The domain, verified.', body: domain },
  faults: ['domain.missing', 'domain.proof_missing', 'domain.taken_elsewhere', 'store.contention'],
});

export const sendDomainCode = operation({
  method: 'POST',
  path: `${ONE}/code`,
  summary: 'Mails a code to a mailbox that only the administrators of the domain can read.',
  scope: 'domains:write',
  body: z.strictObject({
    mailbox: z.enum(['admin', 'administrator', 'hostmaster', 'postmaster', 'webmaster']),
  }),
  example: { body: { mailbox: 'postmaster' } },
  answer: { status: 202, description: 'The domain; the code lasts an hour.', body: domain },
  faults: ['domain.missing', 'domain.taken_elsewhere', 'request.too_many'],
});

export const confirmDomainCode = operation({
  method: 'POST',
  path: `${ONE}/confirm`,
  summary: 'Verifies the domain by the code that was mailed.',
  scope: 'domains:write',
  body: z.strictObject({ code: z.string().regex(/^\d{8}$/, 'must be the eight digits') }),
  example: { body: { code: '{domainCode}' } },
  answer: { description: 'The domain, verified.', body: domain },
  faults: ['domain.missing', 'domain.proof_wrong', 'domain.taken_elsewhere'],
});
