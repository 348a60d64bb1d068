import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { operations } from '#api/index.js';
import { requests, startServer, type TestServer } from '../kit/server.js';

const ID = '0192f0c1-0000-7000-8000-000000000000';
const OPERATIONS = Object.values(operations) as readonly {
  readonly method: string;
  readonly path: string;
}[];

/** The addresses of the pages of sign-in, as their router has them. */
const PAGES = [
  ...readFileSync('src/http/sign-in/router.ts', 'utf8').matchAll(
    /(?:shows|takes|router\.get|router\.post)\(\s*'([^']+)'/g,
  ),
].map(([, path = '']) => path);

const OTHERS = [
  '/',
  '/healthz',
  '/readyz',
  '/metrics',
  '/docs',
  '/docs/guides',
  '/docs/errors',
  '/docs/pages.css',
  '/docs/nothing',
  '/api/v1/openapi.json',
  '/invitation',
  '/invitation/page.js',
  '/invitation/page.css',
  '/oauth/token',
  '/.well-known/oauth-authorization-server',
  `/scim/${ID}/v2/Users`,
  `/saml/${ID}/acs`,
  `/saml/${ID}/metadata`,
  `/oidc/${ID}/jwks`,
  `/oidc/${ID}/back-channel-logout`,
  `/logos/${ID}/0`,
  '/o/x/people',
  '/me',
  '/operator',
  '/assets/gone-00000000.js',
  '/nothing',
  '/%',
  '/o/%ff',
  `/${'a'.repeat(3_000)}`,
];

/** One file of each kind that the console is made of. */
function assets(): readonly string[] {
  const folder = 'dist/console/assets';
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder);
  return ['.js', '.css', '.svg', '.woff2'].flatMap((end) => {
    const name = names.find((one) => one.endsWith(end));
    return name === undefined ? [] : [`/assets/${name}`];
  });
}

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server.close());

test('console A26: nothing that this server answers can be framed, be it a page, a file or an error', async () => {
  const ask = requests(server.url);
  const asked = [
    ...[...PAGES, ...OTHERS, ...assets()].flatMap((path) => [
      ['GET', path] as const,
      ['POST', path] as const,
    ]),
    ...OPERATIONS.map(({ method, path }) => [method, `/api/v1${path}`] as const),
  ];
  expect(PAGES.length).toBeGreaterThan(25);
  const open: string[] = [];
  for (const [method, path] of asked) {
    const filled = path.replaceAll(/\{\w+\}|:\w+/g, ID);
    for (const accept of ['text/html', '*/*']) {
      const { status, headers } = await ask(method, filled, { headers: { accept } });
      const policy = headers.get('content-security-policy') ?? '';
      const isClosed = /frame-ancestors 'none'/.test(policy);
      const old = headers.get('x-frame-options');
      if (!isClosed || old !== 'DENY') open.push(`${method} ${filled} ${status}: ${policy} ${old}`);
    }
  }
  expect(open).toEqual([]);
});
