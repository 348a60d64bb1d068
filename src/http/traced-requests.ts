import type { RequestListener } from 'node:http';
import type { Response } from 'express';
import type { Tracer } from '#kernel/index.js';
import { requestInfo } from './request-info.js';

/** Asked every few seconds by machines: nobody looks for these. */
const PROBE = /^\/(healthz|readyz|metrics)\/?(\?|$)/;

/**
 * The same listener with a span around each request, from its head to the end of its answer. Queries, bodies, addresses and what
 * clients call themselves stay out of it; paths are told by their pattern.
 */
export function tracedRequests(tracer: Tracer, listener: RequestListener): RequestListener {
  if (!tracer.enabled) return listener;
  return (request, response) => {
    const { method = '', url = '', headers } = request;
    if (PROBE.test(url)) return listener(request, response);
    const attributes = { 'http.request.method': method };
    const asked = { name: method, kind: 'server', attributes, headers } as const;
    void tracer.span(
      asked,
      (span) =>
        new Promise<void>((resolve) => {
          response.once('close', () => {
            const { group, route, connectionId } = requestInfo(response as Response);
            span.rename(`${method} ${route ?? group}`);
            span.describe({
              'http.response.status_code': response.statusCode,
              'muster.door': group,
              ...(route !== undefined && { 'http.route': route }),
              ...(connectionId !== undefined && { 'muster.connection': connectionId }),
            });
            if (response.statusCode >= 500) span.fail(new ServerError());
            resolve();
          });
          listener(request, response);
        }),
    );
  };
}

/** The reason is in the log, under the trace id. */
class ServerError extends Error {
  override readonly name = 'ServerError';
}
