import { z } from 'zod';
import { noQuery, pageQuery } from './inputs.js';
import { operation } from './operations.js';

export const listMembers = operation({
  operationId: 'listMembers',
  method: 'GET',
  path: '/organizations/{organizationId}/members',
  summary: 'Lists members with their roles and where each role comes from.',
  scope: 'members:read',
  query: pageQuery.extend({
    status: z.enum(['active', 'suspended', 'left']).optional(),
    email: z.string().min(1).max(320).optional(),
  }),
  answer: { status: 200, description: 'A page of members.' },
  faults: ['organization.missing'],
});

export const getMember = operation({
  operationId: 'getMember',
  method: 'GET',
  path: '/organizations/{organizationId}/members/{memberId}',
  summary: 'Reads a member.',
  scope: 'members:read',
  query: noQuery,
  answer: { status: 200, description: 'The member.' },
  faults: ['member.missing'],
});
