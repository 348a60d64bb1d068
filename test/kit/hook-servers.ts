import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { USER } from './application.js';
import type { ScimClient, TestServer } from './server.js';
import { readSecret, signatureHeaders, verify } from '../../src/integrations/signing/index.js';

/** For the setting `outgoing.allow` of servers that start after hook servers were opened. */
export const allow: string[] = [];

/** A question as a hook reads it. */
export interface HookCall {
  readonly body: {
    readonly id: string;
    readonly specversion: string;
    readonly operation: string;
    readonly hook: { readonly id: string; readonly name: string };
    readonly org: { readonly id: string; readonly name: string; readonly slug: string };
    readonly actor: { readonly kind: string; readonly name: string };
    readonly object: { readonly kind: string; readonly id?: string; readonly version: number };
    readonly before?: Readonly<Record<string, unknown>>;
    readonly proposed: Readonly<Record<string, unknown>>;
    readonly context: Readonly<Record<string, unknown>>;
  };
  readonly headers: Readonly<Record<string, string>>;
  /** whether its signature was by the secret */
  readonly isSigned: boolean;
}

/** JSON to be signed and sent, or a function that does what it likes with the response. */
export type HookAnswer = object | ((response: ServerResponse) => void);

/** A server that hooks point at: each path has its own secret, its own answers, and what it was asked. */
export class HookServer {
  readonly #paths = new Map<
    string,
    { secret: string; calls: HookCall[]; answer: (call: HookCall) => Promise<HookAnswer> }
  >();
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch((error: unknown) => {
      // what a test expects inside of an answer and is not so: the hook gives none
      this.errors.push(error);
      response.destroy();
    });
  });
  #port = 0;
  readonly errors: unknown[] = [];

  /** `host:port`, as the setting `outgoing.allow` takes it. */
  get place(): string {
    return `127.0.0.1:${this.#port}`;
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    allow.push(this.place);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  url(path: string): string {
    return `http://${this.place}${path}`;
  }

  /** What is answered at a path from now on; returns the list of what is asked there. */
  answer(
    path: string,
    secret: string,
    answer: HookAnswer | ((call: HookCall) => Promise<HookAnswer>),
  ): HookCall[] {
    const calls: HookCall[] = [];
    // a function of one argument that takes a response is an answer itself
    const asked =
      typeof answer === 'function' && answer.constructor.name === 'AsyncFunction'
        ? (answer as (call: HookCall) => Promise<HookAnswer>)
        : () => Promise.resolve(answer as HookAnswer);
    this.#paths.set(path, { secret, calls, answer: asked });
    return calls;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const place = this.#paths.get(request.url ?? '');
    if (!place) {
      response.writeHead(404).end();
      return;
    }
    const headers = request.headers as Record<string, string>;
    const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '' } = headers;
    const secrets = [readSecret(place.secret)];
    const received = { id, timestamp, signature: headers['webhook-signature'], body };
    const isSigned = verify(received, secrets, { now: Date.now() }) === undefined;
    const call = { body: JSON.parse(body.toString()) as HookCall['body'], headers, isSigned };
    place.calls.push(call);
    const answer = await place.answer(call);
    if (typeof answer === 'function') {
      (answer as (response: ServerResponse) => void)(response);
      return;
    }
    const text = Buffer.from(JSON.stringify(answer));
    const message = { id, timestamp: Math.floor(Date.now() / 1_000), body: text };
    const signed = signatureHeaders(message, secrets);
    response.writeHead(200, { 'content-type': 'application/json', ...signed }).end(text);
  }
}

/** Of the tests of a file: opened and closed by it. */
export const hookServer = new HookServer();

let paths = 0;

export function userOf(userName: string): object {
  return { schemas: [USER], userName, displayName: 'Some Body', password: 'never told' };
}

export function itemsOf(body: unknown): Record<string, unknown>[] {
  return (body as { items: Record<string, unknown>[] }).items;
}

/** A directory of a fresh organization, or the one that is given, with a hook at a point. */
export async function hooked(
  server: TestServer,
  point: string,
  answer: HookAnswer | ((call: HookCall) => Promise<HookAnswer>),
  { scim: given, ...more }: { readonly scim?: ScimClient } & Readonly<Record<string, unknown>> = {},
): Promise<{ scim: ScimClient; calls: HookCall[]; hookId: string }> {
  const scim = given ?? (await server.scim());
  paths += 1;
  const path = `/hook-${paths}`;
  const body = { name: `Gate ${paths}`, point, url: hookServer.url(path), ...more };
  const made = await server.rest('POST', `/organizations/${scim.organizationId}/hooks`, { body });
  if (made.status !== 201) throw new Error(made.text);
  const calls = hookServer.answer(path, String(made.body.secret), answer);
  return { scim, calls, hookId: String(made.body.id) };
}

/** Oldest first. */
export async function samplesOf(
  server: TestServer,
  { organizationId }: ScimClient,
  hookId: string,
): Promise<Record<string, unknown>[]> {
  const path = `/organizations/${organizationId}/hooks/${hookId}/samples`;
  return itemsOf((await server.rest('GET', path)).body);
}

/** A key of the organization, and REST by it. */
export async function keyOf(
  server: TestServer,
  { organizationId }: ScimClient,
  scopes: readonly string[],
): Promise<{
  id: string;
  authorization: string;
  call: (method: string, path: string, body?: unknown, more?: object) => Promise<KeyReply>;
}> {
  const body = { name: 'Host application', scopes };
  const path = `/organizations/${organizationId}/api-keys`;
  const made = await server.rest('POST', path, { body });
  const authorization = `Bearer ${String(made.body['key'])}`;
  return {
    id: String(made.body.id),
    authorization,
    async call(method, below, sent, more = {}) {
      const url = `${server.url}/api/v1/organizations/${organizationId}${below}`;
      const headers = { authorization, 'content-type': 'application/json', ...more };
      const text = sent === undefined ? {} : { body: JSON.stringify(sent) };
      const reply = await fetch(url, { method, headers, ...text });
      const answered = await reply.text();
      const json = answered === '' ? {} : (JSON.parse(answered) as Record<string, unknown>);
      return { status: reply.status, body: json };
    },
  };
}

export interface KeyReply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}
