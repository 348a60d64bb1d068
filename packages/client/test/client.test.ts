import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createClient, MusterError, type ClientOptions, type MusterClient } from '../src/index.js';
import { OPERATIONS } from '../src/contract.js';
import { startRecordingServer, type RecordingServer } from './servers.js';

let server: RecordingServer;

beforeEach(async () => {
  server = await startRecordingServer();
});
afterEach(() => server.close());

function client(options: Partial<ClientOptions> = {}): MusterClient {
  return createClient({ url: server.url, key: 'the-key', ...options });
}

const organizationId = 'organization-1';
const params = { organizationId };
const refusal = (status: number, code: string) => ({
  status,
  json: { type: 'about:blank', title: 'No', status, detail: 'Not so.', code, traceId: 'trace-1' },
});
/** a refusal after which trying again is worth while, at once */
const busy = { ...refusal(503, 'store.unavailable'), headers: { 'retry-after': '0.01' } };

describe('a request', () => {
  test('is made for every operation of the contract', () => {
    expect(Object.keys(client()).sort()).toEqual(Object.keys(OPERATIONS).sort());
  });

  test('has the method, the filled path, the query without what is absent, and the key', async () => {
    server.answers.push({ json: { items: [] } });
    const query = { q: 'a&b=c é', limit: 2, cursor: undefined };
    const found = await client().listMembers({
      params: { organizationId: 'a/b c?' },
      // what is absent may be undefined for callers without exactOptionalPropertyTypes
      query: query as { q: string; limit: number },
    });
    expect(found).toEqual({ items: [] });
    expect(server.received).toMatchObject([
      {
        method: 'GET',
        path: '/api/v1/organizations/a%2Fb%20c%3F/members?q=a%26b%3Dc+%C3%A9&limit=2',
        headers: { authorization: 'Bearer the-key' },
        body: '',
      },
    ]);
    for (const name of ['idempotency-key', 'if-match', 'content-type', 'muster-acting-member'])
      expect(server.received[0]?.headers).not.toHaveProperty(name);
  });

  test('a parameter that is missing or empty is refused before anything is sent', async () => {
    for (const id of [undefined, '']) {
      const wrong = { params: { organizationId: id as string } };
      await expect(client().getOrganization(wrong)).rejects.toThrow(/organizationId is missing/);
    }
    expect(server.received).toEqual([]);
  });

  test('a body goes as JSON, a POST with a key of its own, another method without', async () => {
    const body = { name: 'Example Ü' };
    await client().createOrganization({ body });
    await client().updateOrganization({ params, body, ifMatch: '"3"' });
    const [created, updated] = server.received;
    expect(created).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    expect(JSON.parse(created?.body ?? '')).toEqual(body);
    expect(created?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
    expect(updated).toMatchObject({ method: 'PATCH', headers: { 'if-match': '"3"' } });
    expect(updated?.headers).not.toHaveProperty('idempotency-key');
  });

  test('a key, an idempotency key and an acting member of the call come before those of the client', async () => {
    const acting = client({ actingMember: 'member-1' });
    await acting.createOrganization({ body: { name: 'A' }, idempotencyKey: 'once' });
    await acting.listMembers({ params, actingMember: 'member-2' });
    await createClient({ url: server.url }).listJobs({});
    const [first, second, third] = server.received;
    expect(first?.headers).toMatchObject({
      'idempotency-key': 'once',
      'muster-acting-member': 'member-1',
    });
    expect(second?.headers).toMatchObject({ 'muster-acting-member': 'member-2' });
    expect(third?.headers).not.toHaveProperty('authorization');
  });

  test('a sheet goes as it is, with its own media type', async () => {
    const body = new Blob(['email\na@example.com'], { type: 'text/csv' });
    await client().createImport({ params, body });
    expect(server.received[0]).toMatchObject({
      headers: { 'content-type': 'text/csv' },
      body: 'email\na@example.com',
    });
  });
});

describe('an answer', () => {
  test('of 204 is nothing, one that is no JSON is the response itself', async () => {
    server.answers.push({ status: 204 }, { text: 'email\n' });
    const nothing = { params: { ...params, roleName: 'one' } };
    expect(await client().deleteRole(nothing)).toBeUndefined();
    const sheet = (await client().getImportTemplate({ params })) as Response;
    expect(await sheet.text()).toBe('email\n');
  });

  test('pages are walked by the cursor of the one before', async () => {
    server.answers.push({ json: { items: [1, 2], next: 'abc' } }, { json: { items: [3] } });
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 2, ...(cursor !== undefined && { cursor }) };
      const page = await client().listMembers({ params, query });
      seen.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual([1, 2, 3]);
    expect(server.received.map(({ path }) => path.split('?')[1])).toEqual([
      'limit=2',
      'limit=2&cursor=abc',
    ]);
  });

  test('a redirect is not followed: the key would go elsewhere', async () => {
    server.answers.push({ status: 302, headers: { location: `${server.url}/elsewhere` } });
    await expect(client({ retries: 0 }).listJobs({})).rejects.toThrow();
    expect(server.received).toHaveLength(1);
  });
});

