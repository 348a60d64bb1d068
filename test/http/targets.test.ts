import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Log } from '#kernel/index.js';
import { startServer, type ScimClient, type TestServer } from '../kit/server.js';

// Request targets that no client library would send, written to the socket as they are. Express cannot read some of them; every
// answer is ours all the same, with our headers, and has its line in the log.

const lines: { door?: string; path?: string; status?: number; traceId?: string }[] = [];
let server: TestServer;
let scim: ScimClient;

beforeAll(async () => {
  const quiet = (): void => undefined;
  const log: Log = {
    debug: quiet,
    info: (fields) => lines.push(fields),
    warn: quiet,
    error: quiet,
  };
  server = await startServer({ log });
  scim = await server.scim();
});
afterAll(() => server.close());

interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends the request line and headers; the server closes the connection after its answer. */
async function send(requestLine: string, headers: readonly string[] = []): Promise<RawAnswer> {
  const { hostname, port } = new URL(server.url);
  const text = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.setEncoding('utf8').on('data', (part: string) => (received += part));
    socket.on('error', () => resolve(received)).on('close', () => resolve(received));
    const all = [requestLine, 'host: x', 'connection: close', ...headers];
    socket.write(`${all.join('\r\n')}\r\n\r\n`);
  });
  const [head = '', ...body] = text.split('\r\n\r\n');
  const [status = '', ...fields] = head.split('\r\n');
  const pairs = fields.map((field) => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const;
  });
  return {
    status: Number(status.split(' ')[1]),
    headers: new Map(pairs),
    body: body.join('\r\n\r\n'),
  };
}

function expectOurs({ headers, body, status }: RawAnswer): void {
  const traceId = headers.get('x-trace-id');
  expect(traceId).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(body).not.toMatch(/<html|Cannot GET|Error:/);
  expect(lines.filter((line) => line.traceId === traceId)).toMatchObject([{ status }]);
}

const PROBLEM = 'application/problem+json; charset=utf-8';
const SCIM = 'application/scim+json; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

