import type { Response } from 'express';
import { newTraceId, withoutTokens } from '#kernel/index.js';

/** The part of the app that answers; the label `door` of metrics and log lines. Errors are written in its words. */
export type RouteGroup = 'scim' | 'oauth' | 'rest' | 'health' | 'sign-in' | 'other';

/** What is known of a request from its first middleware on, for its log line, its metrics and its errors. */
export interface RequestInfo {
  readonly traceId: string;
  /** by performance.now() */
  readonly startedAt: number;
  readonly method: string;
  /** without host, query and tokens */
  path: string;
  group: RouteGroup;
  /** the pattern of the path, where it is known: `/api/v1/organizations/{organizationId}` */
  route?: string;
  /** of a SCIM request with a right token */
  connectionId?: string;
  /** is called when the answer has been written; without one, because the client left, with status 499 */
  onAnswered?: (answer: WrittenAnswer) => void;
}

/** A text, texts that follow each other, or the pieces of a long one in UTF-8. */
export type HttpBody = string | readonly string[] | readonly Uint8Array[];

export interface WrittenAnswer {
  readonly status: number;
  readonly body?: HttpBody | undefined;
  readonly latencyMs: number;
}

/** `traceId` is that of a trace that runs already. */
export function newRequestInfo(
  method: string,
  target: string,
  traceId = newTraceId(),
): RequestInfo {
  return {
    traceId,
    startedAt: performance.now(),
    method,
    path: withoutTokens(pathOf(target)),
    group: 'other',
  };
}

/** Of `/path?query`, or of the absolute form that proxies send (RFC 9112 section 3.2.2). */
function pathOf(target: string): string {
  const start = target.startsWith('/') ? 0 : (/^[a-z]+:\/\/[^/?#]*/i.exec(target)?.[0].length ?? 0);
  const end = target.indexOf('?', start);
  return target.slice(start, end < 0 ? undefined : end);
}

/** A request whose target Express could not read has passed no middleware; it gets its info here. */
export function requestInfo({ locals, req }: Response): RequestInfo {
  locals['request'] ??= newRequestInfo(req.method, req.originalUrl ?? req.url);
  return locals['request'] as RequestInfo;
}
