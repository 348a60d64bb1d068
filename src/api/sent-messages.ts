import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathItemObject } from 'zod-openapi';
import { event } from './event-shapes.js';
import { point } from './hook-shapes.js';
import { id, instant } from './inputs.js';

/** What Muster itself sends: events to webhook endpoints, questions to inline hooks. */
export type SentMessage = 'event' | 'question';

export const thinEvent = event
  .omit({ data: true, actor: true, object: true })
  .extend({
    actor: z
      .strictObject({ kind: z.string(), id: z.string().optional() })
      .meta({ description: 'Who did it, without a name.' }),
    object: z
      .strictObject({
        kind: z.string(),
        id: z.string(),
        url: z.string().optional().meta({ description: 'Where it is read as it is now.' }),
      })
      .meta({ description: 'What it happened to, without a name.' }),
  })
  .meta({ id: 'ThinEvent', description: 'Of an endpoint with the payload `thin`.' });

export const cloudEvent = z
  .strictObject({
    specversion: z.literal('1.0').meta({ description: 'Of CloudEvents.' }),
    id: id.meta({ description: 'That of the event.' }),
    source: z.string().meta({ description: 'The organization, or the installation.' }),
    type: z.string().meta({ description: 'That of the event.' }),
    time: instant.meta({ description: 'When it happened.' }),
    subject: z.string().optional().meta({ description: 'Kind and id of the object.' }),
    sequence: z.string().meta({
      description: 'That of the event, with 16 digits: it is compared as text.',
    }),
    organizationid: id.optional().meta({ description: 'Absent: of the installation.' }),
    datacontenttype: z.literal('application/json').meta({ description: 'Of `data`.' }),
    data: z.union([event, thinEvent]).meta({ description: 'The event.' }),
  })
  .meta({
    id: 'CloudEvent',
    description:
      'CloudEvents 1.0, structured. In the binary mode the attributes are headers, ce-…, and the body is the event.',
  });

const values = z.record(z.string(), z.unknown());

export const hookQuestion = z
  .strictObject({
    specversion: z.literal('1.0').meta({ description: 'Of this contract.' }),
    id: id.meta({ description: 'Of the question.' }),
    hook: z.strictObject({ id, name: z.string() }).meta({ description: 'The hook that is asked.' }),
    operation: point.meta({ description: 'What is about to happen.' }),
    org: z
      .strictObject({ id, name: z.string(), slug: z.string() })
      .meta({ description: 'The organization.' }),
    actor: z
      .strictObject({ kind: z.string(), id: z.string().optional(), name: z.string() })
      .meta({ description: 'Who wants it.' }),
    object: z.looseObject({}).meta({
      description: 'What it happens to: kind, id if there is one, and the version before.',
    }),
    before: values.optional().meta({ description: 'As it is now; absent: it is new.' }),
    proposed: values.meta({ description: 'As it would be; the answer may change parts of it.' }),
    context: z.looseObject({ traceId: z.string(), dryRun: z.boolean() }).meta({
      description: 'Of the request; `dryRun`: the answer is recorded and not obeyed.',
    }),
  })
  .meta({ id: 'HookQuestion' });

export const hookAnswer = z
  .strictObject({
    action: z.enum(['allow', 'deny', 'modify']).meta({ description: 'What the hook says.' }),
    reason: z
      .strictObject({
        code: z.string().optional(),
        message: z.string().optional(),
        i18nKey: z.string().optional(),
      })
      .optional()
      .meta({ description: 'Of `deny`: the words are shown to the person and the provider.' }),
    patch: z
      .array(
        z.looseObject({
          op: z.string().meta({ description: 'add, remove, replace, move, copy, test.' }),
          path: z.string().meta({ description: 'A JSON Pointer (RFC 6901).' }),
        }),
      )
      .optional()
      .meta({ description: 'Of `modify`: RFC 6902, of what the point lets a hook change.' }),
    debug: z.unknown().optional().meta({ description: 'Kept in the sample of the exchange.' }),
  })
  .meta({ id: 'HookAnswer' });

const SIGNATURE_HEADERS = z.object({
  'webhook-id': z.string().meta({ description: 'The same at every attempt: to work on it once.' }),
  'webhook-timestamp': z.string().meta({ description: 'Of the attempt, seconds since 1970.' }),
  'webhook-signature': z.string().meta({
    description: 'Standard Webhooks 1.0: `v1,…` and `v1a,…` with spaces between, of the bytes.',
  }),
});

const SIGNED = 'Signed by Standard Webhooks 1.0 with the secrets of the endpoint.';

const OPERATIONS: Readonly<Record<SentMessage, ZodOpenApiOperationObject>> = {
  event: {
    summary: 'An event, sent to a webhook endpoint.',
    description: `${SIGNED} A redirect is never followed.`,
    security: [],
    requestParams: { header: SIGNATURE_HEADERS },
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: z.union([event, thinEvent]) },
        'application/cloudevents+json': { schema: cloudEvent },
        'application/secevent+jwt': {
          schema: { type: 'string', description: 'A security event token (RFC 8417).' },
        },
      },
    },
    responses: {
      '2XX': { description: 'Taken. Everything else is sent again, by the schedule.' },
      '410': { description: 'Gone: the endpoint is disabled.' },
      '429': { description: 'Too often: Retry-After is honoured.' },
    },
  },
  question: {
    summary: 'A question to an inline hook, before a decision.',
    description: `${SIGNED} The answer is signed with the same secret, for the same webhook-id.`,
    security: [],
    requestParams: { header: SIGNATURE_HEADERS },
    requestBody: { required: true, content: { 'application/json': { schema: hookQuestion } } },
    responses: {
      '200': {
        description: 'The answer.',
        content: { 'application/json': { schema: hookAnswer } },
      },
      '204': { description: 'Allowed.' },
    },
  },
};

/** `webhooks` of the contract. */
export function sentMessages(): Record<SentMessage, ZodOpenApiPathItemObject> {
  return {
    event: { post: { ...OPERATIONS.event, operationId: 'receiveEvent' } },
    question: { post: { ...OPERATIONS.question, operationId: 'answerQuestion' } },
  };
}

const PLACE = '{$request.body#/url}';

/** `components.callbacks`; operations take the same objects, so that they refer to them. */
export const SENT_CALLBACKS: Readonly<
  Record<SentMessage, Record<string, ZodOpenApiPathItemObject>>
> = {
  event: { [PLACE]: { post: OPERATIONS.event } },
  question: { [PLACE]: { post: OPERATIONS.question } },
};

/** `callbacks` of an operation that names the address. */
export function callbackOf(
  message: SentMessage,
): Record<string, Record<string, ZodOpenApiPathItemObject>> {
  return { [message]: SENT_CALLBACKS[message] };
}