describe('a refusal', () => {
  test('is an error with the problem, its code, its status', async () => {
    const details = { field: 'x' };
    server.answers.push({ ...refusal(404, 'organization.missing'), headers: {} });
    server.answers[0] = {
      status: 404,
      json: { ...refusal(404, 'organization.missing').json, details },
    };
    const error = await client()
      .getOrganization({ params })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(MusterError);
    expect(error).toMatchObject({
      name: 'MusterError',
      code: 'organization.missing',
      status: 404,
      message: 'organization.missing: Not so.',
      problem: { traceId: 'trace-1', details },
    });
    expect((error as MusterError).retryAfter).toBeUndefined();
    expect(server.received).toHaveLength(1);
  });

  test.each([
    ['a page of a proxy', { status: 502, text: '<html>Bad Gateway' }],
    ['JSON of somebody else', { status: 400, json: { error: 'nope' } }],
    ['nothing', { status: 500, text: '' }],
  ])('%s is an answer that cannot be read', async (_name, answer) => {
    server.answers.push(answer);
    await expect(client().listJobs({})).rejects.toMatchObject({
      code: 'client.unreadable',
      status: answer.status,
    });
  });
});

describe('a repetition', () => {
  test('of a busy server or a limit, with the same idempotency key, until it answers', async () => {
    server.answers.push(busy, { ...refusal(429, 'rate.limited'), headers: busy.headers });
    server.answers.push({ status: 201, json: { id: 'new' } });
    const made = await client().createOrganization({ body: { name: 'A' } });
    expect(made).toEqual({ id: 'new' });
    const keys = server.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  test('ends with the last refusal, which says when to come again', async () => {
    server.answers.push(busy, busy);
    const failing = client({ retries: 1 }).listJobs({});
    await expect(failing).rejects.toMatchObject({ status: 503, retryAfter: 0.01 });
    expect(server.received).toHaveLength(2);
  });

  test('of a connection that was cut', async () => {
    server.answers.push({ cut: true }, { json: { items: [] } });
    expect(await client({ retries: 1 }).listJobs({})).toEqual({ items: [] });
  });

  test('never of another refusal', async () => {
    for (const status of [400, 401, 403, 404, 409, 412, 422, 500]) {
      server.answers.push(refusal(status, 'some.code'));
      await expect(client().listJobs({})).rejects.toMatchObject({ status });
    }
    expect(server.received).toHaveLength(8);
  });

  test('an answer that is late is given up, and so is a call that is aborted', async () => {
    server.answers.push({ delayMs: 5_000 });
    await expect(client({ retries: 0, timeout: 500 }).listJobs({})).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    const abort = new AbortController();
    abort.abort(new Error('changed my mind'));
    const aborted = client().listJobs({ signal: abort.signal });
    await expect(aborted).rejects.toThrow('changed my mind');
    expect(server.received).toHaveLength(1);
  });

  test('another fetch can be given', async () => {
    const urls: string[] = [];
    const answering: typeof fetch = async (url) => {
      urls.push(String(url));
      return Response.json({ items: [] });
    };
    await client({ fetch: answering }).listJobs({});
    expect(urls).toEqual([`${server.url}/api/v1/jobs`]);
  });
});
