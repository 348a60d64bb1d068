import { z } from 'zod';
import { eventTypes } from './declarations.js';

export const domainsEvents = eventTypes({
  'domain.added': {
    description: 'A mail domain was claimed.',
    objects: ['domain'],
    after: z.looseObject({
      name: z.string(),
      status: z.string(),
      enrolment: z.string(),
      failures: z.int(),
    }),
    example: {
      after: { name: 'Ann Example', status: 'pending', enrolment: 'manual', failures: 0 },
    },
  },
  'domain.code_replaced': {
    description: 'The code that proves a domain was replaced.',
    objects: ['domain'],
    after: z.looseObject({
      name: z.string().optional(),
      status: z.string().optional(),
      enrolment: z.string().optional(),
      failures: z.int().optional(),
    }),
    example: {
      after: { name: 'Ann Example', status: 'pending', enrolment: 'manual', failures: 0 },
    },
  },
  'domain.code_sent': {
    description: 'A code was mailed to an address of the domain.',
    objects: ['domain'],
    after: z.looseObject({
      name: z.string().optional(),
      status: z.string().optional(),
      enrolment: z.string().optional(),
      failures: z.int().optional(),
    }),
    example: {
      after: { name: 'Ann Example', status: 'pending', enrolment: 'manual', failures: 0 },
    },
  },
  'domain.failed': {
    description: 'A domain that was proved lost its proof.',
    objects: ['domain'],
    before: z.looseObject({
      name: z.string().optional(),
      status: z.string().optional(),
      enrolment: z.string().optional(),
      verifiedBy: z.string().optional(),
      failures: z.int().optional(),
    }),
    after: z.looseObject({
      name: z.string().optional(),
      status: z.string().optional(),
      enrolment: z.string().optional(),
      verifiedBy: z.string().optional(),
      failures: z.int().optional(),
    }),
    example: {
      before: {
        name: 'Ann Example',
        status: 'verified',
        enrolment: 'manual',
        verifiedBy: 'dns',
        failures: 2,
      },
      after: {
        name: 'Ann Example',
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
    after: z.looseObject({
      name: z.string().optional(),
      status: z.string().optional(),
      enrolment: z.string().optional(),
      failures: z.int().optional(),
      verifiedBy: z.string().optional(),
    }),
    example: {
      after: {
        name: 'Ann Example',
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
    before: z.looseObject({
      name: z.string().optional(),
      status: z.string().optional(),
      enrolment: z.string().optional(),
      verifiedBy: z.string().optional(),
      failures: z.int().optional(),
      defaultRole: z.string().optional(),
    }),
    after: z.looseObject({
      name: z.string().optional(),
      status: z.string().optional(),
      enrolment: z.string().optional(),
      defaultRole: z.string().optional(),
      verifiedBy: z.string().optional(),
      failures: z.int().optional(),
    }),
    example: {
      before: {
        name: 'Ann Example',
        status: 'verified',
        enrolment: 'suggest',
        defaultRole: 'viewer',
        verifiedBy: 'dns',
        failures: 0,
      },
      after: {
        name: 'Ann Example',
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
    before: z.looseObject({
      name: z.string(),
      status: z.string(),
      enrolment: z.string(),
      failures: z.int(),
    }),
    after: z.looseObject({
      name: z.string(),
      status: z.string(),
      enrolment: z.string(),
      verifiedBy: z.string(),
      failures: z.int(),
    }),
    example: {
      before: { name: 'Ann Example', status: 'pending', enrolment: 'manual', failures: 0 },
      after: {
        name: 'Ann Example',
        status: 'verified',
        enrolment: 'manual',
        verifiedBy: 'dns',
        failures: 0,
      },
    },
  },
});
