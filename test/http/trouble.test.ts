import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { equals } from '#store/index.js';
import {
  requests,
  startServer,
  type Reply,
  type ScimClient,
  type TestServer,
} from '../kit/server.js';

// Bad input: the right error, quickly, in the words of SCIM or REST, and nothing changed.

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const JSON_TYPE = { 'content-type': 'application/scim+json' };
const SMALL = 65_536;

let server: TestServer;
let scim: ScimClient;

beforeAll(async () => {
  server = await startServer({
    settings: {
      http: {
        bodyBytes: { scim: SMALL, rest: 1_024 },
        headerBytes: 8_192,
      },
      scim: { bulk: { maxPayloadBytes: 2_048 } },
    },
  });
  scim = await server.scim();
});
afterAll(() => server.close());

const user = (userName: string): object => ({ schemas: [USER], userName });

function expectScimError(reply: Reply, status: number, scimType?: string): void {
  expect(reply.status).toBe(status);
  expect(reply.headers.get('content-type')).toBe('application/scim+json; charset=utf-8');
  expect(reply.body).toEqual({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    ...(scimType && { scimType }),
    detail: expect.any(String),
  });
}

function expectProblem(reply: Reply, status: number, code: string): void {
  expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(reply.body).toMatchObject({ status, code, title: expect.any(String) });
  expect(reply.status).toBe(status);
  expect(reply.body['traceId']).toBe(reply.headers.get('x-trace-id'));
}

async function total(): Promise<number> {
  return Number((await scim.get('/Users?count=0')).body['totalResults']);
}

