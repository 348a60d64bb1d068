import type { Request, RequestHandler, Response } from 'express';
import { Fault, isFault, FULL_AUTHORITY, type Context } from '#kernel/index.js';
import type { Received, SamlRefusalCode } from '#sign-in/index.js';
import { sendAnswer } from '../answers.js';
import { pathOf } from '../base-path.js';
import { readText } from '../bodies.js';
import type { HttpDeps } from '../deps.js';
import { createRateLimit } from '../rate-limits.js';
import { requestInfo } from '../request-info.js';
import { networkOf } from '../trusted-proxies.js';
import { beginPath, FINISH_PATH } from './addresses.js';

/** A response of 2 MiB, as base64 in a form. */
const FORM = { mediaTypes: ['application/x-www-form-urlencoded'], limit: 3 * 1_048_576 };

/** Answers from one network to one connection in a second: each costs some milliseconds of cryptography. */
const ANSWERS = { sustained: 50 };

/** A path of this server that a browser may be sent to; nothing else of what a provider names is used as an address. */
const OWN_PATH = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,1999}$/;

type Form = Readonly<Record<string, string | undefined>>;

/**
 * Where providers post their answers (assertion consumer service). It needs no cookie and signs nobody in: it keeps what was checked and
 * sends the browser on, to the page that knows which browser began. Refusals too are told there, in words.
 */
export function createAcsEndpoint(deps: HttpDeps): RequestHandler {
  const limitRate = createRateLimit(ANSWERS);
  return async (request, response) => {
    const connectionId = idOf(request);
    await limitRate(`${networkOf(request.ip)} ${connectionId}`);
    const form = await formOf(deps, request, response);
    if (typeof form === 'string') return goToFinish(deps, response, { refusal: form });
    const { saml } = deps.signIn;
    const connection = await saml.find(connectionId);
    if (!connection) return goToFinish(deps, response, { refusal: 'connection_unusable' });
    const received = await saml.receive(contextOf(deps, response), connection, form);
    if (received.outcome === 'begin') goTo(deps, response, beginAgain(connectionId, received));
    else goToFinish(deps, response, targetOf(received));
  };
}

/** What began at the provider begins anew here: of its RelayState only a path of ours is kept. */
function beginAgain(
  connectionId: string,
  { relayState = '' }: Extract<Received, { outcome: 'begin' }>,
): string {
  const path = beginPath(connectionId);
  return OWN_PATH.test(relayState)
    ? `${path}?${new URLSearchParams({ return: relayState }).toString()}`
    : path;
}

interface FinishTarget {
  readonly flow?: string;
  readonly refusal?: SamlRefusalCode;
}

function targetOf(received: Exclude<Received, { outcome: 'begin' }>): FinishTarget {
  if (received.outcome !== 'refused') return { flow: received.flowId };
  const { flowId: flow, code } = received;
  return { ...(flow !== undefined && { flow }), refusal: code };
}

/** The fields of a form, or why there is none to take. A method or a form that is wrong is told in words, never by a status alone. */
async function formOf(
  deps: HttpDeps,
  request: Request,
  response: Response,
): Promise<Form | SamlRefusalCode> {
  if (request.method !== 'POST') return 'message_missing';
  try {
    const text = await readText(deps, request, response, FORM);
    return Object.fromEntries(new URLSearchParams(text ?? ''));
  } catch (error) {
    if (isFault(error, 'request.too_large')) return 'message_too_large';
    if (error instanceof Fault && error.kind === 'invalid') return 'message_not_base64';
    throw error;
  }
}

/** Our metadata, for the provider of one connection. */
export function createSamlMetadataEndpoint(deps: HttpDeps): RequestHandler {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new Fault('route.method', { allow: 'GET, HEAD' });
    }
    const { saml } = deps.signIn;
    const connection = await saml.find(idOf(request));
    if (!connection) throw new Fault('connection.missing');
    const body = await saml.metadataOf(contextOf(deps, response), connection);
    const headers = {
      'content-type': 'application/samlmetadata+xml',
      'content-disposition': 'inline; filename="metadata.xml"',
    };
    sendAnswer(deps, response, { status: 200, headers, body });
  };
}

function idOf({ params }: Request): string {
  return String(params['connectionId']).toLowerCase();
}

function contextOf({ clock, log }: HttpDeps, response: Response): Context {
  const actor = { kind: 'system', name: 'sign-in' } as const;
  const { traceId } = requestInfo(response);
  return { actor, authority: FULL_AUTHORITY, traceId, clock, log };
}

function goToFinish(deps: HttpDeps, response: Response, target: FinishTarget): void {
  const query = new URLSearchParams({ ...target }).toString();
  goTo(deps, response, query === '' ? FINISH_PATH : `${FINISH_PATH}?${query}`);
}

/** A path below our own: the host of a request decides nothing. */
function goTo(deps: HttpDeps, response: Response, path: string): void {
  const location = `${pathOf(deps.http.publicUrl)}${path}`;
  sendAnswer(deps, response, { status: 303, headers: { location }, body: '' });
}
