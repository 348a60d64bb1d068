import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCatalogueCheck } from './event-catalogue.js';
import { checkAgainstContract } from './contract.js';
import { exchange } from './http-exchanges.js';
import { compose, type Application } from '#main.js';
import { silentLog, systemClock, type Clock, type Log } from '#kernel/index.js';
import { loadSettings, type Settings } from '#settings/index.js';
import type { HttpClient, TxtResolver } from '#outgoing/index.js';
import type { Core } from '#core/index.js';
import type { Provisioning } from '#provisioning/index.js';
import type { Store } from '#store/index.js';
import { shippedTexts } from './texts.js';

export interface ServerOptions {
  /** over the defaults of tests: `{ http: { jsonDepth: 16 } }` */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `sqlite::memory:` when absent */
  readonly storeUrl?: string;
  readonly clock?: Clock;
  readonly log?: Log;
  /** run what the clock starts; otherwise a test runs a job itself: `server.composed.jobs.runNow('retention')` */
  readonly jobs?: boolean;
  /** of the built console, instead of dist/console */
  readonly consoleFolder?: string;
  /** instead of DNS, which tests never ask */
  readonly resolver?: TxtResolver;
  /** instead of fetching by HTTP */
  readonly outgoing?: HttpClient;
}

export interface ScimOptions {
  readonly compatibility?: 'lenient' | 'strict';
  readonly scopes?: readonly ('users:read' | 'users:write' | 'groups:read' | 'groups:write')[];
  /** an organization that is there already */
  readonly organizationId?: string;
  readonly owner?: { readonly email: string; readonly name: string };
}

/**
 * Tests look into bodies with `?.`: what is not there is undefined, and fails their expectation. In a template it is the text
 * that it was: `/Users/${reply.body.id}`.
 */
export interface Json {
  readonly [key: string]: Json;
}

/** What a request came back with; `body` is parsed when it is JSON, undefined when there is none. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;

  readonly body: Json;
}

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON unless it is text or bytes already */
  readonly body?: unknown;
}

export type Requests = (method: string, path: string, options?: RequestOptions) => Promise<Reply>;

/** A connection of an organization, ready to be spoken to. */
export interface ScimClient {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly credentialId: string;
  readonly token: string;
  /** without a slash at its end */
  readonly baseUrl: string;
  readonly request: Requests;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  delete(path: string, headers?: Record<string, string>): Promise<Reply>;
}

export interface TestServer {
  readonly url: string;
  /** where people open it: the same by the name of this machine */
  readonly home: string;
  readonly operatorKey: string;
  readonly settings: Settings;
  readonly store: Store;
  readonly core: Core;
  readonly provisioning: Provisioning;
  readonly composed: Application;
  /** REST with the operator's key; `path` starts behind /api/v1 */
  readonly rest: Requests;
  /** a fresh organization and connection, or another connection of one that is there */
  scim(options?: ScimOptions): Promise<ScimClient>;
  close(): Promise<void>;
}

/** The secrets key of every server that a test starts, unless it says another. */
export const SECRETS_KEY = 'secrets-key-of-a-test-0123456789abcdef';

