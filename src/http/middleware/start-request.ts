import type { RequestHandler } from 'express';
import { newRequestInfo } from '../request-info.js';

/** The first middleware: every request has an info. */
export const startRequest: RequestHandler = (request, response, next) => {
  response.locals['request'] = newRequestInfo(request.method, request.originalUrl);
  next();
};
