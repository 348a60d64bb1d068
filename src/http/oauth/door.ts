import type { IncomingMessage, ServerResponse } from 'node:http';
import { ALL_SCOPES, ASSERTION_ALGORITHMS } from '#core/index.js';
import { Fault, isFault, newTraceId, FULL_AUTHORITY, type Context } from '#kernel/index.js';
import { GoneError, readBody, requireJson } from '../bodies.js';
import type { Doors } from '../doors.js';
import { logFailure } from '../faults.js';
import { decodeText } from '../json.js';
import { issuerOf, tokenUrlOf, type OauthAddress } from './addresses.js';
import { createAttempts, type Attempts } from './attempts.js';
import { readForm } from './forms.js';
import { refusalOf } from './refusals.js';

const FORM = 'application/x-www-form-urlencoded';

/** Bytes. An assertion with its certificate chain stays below; nothing else in a form is long. */
const LARGEST_FORM = 16_384;

/** nginx's number for a client that went away; only logs and metrics see it. */
const GONE = 499;

interface Visit {
  readonly request: IncomingMessage;
  readonly address: OauthAddress;
  readonly traceId: string;
  /** of the caller */
  readonly from: string;
}

interface Answered {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export type OauthDoor = (
  request: IncomingMessage,
  response: ServerResponse,
  address: OauthAddress,
) => void;

/**
 * Where a client of a connection gets its access tokens (RFC 6749 section 4.4, RFC 7523 section 2.2) and reads how (RFC 8414). No
 * part of a form is ever logged or kept: the line of a request has its address without the query, and nothing more.
 */
export function createOauthDoor(doors: Doors): OauthDoor {
  const attempts = createAttempts();
  return (request, response, address) => {
    const startedAt = performance.now();
    const traceId = newTraceId();
    const from = request.socket.remoteAddress ?? '';
    const visit = { request, address, traceId, from };
    answer(doors, attempts, visit)
      .then((answered) => {
        if (answered.status === GONE) response.destroy();
        else write(doors, response, traceId, answered);
        doors.finished({
          door: 'oauth',
          traceId,
          method: request.method ?? 'GET',
          path: pathOf(address),
          status: answered.status,
          latencyMs: performance.now() - startedAt,
        });
      })
      .catch((error: unknown) => {
        logFailure(doors.log, error, { traceId });
        response.destroy();
      });
  };
}

function pathOf({ kind, connection }: OauthAddress): string {
  return kind === 'token'
    ? tokenUrlOf('', connection)
    : `/.well-known/oauth-authorization-server/scim/${connection}`;
}

async function answer(doors: Doors, attempts: Attempts, visit: Visit): Promise<Answered> {
  const { request, address, traceId } = visit;
  try {
    if (doors.draining()) throw new Fault('service.stopping');
    const allow = address.kind === 'token' ? 'POST' : 'GET';
    if (request.method === 'OPTIONS') return { status: 204, headers: { allow } };
    const asked = request.method === 'HEAD' ? 'GET' : request.method;
    if (asked !== allow) return notAllowed(allow);
    if (address.kind === 'metadata') return { status: 200, body: metadata(doors, visit) };
    return { status: 200, body: await exchange(doors, attempts, visit) };
  } catch (error) {
    if (error instanceof GoneError) return { status: GONE };
    const refusal = refusalOf(error, traceId, request.headers.authorization !== undefined);
    if (refusal.status >= 500) logFailure(doors.log, error, { traceId });
    return refusal;
  }
}

function notAllowed(allow: string): Answered {
  const body = { error: 'invalid_request', error_description: `This address takes ${allow}.` };
  return { status: 405, headers: { allow }, body };
}

async function exchange(doors: Doors, attempts: Attempts, visit: Visit): Promise<object> {
  const { request, address, traceId, from } = visit;
  await attempts.begin(from);
  // the same rules as for JSON, with another type: nothing compressed, UTF-8
  requireJson(request, [FORM]);
  const text = decodeText(await readBody(request, LARGEST_FORM));
  const asked = readForm(text, request.headers.authorization);
  const who = `${address.connection} ${asked.proof.clientId ?? ''}`;
  await attempts.requireFewFailures(from, who);
  const { clock, log } = doors;
  const actor = { kind: 'system', name: 'oauth' } as const;
  const ctx: Context = { actor, authority: FULL_AUTHORITY, traceId, clock, log };
  const wanted = { connectionId: address.connection, ...asked };
  try {
    const { token, expiresIn, scopes } = await doors.directory.credentials.issue(ctx, wanted);
    return {
      access_token: token,
      token_type: 'Bearer',
      expires_in: expiresIn,
      scope: scopes.join(' '),
    };
  } catch (error) {
    if (isFault(error, 'client.invalid')) await attempts.failed(from, who);
    throw error;
  }
}

/** The same for every connection, also one that is not there: it tells nobody which ones are. */
function metadata(doors: Doors, { request, address }: Visit): object {
  const base = doors.baseOf(request.headers);
  return {
    issuer: issuerOf(base, address.connection),
    token_endpoint: tokenUrlOf(base, address.connection),
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    scopes_supported: ALL_SCOPES,
    token_endpoint_auth_methods_supported: [
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
    ],
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
  };
}

function write(
  doors: Doors,
  response: ServerResponse,
  traceId: string,
  { status, headers, body }: Answered,
): void {
  const text = body === undefined ? undefined : JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    ...(text !== undefined && {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    }),
    'cache-control': 'no-store',
    pragma: 'no-cache',
    'x-content-type-options': 'nosniff',
    'x-trace-id': traceId,
    ...(doors.draining() && { connection: 'close' }),
  });
  response.end(text);
}
