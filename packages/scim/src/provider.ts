import { runBulk, type BulkStep } from './bulk/run.js';
import { readBulkRequest, type BulkOperation } from './bulk/requests.js';
import type { Call, TypeCall } from './calls.js';
import { dialectsOf, rewritePath, rewriteQuery, type Dialect } from './dialects/index.js';
import { createDiscovery, type Discovery, type DiscoveryDocument } from './discovery.js';
import { ScimError, badRequest } from './error.js';
import type { ScimRequest, ScimResponse } from './exchange.js';
import type { PageLimits } from './list.js';
import {
  createFindReferences,
  createPresent,
  type FindReferences,
  type Present,
} from './references.js';
import type { ResourceHandler, ScimContext } from './resource-handler.js';
import * as resources from './resources.js';
import { emptyResponse, errorResponse, jsonResponse, jsonTextResponse } from './responses.js';
import { searchAll } from './root-search.js';
import { METHODS, findRoute, subjectOf, type DiscoveryEndpoint, type Route } from './routes.js';
import type { Registry } from './schema/registry.js';

export type { ScimRequest, ScimResponse } from './exchange.js';

export interface Provider<C extends ScimContext> {
  /**
   * Never throws a ScimError: refusals are responses. What it throws is a defect of the server.
   * @param identified what `identify` said of this request, where it was asked before
   */
  handle(ctx: C, request: ScimRequest, identified?: Identified<C>): Promise<ScimResponse>;
  /**
   * Tells the context what a request is about, for the log of a host that may refuse it before its
   * body is read. `handle` does so by itself.
   */
  identify(ctx: C, request: Pick<ScimRequest, 'method' | 'path'>): Identified<C>;
}

/** What the path of a request stands for. */
export interface Identified<C extends ScimContext> {
  /** in the words of the RFC */
  readonly path: string;
  /** absent when nothing can be there */
  readonly route: Route<C> | undefined;
}

export interface ProviderLimits {
  /** resources in a page when the client names no `count` */
  readonly defaultPage: number;
  /** the largest page; a larger `count` is lowered to it */
  readonly maxPage: number;
  /** seconds that a cursor stays good; published here, enforced by the handlers */
  readonly cursorTimeout: number;
  /** operations in one bulk request */
  readonly bulkOperations: number;
  /** bytes of one bulk request; published here, enforced by the HTTP server */
  readonly bulkPayload: number;
}

export const PROVIDER_LIMITS: ProviderLimits = {
  defaultPage: 100,
  maxPage: 1000,
  cursorTimeout: 3600,
  bulkOperations: 1000,
  bulkPayload: 1024 * 1024,
};

export interface ProviderOptions<C extends ScimContext> {
  readonly registry: Registry;
  /** one per resource type of the registry */
  readonly handlers: readonly ResourceHandler<C>[];
  readonly limits?: Partial<ProviderLimits>;
  /** absolute; where people read about this service */
  readonly documentationUri?: string;
  /**
   * Turns an unexpected error inside a bulk job into what its operation reports, and logs it.
   * Without it such a fault ends the whole job, as it ends a single request, and the client does
   * not learn what was done.
   */
  readonly bulkFault?: (ctx: C, fault: unknown) => ScimError;
  /**
   * Runs one operation of a bulk job, in a context of its own when the host wants one, and sees its
   * answer. Also asked of operations that are refused before they reach a handler.
   */
  readonly bulkOperation?: BulkOperationRunner<C>;
}

export type BulkOperationRunner<C extends ScimContext> = (
  ctx: C,
  operation: BulkOperation,
  perform: (ctx: C) => Promise<ScimResponse>,
) => Promise<ScimResponse>;

/**
 * @throws Error when a resource type has no handler, or a handler no resource type: a mistake of
 * the composition
 */
export function createProvider<C extends ScimContext>(options: ProviderOptions<C>): Provider<C> {
  const engine = createEngine(options);
  return {
    handle: async (ctx, request, identified = identify(engine, ctx, request)) => {
      const response = await handle(engine, ctx, { request, identified, within: 'request' });
      // HEAD is GET without the body, for refusals too.
      return request.method === 'HEAD'
        ? emptyResponse(response.status, response.headers)
        : response;
    },
    identify: (ctx, request) => identify(engine, ctx, request),
  };
}

