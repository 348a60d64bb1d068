import { z } from 'zod';
import { name, noQuery, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const newOrganization = z.strictObject({
  name,
  slug: z
    .string()
    .max(60)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single dashes')
    .optional(),
  preset: z.string().min(1).max(40).optional(),
  plan: z.string().min(1).max(40).optional(),
  owner: z
    .strictObject({
      email: z
        .string()
        .max(320)
        .regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address'),
      name,
    })
    .optional(),
});

export const createOrganization = operation({
  operationId: 'createOrganization',
  method: 'POST',
  path: '/organizations',
  summary: 'Makes an organization, with its first owner if one is named.',
  scope: 'operator',
  query: noQuery,
  body: newOrganization,
  answer: { status: 201, description: 'The organization; Location is its address.' },
  faults: ['organization.slug_taken', 'plan.unknown'],
});

export const listOrganizations = operation({
  operationId: 'listOrganizations',
  method: 'GET',
  path: '/organizations',
  summary: 'Lists organizations in the order of their making.',
  scope: 'operator',
  query: pageQuery,
  answer: { status: 200, description: 'A page of organizations.' },
  faults: [],
});

export const getOrganization = operation({
  operationId: 'getOrganization',
  method: 'GET',
  path: '/organizations/{organizationId}',
  summary: 'Reads an organization.',
  scope: 'organization:read',
  query: noQuery,
  answer: { status: 200, description: 'The organization.' },
  faults: ['organization.missing'],
});
