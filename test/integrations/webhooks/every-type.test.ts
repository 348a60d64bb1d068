import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { dataOf, EVENT_TYPES } from '#api/index.js';
import { event } from '#api/event-shapes.js';
import { cloudEvent, thinEvent } from '#api/sent-messages.js';
import { readSecret } from '#integrations/index.js';
import { newId } from '#kernel/index.js';
import { appendEntries } from '../../kit/journal-entries.js';
import { Receiver, refusalOf, type ReceivedWebhook } from '../../kit/receivers.js';
import { startServer, type TestServer } from '../../kit/server.js';
import { WebhookTenant } from '../../kit/webhook-endpoints.js';

// hooks F8: every type of the catalogue in every encoding, sent by the worker over a socket, and held against its schema. How events
// are written does not depend on the database: one of them is enough.

const SECRET = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;

const KINDS = {
  '/full': { encoding: 'native' },
  '/thin': { encoding: 'native', payload: 'thin' },
  '/structured': { encoding: 'cloudevents' },
  '/binary': { encoding: 'cloudevents-binary' },
  '/set': { encoding: 'set' },
} as const;

/** Each type of the catalogue, and the object that its event is about here. */
const TYPES = [...EVENT_TYPES].map(([type, declared]) => ({ type, declared, id: newId() }));

type Type = (typeof TYPES)[number];

/** The event as its schema says, with what happened in it. */
function requireFull({ type, declared, id }: Type, sent: unknown): void {
  const schema = event.extend({ type: z.literal(type), data: dataOf(declared) });
  const { data, object } = schema.parse(sent);
  expect([type, object.id, data]).toEqual([type, id, declared.example]);
}

test('every example is as its schema says', () => {
  for (const { type, declared } of TYPES) {
    const { success } = dataOf(declared).safeParse(declared.example);
    expect([type, success]).toEqual([type, true]);
  }
});

describe('every type of event in every encoding', () => {
  const receiver = new Receiver();
  let server: TestServer;
  let tenant: WebhookTenant;
  let base = '';
  beforeAll(async () => {
    await receiver.start();
    const settings = { outgoing: { allow: [receiver.host] } };
    server = await startServer({ settings });
    base = `http://localhost:${new URL(server.url).port}`;
    tenant = await WebhookTenant.create(server);
    for (const [path, choice] of Object.entries(KINDS)) {
      receiver.consent(path, { 'webhook-allowed-origin': '*' });
      const made = { types: [], secret: { secret: SECRET }, ...choice };
      await tenant.endpoint(receiver, path, made);
    }
    await appendEntries(server, tenant.id, {
      count: TYPES.length,
      says: (index) => {
        const { type, declared, id } = TYPES[index]!;
        const target = { kind: declared.objects[0]!, id, name: 'Zoë 😀' };
        return { type, target, ...sidesOf(declared.example) };
      },
    });
    await server.composed.integrations.webhooks.dispatcher.runOnce();
  }, 120_000);
  afterAll(async () => {
    await server.close();
    await receiver.stop();
  });

  /** What arrived of the type, once and signed. */
  const arrived = (path: string, { type, id }: Type): ReceivedWebhook => {
    const found = receiver
      .of(path)
      .filter(({ body, event: claims }) =>
        path === '/set' ? JSON.stringify(claims).includes(id) : body.includes(id),
      );
    expect([type, found.length]).toEqual([type, 1]);
    expect(refusalOf(found[0]!, [readSecret(SECRET)], Date.now())).toBeUndefined();
    return found[0]!;
  };
  const inEach = (path: keyof typeof KINDS, check: (one: Type, got: ReceivedWebhook) => void) => {
    expect(TYPES.length).toBeGreaterThan(150);
    for (const one of TYPES) check(one, arrived(path, one));
  };

  test('hooks F8: native, full', () => {
    inEach('/full', (one, got) => requireFull(one, got.event));
  });

  test('hooks F8: native, thin', () => {
    inEach('/thin', ({ type }, got) => {
      expect(thinEvent.parse(got.event).type).toBe(type);
      expect(got.body).not.toContain('Zoë');
    });
  });

  test('hooks F8: CloudEvents, structured', () => {
    inEach('/structured', (one, got) => {
      expect(got.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
      const { type, data } = cloudEvent.parse(got.event);
      expect(type).toBe(one.type);
      requireFull(one, data);
    });
  });

  test('hooks F8: CloudEvents, binary', () => {
    inEach('/binary', (one, got) => {
      const { data: _data, datacontenttype: _type, ...attributes } = cloudEvent.shape;
      const sent = Object.keys(attributes).flatMap((name) => {
        const value = got.headers[`ce-${name}`];
        return value === undefined ? [] : [[name, decodeURIComponent(value)]];
      });
      const read = z.strictObject(attributes).parse(Object.fromEntries(sent));
      expect([read.type, read.id]).toEqual([one.type, got.event.id]);
      expect(got.headers['content-type']).toBe('application/json');
      requireFull(one, got.event);
    });
  });

  test('hooks F8: security event tokens, signed', () => {
    const header = z.strictObject({ typ: z.literal('secevent+jwt'), alg: z.literal('HS256') });
    inEach('/set', (one, got) => {
      const [first = '', second = '', signature = ''] = got.body.split('.');
      header.parse(JSON.parse(Buffer.from(first, 'base64url').toString()));
      const key = readSecret(SECRET).bytes;
      const expected = createHmac('sha256', key).update(`${first}.${second}`).digest('base64url');
      expect(signature).toBe(expected);
      const { iss, aud, jti, events } = claims.parse(got.event);
      expect([iss, aud]).toEqual([base, receiver.url('/set')]);
      const payload = events[`${base}/api/v1/event-types/${one.type}`];
      expect(payload).toHaveProperty('id', jti);
      requireFull(one, payload);
    });
  });
});

/** RFC 8417, section 2.2, as this server fills it. */
const claims = z.strictObject({
  iss: z.url(),
  aud: z.url(),
  jti: z.uuid(),
  iat: z.int(),
  toe: z.int(),
  txn: z.string(),
  sub_id: z.looseObject({ format: z.enum(['scim', 'uri', 'opaque']) }),
  events: z.record(z.string(), z.record(z.string(), z.unknown())),
});

function sidesOf({ before, after }: { readonly before?: object; readonly after?: object }) {
  return {
    ...(before && { before: { ...before } }),
    ...(after && { after: { ...after } }),
  };
}
