/** What endpoints, deliveries and secrets look like, for organizations and for the installation alike. */
import { z } from 'zod';
import { id, instant, line, pageAnswer, pageQuery } from './inputs.js';

const payload = z.enum(['full', 'thin']).meta({
  description: '`thin`: without `data`; the receiver reads the object itself.',
});

const encoding = z.enum(['native', 'cloudevents', 'cloudevents-binary', 'set']).meta({
  description:
    'How events are written: JSON of Muster, CloudEvents 1.0 (structured or binary), or a signed SET (RFC 8417).',
});

const types = z
  .array(z.string().min(1).max(100))
  .max(100)
  .meta({ description: 'Types of events, or all below a word (`member.*`); empty: every event.' });

const url = z.string().min(1).max(2_000).meta({
  description:
    'Where events are sent: https and public, or admitted by the setting outgoing.allow.',
});

const payloadVersion = z.int().min(1).max(1).meta({
  description: 'Of the shapes in `data`; an endpoint keeps the one that it was made with.',
});

const headers = z.record(z.string().min(1).max(100), z.string().max(1_000)).meta({
  description:
    'Headers that each request has beside those of Muster. Their values are kept sealed and are never shown again.',
});

const place = z.string().min(1).max(200);

/** A cursor that is kept, by its name in examples. */
const start = place.meta({
  description: 'A cursor of the feed, `oldest`, `latest`, or a time: what follows it is sent.',
});

const scheme = z.enum(['v1', 'v1a']).meta({
  description: '`v1`: HMAC-SHA256 by a secret that both sides have; `v1a`: ed25519.',
});

export const newSecret = z.strictObject({
  scheme: scheme.optional(),
  secret: z.string().min(1).max(200).optional().meta({
    description: '`whsec_` or `whsk_` and base64, of your own; one is drawn when it is absent.',
  }),
  overlapHours: z.number().min(0).max(720).optional().meta({
    description: 'How long the secret before goes on signing; 24 when absent, 0: not at all.',
  }),
});

const endpointFields = {
  url,
  description: line(200).optional(),
  types,
  payload,
  encoding,
  payloadVersion,
};

export const newEndpoint = z.strictObject({
  ...endpointFields,
  types: types.optional(),
  payload: payload.optional(),
  encoding: encoding.optional(),
  payloadVersion: payloadVersion.optional(),
  headers: headers.optional(),
  after: start.optional(),
  secret: newSecret.optional().meta({ description: 'The first secret; `v1` when it is absent.' }),
});

export const endpointChange = z
  .strictObject({
    url: url.optional(),
    description: line(200).nullable().optional(),
    types: types.optional(),
    payload: payload.optional(),
    encoding: encoding.optional(),
    payloadVersion: payloadVersion.optional(),
    headers: headers.optional(),
    status: z.enum(['enabled', 'disabled']).optional(),
    resume: z.enum(['stopped', 'now']).optional().meta({
      description:
        'Of an endpoint that is enabled again: whether it goes on from where it stopped, or from now.',
    }),
  })
  .refine((change) => Object.keys(change).length > 0, 'must name something to change');

const endpointFieldsShown = {
  id,
  organizationId: id.optional().meta({ description: 'Absent: of the installation.' }),
  ...endpointFields,
  headerNames: z.array(z.string()).meta({ description: 'Names of the endpoint’s own headers.' }),
  status: z.enum(['enabled', 'disabled']),
  disabledAt: instant.optional(),
  disabledReason: z.enum(['asked', 'failing', 'gone']).optional().meta({
    description: '`asked`: by hand; `failing`: for days; `gone`: it answered 410.',
  }),
  confirmation: z
    .strictObject({
      confirmed: z.boolean().meta({ description: 'Nothing is sent while it is false.' }),
      since: instant.meta({ description: 'Since when it is so.' }),
      reason: z.enum(['not_asked', 'no_handshake', 'denied', 'failed']).optional().meta({
        description:
          '`no_handshake`: it answered without WebHook-Allowed-Origin; `denied`: it admits others; `failed`: no answer.',
      }),
      message: z.string().optional().meta({ description: 'The reason, for people.' }),
      requestsPerMinute: z
        .int()
        .optional()
        .meta({ description: 'WebHook-Allowed-Rate, which is kept to; absent: without a limit.' }),
    })
    .optional()
    .meta({
      description: 'Of CloudEvents only: whether the receiver consented to be sent to (OPTIONS).',
    }),
  progress: z
    .strictObject({
      cursor: z.string().meta({ description: 'Examined through this place of the feed.' }),
      behind: z.int().meta({ description: 'Entries of the feed that were not examined yet.' }),
      failures: z.int().meta({ description: 'Failed attempts since the last success.' }),
      failingSince: instant.optional().meta({ description: 'Since when every attempt fails.' }),
      pausedUntil: instant.optional().meta({ description: 'Nothing is sent before.' }),
      replay: z
        .strictObject({
          after: z.string().meta({ description: 'Examined through this place of the feed.' }),
          until: z.string().meta({ description: 'The last place of the range.' }),
          missing: z.boolean().meta({ description: 'Only what was never delivered.' }),
          requestedAt: instant.meta({ description: 'When it was asked for.' }),
        })
        .optional()
        .meta({ description: 'The part of the feed that is being sent again.' }),
    })
    .meta({ description: 'How far the endpoint is, and how well it takes its deliveries.' }),
  version: z.int(),
  createdAt: instant,
  updatedAt: instant,
};

