import { z } from 'zod';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/connections/{connectionId}/exchanges';

const trouble = z.enum(['refused', 'failed']);

const exchange = z
  .strictObject({
    id,
    organizationId: id,
    connectionId: id,
    credentialId: id,
    traceId: z.string(),
    method: z.string(),
    path: z.string(),
    operation: z.string(),
    resourceType: z.string().optional(),
    resourceId: z.string().optional(),
    subjectId: z.string().optional(),
    status: z.int(),
    outcome: z.enum(['ok', 'refused', 'failed']),
    trouble: trouble.optional(),
    latencyMs: z.number(),
    userAgent: z.string().optional(),
    request: z.string().optional().meta({ description: 'Body, redacted and perhaps cut.' }),
    response: z.string().optional().meta({ description: 'Body, redacted and perhaps cut.' }),
    difference: z
      .array(
        z.strictObject({
          path: z.string(),
          before: z.unknown().optional(),
          after: z.unknown().optional(),
        }),
      )
      .optional(),
    trace: z.array(z.strictObject({ step: z.string(), detail: z.string() })),
    createdAt: instant,
  })
  .meta({ id: 'Exchange' });

export const listExchanges = operation({
  method: 'GET',
  path: PATH,
  summary: 'Lists the requests of the identity provider, oldest first.',
  scope: 'directory:read',
  query: pageQuery.extend({
    outcome: z.enum(['ok', 'refused', 'failed']).optional(),
    operation: z.string().min(1).max(60).optional(),
    resourceId: z.string().min(1).max(100).optional(),
  }),
  answer: { description: 'A page of exchanges.', body: pageAnswer(exchange) },
  faults: ['connection.missing'],
});

export const getExchange = operation({
  method: 'GET',
  path: `${PATH}/{exchangeId}`,
  summary: 'Reads one request with its answer, the change it made and the reason.',
  scope: 'directory:read',
  answer: { description: 'The exchange.', body: exchange },
  faults: ['connection.missing', 'record.missing'],
});
