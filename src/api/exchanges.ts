import { z } from 'zod';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/connections/{connectionId}/exchanges';

const moment = z.iso.datetime({ offset: true });

const trouble = z.enum(['refused', 'failed']);

const exchange = z
  .strictObject({
    id,
    organizationId: id,
    connectionId: id,
    credentialId: id.optional().meta({ description: 'Absent where no token was recognised.' }),
    traceId: z.string().meta({ description: 'Of the last one where `count` is given.' }),
    method: z.string(),
    path: z.string(),
    operation: z.string(),
    resourceType: z.string().optional(),
    resourceId: z.string().optional(),
    subjectId: z.string().optional(),
    memberId: id.optional().meta({ description: 'For whom the user of `subjectId` stood.' }),
    address: z.string().optional().meta({ description: 'That the request gave a user, folded.' }),
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
    count: z.int().optional().meta({ description: 'Requests alike of one hour, when several.' }),
    lastAt: instant.optional().meta({ description: 'When the last of them came.' }),
    bytes: z.int().optional().meta({ description: 'What it takes of `bytesPerConnection`.' }),
    createdAt: instant,
  })
  .meta({ id: 'Exchange' });

export const listExchanges = operation({
  method: 'GET',
  path: PATH,
  summary:
    'Lists the requests of the identity provider, newest first. With several filters, or `outcome=ok`, a page looks at 10,000 of ' +
    'them: it may be short, or empty, and have a next all the same.',
  scope: 'directory:read',
  query: pageQuery.extend({
    outcome: z.enum(['ok', 'refused', 'failed']).optional(),
    operation: z.string().min(1).max(60).optional(),
    resourceId: z.string().min(1).max(100).optional().meta({
      description: 'Those that were to change the user or group, or went wrong about it.',
    }),
    memberId: id.optional().meta({ description: 'About users who stand or stood for the member.' }),
    address: z.string().trim().min(1).max(320).optional().meta({
      description: 'That gave a user this e-mail address, or are about users who have it.',
    }),
    traceId: z.string().min(1).max(100).optional(),
    from: moment.optional().meta({ description: 'That came then or later.' }),
    to: moment.optional().meta({ description: 'That came before that.' }),
    order: z.enum(['asc', 'desc']).default('desc').meta({ description: 'desc: newest first.' }),
  }),
  example: { query: { outcome: 'refused', from: '2026-01-01T00:00:00Z', order: 'asc' } },
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
