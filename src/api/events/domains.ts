import { z } from 'zod';
import { id } from '../inputs.js';
import { eventTypes } from './declarations.js';

const domain = z.looseObject({
  name: z.string(),
  status: z.enum(['pending', 'verified', 'failed']),
  enrolment: z.enum(['manual', 'suggest', 'auto']),
  defaultRole: z.string().optional(),
  defaultSpaces: z.array(z.looseObject({ spaceId: id, role: z.string() })).optional(),
  verifiedBy: z.enum(['dns', 'email']).optional(),
  failures: z.int(),
});

export const domainsEvents = eventTypes({
  'domain.added': {
    description: 'A mail domain was claimed.',
    objects: ['domain'],
    after: domain,
    example: {
      after: { name: 'example.com', status: 'pending', enrolment: 'manual', failures: 0 },
    },
  },
  'domain.code_replaced': {
    description: 'The code that proves a domain was replaced.',
    objects: ['domain'],
    after: domain,
    example: {
      after: { name: 'example.com', status: 'pending', enrolment: 'manual', failures: 0 },
    },
  },
  'domain.code_sent': {
    description: 'A code was mailed to an address of the domain.',
    objects: ['domain'],
    after: domain,
    example: {
      after: { name: 'example.com', status: 'pending', enrolment: 'manual', failures: 0 },
    },
  },
  'domain.failed': {
    description: 'A domain that was proved lost its proof.',
    objects: ['domain'],
    before: domain,
    after: domain,
    example: {
      before: {
        name: 'example.com',
        status: 'verified',
        enrolment: 'manual',
        verifiedBy: 'dns',
        failures: 2,
      },
      after: {
        name: 'example.com',
        status: 'failed',
        enrolment: 'manual',
        verifiedBy: 'dns',
        failures: 3,
      },
    },
  },
  'domain.removed': {
    description: 'A domain was given up.',
    objects: ['domain'],
    after: domain,
    example: {
      after: {
        name: 'example.com',
        status: 'verified',
        enrolment: 'manual',
        verifiedBy: 'dns',
        failures: 0,
      },
    },
  },
  'domain.updated': {
    description: 'How a domain admits people changed.',
    objects: ['domain'],
    before: domain,
    after: domain,
    example: {
      before: {
        name: 'example.com',
        status: 'verified',
        enrolment: 'suggest',
        defaultRole: 'viewer',
        verifiedBy: 'dns',
        failures: 0,
      },
      after: {
        name: 'example.com',
        status: 'verified',
        enrolment: 'auto',
        defaultRole: 'member',
        verifiedBy: 'dns',
        failures: 0,
      },
    },
  },
  'domain.verified': {
    description: 'A domain was proved.',
    objects: ['domain'],
    before: domain,
    after: domain,
    example: {
      before: { name: 'example.com', status: 'pending', enrolment: 'manual', failures: 0 },
      after: {
        name: 'example.com',
        status: 'verified',
        enrolment: 'manual',
        verifiedBy: 'dns',
        failures: 0,
      },
    },
  },
});
