import { expect, test } from '@jest/globals';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import type { ScimOptions, ScimSide, TestServer } from '../../kit/server.js';

/** How a provider speaks on the wire whatever it says. Nothing else is sent: no User-Agent unless it is named here. */
export interface Manners {
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
  readonly lacks?: readonly string[];
  /** name → path into the answer, with dots */
  readonly keep?: Readonly<Record<string, string>>;
}

/** A row of docs/reference/provider-behaviour.md, played in order on a connection of its own. */
export interface Story {
  readonly row: string;
  readonly says: string;
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

export interface Wire {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends exactly these headers and no others. */
export function send({ method, url, headers = {}, body }: Wire): Promise<Answer> {
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

type Kept = Map<string, string>;

function filled<T>(value: T, kept: Kept): T {
  if (typeof value === 'string') {
    return value.replace(/\{(\w+)\}/g, (whole, name: string) => kept.get(name) ?? whole) as T;
  }
  if (Array.isArray(value)) return value.map((one: unknown) => filled(one, kept)) as T;
  if (typeof value !== 'object' || value === null) return value;
  // matchers of the test runner stay what they are
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [
    filled(name, kept),
    filled(inner as unknown, kept),
  ]);
  return Object.fromEntries(entries) as T;
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((now, name) => {
    return typeof now === 'object' && now !== null ? (now as Record<string, unknown>)[name] : now;
  }, value);
}

/** What every answer owes to every provider: SCIM's media type, errors as Error bodies, no nulls, no password. */
export function expectManners(answer: Answer, method: string): void {
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

/** One provider speaking to one connection. */
export class Actor {
  readonly kept: Kept = new Map();

  constructor(
    readonly side: ScimSide,
    readonly manners: Manners,
  ) {
    this.kept.set('token', side.token);
    this.kept.set('base', side.baseUrl);
  }

  async say(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const { authorization = 'Bearer {token}', contentType, baseQuery = '' } = this.manners;
    const text = body === undefined ? undefined : JSON.stringify(filled(body, this.kept));
    const answer = await send({
      method,
      url: `${this.side.baseUrl}${baseQuery}${filled(path, this.kept)}`,
      headers: {
        authorization: filled(authorization, this.kept),
        ...(text !== undefined && { 'content-type': contentType }),
        ...this.manners.headers,
        ...headers,
      },
      ...(text !== undefined && { body: text }),
    });
    expectManners(answer, method);
    return answer;
  }

  /** Plays one exchange and checks its answer. */
  async play(exchange: Exchange): Promise<Answer> {
    const { method, path, body, headers, status, answer: wanted, lacks = [], keep = {} } = exchange;
    const answer = await this.say(method, path, body, headers);
    expect([method, path, answer.status, answer.status === status ? '' : answer.text]).toEqual([
      method,
      path,
      status,
      '',
    ]);
    if (wanted) expect(answer.json).toMatchObject(filled(wanted, this.kept));
    for (const name of lacks) expect(answer.json).not.toHaveProperty([name]);
    for (const [name, where] of Object.entries(keep)) {
      const value = at(answer.json, where);
      expect(value).toEqual(expect.any(String));
      this.kept.set(name, String(value));
    }
    return answer;
  }

  async playAll(exchanges: readonly Exchange[]): Promise<void> {
    for (const exchange of exchanges) await this.play(exchange);
  }
}

export async function actor(
  server: TestServer,
  manners: Manners,
  options: ScimOptions = {},
): Promise<Actor> {
  return new Actor(await server.scim(options), manners);
}

/** The first story of each row: enough where a database is slow and the others differ in their words only. */
export function onePerRow(stories: readonly Story[]): Story[] {
  return stories.filter(({ row }, index) => stories.findIndex((one) => one.row === row) === index);
}

/** A test for each story, named after its row. */
export function playStories(
  server: () => TestServer,
  manners: Manners,
  stories: readonly Story[],
): void {
  for (const { row, says, compatibility = 'lenient', exchanges } of stories) {
    test(`${row}: ${says}`, async () => {
      const one = await actor(server(), manners, { compatibility });
      await one.playAll(exchanges);
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
export const NOBODY = { schemas: [LIST], totalResults: 0, itemsPerPage: 0, Resources: [] };