describe('SCIM bodies (rows 7, 8, 101)', () => {
  const post = (body: string, headers: Record<string, string> = JSON_TYPE): Promise<Reply> =>
    scim.request('POST', '/Users', { body, headers });

  test.each([
    ['malformed JSON', '{"userName": "a@example.com", }'],
    ['half a body', '{"userName": "a@exa'],
    ['no JSON at all', 'userName=a'],
    ['an array', '[]'],
    ['a string', '"a"'],
    ['null', 'null'],
    [
      'a key twice',
      `{"schemas":["${USER}"],"userName":"a@example.com","userName":"b@example.com"}`,
    ],
    ['10,000 levels', `{"x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['10,000 levels that never end', '{"x":'.repeat(10_000)],
  ])('%s is 400 invalidSyntax and changes nothing', async (_name, body) => {
    const before = await total();
    const start = performance.now();
    expectScimError(await post(body), 400, 'invalidSyntax');
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(await total()).toBe(before);
  });

  test('row 109: a POST with Content-Length: 0 and one without any body are 400 invalidSyntax', async () => {
    expectScimError(
      await scim.request('POST', '/Users', { headers: JSON_TYPE }),
      400,
      'invalidSyntax',
    );
    const raw = await exchange(head('POST', '/Users', ['content-length: 0']));
    expect(raw).toMatch(/^HTTP\/1\.1 400 /);
    expect(raw).toContain('"scimType":"invalidSyntax"');
  });

  test('the answer to malformed JSON does not quote the body', async () => {
    const reply = await post('{"password":"correct horse", oops}');
    expectScimError(reply, 400, 'invalidSyntax');
    expect(reply.text).not.toContain('horse');
    expect(reply.text).not.toContain('oops');
  });

  test('bytes that are no UTF-8 are 400, not replaced', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`{"schemas":["${USER}"],"userName":"caf`),
      Buffer.from([0xe9]),
      Buffer.from('@example.com"}'),
    ]);
    const response = await fetch(`${scim.baseUrl}/Users`, {
      method: 'POST',
      headers: { ...JSON_TYPE, authorization: `Bearer ${scim.token}` },
      body: bytes,
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('UTF-8');
  });

  test.each([
    'application/scim+json',
    'application/scim+json; charset=utf-8',
    'application/scim+json;charset=UTF-8',
    'application/json',
    'Application/JSON; charset="utf-8"',
    'application/json; charset=utf8',
    'application/json; charset=iso-8859-1',
    'application/json; odata=verbose',
  ])('row 8: Content-Type %s is read', async (type) => {
    const name = `type-${encodeURIComponent(type)}@example.com`;
    const reply = await post(JSON.stringify(user(name)), { 'content-type': type });
    expect(reply.status).toBe(201);
  });

  test('a body without Content-Type is taken for JSON', async () => {
    const body = JSON.stringify(user('no-type@example.com'));
    const raw = await exchange(
      head('POST', '/Users', [`content-length: ${Buffer.byteLength(body)}`]) + body,
    );
    expect(raw).toMatch(/^HTTP\/1\.1 201 /);
  });

  test.each([
    'text/xml',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/scim+jsonx',
    'application/json; charset=x-unknown',
    'multipart/form-data; boundary=x',
    ';',
  ])('row 8: Content-Type %s is 415', async (type) => {
    const before = await total();
    expectScimError(
      await post(JSON.stringify(user('t@example.com')), { 'content-type': type }),
      415,
    );
    expect(await total()).toBe(before);
  });

  test('a compressed body is 415', async () => {
    const response = await fetch(`${scim.baseUrl}/Users`, {
      method: 'POST',
      headers: {
        ...JSON_TYPE,
        'content-encoding': 'gzip',
        authorization: `Bearer ${scim.token}`,
      },
      body: gzipSync(JSON.stringify(user('zip@example.com'))),
    });
    expect(response.status).toBe(415);
    expect(await response.text()).toContain('compressed');
  });

  test('row 101: a body over the limit is 413 and names the limit', async () => {
    const body = JSON.stringify({ ...user('big@example.com'), title: 'x'.repeat(SMALL) });
    const reply = await post(body);
    expectScimError(reply, 413);
    expect(reply.body['detail']).toContain(`${SMALL} bytes`);
  });

  test('row 101: the same without Content-Length, in chunks', async () => {
    const chunk = `8000\r\n${' '.repeat(0x8000)}\r\n`;
    const raw = await exchange(
      head('POST', '/Users', ['transfer-encoding: chunked', 'content-type: application/json']) +
        chunk.repeat(4) +
        '0\r\n\r\n',
    );
    expect(raw).toMatch(/^HTTP\/1\.1 413 /);
    expect(raw).toContain('application/scim+json');
  });

  test('row 99: a bulk request has a limit of its own', async () => {
    const reply = await scim.post('/Bulk', { schemas: [], Operations: [], x: 'x'.repeat(2_048) });
    expectScimError(reply, 413);
    expect(reply.body['detail']).toContain('2048 bytes');
  });

  test('__proto__ in a body pollutes nothing', async () => {
    const name = 'proto@example.com';
    const reply = await post(
      `{"schemas":["${USER}"],"userName":"${name}","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}`,
    );
    expect([201, 400]).toContain(reply.status);
    expect(reply.text).not.toContain('polluted');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('a body behind GET is not looked at', async () => {
    const raw = await exchange(head('GET', '/Users?count=0', ['content-length: 5']) + '{{{{{');
    expect(raw).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('SCIM addresses (rows 5, 14, 110)', () => {
  test.each([
    '/Foos',
    '/Users/x/y',
    '/%',
    '/Users/%zz',
    '/Users/%00',
    '/__proto__',
    '/constructor',
  ])('%j is 404', async (path) => {
    expectScimError(await scim.get(path), 404);
  });

  test('row 14: another version is 404', async () => {
    const here = requests(`${server.url}/scim/${scim.connectionId}`, {
      authorization: `Bearer ${scim.token}`,
    });
    for (const path of ['/v3/Users', '/v1/Users', '/Users', '/V2/Users', '/', '']) {
      expectScimError(await here('GET', path), 404);
    }
  });

  test('below /scim everything is SCIM, also for strangers', async () => {
    for (const path of [
      '/scim',
      '/scim/',
      '/scim/x',
      '/scim/x/v2/Users',
      '/scim/%/v2',
      '/scim//',
    ]) {
      expectScimError(await requests(server.url)('GET', path), 401);
    }
  });

  test('row 110: doubled and trailing slashes resolve', async () => {
    for (const path of ['//Users?count=0', '/Users/?count=0', '//Users//?count=0']) {
      expect((await scim.get(path)).status).toBe(200);
    }
  });

  test('E10: aadOptscim062020 is passed over, wherever a base URL put it', async () => {
    for (const path of [
      '/Users?aadOptscim062020&count=0',
      '/Users?count=0&aadOptscim062020',
      '?aadOptscim062020/Users?count=0',
      '/?aadOptscim062020=1/Users?count=0',
    ]) {
      const reply = await scim.get(path);
      expect(reply.status).toBe(200);
      expect(reply.body['itemsPerPage']).toBe(0);
    }
  });

  test('row 12: an unknown method is 405 with Allow', async () => {
    const reply = await scim.request('PUT', '/Users', { body: {} });
    expectScimError(reply, 405);
    expect(reply.headers.get('allow')).toContain('POST');
  });

  test('row 110: HEAD answers as GET does, without a body; OPTIONS says what there is', async () => {
    const asked = await scim.request('HEAD', '/Users?count=0');
    expect(asked.status).toBe(200);
    expect(asked.text).toBe('');
    expect((await scim.request('HEAD', '/Users/none')).status).toBe(404);
    const options = await scim.request('OPTIONS', '/Users');
    expect(options.status).toBe(204);
    expect(options.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
  });

  test('the whole URL in the request line is understood', async () => {
    const target = `${scim.baseUrl}/Users?count=0`;
    const raw = await exchange(
      `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer ${scim.token}\r\n\r\n`,
    );
    expect(raw).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('REST', () => {
  test.each([
    ['malformed JSON', '{"name":', 400, 'request.malformed'],
    ['a key twice', '{"name":"a","name":"b"}', 400, 'request.malformed'],
    ['deep JSON', '['.repeat(1_000), 400, 'request.malformed'],
    ['an array', '[]', 400, 'request.invalid'],
    ['an unknown key', '{"name":"a","nmae":"b"}', 400, 'request.invalid'],
    ['__proto__', '{"name":"a","__proto__":{"x":1}}', 400, 'request.invalid'],
    ['a wrong type', '{"name":1}', 400, 'request.invalid'],
    ['a body over the limit', `{"name":"${'x'.repeat(2_000)}"}`, 413, 'request.too_large'],
  ])('%s', async (_name, body, status, code) => {
    expectProblem(await server.rest('POST', '/organizations', { body }), status, code);
  });

  test('every wrong field is named', async () => {
    const body = { name: '', slug: 'No Slug', owner: { email: 'x', nome: 'y' } };
    const reply = await server.rest('POST', '/organizations', { body });
    expectProblem(reply, 400, 'request.invalid');
    const fields = (reply.body['errors'] as unknown as { field: string }[]).map((e) => e.field);
    expect(fields.sort()).toEqual(['name', 'owner.email', 'owner.name', 'owner.nome', 'slug']);
  });

  test('no body at all is named too', async () => {
    expectProblem(await server.rest('POST', '/organizations'), 400, 'request.invalid');
  });

  test.each(['text/xml', 'application/scim+json', 'application/x-www-form-urlencoded'])(
    'Content-Type %s is 415',
    async (type) => {
      const options = { body: '{"name":"a"}', headers: { 'content-type': type } };
      expectProblem(
        await server.rest('POST', '/organizations', options),
        415,
        'request.media_type',
      );
    },
  );

  test.each(['limit=0', 'limit=201', 'limit=x', 'limit=', 'cursor=%00', 'cursor=abc', 'foo=1'])(
    'the query %s is 400',
    async (query) => {
      expectProblem(await server.rest('GET', `/organizations?${query}`), 400, 'request.invalid');
    },
  );

  test('an unknown address is 404, an unknown method 405 with Allow', async () => {
    expectProblem(await server.rest('GET', '/nothing'), 404, 'route.missing');
    expectProblem(await server.rest('GET', '/organizations/x/y/z'), 404, 'route.missing');
    const reply = await server.rest('PUT', '/organizations', { body: {} });
    expectProblem(reply, 405, 'route.method');
    expect(reply.headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS');
    const options = await server.rest('OPTIONS', '/organizations');
    expect([options.status, options.headers.get('allow')]).toEqual([
      204,
      'POST, GET, HEAD, OPTIONS',
    ]);
  });

  test('ids that nobody could have made are 404', async () => {
    for (const id of ['x', '__proto__', '%00', '..%2f..', "'; DROP TABLE organizations; --"]) {
      const reply = await server.rest('GET', `/organizations/${id}`);
      expectProblem(reply, 404, 'organization.missing');
    }
  });

  test('a broken escape in the path is 404', async () => {
    expectProblem(await server.rest('GET', '/organizations/%zz'), 404, 'route.missing');
  });

  test('outside of SCIM and REST there is a problem document', async () => {
    for (const path of ['/favicon.ico', '/api', '/api/v2', '/%zz', '/.env']) {
      expectProblem(await requests(server.url)('GET', path), 404, 'route.missing');
    }
  });
});

describe('the wire', () => {
  test('row 109: HTTP/1.0 is answered and closed', async () => {
    const raw = await exchange(
      `GET ${path('/Users?count=0')} HTTP/1.0\r\nauthorization: Bearer ${scim.token}\r\n\r\n`,
    );
    expect(raw).toMatch(/^HTTP\/1\.1 200 /);
    expect(raw).toContain('Connection: close');
  });

  test('row 109: headers beyond the limit are 431', async () => {
    const raw = await exchange(head('GET', '/Users', [`x-much: ${'x'.repeat(10_000)}`]));
    expect(raw).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('a very long query is answered', async () => {
    const raw = await exchange(head('GET', `/Users?filter=${'a'.repeat(7_000)}`));
    expect(raw).toMatch(/^HTTP\/1\.1 400 /);
    expect(raw).toContain('"scimType":"invalidFilter"');
  });

  test('what is no HTTP is 400', async () => {
    expect(await exchange('\x16\x03\x01\x02\x00\x01\x00\x01\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('two different lengths, and a length with chunks, are refused (request smuggling)', async () => {
    const twice = head('POST', '/Users', ['content-length: 2', 'content-length: 3']);
    expect(await exchange(`${twice}{} `)).toMatch(/^HTTP\/1\.1 400 /);
    const both = head('POST', '/Users', ['content-length: 2', 'transfer-encoding: chunked']);
    expect(await exchange(`${both}0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a client that leaves in the middle of its body harms nobody', async () => {
    const before = await total();
    const socket = await open();
    socket.write(head('POST', '/Users', ['content-length: 1000']) + '{"schemas":');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect(await total()).toBe(before);
  });

  test('a thousand bad requests in a row leave the next good one alone', async () => {
    const statuses = new Set<number>();
    for (let batch = 0; batch < 10; batch += 1) {
      // more connections at once than a busy machine takes would fail before they are requests
      const bad = Array.from({ length: 100 }, (_, index) =>
        scim.request('POST', '/Users', {
          body: index % 2 ? '{' : '['.repeat(100),
          headers: JSON_TYPE,
        }),
      );
      for (const { status } of await Promise.all(bad)) statuses.add(status);
    }
    expect([...statuses]).toEqual([400]);
    expect((await scim.get('/Users?count=0')).status).toBe(200);
  });
});

// These limits are short, so no other test may use this server: on a busy machine an ordinary request can take a second.
describe('slow clients', () => {
  let strict: TestServer;
  let scimConnection: ScimClient;
  beforeAll(async () => {
    strict = await startServer({ settings: { http: { headerSeconds: 1, requestSeconds: 2 } } });
    scimConnection = await strict.scim();
  });
  afterAll(() => strict.close());

  test('slow headers are cut with 408', async () => {
    const start = performance.now();
    expect(await exchange('GET / HTTP/1.1\r\nhost: x\r\nx-slow: ', strict)).toMatch(
      /^HTTP\/1\.1 408 /,
    );
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('a slow body is cut with 408, and nothing is made of it', async () => {
    const start = performance.now();
    const bytes =
      head(
        'POST',
        '/Users',
        ['content-length: 1000', 'content-type: application/json'],
        scimConnection,
      ) + '{"a":';
    const raw = await exchange(bytes, strict);
    expect(raw).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(
      await strict.store.read.scimUsers.count(equals('connectionId', scimConnection.connectionId)),
    ).toBe(0);
  });
});

function path(below: string, { connectionId } = scim): string {
  return `/scim/${connectionId}/v2${below}`;
}

function head(
  method: string,
  below: string,
  headers: readonly string[] = [],
  scimConnection = scim,
): string {
  const lines = [
    `${method} ${path(below, scimConnection)} HTTP/1.1`,
    'host: 127.0.0.1',
    'connection: close',
    `authorization: Bearer ${scimConnection.token}`,
    ...headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function open({ url } = server): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Sends bytes as they are and gives everything that comes back until the server closes. */
async function exchange(bytes: string, to = server): Promise<string> {
  const socket = await open(to);
  return new Promise((resolve) => {
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (answer += text));
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
    socket.write(bytes);
  });
}
