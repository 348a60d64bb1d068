import { z } from 'zod';
import { noQuery, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/connections/{connectionId}/exchanges';

export const listExchanges = operation({
  operationId: 'listExchanges',
  method: 'GET',
  path: PATH,
  summary: 'The provisioning log: every request of the identity provider, oldest first.',
  scope: 'directory:read',
  query: pageQuery.extend({
    outcome: z.enum(['ok', 'refused', 'failed']).optional(),
    operation: z.string().min(1).max(60).optional(),
    resourceId: z.string().min(1).max(100).optional(),
  }),
  answer: { status: 200, description: 'A page of exchanges.' },
  faults: ['connection.missing'],
});

export const getExchange = operation({
  operationId: 'getExchange',
  method: 'GET',
  path: `${PATH}/{exchangeId}`,
  summary: 'Reads one request with its answer, the difference it made and why.',
  scope: 'directory:read',
  query: noQuery,
  answer: { status: 200, description: 'The exchange.' },
  faults: ['connection.missing', 'record.missing'],
});
