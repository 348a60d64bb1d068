import type { TypeCall } from './calls.js';
import { rewriteFilter, rewritePatch, rewriteResource } from './dialects/index.js';
import { badRequest } from './error.js';
import { matchesVersion, parseEntityTags, preconditionOf } from './etag.js';
import type { ScimBody, ScimRequest, ScimResponse } from './exchange.js';
import { checkFilter } from './filter/check.js';
import { parseFilter } from './filter/parse.js';
import {
  listResponse,
  parseListParameters,
  parseSearchRequest,
  type ListParameters,
} from './list.js';
import { withoutLongValues, writeWithLongValues } from './long-values.js';
import { patchSteps } from './patch/parse.js';
import { EVERYTHING, parseSelection } from './projection.js';
import { locationOf, type PresentedResource } from './references.js';
import { replacementSteps } from './replacement.js';
import { setByPatch, setByResource, withSetAttributes } from './requested-attributes.js';
import { listTexts, readText } from './resource-texts.js';
import type { Query, ScimContext, Selection } from './resource-handler.js';
import { emptyResponse, jsonResponse, versionHeader } from './responses.js';
import type { Resource, ResourceType } from './schema/definition.js';
import { withPauses, type Steps } from './schema/steps.js';
import { canonicalResource } from './schema/validate.js';
import { isObject } from './schema/values.js';
import { requireSort } from './sorting.js';

/** GET on a resource type's endpoint (RFC 7644 section 3.4.2). */
export async function list<C extends ScimContext>(call: TypeCall<C>): Promise<ScimResponse> {
  authorize(call, 'read');
  const parameters = parseListParameters(call.request.query, call.pages);
  return page(call, parameters, requestedSelection(call.request));
}

/** POST to a resource type's `/.search` (section 3.4.3). */
export async function search<C extends ScimContext>(call: TypeCall<C>): Promise<ScimResponse> {
  authorize(call, 'read');
  const { selection, ...parameters } = parseSearchRequest(bodyOf(call.request), call.pages);
  return page(call, parameters, selection);
}

async function page<C extends ScimContext>(
  call: TypeCall<C>,
  parameters: ListParameters,
  selection: Selection,
): Promise<ScimResponse> {
  const query = queryOf(call, parameters, selection);
  const { texts } = call.handler;
  if (texts && selection === EVERYTHING) return listTexts(call, texts, query);
  const listing = await call.handler.query(call.ctx, query);
  const presented = await present(call, listing.resources, selection);
  const resources = presented.map(({ resource }) => resource);
  return jsonResponse(200, listResponse({ ...listing, resources }, query));
}

function queryOf<C extends ScimContext>(
  { ctx, handler: { type }, dialects }: TypeCall<C>,
  { filterText, sortBy, descending, startIndex, count, cursor }: ListParameters,
  selection: Selection,
): Query {
  const { compatibility } = ctx;
  const parsed = filterText === undefined ? undefined : parseFilter(filterText, { compatibility });
  const rewritten = parsed && rewriteFilter(dialects, type.definition.name, parsed);
  return {
    ...(rewritten && {
      filter: checkFilter(type, rewritten, { compatibility, unknown: 'refuse' }),
    }),
    ...(sortBy && { sort: requireSort(type, sortBy, descending) }),
    ...(cursor !== undefined && { cursor }),
    startIndex,
    count,
    selection,
  };
}

/** GET on a resource (section 3.4.1), 304 when the client has its version (section 3.14). */
export async function read<C extends ScimContext>(
  call: TypeCall<C>,
  id: string,
): Promise<ScimResponse> {
  authorize(call, 'read');
  const selection = requestedSelection(call.request);
  const { texts } = call.handler;
  if (texts && selection === EVERYTHING) return readText(call, texts, id);
  const resource = await call.handler.read(call.ctx, id, selection);
  const { write, headers } = await answerOf(call, resource, selection);
  const known = parseEntityTags(call.request.ifNoneMatch);
  if (headers.etag !== undefined && matchesVersion(known, headers.etag))
    return emptyResponse(304, headers);
  return { status: 200, headers, body: await write() };
}

/** POST to a resource type's endpoint (section 3.3). */
export async function create<C extends ScimContext>(call: TypeCall<C>): Promise<ScimResponse> {
  authorize(call, 'write');
  const sent = await readSent(call, newSteps);
  const set = setByResource(call.handler.type, sent);
  const selection = withSetAttributes(requestedSelection(call.request), set);
  const resource = await call.handler.create(call.ctx, sent, selection);
  const { write, headers } = await answerOf(call, resource, selection);
  const location = headers['content-location'];
  return { status: 201, headers: { location, ...headers }, body: await write() };
}

/** PUT on a resource (section 3.5.1). */
export async function replace<C extends ScimContext>(
  call: TypeCall<C>,
  id: string,
): Promise<ScimResponse> {
  authorize(call, 'write');
  const replacement = await readSent(call, replacementSteps);
  const set = setByResource(call.handler.type, replacement.resource);
  const selection = withSetAttributes(requestedSelection(call.request), set);
  const options = { ...preconditionOf(call.request), selection };
  const resource = await call.handler.replace(call.ctx, id, replacement, options);
  const { write, headers } = await answerOf(call, resource, selection);
  return { status: 200, headers, body: await write() };
}

