import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { startServer, type TestServer } from '../kit/server.js';
import { samlConnection } from '../kit/sessions.js';

// The addresses that identity providers speak to: no cookie, no check of the origin, and every outcome a page in words.

let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startServer();
  const created = await server.rest('POST', '/organizations', {
    body: { name: 'Example', slug: `x-${newId()}` },
  });
  const connection = await samlConnection(server.store, String(created.body['id']));
  base = `${server.url}/saml/${connection.id}`;
});
afterAll(() => server.close());

async function locationOf(url: string, init: RequestInit = {}): Promise<string> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  await response.text();
  return `${response.status} ${response.headers.get('location') ?? ''}`;
}

const form = (text: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: text,
});

test('signin A8 a wrong method, an empty form and another media type end on a page, not on a status', async () => {
  const missing = '303 /sign-in/finish?refusal=message_missing';
  expect(await locationOf(`${base}/acs`)).toBe(missing);
  expect(await locationOf(`${base}/acs`, { method: 'PUT' })).toBe(missing);
  expect(await locationOf(`${base}/acs`, form(''))).toBe(missing);
  // this connection has no metadata yet, so no logout message can be believed
  const unusable = '303 /sign-in/finish?refusal=connection_unusable&out=1';
  expect(await locationOf(`${base}/slo`)).toBe(unusable);
  expect(await locationOf(`${base}/slo`, form(''))).toBe(unusable);
});

test('signin A4 a form of another site, or of none, is handled, at both addresses', async () => {
  for (const origin of ['https://idp.example', 'null']) {
    for (const place of ['acs', 'slo']) {
      const answer = await locationOf(`${base}/${place}`, form('SAMLResponse=x', { origin }));
      expect(answer).toMatch(/^303 \/sign-in\/finish\?refusal=/);
    }
  }
});

test('signin A21 5 MB are refused with the words of a page', async () => {
  const text = `SAMLResponse=${'A'.repeat(5_000_000)}`;
  expect(await locationOf(`${base}/acs`, form(text))).toBe(
    '303 /sign-in/finish?refusal=message_too_large',
  );
});

test('metadata are XML; of an unknown connection there are none', async () => {
  const response = await fetch(`${base}/metadata`);
  expect(response.headers.get('content-type')).toBe('application/samlmetadata+xml');
  expect(await response.text()).toContain(`entityID="http://localhost/saml/`);
  const unknown = base.replace(/[0-9a-f-]{36}/, '01900000-0000-7000-8000-000000000000');
  expect((await fetch(`${unknown}/metadata`)).status).toBe(404);
  expect(await locationOf(`${unknown}/acs`, form('SAMLResponse=x'))).toBe(
    '303 /sign-in/finish?refusal=connection_unusable',
  );
});