interface Engine<C extends ScimContext> {
  readonly handlers: ReadonlyMap<string, ResourceHandler<C>>;
  readonly limits: ProviderLimits;
  readonly pages: PageLimits;
  readonly discovery: Discovery;
  readonly present: Present<C>;
  readonly findReferences: FindReferences<C>;
  readonly bulkFault: (ctx: C, fault: unknown) => ScimError;
  readonly bulkOperation: BulkOperationRunner<C>;
}

interface IdentifiedRequest<C extends ScimContext> {
  readonly request: ScimRequest;
  readonly identified: Identified<C>;
  readonly within: 'request' | 'bulk';
}

/** The steps of one request, in their order. A step that refuses ends as an Error body. */
async function handle<C extends ScimContext>(
  engine: Engine<C>,
  ctx: C,
  { request: original, identified: { path, route }, within }: IdentifiedRequest<C>,
): Promise<ScimResponse> {
  try {
    // 1. rewrite: what the client meant, in the words of the RFC
    const dialects = dialectsOf(ctx.compatibility);
    const request = applyDialects(dialects, original, path);
    // 2. route
    if (!route) throw notFound(request.path);
    if (within === 'bulk' && !('handler' in route)) throw notInBulk();
    const allowed = METHODS[route.kind];
    if (!allowed.includes(request.method)) return notAllowed(request.method, allowed);
    if (request.method === 'OPTIONS') return emptyResponse(204, { allow: allowed.join(', ') });
    // 3. authorize, parse, ask the handler, present, respond: one function per verb
    const { present, findReferences, pages } = engine;
    const call = { ctx, request, dialects, present, findReferences, pages };
    return await perform(engine, call, route);
  } catch (error) {
    if (error instanceof ScimError) return errorResponse(error);
    throw error;
  }
}

/** What the path stands for, once the context knows what the request is about. */
function identify<C extends ScimContext>(
  { handlers }: Engine<C>,
  ctx: C,
  request: Pick<ScimRequest, 'method' | 'path'>,
): Identified<C> {
  const path = rewritePath(dialectsOf(ctx.compatibility), request.path);
  const route = findRoute(handlers, path);
  if (route) ctx.identify?.(subjectOf(route, request.method));
  return { path, route };
}

/** `path`: that of the request, rewritten. */
function applyDialects(
  dialects: readonly Dialect[],
  request: ScimRequest,
  path: string,
): ScimRequest {
  // nearly all but lists have none
  const query = request.query.size === 0 ? request.query : rewriteQuery(dialects, request.query);
  return path === request.path && query === request.query ? request : { ...request, path, query };
}

/** The routes of RFC 7644 section 3.2, with methods that are known to be allowed there. */
async function perform<C extends ScimContext>(
  engine: Engine<C>,
  call: Call<C>,
  route: Route<C>,
): Promise<ScimResponse> {
  const { method } = call.request;
  switch (route.kind) {
    case 'collection':
      return method === 'POST'
        ? resources.create({ ...call, handler: route.handler })
        : resources.list({ ...call, handler: route.handler });
    case 'resource':
      return performOnResource({ ...call, handler: route.handler }, route.id);
    case 'search':
      return resources.search({ ...call, handler: route.handler });
    case 'root':
    case 'searchAll':
      return searchAll(call, [...engine.handlers.values()]);
    case 'bulk':
      return bulk(engine, call);
    case 'discovery':
      return discover(engine.discovery, call.request, route);
    case 'me':
      throw new ScimError(501, 'The /Me alias is not offered here. Use /Users/{id}.');
  }
}

function performOnResource<C extends ScimContext>(
  call: TypeCall<C>,
  id: string,
): Promise<ScimResponse> {
  switch (call.request.method) {
    case 'PUT':
      return resources.replace(call, id);
    case 'PATCH':
      return resources.patch(call, id);
    case 'DELETE':
      return resources.remove(call, id);
    default:
      return resources.read(call, id);
  }
}

const BULK_TIME_EXCEEDED = 'The job has had its time. Send what is left of it in another one.';

/**
 * Every operation goes the way of a single request, with the same rights (RFC 7644 section 3.7).
 */
async function bulk<C extends ScimContext>(
  engine: Engine<C>,
  { ctx, request: { body, baseUrl } }: Call<C>,
): Promise<ScimResponse> {
  const job = readBulkRequest(body, engine.limits.bulkOperations);
  const response = await runBulk(job, baseUrl, (step) =>
    engine.bulkOperation(ctx, step.operation, (ownCtx) =>
      performInBulk(engine, ownCtx, step, baseUrl),
    ),
  );
  return jsonResponse(200, response);
}