export const endpoint = z.strictObject(endpointFieldsShown).meta({ id: 'WebhookEndpoint' });

const secretFields = {
  id,
  scheme,
  publicKey: z.string().optional().meta({ description: 'Of `v1a`: `whpk_` and base64.' }),
  createdAt: instant,
  expiresAt: instant.optional().meta({ description: 'Signs until then; absent: without an end.' }),
};

export const secret = z.strictObject(secretFields).meta({ id: 'WebhookSecret' });

const receiverText = z.string().optional().meta({
  description:
    'What the receiver verifies with: `whsec_…`, or `whpk_…` of `v1a`. Shown in this answer only.',
});

export const madeSecret = z.strictObject({ ...secretFields, receiverText });

export const madeEndpoint = z.strictObject({
  ...endpointFieldsShown,
  secret: madeSecret.optional().meta({
    description: 'The first secret, shown once; absent when the request was repeated.',
  }),
});

export const secretList = z.strictObject({ items: z.array(secret) });

const attempt = z.strictObject({
  number: z.int().meta({ description: '1 is the first.' }),
  at: instant,
  latencyMs: z.number().optional(),
  status: z.int().optional().meta({ description: 'Of the answer, where there was one.' }),
  failure: z.string().optional().meta({ description: 'Why it failed, as one word.' }),
  error: z.string().optional().meta({ description: 'Why it failed, for people.' }),
});

export const delivery = z
  .strictObject({
    id,
    endpointId: id.meta({ description: 'The endpoint.' }),
    eventId: id.meta({ description: 'The event, as the feed and the body have it.' }),
    type: z.string().meta({ description: 'Of the event.' }),
    cursor: z.string().meta({ description: 'The place of the event in the feed.' }),
    webhookId: z.string().meta({
      description: 'The header webhook-id: of event and endpoint, the same in every attempt.',
    }),
    status: z.enum(['sending', 'waiting', 'delivered', 'failed', 'refused', 'canceled']).meta({
      description:
        '`waiting`: for the next attempt, or for the endpoint to be enabled; `failed`: given up; `refused`: unwanted by the ' +
        'receiver; `canceled`: the endpoint went on from a later place.',
    }),
    test: z.boolean().optional().meta({ description: 'Whether it is a test.' }),
    attempt: z.int().meta({ description: 'Attempts so far.' }),
    nextAttemptAt: instant.optional().meta({ description: 'While it waits for one.' }),
    deliveredAt: instant.optional().meta({ description: 'When the receiver took it.' }),
    thinned: z.boolean().optional().meta({
      description: 'The event was too large, and went out without `data`.',
    }),
    request: z
      .strictObject({
        headers: z.record(z.string(), z.string()).meta({
          description: 'Of the encoding; values of others are not kept.',
        }),
        body: z.string().optional().meta({
          description: 'As it is signed and sent; absent once a person in it was erased.',
        }),
      })
      .meta({ description: 'What is sent.' }),
    response: z
      .strictObject({
        status: z.int(),
        headers: z
          .record(z.string(), z.string())
          .meta({ description: 'Of the answer, those that carry secrets masked.' }),
        body: z.string().meta({ description: 'At most 16 KiB.' }),
        cut: z.boolean().meta({ description: 'Whether there was more of it.' }),
      })
      .optional()
      .meta({ description: 'The last answer.' }),
    attempts: z.array(attempt).meta({ description: 'The last twenty attempts.' }),
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'WebhookDelivery' });

const moment = z.iso.datetime({ offset: true });

