import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import request from 'supertest';
import { faultsOf, operationList, statusOf } from '#api/index.js';
import { isPermission } from '#core/index.js';
import { FAULTS, type FaultCode } from '#kernel/index.js';
import { renderMarkdown } from '#http/markdown.js';
import { startServer, type TestServer } from '../kit/server.js';

// The contract for machines and for people: valid, complete, and served to everybody from this server alone.

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

interface Contract {
  readonly servers: readonly { url: string }[];
  readonly paths: Record<string, Record<string, { operationId: string; responses: object }>>;
}

const contract = async (): Promise<Contract> => {
  const { text } = await request(server.url)
    .get('/api/v1/openapi.json')
    .expect(200)
    .expect('content-type', /json/);
  return JSON.parse(text) as Contract;
};

test('the contract is valid OpenAPI 3.1', async () => {
  const { text } = await request(server.url).get('/api/v1/openapi.json').expect(200);
  const result = await new Validator().validate(JSON.parse(text));
  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
});

test('every operation is in it, with this server as its place', async () => {
  const { paths, servers } = await contract();
  expect(servers[0]?.url).toBe(`${server.url}/api/v1`);
  const ids = Object.values(paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(ids.sort()).toEqual(operationList.map(({ operationId }) => operationId).sort());
});

describe.each(operationList.map((one) => [one.operationId, one] as const))('%s', (_id, one) => {
  test('says who may call it, and what it answers', () => {
    const { scope, answer } = one;
    const known = ['operator', 'self', 'person', 'public'].includes(scope) || isPermission(scope);
    expect({ scope, known }).toEqual({ scope, known: true });
    const body = answer.body !== undefined || answer.mediaTypes !== undefined;
    expect({ status: answer.status, body }).toEqual({
      status: answer.status,
      body: answer.status !== 204,
    });
  });

  test('names faults that exist, each once', () => {
    const codes: FaultCode[] = faultsOf(one);
    expect(codes.filter((code) => !Object.hasOwn(FAULTS, code))).toEqual([]);
    expect(new Set(one.faults).size).toBe(one.faults.length);
    for (const code of codes) expect(statusOf(code)).toBeGreaterThanOrEqual(400);
  });
});

test('every rule’s fault is named by an operation, or told elsewhere on purpose', async () => {
  const named = new Set(operationList.flatMap((one) => faultsOf(one)));
  const { RULE_FAULTS } = await import('#kernel/faults/rules.js');
  const unnamed = Object.keys(RULE_FAULTS).filter((code) => !named.has(code as FaultCode));
  expect(unnamed).toEqual([]);
});

test('the page takes everything from this server, and says so to the browser', async () => {
  const page = await request(server.url)
    .get('/docs')
    .expect(200)
    .expect('content-type', 'text/html; charset=utf-8')
    .expect('content-security-policy', /default-src 'self'/);
  const places = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, place]) =>
    String(place),
  );
  expect(places.length).toBeGreaterThanOrEqual(4);
  for (const place of places) {
    // relative, so that it holds below any path of a proxy
    expect(place).toMatch(/^\.\//);
    await request(server.url).get(place.slice(1)).expect(200);
  }
});

test('pages of the manual are HTML: links to headings and codes hold, HTML is text, nothing runs', async () => {
  const errors = await request(server.url)
    .get('/docs/errors')
    .expect(200)
    .expect('content-type', 'text/html; charset=utf-8')
    .expect('content-security-policy', /^default-src 'none'; style-src 'self'/);
  expect(errors.text).toContain('<a id="member.missing"></a><code>member.missing</code>');
  expect(errors.text).not.toMatch(/<script|\| ---|\]\(/);
  const hostile = '# A <b>\n\n<script>x</script> <img src=x onerror=y> [a](javascript:x) ![b](c)\n';
  const rendered = renderMarkdown(hostile, (href) => (/^https?:/.test(href) ? href : undefined));
  expect(rendered).not.toMatch(/<(script|img|b|a )/);
  expect(rendered).toContain('&lt;script&gt;');
});

