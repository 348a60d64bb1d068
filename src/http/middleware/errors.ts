import type { ErrorRequestHandler, Request, Response } from 'express';
import { acceptedLanguages, Fault } from '#kernel/index.js';
import { abandon, sendAnswer, type HttpAnswer } from '../answers.js';
import { GoneError } from '../bodies.js';
import type { HttpDeps } from '../deps.js';
import { inReadersWords } from '../hook-words.js';
import { oauthErrorAnswer } from '../oauth/errors.js';
import { logFailure, problemAnswer } from '../problems.js';
import { scimErrorAnswer } from '../scim/answers.js';
import { requestInfo } from '../request-info.js';

/** The one error path: whatever a middleware or route throws is answered here, in the words of the part that was asked. */
export function answerErrors(deps: HttpDeps): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => answerError(deps, error, request, response);
}

export type FinalHandler = (error?: unknown) => void;

/**
 * What Express calls when no middleware has answered: it could not read the target of the request (`http://[::1/`), or answering an
 * error failed.
 */
export function finalHandler(deps: HttpDeps, request: Request, response: Response): FinalHandler {
  return (error) => answerError(deps, error ?? new Fault('route.missing'), request, response);
}

function answerError(deps: HttpDeps, error: unknown, request: Request, response: Response): void {
  if (error instanceof GoneError) {
    abandon(deps, response);
    return;
  }
  const { traceId } = requestInfo(response);
  const answer = answerOf(deps, asFault(error), request, response);
  if (answer.status >= 500) logFailure(deps.log, error, { traceId });
  // an answer that broke off half way can only be cut
  if (response.headersSent) abandon(deps, response);
  else sendAnswer(deps, response, answer);
}

function answerOf(
  deps: HttpDeps,
  error: unknown,
  request: Request,
  response: Response,
): HttpAnswer {
  const { group, traceId } = requestInfo(response);
  switch (group) {
    case 'scim':
      return scimErrorAnswer(error, traceId);
    case 'oauth':
      return oauthErrorAnswer(error, traceId, request.headers.authorization !== undefined);
    default: {
      const languages = acceptedLanguages(request.headers['accept-language'] ?? '');
      const said = inReadersWords(error, deps.hookTexts, languages);
      return problemAnswer(said, traceId, deps.baseUrlOf(request));
    }
  }
}

/** The router refuses a path with a broken escape (`%zz`): no route can be there. */
function asFault(error: unknown): unknown {
  return error instanceof URIError ? new Fault('route.missing') : error;
}
