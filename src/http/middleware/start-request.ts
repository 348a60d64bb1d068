import type { RequestHandler } from 'express';
import type { HttpDeps } from '../deps.js';
import { newRequestInfo } from '../request-info.js';

/** The first middleware: every request has an info. */
export function startRequest({ tracer }: HttpDeps): RequestHandler {
  return ({ method, originalUrl }, response, next) => {
    response.locals['request'] = newRequestInfo(method, originalUrl, tracer.traceId());
    next();
  };
}
