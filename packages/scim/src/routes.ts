import type { RequestSubject, ResourceHandler, ScimContext } from './resource-handler.js';

/** What a path of RFC 7644 section 3.2 stands for. */
export type Route<C extends ScimContext> =
  | { readonly kind: 'collection' | 'search'; readonly handler: ResourceHandler<C> }
  | { readonly kind: 'resource'; readonly handler: ResourceHandler<C>; readonly id: string }
  | { readonly kind: 'discovery'; readonly endpoint: DiscoveryEndpoint; readonly id?: string }
  | { readonly kind: 'root' | 'searchAll' | 'bulk' | 'me' };

export type DiscoveryEndpoint = 'ServiceProviderConfig' | 'Schemas' | 'ResourceTypes';

/**
 * Methods that a kind of route knows; HEAD comes with GET, OPTIONS with everything. `Allow` is made
 * of them.
 */
export const METHODS: Readonly<Record<Route<ScimContext>['kind'], readonly string[]>> = {
  collection: ['GET', 'HEAD', 'POST', 'OPTIONS'],
  resource: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  search: ['POST', 'OPTIONS'],
  root: ['GET', 'HEAD', 'OPTIONS'],
  searchAll: ['POST', 'OPTIONS'],
  bulk: ['POST', 'OPTIONS'],
  discovery: ['GET', 'HEAD', 'OPTIONS'],
  // RFC 7644 section 3.11: what is not offered is 501 whatever the method.
  me: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
};

/** Reads a path; undefined when nothing can be there. */
export function findRoute<C extends ScimContext>(
  handlers: ReadonlyMap<string, ResourceHandler<C>>,
  path: string,
): Route<C> | undefined {
  const segments = segmentsOf(path);
  if (segments === undefined) return undefined;
  const [root, first = '', second, ...rest] = segments;
  if (root !== '' || rest.length > 0 || second === '') return undefined;
  const handler = handlers.get(`/${first}`);
  if (handler) {
    if (second === undefined) return { kind: 'collection', handler };
    if (second === '.search') return { kind: 'search', handler };
    return { kind: 'resource', handler, id: second };
  }
  switch (first) {
    case 'Schemas':
    case 'ResourceTypes':
      return second === undefined
        ? { kind: 'discovery', endpoint: first }
        : { kind: 'discovery', endpoint: first, id: second };
    case 'ServiceProviderConfig':
      return second === undefined ? { kind: 'discovery', endpoint: first } : undefined;
    case '.search':
      return second === undefined ? { kind: 'searchAll' } : undefined;
    case 'Bulk':
      return second === undefined ? { kind: 'bulk' } : undefined;
    case '':
      return second === undefined ? { kind: 'root' } : undefined;
    case 'Me':
      return { kind: 'me' };
    default:
      return undefined;
  }
}

const RESOURCE_OPERATIONS: Readonly<Record<string, RequestSubject['operation']>> = {
  GET: 'read',
  HEAD: 'read',
  PUT: 'replace',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** What a request on a route is about, whether or not it goes well. */
export function subjectOf<C extends ScimContext>(route: Route<C>, method: string): RequestSubject {
  const operation = operationOf(route, method);
  return {
    ...(operation !== undefined && { operation }),
    ...('handler' in route && { resourceType: route.handler.type.definition.name }),
    ...(route.kind === 'resource' && { id: route.id }),
  };
}

function operationOf<C extends ScimContext>(
  { kind }: Route<C>,
  method: string,
): RequestSubject['operation'] {
  if (!METHODS[kind].includes(method)) return undefined;
  switch (kind) {
    case 'collection':
      return method === 'POST' ? 'create' : 'query';
    case 'resource':
      return RESOURCE_OPERATIONS[method];
    case 'search':
    case 'searchAll':
      return 'query';
    case 'bulk':
    case 'discovery':
      return kind;
    case 'me':
      return undefined;
  }
}

/**
 * Without their escapes. Undefined for a broken escape, and for control characters: no id has them,
 * and databases stumble over them.
 */
function segmentsOf(path: string): readonly string[] | undefined {
  const segments = path.split('/');
  // nearly all have none
  if (!path.includes('%')) return hasControls(path) ? undefined : segments;
  try {
    const decoded = segments.map((segment) => decodeURIComponent(segment));
    return decoded.some(hasControls) ? undefined : decoded;
  } catch {
    return undefined;
  }
}

function hasControls(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) < 32) return true;
  return false;
}
