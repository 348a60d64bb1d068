import { z } from 'zod';
import { instant } from '../inputs.js';
import { eventTypes, open, ID, TIME } from './declarations.js';

export const integrationsEvents = eventTypes({
  'hook.created': {
    description: 'An inline hook was made.',
    objects: ['hook'],
    after: z.looseObject({
      point: z.string().optional(),
      host: z.string().optional(),
      enabled: z.boolean().optional(),
      order: z.int().optional(),
    }),
    example: {
      after: { point: 'before_user_create', host: '127.0.0.1:34283', enabled: true, order: 100 },
    },
  },
  'hook.deleted': {
    description: 'An inline hook was deleted.',
    objects: ['hook'],
    after: open,
    example: {},
  },
  'hook.denied': {
    description: 'An inline hook denied what it was asked about.',
    objects: ['hook'],
    after: z.looseObject({
      point: z.string().optional(),
      object: z.looseObject({}).optional(),
      code: z.string().optional(),
      message: z.string().optional(),
    }),
    example: {
      after: {
        point: 'before_user_create',
        object: { kind: 'scim-user', id: ID, name: 'ann@example.com' },
        code: 'no_licence',
        message: 'Ada <b>has</b> no licence.',
      },
    },
  },
  'hook.failed': {
    description: 'An inline hook gave no usable answer.',
    objects: ['hook'],
    after: z.looseObject({
      point: z.string().optional(),
      object: z.looseObject({}).optional(),
      problem: z.string().optional(),
    }),
    example: {
      after: {
        point: 'before_user_create',
        object: { kind: 'scim-user', id: ID, name: 'ann@example.com' },
        problem: 'text',
      },
    },
  },
  'hook.secret_rotated': {
    description: 'A secret of an inline hook was replaced.',
    objects: ['hook'],
    after: open,
    example: {},
  },
  'hook.updated': {
    description: 'An inline hook was changed.',
    objects: ['hook'],
    after: open,
    example: {},
  },
  'webhook.cursor_set': {
    description: 'An endpoint goes on from another place.',
    objects: ['webhook'],
    after: open,
    example: {},
  },
  'webhook.endpoint_created': {
    description: 'An endpoint of webhooks was made.',
    objects: ['webhook'],
    after: z.looseObject({
      url: z.string().optional(),
      types: z.array(z.string()).optional(),
      payload: z.string().optional(),
      encoding: z.string().optional(),
      payloadVersion: z.int().optional(),
      headerNames: z.array(z.unknown()).optional(),
      status: z.string().optional(),
      cursor: z.string().optional(),
    }),
    example: {
      after: {
        url: 'http://127.0.0.1:34225/signed',
        types: ['space.created'],
        payload: 'full',
        encoding: 'native',
        payloadVersion: 1,
        headerNames: [],
      },
    },
  },
  'webhook.endpoint_deleted': {
    description: 'An endpoint of webhooks was deleted.',
    objects: ['webhook'],
    before: z.looseObject({
      url: z.string().optional(),
      types: z.array(z.string()).optional(),
      payload: z.string().optional(),
      encoding: z.string().optional(),
      payloadVersion: z.int().optional(),
      headerNames: z.array(z.unknown()).optional(),
      status: z.string().optional(),
    }),
    example: {
      before: {
        url: 'http://127.0.0.1:34225/signed',
        types: ['space.created'],
        payload: 'full',
        encoding: 'native',
        payloadVersion: 1,
        headerNames: [],
      },
    },
  },
  'webhook.endpoint_disabled': {
    description: 'An endpoint of webhooks was disabled.',
    objects: ['webhook'],
    before: z.looseObject({
      status: z.string().optional(),
      url: z.string().optional(),
      types: z.array(z.string()).optional(),
      payload: z.string().optional(),
      encoding: z.string().optional(),
      payloadVersion: z.int().optional(),
      headerNames: z.array(z.unknown()).optional(),
    }),
    after: z.looseObject({
      status: z.string().optional(),
      because: z.string().optional(),
      reason: z.string().optional(),
      cursor: z.string().optional(),
      failingSince: instant.optional(),
      url: z.string().optional(),
      types: z.array(z.string()).optional(),
      payload: z.string().optional(),
      encoding: z.string().optional(),
      payloadVersion: z.int().optional(),
      headerNames: z.array(z.unknown()).optional(),
    }),
    example: {
      before: {
        url: 'http://127.0.0.1:34225/paused',
        types: ['space.created'],
        payload: 'full',
        encoding: 'native',
        payloadVersion: 1,
        headerNames: [],
      },
      after: {
        url: 'http://127.0.0.1:34225/paused',
        types: ['space.created'],
        payload: 'full',
        encoding: 'native',
        payloadVersion: 1,
        headerNames: [],
      },
    },
  },
  'webhook.endpoint_enabled': {
    description: 'An endpoint of webhooks was enabled again.',
    objects: ['webhook'],
    after: open,
    example: {},
  },
  'webhook.endpoint_failing': {
    description: 'An endpoint of webhooks has failed for a day.',
    objects: ['webhook'],
    after: z.looseObject({
      failingSince: instant.optional(),
      failures: z.int().optional(),
      disabledFrom: instant.optional(),
      error: z.string().optional(),
    }),
    example: {
      after: {
        failingSince: TIME,
        failures: 6,
        disabledFrom: TIME,
        error: 'The receiver answered 503.',
      },
    },
  },
  'webhook.endpoint_recovered': {
    description: 'An endpoint of webhooks answers again.',
    objects: ['webhook'],
    after: open,
    example: {},
  },
  'webhook.endpoint_updated': {
    description: 'An endpoint of webhooks changed.',
    objects: ['webhook'],
    after: open,
    example: {},
  },
  'webhook.events_missed': {
    description: 'An endpoint was so far behind that events are no longer kept for it.',
    objects: ['webhook'],
    after: open,
    example: {},
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
    after: open,
    example: {},
  },
  'webhook.secret_added': {
    description: 'An endpoint has a new secret.',
    objects: ['webhook'],
    after: open,
    example: {},
  },
  'webhook.secret_removed': {
    description: 'A secret of an endpoint was removed.',
    objects: ['webhook'],
    after: open,
    example: {},
  },
});
