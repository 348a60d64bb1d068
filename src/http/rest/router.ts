import { Router, type RequestHandler } from 'express';
import { Fault } from '#kernel/index.js';
import { sendAnswer } from '../answers.js';
import type { HttpDeps } from '../deps.js';
import { allRoutes } from './all-routes.js';
import { createAuthorization } from './authorization.js';
import { createRateLimits } from './rate-limits.js';
import { createOperationHandler } from './operation-handler.js';
import type { Route } from './routes.js';

/**
 * REST, below BASE_PATH. A request passes: rate limit, authentication, authorization, input, the operation, answer. Authentication
 * comes before the check whether there is such a path, so that a stranger does not learn which paths exist.
 */
export function createRestRouter(deps: HttpDeps): Router {
  const router = Router({ caseSensitive: true });
  const routes = allRoutes(deps);
  const authorization = createAuthorization(deps);
  const limits = createRateLimits(deps);
  const handle = createOperationHandler(deps);

  for (const route of routes.filter(isPublic)) {
    add(router, route, [limits.byAddress, authorization.anonymous, handle(route)]);
  }
  router.use(authorization.authenticate, limits.byApiKey);
  for (const route of routes.filter((one) => !isPublic(one))) {
    add(router, route, [authorization.authorize(route.operation), handle(route)]);
  }
  for (const [path, methods] of methodsByPath(routes))
    router.all(path, otherMethods(deps, methods));
  router.use(() => {
    throw new Fault('route.missing');
  });
  return router;
}

function isPublic({ operation }: Route): boolean {
  return operation.scope === 'public';
}

function add(router: Router, { operation }: Route, handlers: RequestHandler[]): void {
  const method = operation.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
  router[method](pathOf(operation), ...handlers);
}

/** As Express writes it: `/members/:memberId`. */
function pathOf({ path }: Pick<Route['operation'], 'path'>): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function methodsByPath(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>();
  for (const { operation } of routes) {
    const path = pathOf(operation);
    methods.set(path, [...(methods.get(path) ?? []), operation.method]);
  }
  return methods;
}

/** OPTIONS, and the refusal of methods that a path does not have. */
function otherMethods(deps: HttpDeps, methods: readonly string[]): RequestHandler {
  const all = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  const allow = [...all, 'OPTIONS'].join(', ');
  return (request, response) => {
    if (request.method !== 'OPTIONS') throw new Fault('route.method', { allow });
    sendAnswer(deps, response, { status: 204, headers: { allow } });
  };
}
