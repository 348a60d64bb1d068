import type { Request, RequestHandler, Response } from 'express';
import { sendAnswer } from '../answers.js';
import type { HttpDeps } from '../deps.js';

/** What a page of another origin may read of an answer beside its body. */
const EXPOSED_HEADERS = 'Retry-After, X-Trace-Id';

/** How long a browser may remember a preflight, in seconds: a change of the setting is felt that much later. */
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of the origins in `http.allowedOrigins` call operations with `fromPages` (CORS, Fetch standard section 3.2). They need no
 * key: no credentials are allowed, and a header that would carry one is not named. Pages of other origins get the same answers, which
 * their browser keeps from them.
 */
export function createCrossOrigin(deps: HttpDeps): {
  /** before everything that may refuse: a page has to be able to read why */
  readonly allow: RequestHandler;
  /** answers OPTIONS */
  readonly preflight: RequestHandler;
} {
  const origins: ReadonlySet<string> = new Set(deps.http.allowedOrigins);
  const isAllowed = ({ headers }: Request, response: Response): boolean => {
    response.setHeader('vary', 'Origin');
    const { origin } = headers;
    if (origin === undefined || !origins.has(origin)) return false;
    response.setHeader('access-control-allow-origin', origin);
    return true;
  };
  return {
    allow: (request, response, next) => {
      if (isAllowed(request, response)) {
        response.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
      }
      next();
    },
    preflight: (request, response) => {
      const allowed = isAllowed(request, response) && {
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'Content-Type',
        'access-control-max-age': PREFLIGHT_SECONDS,
      };
      sendAnswer(deps, response, { status: 204, headers: { allow: 'POST, OPTIONS', ...allowed } });
    },
  };
}
