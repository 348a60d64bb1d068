import { z } from 'zod';
import { event } from './event-shapes.js';
import { instant } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/events';

/** Types of one filter. */
const MAX_TYPES = 50;

/** Seconds that a question waits for an event at most. */
const MAX_WAIT_SECONDS = 30;

/** A stream ends by then, so that the reader comes back and is let in anew. */
const MAX_STREAM_SECONDS = 1_800;

const pattern = z
  .string()
  .max(80)
  .regex(
    /^(?:\*|[a-z_-]+(?:\.[a-z_-]+)*(?:\.\*)?)$/,
    'must be types (member.added), all below a word (member.*), or *, with commas',
  );

const feedFilter = {
  types: z
    .string()
    .max(2_000)
    .transform((text) => text.split(','))
    .pipe(z.array(pattern).min(1).max(MAX_TYPES))
    .optional()
    .meta({
      description:
        'Only events of these types, with commas: `member.added`, or all below a word, `member.*`.',
    }),
  object: z
    .string()
    .max(300)
    .regex(/^[a-z_-]+:.+$/, 'must be a kind and an id: member:…')
    .optional()
    .meta({ description: 'Only events of this object: member:…, space:…' }),
};

const after = z
  .string()
  .min(1)
  .max(80)
  .regex(
    /^[\w.:+-]+$/,
    'must be the cursor of a page or event, `oldest`, `latest`, or a time such as 2026-11-29T12:00:00Z',
  );

const pageQuery = z.strictObject({
  ...feedFilter,
  after: after.default('oldest').meta({
    description:
      'Where to go on: the `cursor` of the page before, or of an event; `oldest`, `latest`, or a time, which chooses the first cursor.',
  }),
  limit: z.coerce.number<string>().int().min(1).max(1_000).default(100).meta({
    description: 'How many events a page has at most: 1 to 1,000.',
  }),
  wait: z.coerce.number<string>().int().min(0).max(MAX_WAIT_SECONDS).default(0).meta({
    description: 'Seconds to wait for an event when there is none yet: 0 to 30.',
  }),
});

const streamQuery = z.strictObject({
  ...feedFilter,
  after: after.default('latest').meta({
    description:
      'Where to begin: a cursor, `oldest`, `latest`, or a time. A reader that comes back sends Last-Event-ID instead, which goes before.',
  }),
  seconds: z.coerce
    .number<string>()
    .int()
    .min(0)
    .max(MAX_STREAM_SECONDS)
    .optional()
    .meta({
      description:
        'After how many seconds the stream ends; 0: when everything that is there was sent, as for a caller whose Accept does not name ' +
        'text/event-stream; 1800 for others.',
    }),
});

const page = z.strictObject({
  items: z.array(event),
  cursor: z.string().meta({
    description: 'Examined through: where to go on, also when nothing matched.',
  }),
  more: z.boolean().meta({ description: 'There are events behind the cursor already.' }),
  keptSince: instant.meta({
    description: 'Events of before that are not kept: an older cursor is answered 410.',
  }),
});

const CURSOR_FAULTS = ['feed.cursor_unknown', 'feed.cursor_expired'] as const;

const EVENT_STREAM = {
  description:
    'Server-sent events: `ready` with the cursor that was meant, the events, `heartbeat` every 15 seconds, `expired` before the end.',
  mediaTypes: ['text/event-stream'],
};

export const listEvents = operation({
  method: 'GET',
  path: PATH,
  summary: 'Reads the events of an organization in their order, waiting for the next one if asked.',
  scope: 'events:read',
  query: pageQuery,
  answer: { description: 'A page of events.', body: page },
  example: { query: { after: 'oldest', types: 'member.*', limit: '50' } },
  faults: CURSOR_FAULTS,
});

export const streamEvents = operation({
  method: 'GET',
  path: `${PATH}/stream`,
  summary: 'Sends the events of an organization as they happen, by server-sent events.',
  scope: 'events:read',
  query: streamQuery,
  answer: EVENT_STREAM,
  example: { query: { after: 'oldest', seconds: '0' } },
  faults: CURSOR_FAULTS,
});

export const listInstallationEvents = operation({
  method: 'GET',
  path: '/events',
  summary:
    'Reads the events of all organizations and of the installation: within one organization in the order of its changes.',
  scope: 'operator',
  query: pageQuery,
  answer: { description: 'A page of events.', body: page },
  example: { query: { after: 'oldest', types: 'organization.*', limit: '50' } },
  faults: CURSOR_FAULTS,
});

export const streamInstallationEvents = operation({
  method: 'GET',
  path: '/events/stream',
  summary: 'Sends the events of all organizations as they are numbered, by server-sent events.',
  scope: 'operator',
  query: streamQuery,
  answer: EVENT_STREAM,
  example: { query: { after: 'oldest', seconds: '0' } },
  faults: CURSOR_FAULTS,
});
