import { z } from 'zod';
import { id, instant } from '../inputs.js';
import { eventTypes, ID, TIME } from './declarations.js';

/** Of the address only the host: a path may hold a secret. */
const hook = z.looseObject({
  point: z.string(),
  host: z.string(),
  enabled: z.boolean(),
  order: z.number(),
  onFailure: z.enum(['open', 'closed', 'last_known']).optional(),
  dryRun: z.boolean().optional(),
  percentage: z.number().optional(),
});

const HOOK = { point: 'before_user_create', host: 'hooks.example.com', enabled: true, order: 100 };

const DISABLED_HOOK = {
  point: 'before_user_create',
  host: 'hooks.example.com',
  enabled: false,
  order: 100,
};

/** What a hook was asked about; the id is absent where it does not exist yet. */
const asked = z.looseObject({
  kind: z.string(),
  id: z.string().optional(),
  name: z.string().optional(),
});

/** The address without its query; of headers their names. */
const endpoint = z.looseObject({
  url: z.string(),
  types: z.array(z.string()),
  payload: z.enum(['full', 'thin']),
  encoding: z.string(),
  payloadVersion: z.int(),
  headerNames: z.array(z.string()),
  status: z.enum(['enabled', 'disabled']),
});

const endpointAs = <const More extends object>(more: More) => ({
  url: 'https://app.example.com/muster',
  types: ['space.created'],
  payload: 'full',
  encoding: 'native',
  payloadVersion: 1,
  headerNames: [],
  ...more,
});

