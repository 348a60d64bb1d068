import { describe, expect, test } from '@jest/globals';
import { importJWK, jwtVerify } from 'jose';
import { createPublicKey } from 'node:crypto';
import type { DomainEvent } from '#integrations/index.js';
import {
  bytesToSend,
  createEventEncoder,
  type EncodingChoice,
} from '#integrations/events/encodings/index.js';
import { privateKeyOf, readSecret, type SigningSecret } from '#integrations/signing/index.js';

// How an event is written: rows C3, C4, F of the field faults of hooks, and J3, J5, H6 as far as they are about encodings.

const NAME = 'Zoë "%20" 😀 \u2028 株式会社 \ud83d';
const EVENT: DomainEvent = {
  id: '0192f0a0-0000-7000-8000-000000000001',
  type: 'member.added',
  version: 1,
  timestamp: '2026-11-29T18:00:00.000Z',
  organizationId: '0192f0a0-0000-7000-8000-000000000002',
  sequence: 42,
  cursor: '0192f0a0-0000-7000-8000-000000000002.42',
  actor: { kind: 'operator', name: 'operator' },
  traceId: '0192f0a0000070008000000000000003',
  object: { kind: 'member', id: '0192f0a0-0000-7000-8000-000000000004', name: NAME },
  data: { after: { name: NAME, status: 'active' } },
};
const BASE = 'https://muster.example';
const encode = createEventEncoder({ baseUrl: () => BASE });
const choose = (
  encoding: EncodingChoice['encoding'],
  payload: EncodingChoice['payload'] = 'full',
) => encode(EVENT, { encoding, payload, url: 'https://host.example/events' });
const parsed = (text: string) => JSON.parse(text) as Record<string, unknown>;

describe('native', () => {
  test('full is the event of the feed, character for character but half a pair', () => {
    const { body, headers } = choose('native');
    const whole = `${NAME.slice(0, -1)}\ufffd`;
    expect(parsed(body)).toEqual({
      ...EVENT,
      object: { ...EVENT.object, name: whole },
      data: { after: { name: whole, status: 'active' } },
    });
    expect(headers).toEqual({ 'content-type': 'application/json' });
  });

  test('hooks C3: the bytes are UTF-8 that says the same again, and no half of a pair leaves', () => {
    const { body } = choose('native');
    expect(Buffer.from(body).toString('utf8')).toBe(body);
    expect(body).not.toMatch(/\\ud[89ab]/i);
    expect(body).toContain('😀');
  });

  test('thin has no names and no data, and the address of the object', () => {
    const { body } = choose('native', 'thin');
    const { object, actor, ...rest } = parsed(body);
    expect(object).toEqual({
      kind: 'member',
      id: EVENT.object.id,
      url: `${BASE}/api/v1/organizations/${EVENT.organizationId}/members/${EVENT.object.id}`,
    });
    expect(actor).toEqual({ kind: 'operator' });
    expect(rest).toMatchObject({ id: EVENT.id, type: EVENT.type, version: 1, sequence: 42 });
    expect(rest).not.toHaveProperty('data');
    expect(body).not.toContain('Zoë');
  });

  test('an object that REST does not show by its id has no address', () => {
    const event = { ...EVENT, object: { kind: 'scim-group', id: 'a' } };
    const { body } = encode(event, { encoding: 'native', payload: 'thin' });
    expect(parsed(body)['object']).toEqual({ kind: 'scim-group', id: 'a' });
  });

  test('hooks C2: the same event makes the same text each time', () => {
    for (const encoding of ['native', 'cloudevents', 'cloudevents-binary', 'set'] as const) {
      expect(choose(encoding)).toEqual(choose(encoding));
    }
  });
});