async function performInBulk<C extends ScimContext>(
  engine: Engine<C>,
  ctx: C,
  { operation, call }: BulkStep,
  baseUrl: string,
): Promise<ScimResponse> {
  try {
    identify(engine, ctx, operation);
    if (ctx.exhausted?.()) throw new ScimError(503, BULK_TIME_EXCEEDED);
    const request = { ...call(), query: new URLSearchParams(), baseUrl };
    // the operation may have named a resource that the job made: its path is another one by now
    const identified = identify(engine, ctx, request);
    return await handle(engine, ctx, { request, identified, within: 'bulk' });
  } catch (error) {
    return errorResponse(error instanceof ScimError ? error : engine.bulkFault(ctx, error));
  }
}

function discover(
  discovery: Discovery,
  { query, baseUrl }: ScimRequest,
  { endpoint, id }: { endpoint: DiscoveryEndpoint; id?: string },
): ScimResponse {
  // RFC 7644 section 4: refused, so that a client does not take the full list for a filtered one.
  if (query.has('filter'))
    throw new ScimError(403, `/${endpoint} cannot be filtered. Ask without "filter".`);
  const document = documentOf(discovery, endpoint, baseUrl, id);
  if (document === undefined) throw notFound(`/${endpoint}/${id ?? ''}`);
  const { text, location } = document;
  // of one resource: its meta.location (RFC 7643 section 3.1)
  return jsonTextResponse(
    200,
    text,
    location === undefined ? {} : { 'content-location': location },
  );
}

function documentOf(
  discovery: Discovery,
  endpoint: DiscoveryEndpoint,
  baseUrl: string,
  id: string | undefined,
): DiscoveryDocument | undefined {
  if (endpoint === 'ServiceProviderConfig') return discovery.serviceProviderConfig(baseUrl);
  if (endpoint === 'Schemas')
    return id === undefined ? discovery.schemas(baseUrl) : discovery.schema(baseUrl, id);
  return id === undefined ? discovery.resourceTypes(baseUrl) : discovery.resourceType(baseUrl, id);
}

function createEngine<C extends ScimContext>(options: ProviderOptions<C>): Engine<C> {
  const { registry, documentationUri } = options;
  const limits = { ...PROVIDER_LIMITS, ...options.limits };
  const pages = { default: limits.defaultPage, max: limits.maxPage };
  const handlers = new Map(options.handlers.map((one) => [one.type.definition.endpoint, one]));
  for (const { definition } of registry.types)
    if (!handlers.has(definition.endpoint))
      throw new Error(`The SCIM resource type ${definition.name} has no handler.`);
  for (const { type } of options.handlers)
    if (registry.type(type.definition.name) !== type)
      throw new Error(`A SCIM handler is for ${type.definition.name}, which is not registered.`);
  const findReferences = createFindReferences(registry, options.handlers);
  return {
    handlers,
    limits,
    pages,
    discovery: createDiscovery(registry, {
      bulk: { maxOperations: limits.bulkOperations, maxPayloadSize: limits.bulkPayload },
      page: pages,
      cursorTimeout: limits.cursorTimeout,
      ...(documentationUri !== undefined && { documentationUri }),
    }),
    findReferences,
    present: createPresent(findReferences),
    bulkFault:
      options.bulkFault ??
      ((_ctx, fault) => {
        throw fault;
      }),
    bulkOperation: options.bulkOperation ?? ((ctx, _operation, perform) => perform(ctx)),
  };
}

function notFound(path: string): ScimError {
  const shown = path.length > 200 ? `${path.slice(0, 200)}…` : path;
  return new ScimError(404, `There is nothing at ${shown}. See /ResourceTypes for the endpoints.`);
}

function notInBulk(): ScimError {
  return badRequest('invalidPath', 'A bulk operation works on a resource type or a resource only.');
}

function notAllowed(method: string, allowed: readonly string[]): ScimResponse {
  const allow = allowed.join(', ');
  const refusal = new ScimError(405, `${method} is not offered here. Use one of ${allow}.`);
  const { status, body, headers } = errorResponse(refusal);
  return { status, ...(body !== undefined && { body }), headers: { ...headers, allow } };
}
