import type { RequestHandler } from 'express';
import { Fault } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';
import { requireSingleHeaders } from '../single-headers.js';
import { requestInfo, type RouteGroup } from '../request-info.js';

/**
 * Names the part of the app that answers from here on. Faults `request.header`, and `service.stopping` from SIGTERM on.
 */
export function routeGroup(group: RouteGroup, { isStopping }: HttpDeps): RequestHandler {
  return (request, response, next) => {
    requestInfo(response).group = group;
    requireSingleHeaders(request);
    if (isStopping()) throw new Fault('service.stopping');
    next();
  };
}