/** The whole house on a free port of 127.0.0.1, over a database of its own. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const operatorKey = 'operator-key-of-a-test';
  const folder = await mkdtemp(join(tmpdir(), 'muster-mail-'));
  const settings = loadSettings({
    env: {},
    overrides: mergeSettings(
      {
        http: { host: '127.0.0.1', port: 0, shutdownSeconds: 5 },
        store: { url: options.storeUrl ?? 'sqlite::memory:' },
        operator: { key: operatorKey },
        secrets: { key: SECRETS_KEY },
        jobs: { enabled: options.jobs === true },
        mail: { folder },
        scim: { rateLimit: { sustained: 100_000, burst: 0 } },
        rest: { rateLimit: { sustained: 100_000, burst: 0 } },
      },
      options.settings ?? {},
    ),
  });
  const catalogue = createCatalogueCheck();
  const composed = await compose(settings, {
    clock: options.clock ?? systemClock,
    log: options.log ?? silentLog,
    texts: shippedTexts(),
    resolver: options.resolver ?? { proofs: async () => [] },
    listeners: [catalogue.listener],
    ...(options.outgoing && { outgoing: options.outgoing }),
    ...(options.consoleFolder !== undefined && { consoleFolder: options.consoleFolder }),
  });
  const url = await composed.http.listen();
  if (settings.jobs.enabled) {
    await composed.jobs.start();
    composed.integrations.webhooks.dispatcher.start();
  }
  const { store, core, provisioning } = composed;
  const rest = checkedAgainstContract(
    requests(`${url}/api/v1`, { authorization: `Bearer ${operatorKey}` }),
  );
  return {
    url,
    home: composed.http.url(),
    operatorKey,
    settings,
    store,
    core,
    provisioning,
    composed,
    rest,
    scim: (scimOptions = {}) => createScimClient(url, rest, scimOptions),
    async close() {
      await composed.close();
      await rm(folder, { recursive: true, force: true });
      catalogue.requireHeld();
    },
  };
}

async function createScimClient(
  url: string,
  rest: Requests,
  options: ScimOptions,
): Promise<ScimClient> {
  const { owner, compatibility, scopes } = options;
  const organizationId =
    options.organizationId ??
    (await create(rest, '/organizations', { name: 'Example', ...(owner && { owner }) })).id;
  const connections = `/organizations/${organizationId}/connections`;
  const connection = await create(rest, connections, {
    kind: 'scim',
    name: 'Directory',
    ...(compatibility && { compatibility }),
  });
  const credentials = `${connections}/${connection.id}/credentials`;
  const credential = await create(rest, credentials, { kind: 'token', ...(scopes && { scopes }) });
  const token = String(credential['token']);
  const baseUrl = `${url}/scim/${connection.id}/v2`;
  const request = requests(baseUrl, { authorization: `Bearer ${token}` });
  const json = 'application/scim+json';
  const send =
    (method: string) =>
    (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
      request(method, path, { body, headers: { 'content-type': json, ...headers } });
  return {
    organizationId,
    connectionId: connection.id,
    credentialId: credential.id,
    token,
    baseUrl,
    request,
    get: (path, headers) => request('GET', path, { ...(headers && { headers }) }),
    post: send('POST'),
    put: send('PUT'),
    patch: send('PATCH'),
    delete: (path, headers) => request('DELETE', path, { ...(headers && { headers }) }),
  };
}

/** The same client; every answer must be one that the contract promises. */
export function checkedAgainstContract(rest: Requests): Requests {
  return async (method, path, options) => {
    const reply = await rest(method, path, options);
    checkAgainstContract({ method, path, status: reply.status, text: reply.text });
    return reply;
  };
}

async function create(
  rest: Requests,
  path: string,
  body: unknown,
): Promise<{ id: string; [key: string]: unknown }> {
  const reply = await rest('POST', path, { body });
  if (reply.status !== 201) throw new Error(`POST ${path} gave ${reply.status}: ${reply.text}`);
  return { ...reply.body, id: String(reply.body['id']) };
}

/** A small client: every request under one base, with headers of its own; never throws for a status. */
export function requests(
  base: string,
  baseHeaders: Readonly<Record<string, string>> = {},
): Requests {
  return async (method, path, { headers = {}, body } = {}) => {
    const isSent = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const text = isSent ? body : JSON.stringify(body);
    const all: Record<string, string> = { ...baseHeaders, ...headers };
    const typed = Object.keys(all).some((name) => name.toLowerCase() === 'content-type');
    if (text !== undefined && !typed) all['content-type'] = 'application/json';
    const answer = await exchange(base + path, {
      method,
      headers: all,
      body: text as string | Uint8Array | undefined,
    });
    return {
      status: answer.status,
      headers: answer.headers,
      text: answer.text,
      body: read(answer.text) as Json,
    };
  };
}

function read(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mergeSettings(
  base: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(below) && isObject(value) ? mergeSettings(below, value) : value;
  }
  return result;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
