import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault, newTraceId, FULL_AUTHORITY, type Context } from '#kernel/index.js';
import type { ProvisioningContext } from '#provisioning/index.js';
import type { ScimResponse } from '@muster/scim';
import { GoneError, hasBody, readBody, requireJson } from '../bodies.js';
import type { Doors } from '../doors.js';
import { logFailure } from '../faults.js';
import { SMALL } from '../holdings.js';
import { decodeText, parseJson } from '../json.js';
import { readAddress, type ScimAddress } from './addresses.js';
import { createRateLimit } from '../rates.js';
import { refusalOf, withHeaders } from './refusals.js';
import { tokenOf } from './tokens.js';

const MEDIA_TYPES = ['application/scim+json', 'application/json'];

/** nginx's number for a client that went away; only logs and metrics see it. */
const GONE = 499;

/** One request on its way, with what is known of it so far. */
interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly address: ScimAddress;
  readonly traceId: string;
  readonly startedAt: number;
  /** from the check of the token on */
  ctx?: ProvisioningContext;
  /** the body as it came */
  text?: string;
}

/**
 * `/scim/{connection}/v2/…`. Everything below /scim is answered here and always in SCIM's words, also what nobody knows. One
 * function without routers or middleware, because on this path the framework costs more than the database.
 */
export function createScimDoor(
  doors: Doors,
): (request: IncomingMessage, response: ServerResponse) => void {
  const limitRate = createRateLimit(doors.scim.rateLimit);
  return (request, response) => {
    const visit: Visit = {
      request,
      response,
      method: request.method ?? 'GET',
      address: readAddress(request.url ?? '/'),
      traceId: newTraceId(),
      startedAt: performance.now(),
    };
    answer(doors, limitRate, visit)
      .then((answered) => send(doors, visit, affordable(doors, visit, answered)))
      .catch((error: unknown) => {
        logFailure(doors.log, error, { traceId: visit.traceId });
        response.destroy();
      });
  };
}

type Answered = ScimResponse | typeof GONE;

async function answer(
  doors: Doors,
  limitRate: (connectionId: string) => Promise<void>,
  visit: Visit,
): Promise<Answered> {
  try {
    if (doors.draining()) throw new Fault('service.stopping');
    const { method, address, request } = visit;
    const ctx = (visit.ctx = await admit(doors, visit));
    await limitRate(address.connection);
    if (address.version !== 'v2') throw new Fault('route.missing');
    const { ifMatch, ifNoneMatch } = conditionsOf(request);
    const response = await doors.provisioning.provider.handle(ctx, {
      method,
      path: address.path,
      query: new URLSearchParams(address.query),
      body: await bodyOf(doors, visit),
      baseUrl: `${doors.baseOf(request.headers)}/scim/${address.connection}/v2`,
      ...(ifMatch !== undefined && { ifMatch }),
      ...(ifNoneMatch !== undefined && { ifNoneMatch }),
    });
    return withHeaders(response);
  } catch (error) {
    if (error instanceof GoneError) return GONE;
    const refusal = refusalOf(error, visit.traceId);
    if (refusal.status >= 500) logFailure(doors.log, error, { traceId: visit.traceId });
    return refusal;
  }
}

/** Who calls, and whether this address is theirs. The token of another connection opens nothing and is told nothing. */
async function admit(doors: Doors, visit: Visit): Promise<ProvisioningContext> {
  const { directory, provisioning, clock, log } = doors;
  const token = tokenOf(visit.request.headers.authorization);
  const { traceId } = visit;
  const actor = { kind: 'system', name: 'scim' } as const;
  const ctx: Context = { actor, authority: FULL_AUTHORITY, traceId, clock, log };
  const session = await directory.credentials.authenticate(ctx, token);
  if (session.connection.id !== visit.address.connection) throw new Fault('credential.invalid');
  return provisioning.startExchange(ctx, session);
}

function conditionsOf({ headers }: IncomingMessage): { ifMatch?: string; ifNoneMatch?: string } {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  return {
    ...(ifMatch !== undefined && { ifMatch }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch }),
  };
}

async function bodyOf(doors: Doors, visit: Visit): Promise<unknown> {
  const { request, method, address } = visit;
  // a body of GET has no meaning (RFC 9110 section 9.3.1); node drops it
  if (method === 'GET' || method === 'HEAD' || !hasBody(request)) return undefined;
  requireJson(request, MEDIA_TYPES);
  const bulk = /^\/+Bulk\/*$/i.test(address.path);
  const limit = bulk ? doors.scim.bulk.maxPayloadBytes : doors.http.bodyBytes.scim;
  const hold = (bytes: number): void => doors.hold(visit.response, bytes);
  visit.text = decodeText(await readBody(request, limit, hold));
  return visit.text === '' ? undefined : parseJson(visit.text, doors.http.jsonDepth);
}

/** A large answer is held in memory until its client has fetched it. What was written is told in any case. */
function affordable(doors: Doors, visit: Visit, answered: Answered): Answered {
  const { response, traceId, method, address } = visit;
  const size = answered === GONE ? 0 : (answered.body?.length ?? 0);
  if (size <= SMALL || (method !== 'GET' && !address.path.endsWith('.search'))) return answered;
  try {
    doors.hold(response, size);
    return answered;
  } catch (error) {
    return refusalOf(error, traceId);
  }
}

function send(doors: Doors, visit: Visit, answered: Answered): void {
  const { request, response, method, address, traceId } = visit;
  const status = answered === GONE ? GONE : answered.status;
  if (answered === GONE) response.destroy();
  else write(doors, traceId, response, answered);
  const latencyMs = Math.round((performance.now() - visit.startedAt) * 1_000) / 1_000;
  const path = `/scim/${address.connection}/${address.version}${address.path}`;
  const connection = visit.ctx?.session.connection.id;
  doors.finished({ door: 'scim', traceId, method, path, status, latencyMs, connection });
  if (!visit.ctx) return;
  const userAgent = request.headers['user-agent'];
  doors.provisioning.record(visit.ctx, {
    method,
    path: address.path,
    query: address.query,
    status,
    latencyMs,
    ...(userAgent !== undefined && { userAgent }),
    ...(visit.text !== undefined && { requestText: visit.text }),
    ...(answered !== GONE && answered.body !== undefined && { responseText: answered.body }),
  });
}

function write(
  doors: Doors,
  traceId: string,
  response: ServerResponse,
  { status, headers, body }: ScimResponse,
): void {
  const all: Record<string, string | number> = {
    ...headers,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-trace-id': traceId,
  };
  if (doors.draining()) all['connection'] = 'close';
  if (body !== undefined) {
    all['content-type'] = 'application/scim+json; charset=utf-8';
    all['content-length'] = Buffer.byteLength(body);
  }
  response.writeHead(status, all);
  response.end(body);
}