describe('CloudEvents 1.0', () => {
  const attributes = {
    specversion: '1.0',
    id: EVENT.id,
    source: `${BASE}/organizations/${EVENT.organizationId}`,
    type: 'member.added',
    time: EVENT.timestamp,
    subject: `member/${EVENT.object.id}`,
    sequence: '0000000000000042',
    organizationid: EVENT.organizationId,
  };

  test('hooks J5: structured has everything in the body', () => {
    for (const form of ['full', 'thin'] as const) {
      const { body, headers } = choose('cloudevents', form);
      const data = parsed(choose('native', form).body);
      const expected = { ...attributes, datacontenttype: 'application/json', data };
      expect(parsed(body)).toEqual(expected);
      expect(headers).toEqual({ 'content-type': 'application/cloudevents+json; charset=utf-8' });
    }
  });

  test('hooks J3: headers of the binary mode are plain ASCII without space, percent and quote', () => {
    const { body, headers } = choose('cloudevents-binary');
    expect(body).toBe(choose('native').body);
    const expected = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]);
    const { 'content-type': type, ...rest } = headers;
    expect(rest).toEqual(Object.fromEntries(expected));
    expect(type).toBe('application/json');
    for (const value of Object.values(rest)) expect(value).toMatch(/^[\x21\x23\x24\x26-\x7e]+$/);
  });

  test('hooks J3: an id or an address that is not plain does not go into a header', () => {
    const odd = createEventEncoder({ baseUrl: () => 'https://muster.example/a%20b' });
    const event = { ...EVENT, object: { kind: 'role', id: 'Zoë "1"' } };
    const { headers } = odd(event, { encoding: 'cloudevents-binary', payload: 'full' });
    expect(headers['ce-subject']).toBeUndefined();
    expect(headers['ce-source']).toBe(`/organizations/${EVENT.organizationId}`);
  });

  test('an event of the installation', () => {
    const { organizationId, ...event } = EVENT;
    expect(organizationId).toBeDefined();
    const { headers } = encode(event, { encoding: 'cloudevents-binary', payload: 'full' });
    expect(headers['ce-source']).toBe(`${BASE}/installation`);
    expect(headers['ce-organizationid']).toBeUndefined();
  });
});

describe('security event tokens', () => {
  const v1 = readSecret(`whsec_${Buffer.alloc(32, 1).toString('base64')}`);
  const newer = readSecret(`whsec_${Buffer.alloc(32, 2).toString('base64')}`);
  const v1a: SigningSecret = { scheme: 'v1a', bytes: Buffer.alloc(32, 3) };
  const options = {
    issuer: BASE,
    audience: 'https://host.example/events',
    typ: 'secevent+jwt',
  };

  test('a library verifies them by HS256, with the older of two secrets', async () => {
    const encoded = choose('set');
    expect(encoded.headers).toEqual({ 'content-type': 'application/secevent+jwt' });
    const token = bytesToSend(encoded, [v1, newer]).toString();
    const { payload } = await jwtVerify(token, v1.bytes, options);
    expect(payload).toMatchObject({ jti: EVENT.id, txn: EVENT.traceId, iat: 1_795_975_200 });
    await expect(jwtVerify(token, newer.bytes, options)).rejects.toThrow();
    const after = bytesToSend(encoded, [newer]).toString();
    expect((await jwtVerify(after, newer.bytes, options)).payload).toEqual(payload);
  });

  test('a library verifies them by EdDSA where the endpoint has a key of v1a', async () => {
    const token = bytesToSend(choose('set'), [v1, v1a]).toString();
    const jwk = createPublicKey(privateKeyOf(v1a.bytes)).export({ format: 'jwk' });
    const { protectedHeader } = await jwtVerify(token, await importJWK(jwk, 'EdDSA'), options);
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', kid: expect.stringMatching(/^.{43}$/) });
  });

  test('hooks H6: sub_id stands beside the events, and there is no sub', () => {
    const claims = parsed(choose('set').body);
    expect(claims).not.toHaveProperty('sub');
    expect(claims['sub_id']).toEqual({
      format: 'uri',
      uri: `${BASE}/api/v1/organizations/${EVENT.organizationId}/members/${EVENT.object.id}`,
    });
    const type = `${BASE}/api/v1/event-types/member.added`;
    expect(claims['events']).toEqual({ [type]: parsed(choose('native').body) });
  });

  test('an event of SCIM has its name of RFC 9967 beside, with the attributes that changed', () => {
    const change = (type: string, after?: Record<string, unknown>) => {
      const object = { kind: 'scim-user', id: 'u' };
      const event = { ...EVENT, type, object, data: after ? { after } : {} };
      const { body } = encode(event, { encoding: 'set', payload: 'thin' });
      const { events, sub_id: subject } = parsed(body);
      expect(subject).toEqual({ format: 'scim', uri: '/Users/u' });
      const names = Object.entries(events as object).filter(([name]) => name.startsWith('urn:'));
      return Object.fromEntries(names) as object;
    };
    const scim = 'urn:ietf:params:scim:event:';
    const changes = [{ path: 'active', before: true, after: false }, { path: 'name.givenName' }];
    expect(change('scim.user.updated', { changes })).toEqual({
      [`${scim}prov:patch:notice`]: { attributes: ['active', 'name.givenName'] },
    });
    expect(change('scim.user.created')).toEqual({ [`${scim}prov:create:notice`]: {} });
    expect(change('scim.user.deleted')).toEqual({ [`${scim}prov:delete`]: {} });
  });

  test('other encodings are sent as they were made', () => {
    for (const encoding of ['native', 'cloudevents', 'cloudevents-binary'] as const) {
      const encoded = choose(encoding);
      expect(bytesToSend(encoded, [v1]).toString()).toBe(encoded.body);
    }
  });
});