describe('targets that are answered', () => {
  test.each([
    // the host cannot be read, and so nothing of it can
    ['GET http://[::1/scim/x/v2/Users HTTP/1.1', 404, PROBLEM, 'other'],
    ['GET http://[::1/healthz HTTP/1.0', 404, PROBLEM, 'other'],
    ['OPTIONS http://[::1 HTTP/1.1', 404, PROBLEM, 'other'],
    ['GET http://a:b:c/healthz HTTP/1.1', 404, PROBLEM, 'other'],
    ['GET http:// HTTP/1.1', 404, PROBLEM, 'other'],
    ['GET http://x HTTP/1.1', 200, JSON_TYPE, 'health'],
    ['GET * HTTP/1.1', 404, PROBLEM, 'other'],
    ['OPTIONS * HTTP/1.1', 404, PROBLEM, 'other'],
    ['GET //healthz HTTP/1.1', 404, PROBLEM, 'other'],
    ['GET //other/scim HTTP/1.1', 404, PROBLEM, 'other'],
    // broken escapes
    ['GET /%zz HTTP/1.1', 404, PROBLEM, 'other'],
    ['GET /%E0%A4%A/x HTTP/1.1', 404, PROBLEM, 'other'],
    ['GET /scim/%zz/v2/Users HTTP/1.1', 401, SCIM, 'scim'],
    ['GET /api/v1/organizations/%zz HTTP/1.1', 401, PROBLEM, 'rest'],
    // the absolute form of RFC 9112 section 3.2.2: the host is passed over
    ['GET http://evil.example/healthz HTTP/1.1', 200, JSON_TYPE, 'health'],
    ['GET http://evil.example/scim/a/v2/Users HTTP/1.1', 401, SCIM, 'scim'],
    ['GET HTTP://evil.example/SCIM/a/v2/Users HTTP/1.1', 401, SCIM, 'scim'],
    ['GET https://evil.example/api/v1/organizations HTTP/1.1', 401, PROBLEM, 'rest'],
    // a fragment belongs to the client
    ['GET /healthz#x HTTP/1.1', 200, JSON_TYPE, 'health'],
    ['GET /scim#/x HTTP/1.1', 401, SCIM, 'scim'],
    // HTTP/1.0
    ['GET /healthz HTTP/1.0', 200, JSON_TYPE, 'health'],
    ['GET /scim/a/v2 HTTP/1.0', 401, SCIM, 'scim'],
    ['GET /api/v1/organizations HTTP/1.0', 401, PROBLEM, 'rest'],
  ])('%s', async (requestLine, status, type, door) => {
    const answer = await send(requestLine);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type]);
    expectOurs(answer);
    expect(lines.find(({ traceId }) => traceId === answer.headers.get('x-trace-id'))).toMatchObject(
      { door, path: expect.not.stringMatching(/evil|\?/) },
    );
  });

  test('with credentials they lead where the path does', async () => {
    const scimKey = [`authorization: Bearer ${scim.token}`];
    const users = `/scim/${scim.connectionId}/v2/Users?count=0`;
    for (const target of [users, `http://evil.example${users}`, `http://[::1]:1${users}`]) {
      const answer = await send(`GET ${target} HTTP/1.1`, scimKey);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, SCIM]);
      expect(answer.body).not.toContain('evil');
    }
    const operator = [`authorization: Bearer ${server.operatorKey}`];
    const list = await send('GET http://evil.example/api/v1/organizations HTTP/1.0', operator);
    expect([list.status, list.headers.get('content-type')]).toEqual([200, JSON_TYPE]);
    const broken = await send('GET /api/v1/organizations/%zz HTTP/1.1', operator);
    expect([broken.status, broken.headers.get('content-type')]).toEqual([404, PROBLEM]);
    expectOurs(broken);
  });

  test('the token endpoint and its metadata are found in the absolute form, too', async () => {
    const base = `http://evil.example/scim/${scim.connectionId}`;
    const token = await send(`POST ${base}/oauth/token HTTP/1.1`, ['content-length: 0']);
    expect([token.status, token.body]).toEqual([400, expect.stringContaining('grant_type')]);
    const path = `/.well-known/oauth-authorization-server/scim/${scim.connectionId}`;
    const metadata = await send(`GET http://evil.example${path} HTTP/1.1`);
    expect(metadata.status).toBe(200);
    expect(metadata.body).toContain(`"issuer":"${server.url}/scim/${scim.connectionId}"`);
  });
});

describe('targets that node refuses itself', () => {
  test.each([
    'GET [::1/scim HTTP/1.1',
    'GET healthz HTTP/1.1',
    'GET ?a=b HTTP/1.1',
    'GET /scim/a b HTTP/1.1',
    'GET http://a b/healthz HTTP/1.1',
  ])('%s', async (requestLine) => {
    expect(await send(requestLine)).toMatchObject({ status: 400, body: '' });
  });

  test('CONNECT: the connection is closed', async () => {
    expect(await send('CONNECT x:80 HTTP/1.1')).toMatchObject({ body: '' });
  });
});

test('every part of the app sends the same headers', async () => {
  const policy = async (path: string): Promise<[string, string][]> => {
    const { headers } = await fetch(server.url + path);
    const own = ['content-type', 'content-length', 'date', 'connection', 'keep-alive'];
    const differing = [...own, 'x-trace-id', 'www-authenticate', 'pragma'];
    return [...headers].filter(([name]) => !differing.includes(name));
  };
  const expected = await policy('/nowhere');
  expect(expected.map(([name]) => name)).toEqual(
    expect.arrayContaining(['cache-control', 'content-security-policy', 'x-frame-options']),
  );
  const token = `/scim/${scim.connectionId}/oauth/token`;
  for (const path of ['/healthz', '/api/v1/organizations', '/scim/a/v2/Users', '/docs/start.js']) {
    expect(await policy(path)).toEqual(expected);
  }
  expect((await policy(token)).filter(([name]) => name !== 'allow')).toEqual(expected);
});
