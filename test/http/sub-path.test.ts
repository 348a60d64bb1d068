import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withoutBasePath } from '#http/base-path.js';
import { requests, startServer, type TestServer } from '../kit/server.js';

// A server at https://example.com/muster, behind a proxy that takes the path away or keeps it: every page is reached by the links of
// others, and what is handed out begins with the public URL.

const PUBLIC = 'https://example.com/muster';
const HTML = { accept: 'text/html' };

let server: TestServer;
beforeAll(async () => {
  server = await startServer({
    settings: { http: { publicUrl: PUBLIC, trustProxy: ['127.0.0.0/8'] } },
  });
});
afterAll(() => server.close());

/** What stands before Muster: `/muster` is its, everything else of the host belongs to others. */
async function startProxy(keepsPath: boolean): Promise<{ url: string; proxy: Server }> {
  const proxy = createServer((incoming, outgoing) => {
    const { url = '', method, headers } = incoming;
    if (!/^\/muster(\/|$)/.test(url)) return void outgoing.writeHead(404).end('of others');
    const path = keepsPath ? url : url.slice('/muster'.length) || '/';
    const passed = forward(server.url + path, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(passed);
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  return { proxy, url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
}

/** An attribute's value as a browser reads it: the templates of sign-in write more characters as references than HTML asks for. */
function asRead(value: string): string {
  const numbered = value.replace(/&#x([\da-f]+);/gi, (_whole, digits: string) =>
    String.fromCodePoint(parseInt(digits, 16)),
  );
  return numbered.replaceAll('&amp;', '&');
}

/** Every page that links lead to from there, with its text. */
async function crawl(start: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const waiting = [start];
  const fragments: [string, string][] = [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const response = await fetch(next, { headers: HTML });
    expect([next, response.status]).toEqual([next, 200]);
    expect(response.headers.get('strict-transport-security')).toMatch(/^max-age=/);
    const text = await response.text();
    found.set(next, text);
    if (!response.headers.get('content-type')?.startsWith('text/html')) continue;
    for (const [, place = ''] of text.matchAll(/(?:src|href|data-url)="([^"]+)"/g)) {
      const target = new URL(asRead(place), next);
      if (target.origin !== new URL(start).origin) continue;
      const fragment = target.hash.slice(1);
      target.hash = '';
      if (fragment !== '') fragments.push([target.href, fragment]);
      if (!found.has(target.href) && !waiting.includes(target.href)) waiting.push(target.href);
    }
  }
  for (const [page, fragment] of fragments) {
    expect([page, fragment, found.get(page)?.includes(`id="${fragment}"`)]).toEqual([
      page,
      fragment,
      true,
    ]);
  }
  return found;
}

describe.each([
  ['takes the path away', false],
  ['keeps the path', true],
])('a proxy that %s', (_title, keepsPath) => {
  let proxy: Server;
  let url: string;
  beforeAll(async () => ({ proxy, url } = await startProxy(keepsPath)));
  afterAll(() => new Promise((done) => proxy.close(done)));

  test('the links of the bare address lead to every page', async () => {
    const pages = await crawl(`${url}/muster/`);
    const paths = [...pages.keys()].map((page) => new URL(page).pathname);
    for (const path of [
      'docs',
      'docs/guides',
      'docs/errors',
      'docs/rest',
      'docs/guides/quickstart',
    ]) {
      expect(paths).toContain(`/muster/${path}`);
    }
    expect(paths).toContain('/muster/docs/swagger-ui-bundle.js');
    expect(pages.get(`${url}/muster/api/v1/openapi.json`)).toContain(`"url":"${PUBLIC}/api/v1"`);
    await crawl(`${url}/muster/docs/guides/quickstart/`);
  });

  test('REST and SCIM answer below it, and hand out the public URL', async () => {
    const { connectionId, token } = await server.scim();
    const scim = requests(`${url}/muster/scim/${connectionId}/v2`, {
      authorization: `Bearer ${token}`,
    });
    const { status, body } = await scim('GET', '/ServiceProviderConfig');
    expect([status, body['meta']?.['location']]).toEqual([
      200,
      `${PUBLIC}/scim/${connectionId}/v2/ServiceProviderConfig`,
    ]);
    const rest = requests(`${url}/muster/api/v1`);
    const refused = await rest('GET', '/organizations?limit=1');
    expect([refused.status, refused.body['type']]).toEqual([
      401,
      `${PUBLIC}/docs/errors#credential.missing`,
    ]);
  });
});

test('the metadata of an issuer with a path is where RFC 8414 looks for it', async () => {
  const { connectionId } = await server.scim();
  const ask = requests(server.url);
  const issuer = `${PUBLIC}/scim/${connectionId}`;
  const places = [
    `/.well-known/oauth-authorization-server/muster/scim/${connectionId}`,
    `/.well-known/oauth-authorization-server/scim/${connectionId}`,
    `/muster/.well-known/oauth-authorization-server/scim/${connectionId}`,
  ];
  for (const place of places) {
    const { status, body } = await ask('GET', place);
    expect([place, status, body]).toEqual([
      place,
      200,
      expect.objectContaining({ issuer, token_endpoint: `${issuer}/oauth/token` }),
    ]);
  }
  const headers = { 'x-forwarded-host': 'other.example.com', 'x-forwarded-proto': 'https' };
  const { body } = await ask('GET', places[0]!, { headers });
  expect(body['issuer']).toBe(`https://other.example.com/muster/scim/${connectionId}`);
});

test.each([
  ['/muster', '/'],
  ['/muster?a=1', '/?a=1'],
  ['/muster/docs?a=/muster', '/docs?a=/muster'],
  ['/muster/muster/docs', '/muster/docs'],
  ['/musterdocs', '/musterdocs'],
  ['/docs', '/docs'],
  [
    '/.well-known/oauth-authorization-server/musterx/scim/1',
    '/.well-known/oauth-authorization-server/musterx/scim/1',
  ],
  ['*', '*'],
])('%s is %s', (target, below) => {
  expect(withoutBasePath(target, '/muster')).toBe(below);
  expect(withoutBasePath(target, '')).toBe(target);
});

test.each([
  ['/api', '/api/v1/members', '/api/v1/members'],
  ['/api', '/api/api/v1/members', '/api/v1/members'],
  ['/api', '/api/scim/1/v2/Users', '/scim/1/v2/Users'],
  ['/api', '/api/docs?a=1', '/docs?a=1'],
  ['/scim', '/scim/1/v2/Users', '/scim/1/v2/Users'],
  ['/scim', '/scim/scim/1/v2/Users', '/scim/1/v2/Users'],
  [
    '/scim',
    '/.well-known/oauth-authorization-server/scim/1',
    '/.well-known/oauth-authorization-server/scim/1',
  ],
  [
    '/scim',
    '/.well-known/oauth-authorization-server/scim/scim/1',
    '/.well-known/oauth-authorization-server/scim/1',
  ],
  ['/docs', '/docs', '/docs'],
  ['/docs', '/docs/guides/quickstart', '/docs/guides/quickstart'],
  ['/docs', '/docs/docs/guides/quickstart', '/docs/guides/quickstart'],
])('below %s, which begins like our own, %s is %s', (basePath, target, below) => {
  expect(withoutBasePath(target, basePath)).toBe(below);
});