export const deliveryQuery = pageQuery.extend({
  status: z.enum(['sending', 'waiting', 'delivered', 'failed', 'refused', 'canceled']).optional(),
  type: z.string().min(1).max(100).optional().meta({ description: 'Only events of this type.' }),
  eventId: id.optional().meta({ description: 'Only this event.' }),
  from: moment.optional().meta({ description: 'Made then or later.' }),
  to: moment.optional().meta({ description: 'Made before that.' }),
  order: z.enum(['asc', 'desc']).default('desc').meta({ description: 'desc: newest first.' }),
});

export const cursorChange = z.strictObject({ after: start });

export const replayRange = z.strictObject({
  after: start,
  until: place.optional().meta({ description: 'A cursor or a time; absent: to the newest event.' }),
  missing: z.boolean().default(false).meta({ description: 'Only what was never delivered.' }),
});

export const endpointPage = pageAnswer(endpoint);
export const deliveryPage = pageAnswer(delivery);

const cursorFaults = ['feed.cursor_unknown', 'feed.cursor_expired'] as const;

/** What the operations of both kinds of endpoints share. */
export const shared = {
  create: {
    method: 'POST',
    body: newEndpoint,
    calls: 'event',
    idempotent: true,
    versioned: true,
    answer: {
      status: 201,
      description: 'The endpoint, with its first secret.',
      body: madeEndpoint,
    },
    example: {
      body: { url: 'https://hooks.example.com/muster', types: ['member.*'], description: 'CRM' },
    },
    faults: ['webhook.limit', 'endpoint_secret.invalid', 'permission.missing', ...cursorFaults],
  },
  list: {
    method: 'GET',
    query: pageQuery,
    answer: { description: 'A page of endpoints.', body: endpointPage },
  },
  get: {
    method: 'GET',
    versioned: true,
    answer: { description: 'The endpoint.', body: endpoint },
    faults: ['webhook.missing'],
  },
  update: {
    method: 'PATCH',
    body: endpointChange,
    versioned: true,
    answer: { description: 'The endpoint as it is now.', body: endpoint },
    example: { body: { types: ['member.added', 'seat.*'], payload: 'thin' } },
    faults: ['webhook.missing'],
  },
  remove: {
    method: 'DELETE',
    versioned: true,
    answer: { status: 204, description: 'Deleted.' },
    faults: ['webhook.missing', 'store.contention'],
  },
  listSecrets: {
    method: 'GET',
    answer: { description: 'The secrets that sign now, the oldest first.', body: secretList },
    faults: ['webhook.missing'],
  },
  addSecret: {
    method: 'POST',
    body: newSecret,
    idempotent: true,
    answer: { status: 201, description: 'The secret, shown once.', body: madeSecret },
    example: { body: { scheme: 'v1', overlapHours: 24 } },
    faults: ['webhook.missing', 'endpoint_secret.invalid', 'endpoint_secret.limit'],
  },
  removeSecret: {
    method: 'DELETE',
    answer: { status: 204, description: 'It signs nothing any more.' },
    faults: [
      'webhook.missing',
      'endpoint_secret.missing',
      'endpoint_secret.last',
      'store.contention',
    ],
  },
  test: {
    method: 'POST',
    answer: { description: 'The delivery with the answer of the receiver.', body: delivery },
    faults: ['webhook.missing', 'webhook.not_confirmed', 'store.contention'],
  },
  confirm: {
    method: 'POST',
    answer: { description: 'The endpoint, with what its receiver said.', body: endpoint },
    faults: ['webhook.missing'],
  },
  setCursor: {
    method: 'PUT',
    body: cursorChange,
    answer: { description: 'The endpoint as it is now.', body: endpoint },
    example: { body: { after: 'oldest' } },
    faults: ['webhook.missing', ...cursorFaults],
  },
  replayRange: {
    method: 'POST',
    body: replayRange,
    answer: { status: 202, description: 'The endpoint, with the replay.', body: endpoint },
    example: { body: { after: 'oldest', missing: true } },
    faults: ['webhook.missing', 'webhook.disabled', 'webhook.replaying', ...cursorFaults],
  },
  listDeliveries: {
    method: 'GET',
    query: deliveryQuery,
    answer: { description: 'A page of deliveries, without bodies.', body: deliveryPage },
    example: { query: { status: 'failed', order: 'asc' } },
    faults: ['webhook.missing'],
  },
  getDelivery: {
    method: 'GET',
    answer: { description: 'The delivery.', body: delivery },
    faults: ['webhook.missing', 'webhook.delivery_missing'],
  },
  replayDelivery: {
    method: 'POST',
    answer: { status: 202, description: 'The delivery, which is due now.', body: delivery },
    faults: [
      'webhook.missing',
      'webhook.delivery_missing',
      'webhook.disabled',
      'webhook.sending',
      'webhook.event_gone',
      'store.contention',
    ],
  },
} as const;
