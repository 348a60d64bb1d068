import type { Request, RequestHandler, Response } from 'express';
import { projectionOf, readInput, takesIfMatch, type Operation } from '#api/index.js';
import { acceptedLanguages, Fault } from '#kernel/index.js';
import {
  hashUpload,
  noUpload,
  readText,
  readUpload,
  requireMediaType,
  type HashedUpload,
} from '../bodies.js';
import type { HttpDeps } from '../deps.js';
import { parseJson } from '../json.js';
import { sendResult } from './answers.js';
import { callContext, callSession } from './authorization.js';
import { runOnce } from './idempotency.js';
import type { Answer, Call, Route } from './routes.js';

const MEDIA_TYPES = ['application/json'];

/** The last step of a REST request: reads what the operation takes, runs it, answers. The caller is authorized by then. */
export function createOperationHandler(deps: HttpDeps): (route: Route) => RequestHandler {
  return ({ operation, perform }) => {
    const asDeclared = createDeclaredAnswer(operation);
    return async (request, response) => {
      const { json, ...input } = await readInputs(deps, operation, request, response);
      const ctx = callContext(response);
      const base = deps.baseUrlOf(request);
      const session = callSession(response);
      const gone = abortedWhenClosed(response);
      const call = { ...input, ctx, base, gone, ...(session && { session }) };
      const run = async (): Promise<Answer> => asDeclared(await perform(call));
      const digest = (): Promise<string> => input.upload.digest();
      const answer = await runOnce(deps, { ctx, request, operation, json, digest }, run);
      await sendResult(deps, response, answer, { status: operation.answer.status, base });
    };
  };
}

/** Takes away what the contract does not declare, and finds the version for the ETag. */
function createDeclaredAnswer({ answer, versioned }: Operation): (result: Answer) => Answer {
  const project = projectionOf(answer.body);
  return (result) => {
    const { body, version = versioned && versionIn(body) } = result;
    return {
      ...result,
      ...(body !== undefined && { body: project(body) }),
      ...(typeof version === 'number' && { version }),
    };
  };
}

function versionIn(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'version' in body ? body.version : undefined;
}

type Inputs = Omit<Call<string, unknown, unknown>, 'ctx' | 'base' | 'gone' | 'session'> & {
  readonly upload: HashedUpload;
  /** the body as it was sent */
  readonly json: unknown;
};

async function readInputs(
  deps: HttpDeps,
  operation: Operation,
  request: Request,
  response: Response,
): Promise<Inputs> {
  const { 'accept-language': languages = '', 'content-type': mediaType = '' } = request.headers;
  const { 'if-none-match': ifNoneMatch, 'last-event-id': lastEventId } = request.headers;
  const ifMatch = takesIfMatch(operation) ? versionOf(request.headers['if-match']) : undefined;
  // a condition that is not read must not be passed over (RFC 9110 section 13.1.2)
  if (operation.method !== 'GET' && request.headers['if-none-match'] !== undefined) {
    const problem = 'is for reads; send If-Match with the ETag that an answer had';
    throw new Fault('request.invalid', { errors: [{ field: 'If-None-Match', problem }] });
  }
  const query = readInput(operation.query, request.query);
  const json = operation.body && (await readJson(deps, request, response));
  const body = operation.body && readInput(operation.body, json);
  const { upload } = operation;
  const charset = upload && requireMediaType(request, upload.mediaTypes);
  const params = request.params as Record<string, string>;
  return {
    params,
    target: { ...params, ...(ifMatch !== undefined && { expected: ifMatch }) },
    query,
    json,
    body,
    acceptLanguage: acceptedLanguages(languages),
    mediaType: mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '',
    upload: hashUpload(
      upload
        ? readUpload(request, { mediaTypes: upload.mediaTypes, limit: upload.bytes })
        : noUpload(),
    ),
    ...(charset !== undefined && { charset }),
    ...(ifMatch !== undefined && { ifMatch }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch }),
    accept: request.headers.accept ?? '',
    ...(typeof lastEventId === 'string' && { lastEventId }),
  };
}

async function readJson(deps: HttpDeps, request: Request, response: Response): Promise<unknown> {
  const rules = { mediaTypes: MEDIA_TYPES, limit: deps.http.bodyBytes.rest };
  const text = await readText(deps, request, response, rules);
  return text === undefined ? undefined : parseJson(text, deps.http.jsonDepth);
}

/** `W/"7"`, `"7"` or `*`. Fault `request.invalid` for anything that is not an ETag of this server. */
function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(ifMatch)?.[1];
  if (version !== undefined) return Number(version);
  throw new Fault('request.invalid', {
    errors: [
      {
        field: 'If-Match',
        problem: 'is not an ETag of this server; send the ETag that an answer had',
      },
    ],
  });
}

/** One for all requests: without a reason each would make an error with a stack of its own. */
const CLOSED = new Error('The connection was closed.');

function abortedWhenClosed(response: Response): AbortSignal {
  const controller = new AbortController();
  response.on('close', () => controller.abort(CLOSED));
  return controller.signal;
}
