import { expect } from '@jest/globals';
import { connect } from 'node:net';
import type { Json, Reply, ScimClient } from '../kit/server.js';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

type Body = Record<string, unknown>;

export function userBody(userName: string, more: Body = {}): Body {
  return { schemas: [USER], userName, ...more };
}

export function groupBody(displayName: string, ...memberIds: unknown[]): Body {
  const members = memberIds.map((value) => ({ value: String(value) }));
  return { schemas: [GROUP], displayName, ...(members.length > 0 && { members }) };
}

export function patchBody(...operations: unknown[]): Body {
  return { schemas: [PATCH_OP], Operations: operations };
}

export function searchBody(more: Body = {}): Body {
  return { schemas: [SEARCH], ...more };
}

export function bulkBody(operations: unknown[], more: Body = {}): Body {
  return { schemas: [BULK_REQUEST], ...more, Operations: operations };
}

/** The version of a tag without what it says of other resources (S16): `1` of `W/"1.x2y3"`. */
export function ownVersion(tag: unknown): string | undefined {
  return /^W\/"(\d+)[."]/.exec(String(tag))?.[1];
}

export interface CreatedResource {
  readonly id: string;
  /** `/Users/…` */
  readonly path: string;
  readonly body: Json;
  readonly reply: Reply;
}

async function createResource(
  scim: ScimClient,
  endpoint: string,
  body: Body,
): Promise<CreatedResource> {
  const reply = await scim.post(endpoint, body);
  if (reply.status !== 201) throw new Error(`POST ${endpoint} gave ${reply.status}: ${reply.text}`);
  const id = String(reply.body.id);
  return { id, path: `${endpoint}/${id}`, body: reply.body, reply };
}

export function makeUser(
  scim: ScimClient,
  userName: string,
  more: Body = {},
): Promise<CreatedResource> {
  return createResource(scim, '/Users', userBody(userName, more));
}

export function makeGroup(
  scim: ScimClient,
  displayName: string,
  ...memberIds: unknown[]
): Promise<CreatedResource> {
  return createResource(scim, '/Groups', groupBody(displayName, ...memberIds));
}

export async function makeUsers(
  scim: ScimClient,
  count: number,
  prefix = 'user-',
): Promise<CreatedResource[]> {
  const users: CreatedResource[] = [];
  for (let index = 1; index <= count; index += 1) {
    users.push(await makeUser(scim, `${prefix}${index}@example.com`));
  }
  return users;
}

/** RFC 7644 section 3.12, all of it: media type, schema, status as a string, scimType, a detail for people. */
export function expectError(reply: Reply, status: number, scimType?: string): void {
  expect({ status: reply.status, scimType: reply.body?.scimType, text: reply.text }).toMatchObject({
    status,
    scimType,
  });
  expect(reply.headers.get('content-type')).toMatch(/^application\/scim\+json(;|$)/);
  expect(reply.body.schemas).toEqual([ERROR]);
  expect(reply.body.status).toBe(String(status));
  expect(typeof reply.body.detail).toBe('string');
  expect(String(reply.body.detail).length).toBeGreaterThan(5);
}

/** An answer of that status in SCIM's media type; returns its body. */
export function expectOk(reply: Reply, status = 200): Json {
  expect({ status: reply.status, text: reply.text }).toMatchObject({ status });
  expect(reply.headers.get('content-type')).toMatch(/^application\/scim\+json(;|$)/);
  return reply.body;
}

export function expectNoContent(reply: Reply): void {
  expect({ status: reply.status, text: reply.text }).toEqual({ status: 204, text: '' });
  const isPatched = reply.headers.has('etag');
  expect(reply.headers.get('content-type')).toBe(isPatched ? 'application/scim+json' : null);
}

/** A list as a list of bodies. */
export function items(value: Json | undefined): Json[] {
  expect(Array.isArray(value)).toBe(true);
  return value as unknown as Json[];
}

/** The resources of a ListResponse, its integers checked. */
export function resources(reply: Reply): Json[] {
  const body = expectOk(reply);
  expect(body.schemas).toEqual([LIST]);
  const rows = items(body.Resources);
  expect(Number.isInteger(body.totalResults)).toBe(true);
  expect(body.itemsPerPage).toBe(rows.length);
  return rows;
}

export function filtered(filter: string, more: Record<string, string> = {}): string {
  return `?${new URLSearchParams({ filter, ...more }).toString().replaceAll('+', '%20')}`;
}

/** userNames, or displayNames of groups, that a filter finds, in order of the alphabet. */
export async function find(
  scim: ScimClient,
  filter: string,
  endpoint: '/Users' | '/Groups' = '/Users',
): Promise<string[]> {
  const reply = await scim.get(endpoint + filtered(filter));
  const names = resources(reply).map((one) => String(one.userName ?? one.displayName));
  expect(reply.body.totalResults).toBe(names.length);
  return names.sort();
}

export async function expectBadFilter(scim: ScimClient, filter: string): Promise<void> {
  expectError(await scim.get(`/Users${filtered(filter)}`), 400, 'invalidFilter');
}

/** What a GET says, as text: two are equal only when nothing at all has changed. */
export async function snapshot(scim: ScimClient, path: string): Promise<string> {
  const reply = await scim.get(path);
  expectOk(reply);
  return reply.text;
}

/** Does something that must leave the resource exactly as it was. */
export async function expectUnchanged(
  scim: ScimClient,
  path: string,
  attempt: () => Promise<unknown>,
): Promise<void> {
  const before = await snapshot(scim, path);
  await attempt();
  expect(await snapshot(scim, path)).toBe(before);
}

export async function memberIds(scim: ScimClient, group: CreatedResource): Promise<string[]> {
  const { members } = expectOk(await scim.get(group.path));
  return members === undefined ? [] : items(members).map((one) => String(one.value));
}

/** Every object and list of a JSON value, with its path. */
export function walk(
  value: unknown,
  visit: (value: unknown, path: string) => void,
  path = '',
): void {
  visit(value, path);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) walk(inner, visit, `${path}/${name}`);
}

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** the server ended the connection by itself */
  readonly closed: boolean;
}

/** Bytes over a socket, for what fetch would not send. Waits for the end of the connection, or for `patience`. */
export function rawRequest(url: string, text: string, patience = 5_000): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    const finish = (closed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      const [head = '', ...rest] = answer.split('\r\n\r\n');
      const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
      resolve({ status, head, body: rest.join('\r\n\r\n'), closed });
    };
    const timer = setTimeout(() => finish(false), patience);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('close', () => finish(true));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (answer === '' && error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.write(text);
  });
}

/** A user made by an operation of a bulk job. */
export function bulkPost(bulkId: string, userName: string, more: Body = {}): unknown {
  return { method: 'POST', path: '/Users', bulkId, data: userBody(userName, more) };
}

/** The results of a bulk job, each with a status that is a string. */
export function bulkResults(reply: Reply): Json[] {
  const body = expectOk(reply);
  expect(body.schemas).toEqual([BULK_RESPONSE]);
  const operations = items(body.Operations);
  for (const { status } of operations) expect(String(status)).toMatch(/^\d{3}$/);
  for (const { status } of operations) expect(typeof status).toBe('string');
  return operations;
}

export function bulkStatuses(reply: Reply): string[] {
  return bulkResults(reply).map(({ status }) => String(status));
}
