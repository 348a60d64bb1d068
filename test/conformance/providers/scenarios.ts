import { expect, test } from '@jest/globals';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import type { ScimOptions, ScimClient, TestServer } from '../../kit/server.js';

/** How a provider speaks on the wire whatever it says. Nothing else is sent: no User-Agent unless it is named here. */
export interface ClientProfile {
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `Bearer {token}` when absent */
  readonly authorization?: string;
  /** put behind the base URL: `?aadOptscim062020` */
  readonly baseQuery?: string;
}

/** One request as it was seen on the wire and what has to come back. `{user}` stands for what was kept under that name. */
export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** below the base URL, encoded as the provider encodes it */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** what the answer has at least */
  readonly answer?: Readonly<Record<string, unknown>>;
  /** what the answer has not, by name at its top */
  readonly absent?: readonly string[];
  /** name → path into the answer, with dots */
  readonly capture?: Readonly<Record<string, string>>;
}

/** A row of docs/reference/provider-behaviour.md, played in order on a connection of its own. */
export interface Scenario {
  readonly row: string;
  readonly title: string;
  readonly compatibility?: 'lenient' | 'strict';
  readonly exchanges: readonly Exchange[];
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

const agent = new Agent({ keepAlive: true, maxSockets: 60 });

export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends exactly these headers and no others. */
export function send({ method, url, headers = {}, body }: RawRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { method, agent, headers: { ...headers, ...length } };
    const outgoing = request(url, options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const json: unknown = text === '' ? undefined : JSON.parse(text);
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

type Variables = Map<string, string>;

function substitute<T>(value: T, variables: Variables): T {
  if (typeof value === 'string') {
    return value.replace(/\{(\w+)\}/g, (whole, name: string) => variables.get(name) ?? whole) as T;
  }
  if (Array.isArray(value)) return value.map((one: unknown) => substitute(one, variables)) as T;
  if (typeof value !== 'object' || value === null) return value;
  // matchers of the test runner stay what they are
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [
    substitute(name, variables),
    substitute(inner as unknown, variables),
  ]);
  return Object.fromEntries(entries) as T;
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((now, name) => {
    return typeof now === 'object' && now !== null ? (now as Record<string, unknown>)[name] : now;
  }, value);
}

/** What every answer owes to every provider: SCIM's media type, errors as Error bodies, no nulls, no password. */
export function expectScimAnswer(answer: Answer, method: string): void {
  const { status, headers, text, json } = answer;
  if (status === 204) {
    expect(text).toBe('');
    return;
  }
  expect(headers['content-type']).toMatch(/^application\/scim\+json(; ?charset=utf-8)?$/);
  expect(text).not.toMatch(/:\s*null[,}\]]/);
  expect(text).not.toMatch(/"password"\s*:/);
  if (status >= 400) {
    expect(json).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
      detail: expect.any(String),
    });
  }
  if (status === 201 && method === 'POST') {
    expect(headers.location).toBe(at(json, 'meta.location'));
  }
}

/** The client of one provider for one connection. */
export class ProviderClient {
  readonly variables: Variables = new Map();

  constructor(
    readonly side: ScimClient,
    readonly manners: ClientProfile,
  ) {
    this.variables.set('token', side.token);
    this.variables.set('base', side.baseUrl);
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const { authorization = 'Bearer {token}', contentType, baseQuery = '' } = this.manners;
    const text = body === undefined ? undefined : JSON.stringify(substitute(body, this.variables));
    const answer = await send({
      method,
      url: `${this.side.baseUrl}${baseQuery}${substitute(path, this.variables)}`,
      headers: {
        authorization: substitute(authorization, this.variables),
        ...(text !== undefined && { 'content-type': contentType }),
        ...this.manners.headers,
        ...headers,
      },
      ...(text !== undefined && { body: text }),
    });
    expectScimAnswer(answer, method);
    return answer;
  }

  /** Plays one exchange and checks its answer. */
  async replay(exchange: Exchange): Promise<Answer> {
    const {
      method,
      path,
      body,
      headers,
      status,
      answer: expected,
      absent = [],
      capture = {},
    } = exchange;
    const answer = await this.request(method, path, body, headers);
    expect([method, path, answer.status, answer.status === status ? '' : answer.text]).toEqual([
      method,
      path,
      status,
      '',
    ]);
    if (expected) expect(answer.json).toMatchObject(substitute(expected, this.variables));
    for (const name of absent) expect(answer.json).not.toHaveProperty([name]);
    for (const [name, where] of Object.entries(capture)) {
      const value = at(answer.json, where);
      expect(value).toEqual(expect.any(String));
      this.variables.set(name, String(value));
    }
    return answer;
  }

  async replayAll(exchanges: readonly Exchange[]): Promise<void> {
    for (const exchange of exchanges) await this.replay(exchange);
  }
}

export async function createProviderClient(
  server: TestServer,
  clientProfile: ClientProfile,
  options: ScimOptions = {},
): Promise<ProviderClient> {
  return new ProviderClient(await server.scim(options), clientProfile);
}

/** The first story of each row: enough where a database is slow and the others differ in their words only. */
export function firstPerRow(scenarios: readonly Scenario[]): Scenario[] {
  return scenarios.filter(
    ({ row }, index) => scenarios.findIndex((other) => other.row === row) === index,
  );
}

/** A test for each story, named after its row. */
export function testScenarios(
  server: () => TestServer,
  clientProfile: ClientProfile,
  scenarios: readonly Scenario[],
): void {
  for (const { row, title, compatibility = 'lenient', exchanges } of scenarios) {
    test(`${row}: ${title}`, async () => {
      const client = await createProviderClient(server(), clientProfile, { compatibility });
      await client.replayAll(exchanges);
      expect(exchanges.length).toBeGreaterThan(0);
    });
  }
}

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
export const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

export const patchOf = (...Operations: unknown[]): object => ({ schemas: [PATCH_OP], Operations });

/** A list without anybody in it. */
export const EMPTY_LIST = { schemas: [LIST], totalResults: 0, itemsPerPage: 0, Resources: [] };
