import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import type { Session } from '#core/index.js';
import { Fault, FULL_AUTHORITY, isFault, type Context } from '#kernel/index.js';
import { enoughLength, type ProvisioningContext } from '#provisioning/index.js';
import { bodyText, type Identified, type ScimRequest, type ScimResponse } from '@muster/scim';
import { LARGE_LENGTH, lengthOf, sendAnswer } from '../answers.js';
import { readText } from '../bodies.js';
import type { HttpDeps } from '../deps.js';
import { hookDepthOf } from '../hook-depth.js';
import { SMALL_BYTES } from '../held-bytes.js';
import { parseJson } from '../json.js';
import { parseLargeJson } from '../large-json.js';
import { requestInfo, type WrittenAnswer } from '../request-info.js';
import { createRateLimit } from '../rate-limits.js';
import { readAddress, routeOf, type ScimAddress } from './addresses.js';
import { scimAnswer } from './answers.js';
import { PageTurns } from './page-turns.js';
import { tokenOf } from './tokens.js';

const MEDIA_TYPES = ['application/scim+json', 'application/json'];

/**
 * `/scim/{connection}/v2/…`: everything below /scim, also a path that does not exist, is answered in SCIM's words. It is one handler
 * and no router, because the engine finds its routes itself.
 */
export function createScimHandler(deps: HttpDeps): RequestHandler {
  const limitRate = createRateLimit(deps.scim.rateLimit);
  const pageTurns = new PageTurns();
  return async (request, response) => {
    const call = readCall(request, response);
    const { ctx, identified } = await authenticate(deps, call);
    recordExchange(deps, call, ctx);
    await limitRate(call.address.connection);
    requireVersion(call.address);
    const body = await readJson(deps, call);
    const asked = scimRequest(deps, call, body);
    const answerCall = async (): Promise<void> => {
      const answer = await deps.provisioning.provider.handle(ctx, asked, identified);
      holdLargeAnswer(deps, call, answer);
      // to make it took its time: others have theirs before it is written
      if (isLarge(answer)) {
        await nextTurn();
      }
      sendAnswer(deps, response, scimAnswer(answer));
    };
    const isPage = ctx.exchange.operation.endsWith('query');
    await (isPage && mayBeLarge(asked)
      ? pageTurns.take(ctx.session.credential.id, answerCall)
      : answerCall());
  };
}

function isLarge({ body = '' }: ScimResponse): boolean {
  return lengthOf(body) > LARGE_LENGTH || (typeof body === 'object' && typeof body[0] !== 'string');
}

/** A page of so few resources takes no turn. */
const SMALL_PAGE_COUNT = 10;

function mayBeLarge({ query, body }: ScimRequest): boolean {
  const asked: unknown = (body as { readonly count?: unknown } | undefined)?.count;
  const count = Number(asked ?? query.get('count') ?? Infinity);
  return !(count <= SMALL_PAGE_COUNT);
}

/** Characters of a body whose reading takes milliseconds: others get their turn between its steps. */
const LARGE_BODY_LENGTH = 262_144;

interface ScimCall {
  readonly request: Request;
  readonly response: Response;
  readonly address: ScimAddress;
  /** the body as it came, once it is read */
  text?: string | undefined;
}

function readCall(request: Request, response: Response): ScimCall {
  const address = readAddress(request.originalUrl);
  const info = requestInfo(response);
  info.path = `/scim/${address.connection}/${address.version}${address.path}`;
  info.route = routeOf(address);
  return { request, response, address };
}

/** The token identifies the connection. The token of another connection is refused without details. */
async function authenticate(
  deps: HttpDeps,
  { request, response, address }: ScimCall,
): Promise<{ ctx: ProvisioningContext; identified: Identified<ProvisioningContext> }> {
  const info = requestInfo(response);
  const ctx: Context = {
    actor: { kind: 'system', name: 'scim' },
    authority: FULL_AUTHORITY,
    traceId: info.traceId,
    clock: deps.clock,
    log: deps.log,
    ...hookDepthOf(request.headers),
  };
  const session = await openSession(deps, ctx, { request, address });
  info.connectionId = session.connection.id;
  const { provisioning } = deps;
  const scimCtx = provisioning.startExchange(ctx, session, request.headers['user-agent']);
  const { method } = request;
  const identified = provisioning.provider.identify(scimCtx, { method, path: address.path });
  return { ctx: scimCtx, identified };
}

/** A refusal is counted in the log of the connection that the address names. */
async function openSession(
  { core, provisioning }: HttpDeps,
  ctx: Context,
  { request: { method, headers }, address: { connection, path } }: Omit<ScimCall, 'response'>,
): Promise<Session> {
  try {
    const session = await core.credentials.authenticate(ctx, tokenOf(headers.authorization));
    if (session.connection.id !== connection) throw new Fault('credential.invalid');
    return session;
  } catch (error) {
    if (isFault(error) && error.kind !== 'unavailable') {
      const userAgent = headers['user-agent'];
      provisioning.exchanges.recordRefusedToken(ctx, {
        connectionId: connection,
        method,
        path,
        fault: error,
        ...(userAgent !== undefined && { userAgent }),
      });
    }
    throw error;
  }
}

/** From here on every answer, also to a refused request, is a line of the exchange log. */
function recordExchange(deps: HttpDeps, call: ScimCall, ctx: ProvisioningContext): void {
  const { response, address } = call;
  const info = requestInfo(response);
  const record = ({ status, body, latencyMs }: WrittenAnswer): void => {
    deps.provisioning.record(ctx, {
      method: info.method,
      path: address.path,
      query: address.query,
      status,
      latencyMs,
      ...(call.text !== undefined && { requestText: call.text }),
      ...(body !== undefined && {
        responseText: bodyText(body, enoughLength(info.method, status)),
      }),
    });
  };
  info.onAnswered = record;
}

function requireVersion({ version }: ScimAddress): void {
  if (version !== 'v2') throw new Fault('route.missing');
}

async function readJson(deps: HttpDeps, call: ScimCall): Promise<unknown> {
  const { request, response, address } = call;
  // a body of GET has no meaning (RFC 9110 section 9.3.1); node drops it
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  const isBulk = /^\/+Bulk\/*$/i.test(address.path);
  const limit = isBulk ? deps.scim.bulk.maxPayloadBytes : deps.http.bodyBytes.scim;
  call.text = await readText(deps, request, response, { mediaTypes: MEDIA_TYPES, limit });
  if (call.text === undefined) return undefined;
  if (call.text.length <= LARGE_BODY_LENGTH) return parseJson(call.text, deps.http.jsonDepth);
  await nextTurn();
  const body = await parseLargeJson(call.text, deps.http.jsonDepth);
  await nextTurn();
  return body;
}

function scimRequest(deps: HttpDeps, { request, address }: ScimCall, body: unknown): ScimRequest {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers;
  return {
    method: request.method,
    path: address.path,
    query: new URLSearchParams(address.query),
    body,
    baseUrl: `${deps.baseUrlOf(request)}/scim/${address.connection}/v2`,
    ...(ifMatch !== undefined && { ifMatch }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch }),
  };
}

/**
 * A large answer stays in memory until its client has fetched it, and may be refused with Fault `service.busy`: to a read only, since
 * the answer to a change says what was done.
 */
function holdLargeAnswer(
  deps: HttpDeps,
  { request, response, address }: ScimCall,
  { body }: ScimResponse,
): void {
  const isRead = request.method === 'GET' || address.path.endsWith('.search');
  const size = body === undefined ? 0 : lengthOf(body);
  if (isRead && size > SMALL_BYTES) deps.holdBytes(response, size);
}