export const integrationsEvents = eventTypes({
  'hook.created': {
    description: 'An inline hook was made.',
    objects: ['hook'],
    after: hook,
    example: { after: HOOK },
  },
  'hook.deleted': {
    description: 'An inline hook was deleted.',
    objects: ['hook'],
    before: hook,
    example: { before: HOOK },
  },
  'hook.denied': {
    description: 'An inline hook denied what it was asked about.',
    objects: ['hook'],
    after: z.looseObject({
      point: z.string(),
      object: asked,
      code: z.string(),
      message: z.string(),
    }),
    example: {
      after: {
        point: 'before_user_create',
        object: { kind: 'scim-user', id: ID, name: 'ann@example.com' },
        code: 'no_licence',
        message: 'Ann has no licence.',
      },
    },
  },
  'hook.failed': {
    description: 'An inline hook gave no usable answer.',
    objects: ['hook'],
    // it is not asked for so many seconds, where it failed too often
    after: z.looseObject({
      point: z.string(),
      object: asked,
      problem: z.string(),
      pausedSeconds: z.int().optional(),
    }),
    example: {
      after: {
        point: 'before_user_create',
        object: { kind: 'scim-user', id: ID, name: 'ann@example.com' },
        problem: 'The hook answered 503.',
      },
    },
  },
  'hook.secret_rotated': {
    description: 'A secret of an inline hook was replaced.',
    objects: ['hook'],
    after: hook,
    example: { after: HOOK },
  },
  'hook.updated': {
    description: 'An inline hook was changed.',
    objects: ['hook'],
    before: hook,
    after: hook,
    example: { before: HOOK, after: DISABLED_HOOK },
  },
  'webhook.cursor_set': {
    description: 'An endpoint goes on from another place.',
    objects: ['webhook'],
    before: z.looseObject({ cursor: z.string() }),
    after: z.looseObject({ cursor: z.string() }),
    example: { before: { cursor: `${ID}.42` }, after: { cursor: `${ID}.17` } },
  },
  'webhook.endpoint_created': {
    description: 'An endpoint of webhooks was made.',
    objects: ['webhook'],
    after: endpoint.extend({ cursor: z.string() }),
    example: { after: endpointAs({ status: 'enabled', cursor: `${ID}.42` }) },
  },
  'webhook.endpoint_deleted': {
    description: 'An endpoint of webhooks was deleted.',
    objects: ['webhook'],
    before: endpoint,
    example: { before: endpointAs({ status: 'enabled' }) },
  },
  'webhook.endpoint_disabled': {
    description: 'An endpoint of webhooks was disabled.',
    objects: ['webhook'],
    // by a person with the endpoint; by itself with the reason and where it stopped
    before: endpoint.partial().required({ status: true }),
    after: endpoint
      .partial()
      .required({ status: true })
      .extend({
        because: z.enum(['gone', 'failing']).optional(),
        reason: z.string().optional(),
        cursor: z.string().optional(),
        failingSince: instant.optional(),
      }),
    example: {
      before: { status: 'enabled' },
      after: {
        status: 'disabled',
        because: 'failing',
        reason: 'The receiver answered 503.',
        cursor: `${ID}.42`,
        failingSince: TIME,
      },
    },
  },
  'webhook.endpoint_enabled': {
    description: 'An endpoint of webhooks was enabled again.',
    objects: ['webhook'],
    before: endpoint,
    after: endpoint.extend({ resume: z.enum(['now', 'stopped']) }),
    example: {
      before: endpointAs({ status: 'disabled' }),
      after: endpointAs({ status: 'enabled', resume: 'stopped' }),
    },
  },
  'webhook.endpoint_failing': {
    description: 'An endpoint of webhooks has failed for a day.',
    objects: ['webhook'],
    after: z.looseObject({
      failingSince: instant,
      failures: z.int(),
      disabledFrom: instant,
      days: z.number(),
      reason: z.string(),
    }),
    example: {
      after: {
        failingSince: TIME,
        failures: 6,
        disabledFrom: TIME,
        days: 5,
        reason: 'The receiver answered 503.',
      },
    },
  },
  'webhook.endpoint_recovered': {
    description: 'An endpoint of webhooks answers again.',
    objects: ['webhook'],
    before: z.looseObject({ failures: z.int(), failingSince: instant.optional() }),
    example: { before: { failures: 6, failingSince: TIME } },
  },
  'webhook.endpoint_unconfirmed': {
    description: 'A receiver has not consented to CloudEvents for a day.',
    objects: ['webhook'],
    after: z.looseObject({ unconfirmedSince: instant, reason: z.string() }),
    example: {
      after: { unconfirmedSince: TIME, reason: 'The receiver knows no handshake of CloudEvents.' },
    },
  },
  'webhook.endpoint_updated': {
    description: 'An endpoint of webhooks changed.',
    objects: ['webhook'],
    before: endpoint,
    after: endpoint,
    example: {
      before: endpointAs({ status: 'enabled' }),
      after: endpointAs({ status: 'enabled' }),
    },
  },
  'webhook.events_missed': {
    description: 'An endpoint was so far behind that events are no longer kept for it.',
    objects: ['webhook'],
    before: z.looseObject({ cursor: z.string() }),
    after: z.looseObject({ cursor: z.string() }),
    example: { before: { cursor: `${ID}.17` }, after: { cursor: `${ID}.42` } },
  },
  'webhook.receiver_asked': {
    description: 'The receiver of an endpoint was asked whether it takes CloudEvents.',
    objects: ['webhook'],
    after: z.looseObject({
      confirmed: z.boolean(),
      since: instant,
      reason: z.string().optional(),
      requestsPerMinute: z.int().optional(),
    }),
    example: { after: { confirmed: true, since: TIME, requestsPerMinute: 120 } },
  },
  'webhook.replay_started': {
    description: 'Events are sent to an endpoint again.',
    objects: ['webhook'],
    // a part of the feed, or one delivery
    after: z.looseObject({
      after: z.string().optional(),
      until: z.string().optional(),
      missing: z.boolean().optional(),
      deliveryId: id.optional(),
      eventId: z.string().optional(),
      eventType: z.string().optional(),
    }),
    example: { after: { after: `${ID}.17`, until: `${ID}.42`, missing: true } },
  },
  'webhook.secret_added': {
    description: 'An endpoint has a new secret.',
    objects: ['webhook'],
    after: z.looseObject({ secretId: id, scheme: z.string() }),
    example: { after: { secretId: ID, scheme: 'v1' } },
  },
  'webhook.secret_removed': {
    description: 'A secret of an endpoint was removed.',
    objects: ['webhook'],
    after: z.looseObject({ secretId: id }),
    example: { after: { secretId: ID } },
  },
});
