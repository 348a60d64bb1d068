import type { Call } from './calls.js';
import { rewriteFilter } from './dialects/index.js';
import { badRequest } from './error.js';
import type { ScimResponse } from './exchange.js';
import { checkFilter } from './filter/check.js';
import { parseFilter } from './filter/parse.js';
import type { ResolvedFilter } from './filter/resolved.js';
import {
  listResponse,
  parseListParameters,
  parseSearchRequest,
  type ListParameters,
} from './list.js';
import { requestedSelection } from './resources.js';
import type { Query, ResourceHandler, ScimContext, Selection } from './resource-handler.js';
import { jsonResponse } from './responses.js';
import type { Resource } from './schema/definition.js';
import { findSort } from './sorting.js';

/**
 * A search over every resource type: GET of the base (RFC 7644 section 3.4.2.1), or POST to its
 * `/.search` (section 3.4.3).
 */
export function searchAll<C extends ScimContext>(
  call: Call<C>,
  handlers: readonly ResourceHandler<C>[],
): Promise<ScimResponse> {
  const { request, pages } = call;
  const parameters =
    request.method === 'POST'
      ? parseSearchRequest(request.body, pages)
      : { ...parseListParameters(request.query, pages), selection: requestedSelection(request) };
  return search(call, handlers, parameters);
}

/**
 * Resources of one type after the other in the order of the handlers, paged by index over all of
 * them. Sorted within each type only; that is sorted through when the filter leaves one type
 * (`meta.resourceType eq "User"`). An attribute that a type lacks has no value there.
 */
async function search<C extends ScimContext>(
  call: Call<C>,
  handlers: readonly ResourceHandler<C>[],
  { selection, ...parameters }: ListParameters & { readonly selection: Selection },
): Promise<ScimResponse> {
  const { ctx, request, present } = call;
  if (parameters.cursor !== undefined)
    throw badRequest('invalidCursor', 'A search over all resource types is paged with startIndex.');
  const { compatibility } = ctx;
  const { filterText, sortBy, descending } = parameters;
  const filter = filterText === undefined ? undefined : parseFilter(filterText, { compatibility });

  const resources: Resource[] = [];
  let total = 0;
  for (const handler of handlers) {
    const { type } = handler;
    const { name } = type.definition;
    const rewritten = filter && rewriteFilter(call.dialects, name, filter);
    const resolved =
      rewritten && checkFilter(type, rewritten, { compatibility, unknown: 'absent' });
    if (resolved && mayMatchType(resolved, name) === false) continue;
    ctx.authorize(name, 'read');
    const sort = sortBy && findSort(type, sortBy, descending);
    const query: Query = {
      ...(resolved && { filter: resolved }),
      ...(sort && { sort }),
      startIndex: Math.max(1, parameters.startIndex - total),
      count: parameters.count - resources.length,
      selection,
    };
    const listing = await handler.query(ctx, query);
    const presentation = { ctx, type, selection, baseUrl: request.baseUrl };
    const presented = await present(presentation, listing.resources);
    resources.push(...presented.map(({ resource }) => resource));
    total += listing.total;
  }
  return jsonResponse(200, listResponse({ resources, total }, parameters));
}

/**
 * Whether resources of that type can meet the filter: true, false, or undefined when it depends on
 * the resource.
 */
function mayMatchType(filter: ResolvedFilter, typeName: string): boolean | undefined {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const decisive = filter.kind === 'or';
      const answers = filter.filters.map((inner) => mayMatchType(inner, typeName));
      if (answers.includes(decisive)) return decisive;
      return answers.includes(undefined) ? undefined : !decisive;
    }
    case 'not': {
      const inner = mayMatchType(filter.filter, typeName);
      return inner === undefined ? undefined : !inner;
    }
    case 'nothing':
      return false;
    case 'compare': {
      const { at, operator, value } = filter;
      if (at.attribute.name !== 'meta' || at.sub?.name !== 'resourceType') return undefined;
      if (operator === 'eq') return value === typeName;
      return operator === 'ne' ? value !== typeName : undefined;
    }
    default:
      return undefined;
  }
}
