import { z } from 'zod';
import { exportNote, id, instant, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/journal';

const key = z
  .string()
  .max(300)
  .regex(/^[a-z_-]+:.+$/, 'must be a kind and an id: member:…');

const filter = z.strictObject({
  type: z
    .string()
    .max(80)
    .regex(
      /^[a-z_-]+(\.[a-z_-]+)*(\.\*)?$/,
      'must be a type (member.added) or all below a word (member.*)',
    )
    .optional(),
  actor: key
    .optional()
    .meta({ description: 'Who acted: member:…, person:…, api_key:…, connection:…' }),
  target: key.optional().meta({ description: 'Who or what was acted on: member:…, space:…' }),
  from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Written then or later.' }),
  until: z.iso.datetime({ offset: true }).optional().meta({ description: 'Written before that.' }),
  order: z.enum(['asc', 'desc']).default('asc').meta({ description: 'asc: oldest first.' }),
});

const line = z.strictObject({
  id,
  organizationId: id,
  sequence: z.int(),
  type: z.string(),
  family: z.string(),
  actor: z.looseObject({ kind: z.string(), name: z.string() }),
  target: z.strictObject({ kind: z.string(), id: z.string(), name: z.string().optional() }),
  before: z.record(z.string(), z.unknown()).optional(),
  after: z.record(z.string(), z.unknown()).optional(),
  traceId: z.string(),
  actorKey: z.string(),
  targetKey: z.string(),
  previous: z.string().meta({ description: 'Hash of the line before; empty for the first.' }),
  hash: z.string(),
  erasedIn: z.int().optional().meta({
    description:
      'Personal data was taken out of this line; the line `journal.erased` of that sequence says so and names its hash.',
  }),
  createdAt: instant,
});

export const listJournal = operation({
  method: 'GET',
  path: PATH,
  summary:
    'Lists every change to the organization in order: what changed, by whom, before and after. With a type, or with several filters, a ' +
    'page looks at 10,000 lines: it may be short, or empty, and have a next all the same.',
  scope: 'journal:read',
  query: filter.extend({
    limit: pageQuery.shape.limit,
    after: z.coerce.number<string>().int().min(0).default(0).meta({
      description:
        'The sequence after which to go on, in the order asked for: `next` of the page before.',
    }),
  }),
  answer: { description: 'A page of journal lines.', body: pageAnswer(line) },
  example: { query: { type: 'member.*', order: 'desc' } },
});

export const exportJournal = operation({
  method: 'GET',
  path: `${PATH}/export`,
  summary: 'Exports every matching line as a file.',
  scope: 'journal:read',
  query: filter.extend({ format: z.enum(['csv', 'jsonl']).default('csv'), note: exportNote }),
  answer: {
    description:
      'A table with a header row, below the note where one was given; or one JSON object per line.',
    mediaTypes: ['text/csv', 'application/jsonl'],
  },
  example: { query: { format: 'jsonl' } },
});

export const verifyJournal = operation({
  method: 'GET',
  path: `${PATH}/verification`,
  summary: 'Verifies that no line of the journal was changed, removed or cut off.',
  scope: 'journal:read',
  query: z.strictObject({ from: z.coerce.number<string>().int().min(1).default(1) }),
  answer: {
    description: 'What was found; `broken` is the first place that is not right.',
    body: z.strictObject({
      organizationId: id,
      lines: z.int(),
      first: z.int(),
      last: z.int(),
      purgedThrough: z.int().optional(),
      broken: z
        .strictObject({
          sequence: z.int(),
          problem: z.enum(['changed', 'missing', 'unlinked', 'cut']),
        })
        .optional(),
    }),
  },
});