/**
 * Types whose PATCH answers 204: a group's members are too many to send back unasked (Entra, E15).
 */
const PATCH_WITHOUT_BODY = new Set(['Group']);
/** Without a body as well: SCIM-SDK's client takes no other answer to a PATCH as SCIM's. */
const MEDIA_TYPE = { 'content-type': 'application/scim+json' };
/** Enough for the ETag; spares the handler the members. */
const VERSION_ONLY: Selection = { attributes: [{ name: 'meta' }], excluded: [] };

/**
 * PATCH on a resource (section 3.5.2): 200 with the resource, 204 for a group unless attributes
 * were asked for.
 */
export async function patch<C extends ScimContext>(
  call: TypeCall<C>,
  id: string,
): Promise<ScimResponse> {
  authorize(call, 'write');
  const { ctx, handler, request, dialects } = call;
  const { type } = handler;
  const requested = requestedSelection(request);
  const effectiveSelection = requested.attributes.length > 0 || requested.excluded.length > 0;
  const quiet = PATCH_WITHOUT_BODY.has(type.definition.name) && !effectiveSelection;
  const sent = rewritePatch(dialects, type.definition.name, bodyOf(request));
  const operations = await withPauses(patchSteps(type, sent, { ...readNotes(ctx), id }), ctx.pause);
  const selection = quiet ? VERSION_ONLY : withSetAttributes(requested, setByPatch(operations));
  const options = { ...preconditionOf(request), selection };
  const resource = await handler.patch(ctx, id, operations, options);
  if (quiet) return emptyResponse(204, { ...versionHeader(resource), ...MEDIA_TYPE });
  const { write, headers } = await answerOf(call, resource, selection);
  return { status: 200, headers, body: await write() };
}

/** DELETE on a resource (section 3.6). */
export async function remove<C extends ScimContext>(
  call: TypeCall<C>,
  id: string,
): Promise<ScimResponse> {
  authorize(call, 'write');
  await call.handler.remove(call.ctx, id, preconditionOf(call.request));
  return emptyResponse(204);
}

function authorize<C extends ScimContext>(
  { ctx, handler }: TypeCall<C>,
  access: 'read' | 'write',
): void {
  ctx.authorize(handler.type.definition.name, access);
}

/** What the body of POST or PUT says, in the words of the schemas; of a large one, with pauses. */
function readSent<C extends ScimContext, T>(
  { ctx, request, handler: { type }, dialects }: TypeCall<C>,
  read: (type: ResourceType, body: unknown, options: ReturnType<typeof readNotes>) => Steps<T>,
): Promise<T> {
  const body = rewriteResource(dialects, type.definition.name, bodyOf(request));
  return withPauses(read(type, body, readNotes(ctx)), ctx.pause);
}

function newSteps(
  type: ResourceType,
  body: unknown,
  options: ReturnType<typeof readNotes>,
): Steps<Resource> {
  return canonicalResource(type, body, { ...options, purpose: 'create' });
}

/** How the body is read, and who hears of what is ignored. */
function readNotes(ctx: ScimContext): Pick<ScimContext, 'compatibility' | 'note'> {
  return {
    compatibility: ctx.compatibility,
    note: (code, detail) => {
      ctx.note(code, detail);
    },
  };
}

function present<C extends ScimContext>(
  { ctx, handler: { type }, present: presentAll, request }: TypeCall<C>,
  resources: readonly Resource[],
  selection: Selection,
): Promise<PresentedResource[]> {
  return presentAll({ ctx, type, selection, baseUrl: request.baseUrl }, resources);
}

interface Answer {
  readonly headers: { readonly 'content-location': string; readonly etag?: string };
  /** its JSON, made when it is wanted */
  write(): Promise<ScimBody>;
}

/**
 * An answer that holds a resource, with `ETag` and `Content-Location`: its `meta.version` and
 * `meta.location` (RFC 7643 section 3.1). Values that are too many to be held at once are read while
 * they are written, and their names are no part of the tag.
 */
async function answerOf<C extends ScimContext>(
  call: TypeCall<C>,
  found: Resource,
  selection: Selection,
): Promise<Answer> {
  const { resource, long } = withoutLongValues(found);
  const [presented] = await present(call, [resource], selection);
  const { resource: body, etag } = presented ?? { resource };
  const { handler, request } = call;
  const id = String(resource['id']);
  const location = locationOf(handler.type, id, request.baseUrl);
  const headers = { 'content-location': location, ...(etag !== undefined && { etag }) };
  if (!long) return { headers, write: async () => JSON.stringify(body) };
  const { name } = long;
  const presentPiece = async (piece: readonly Resource[]): Promise<unknown> =>
    (await present(call, [{ id, [name]: piece }], selection))[0]?.resource[name];
  return { headers, write: () => writeWithLongValues(body, long, presentPiece) };
}

/** `attributes` and `excludedAttributes` of a query; given several times they add up. */
export function requestedSelection({ query }: ScimRequest): Selection {
  if (query.size === 0) return EVERYTHING;
  return parseSelection(query.getAll('attributes'), query.getAll('excludedAttributes'));
}

function bodyOf({ body }: ScimRequest): Resource {
  if (isObject(body)) return body;
  throw badRequest('invalidSyntax', 'The request needs a body that is one JSON object.');
}
