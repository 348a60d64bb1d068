import { Router, type RequestHandler } from 'express';
import { BASE_PATH } from '#api/index.js';
import { Fault } from '#kernel/index.js';
import { sendAnswer } from '../answers.js';
import type { HttpDeps } from '../deps.js';
import { requestInfo } from '../request-info.js';
import { allRoutes } from './all-routes.js';
import { createAuthorization } from './authorization.js';
import { createCrossOrigin } from './cross-origin.js';
import { createRateLimits } from './rate-limits.js';
import { createOperationHandler } from './operation-handler.js';
import { createPathGroups } from './path-groups.js';
import type { Route } from './routes.js';

/**
 * REST, below BASE_PATH. A request passes: rate limit, authentication, authorization, input, the operation, answer. Authentication
 * comes before the check whether there is such a path, so that a stranger does not learn which paths exist.
 */
export function createRestRouter(deps: HttpDeps): Router {
  const router = Router({ caseSensitive: true });
  const routes = allRoutes(deps);
  const authorization = createAuthorization(deps);
  const limits = createRateLimits(deps, authorization);
  const crossOrigin = createCrossOrigin(deps);
  const handle = createOperationHandler(deps);

  const open = createPathGroups();
  for (const route of routes.filter(isPublic)) {
    const group = open.groupOf(pathOf(route.operation));
    if (route.operation.fromPages) {
      group.options(pathOf(route.operation), crossOrigin.preflight);
      add(group, route, [crossOrigin.allow]);
    }
    add(group, route, [limits.publicCaller, authorization.anonymous, handle(route)]);
  }
  router.use(open.handle, authorization.authenticate, limits.byApiKey);
  const groups = createPathGroups();
  for (const [path, here] of routesByPath(routes)) {
    const group = groups.groupOf(path);
    for (const route of here.filter((one) => !isPublic(one))) {
      add(group, route, [authorization.authorize(route.operation), handle(route)]);
    }
    group.all(path, otherMethods(deps, here));
  }
  router.use(groups.handle, () => {
    throw new Fault('route.missing');
  });
  return router;
}

function isPublic({ operation }: Route): boolean {
  return operation.scope === 'public';
}

function add(router: Router, { operation }: Route, handlers: RequestHandler[]): void {
  const method = operation.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
  const route = router.route(pathOf(operation));
  // the router of a group would answer OPTIONS by itself, with the methods that it has seen
  route.options((_request, _response, next) => next());
  route[method](named(operation), ...handlers);
}

/** Tells the trace of the request which operation it is, also when it is refused. */
function named({ path }: Route['operation']): RequestHandler {
  return (_request, response, next) => {
    requestInfo(response).route = BASE_PATH + path;
    next();
  };
}

/** As Express writes it: `/members/:memberId`. */
function pathOf({ path }: Pick<Route['operation'], 'path'>): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

/**
 * Literal paths before those with a parameter in the same place: `DELETE /members/export` is no method of `/members/export`, and not
 * the removal of a member whose id is `export`.
 */
function routesByPath(routes: readonly Route[]): readonly (readonly [string, readonly Route[]])[] {
  const byPath = new Map<string, Route[]>();
  for (const route of routes) {
    const path = pathOf(route.operation);
    byPath.set(path, [...(byPath.get(path) ?? []), route]);
  }
  return [...byPath].sort(([left], [right]) => (sortKeyOf(left) < sortKeyOf(right) ? -1 : 1));
}

/** A parameter sorts behind every literal segment. */
function sortKeyOf(path: string): string {
  return path.replaceAll(':', '~');
}

/** OPTIONS, and the refusal of methods that a path does not have. */
function otherMethods(deps: HttpDeps, routes: readonly Route[]): RequestHandler {
  const methods = routes.map(({ operation }) => operation.method);
  const all = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  const allow = [...all, 'OPTIONS'].join(', ');
  return (request, response) => {
    if (request.method !== 'OPTIONS') throw new Fault('route.method', { allow });
    sendAnswer(deps, response, { status: 204, headers: { allow } });
  };
}