test('the bare address says what this is: HTML for a browser, JSON otherwise, no version', async () => {
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  const page = await request(server.url)
    .get('/')
    .set('accept', accept)
    .expect(200, /<h1>Muster/);
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    vary: 'accept',
  });
  const { body } = await request(server.url).get('/').set('accept', '*/*').expect(200);
  expect(body).toMatchObject({
    service: 'Muster',
    rest: `${server.url}/api/v1`,
    contract: `${server.url}/docs`,
    openapi: `${server.url}/api/v1/openapi.json`,
  });
  expect(page.text + JSON.stringify(body)).not.toMatch(/\d+\.\d+\.\d+(?!\.)(?![\d.]*:)/);
  await request(server.url).post('/').send({}).expect(405).expect('allow', 'GET, HEAD');
});

test('the link of an invitation leads to a page of this server, until the operator names another', async () => {
  await request(server.url)
    .get('/invitation')
    .expect(200)
    .expect('content-type', /^text\/html/);
  expect(server.core.invitations.linkOf(server.url, 'token')).toBe(
    `${server.url}/invitation#token`,
  );
});

interface Described {
  readonly description?: string;
  readonly $ref?: string;
  readonly [name: string]: unknown;
}

/** Every field below a part of the contract, with the path that leads to it. */
function fieldsOf(part: unknown, path = ''): [string, Described][] {
  if (typeof part !== 'object' || part === null) return [];
  const { properties } = part as { properties?: Record<string, Described> };
  const own = Object.entries(properties ?? {}).map(
    ([name, field]) => [`${path}.${name}`, field] as [string, Described],
  );
  const below = Object.entries(part).flatMap(([name, inner]) =>
    fieldsOf(inner, name === 'properties' ? path : `${path}.${name}`),
  );
  return [...own, ...below];
}

describe('the contract for readers', () => {
  const read = async (): Promise<Record<'paths' | 'components' | 'tags', object>> =>
    JSON.parse((await request(server.url).get('/api/v1/openapi.json')).text) as Record<
      'paths' | 'components' | 'tags',
      object
    >;

  test('describes every field and every parameter', async () => {
    const { paths, components } = await read();
    const operations = Object.values(paths).flatMap((path) =>
      Object.values(path as Record<string, { operationId: string; parameters?: Described[] }>),
    );
    const shared = (components as { parameters: Record<string, Described> }).parameters;
    const parameters = operations.flatMap(({ operationId, parameters = [] }) =>
      parameters.map((given) => {
        const name = String(given['$ref'] ?? '').replace('#/components/parameters/', '');
        const one = name === '' ? given : (shared[name] ?? {});
        return [`${operationId} ${String(one['name'])}`, one] as const;
      }),
    );
    expect(parameters.length).toBeGreaterThan(300);
    const described = ({ description, schema }: Described): boolean =>
      (description ?? (schema as Described | undefined)?.description ?? '') !== '';
    expect(parameters.filter(([, one]) => !described(one)).map(([name]) => name)).toEqual([]);
    const fields = [...fieldsOf(paths), ...fieldsOf(components)];
    expect(fields.length).toBeGreaterThan(1_000);
    expect(fields.filter(([, field]) => !described(field)).map(([path]) => path)).toEqual([]);
  });

  test('has tags in an order, each with a sentence, and every operation under one of them', async () => {
    const { tags, paths } = await read();
    const listed = tags as unknown as { name: string; description: string }[];
    expect(listed[0]?.name).toBe('organizations');
    for (const { description } of listed) expect(description).toMatch(/^[A-Z].*\.$/);
    const used = Object.values(paths).flatMap((path) =>
      Object.values(path as Record<string, { tags: string[] }>).flatMap((one) => one.tags),
    );
    expect([...new Set(used)].sort()).toEqual(listed.map(({ name }) => name).sort());
  });

  test('shares the answers that refuse, and stays small enough to be read at once', async () => {
    const { paths } = await read();
    const refusals = Object.values(paths)
      .flatMap((path) =>
        Object.values(path as Record<string, { responses: Record<string, Described> }>),
      )
      .flatMap(({ responses }) => Object.entries(responses))
      .filter(([status]) => Number(status) >= 400)
      .map(([, answer]) => answer);
    const written = refusals.flatMap(({ description }) => description ?? []);
    expect(new Set(written).size).toBe(written.length);
    expect(refusals.length).toBeGreaterThan(written.length * 10);
    expect(JSON.stringify(paths).length).toBeLessThan(700_000);
  });
});
