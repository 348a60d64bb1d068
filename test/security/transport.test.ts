import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { startServer, type ScimClient, type TestServer } from '../kit/server.js';
import { PATIENCE_MS } from '../kit/soon.js';

/** What can be done below HTTP's words: two readings of one request, requests that never end, answers that nobody fetches. */
let server: TestServer;
let scim: ScimClient;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await startServer();
  scim = await server.scim();
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await server.close();
});

interface Raw {
  readonly socket: Socket;
  text(): string;
  readonly closed: Promise<void>;
}

function open({ url } = server): Raw {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.push(socket);
  let text = '';
  socket.setEncoding('utf8').on('data', (data: string) => (text += data));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return { socket, text: () => text, closed };
}

/** What comes back for these bytes until the server closes, or until nothing more has come for half a second. */
async function exchange(bytes: string): Promise<string> {
  const raw = open();
  const quiet = new Promise<void>((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    raw.socket.on('data', () => {
      clearTimeout(timer);
      timer = setTimeout(resolve, 500);
    });
  });
  raw.socket.write(bytes);
  await Promise.race([raw.closed, quiet]);
  raw.socket.destroy();
  return raw.text();
}

const answers = (text: string): number => text.match(/HTTP\/1\.1 [2-5]\d\d /g)?.length ?? 0;

describe('requests with two readings', () => {
  const start = (): string =>
    `POST /scim/${scim.connectionId}/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${scim.token}\r\n`;
  const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
  const bodies: readonly [string, string][] = [
    ['two lengths', 'Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd'],
    ['a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['an encoding that is none', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
    ['chunks that are not last', 'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
    ['a length with a sign', 'Content-Length: +4\r\n\r\nabcd'],
    ['a name with a blank', 'Content-Length : 4\r\n\r\nabcd'],
    ['a folded line', 'Content-Length:\r\n 4\r\n\r\nabcd'],
    [
      'a chunk length that overflows',
      'Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n\r\n',
    ],
  ];
  test.each(bodies)('%s', async (_name, rest) => {
    const text = await exchange(start() + rest + smuggled);
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(answers(text)).toBe(1);
    expect(text).not.toContain('alive');
  });

  test('a body that a GET has is no second request', async () => {
    const get = start().replace('POST', 'GET');
    const inner = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n';
    const text = await exchange(`${get}Content-Length: ${inner.length}\r\n\r\n${inner}`);
    expect(answers(text)).toBe(1);
  });

  test('a refused body is no second request', async () => {
    const anonymous = start().replace(/Authorization.*\r\n/, '');
    const text = await exchange(
      `${anonymous}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 401 /);
    expect(answers(text)).toBe(1);
  });

  test('addresses that are handed out are ours, whatever a client calls the server', async () => {
    await scim.post('/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'x',
    });
    const get = start()
      .replace(/^POST /, 'GET http://evil.example')
      .replace('Host: x', 'Host: evil.example');
    const headers =
      'X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nForwarded: host=evil.example\r\n';
    const text = await exchange(`${get}${headers}\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(text).toContain(`"location":"${server.url}/scim/`);
    expect(text).not.toContain('evil');
  });

  test('a line break in an address makes no header', async () => {
    const text = await exchange(start().replace('/v2/', '/v2/%0d%0aX-Evil:%201/') + '\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 404 /);
    expect(text).not.toMatch(/^x-evil/im);
  });
});

// These limits are short, so no other test may use this server: on a busy machine an ordinary request can take a second.
describe('clients that take their time', () => {
  let strict: TestServer;
  beforeAll(async () => {
    strict = await startServer({ settings: { http: { headerSeconds: 1, requestSeconds: 2 } } });
  });
  afterAll(() => strict.close());

  async function livesFor(send: (raw: Raw) => void): Promise<number> {
    const start = performance.now();
    const raw = open(strict);
    send(raw);
    await raw.closed;
    return performance.now() - start;
  }

  test('with the first byte, with headers, with a body', async () => {
    const { connectionId, token } = await strict.scim();
    const headers = `POST /scim/${connectionId}/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n`;
    const dripping = (raw: Raw, text: string, drop: string): void => {
      raw.socket.write(text);
      const timer = setInterval(() => raw.socket.write(drop), 100);
      void raw.closed.then(() => clearInterval(timer));
    };
    const lives = await Promise.all([
      livesFor(() => undefined),
      livesFor((raw) => dripping(raw, 'GET /healthz HTTP/1.1\r\nHost: x\r\n', 'a: b\r\n')),
      livesFor((raw) => dripping(raw, `${headers}Content-Length: 100000\r\n\r\n`, ' ')),
      livesFor((raw) =>
        dripping(raw, `${headers}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'),
      ),
    ]);
    for (const life of lives) expect(life).toBeLessThan(10_000);
  });

  test('do not keep others waiting, however many they are', async () => {
    const idle = Array.from({ length: 1_000 }, () => open(strict));
    for (const { socket } of idle) socket.write('GET /healthz HTTP/1.1\r\n');
    const start = performance.now();
    expect((await fetch(`${strict.url}/readyz`)).status).toBe(200);
    expect(performance.now() - start).toBeLessThan(5_000);
    await Promise.all(idle.map(({ closed }) => closed));
  });
});

describe('too much of something', () => {
  test('headers', async () => {
    const long = await exchange(
      `GET /healthz HTTP/1.1\r\nHost: x\r\nA: ${'b'.repeat(20_000)}\r\n\r\n`,
    );
    expect(long).toMatch(/^HTTP\/1\.1 431 /);
    const many = await exchange(
      `GET /healthz HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(20_000)}\r\n`,
    );
    expect(many).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('requests in one go are all answered, in their order', async () => {
    const get = (count: number): string =>
      `GET /scim/${scim.connectionId}/v2/Users?count=${count} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${scim.token}\r\n\r\n`;
    const raw = open();
    raw.socket.write(Array.from({ length: 500 }, (_, at) => get(at % 2)).join(''));
    const start = performance.now();
    while (answers(raw.text()) < 500 && performance.now() - start < PATIENCE_MS) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const pages = [...raw.text().matchAll(/"itemsPerPage":(\d)/g)].map(([, page]) => page);
    expect(pages.join('')).toBe('01'.repeat(250));
  });
});

test('answers that are no page tell browsers not to guess', async () => {
  const paths = [
    '/healthz',
    '/readyz',
    '/docs/errors',
    '/nowhere',
    '/api/v1/organizations',
    '/scim/x',
  ];
  for (const path of paths) {
    const response = await fetch(server.url + path);
    await response.text();
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('content-type')).toMatch(
      /^(application|text)\/[a-z+]+; charset=utf-8$/,
    );
  }
});

test('figures have few labels, whatever clients send', async () => {
  for (let at = 0; at < 50; at += 1) {
    await fetch(`${server.url}/scim/${at}/v2/X${at}`, { headers: { 'user-agent': `a${at}` } });
    await fetch(`${server.url}/${at}`);
  }
  const headers = { authorization: `Bearer ${server.operatorKey}` };
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
  const series = text.split('\n').filter((line) => line.startsWith('muster_requests_total'));
  expect(series.length).toBeGreaterThan(2);
  expect(series.length).toBeLessThan(25);
});
