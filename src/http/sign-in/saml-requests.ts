import type { Request, Response } from 'express';
import { Fault, isFault, FULL_AUTHORITY, type Context } from '#kernel/index.js';
import type { RefusalCode } from '#sign-in/index.js';
import { sendAnswer } from '../answers.js';
import { pathOf } from '../base-path.js';
import { readText } from '../bodies.js';
import type { HttpDeps } from '../deps.js';
import { requestInfo } from '../request-info.js';
import { FINISH_PATH } from './addresses.js';

/** A response of 2 MiB, as base64 in a form. */
const FORM = { mediaTypes: ['application/x-www-form-urlencoded'], limit: 3 * 1_048_576 };

/** Answers from one network to one connection in a second: each costs some milliseconds of cryptography. */
export const ANSWERS = { sustained: 50 };

export type Form = Readonly<Record<string, string | undefined>>;

interface FinishTarget {
  readonly flow?: string;
  readonly refusal?: RefusalCode;
  /** the message was about signing out */
  readonly out?: '1';
}

type Ended =
  | { readonly outcome: 'answered' | 'repeated' | 'finished'; readonly flowId: string }
  | { readonly outcome: 'refused'; readonly code: RefusalCode; readonly flowId?: string };

export function targetOf(received: Ended): FinishTarget {
  if (received.outcome !== 'refused') return { flow: received.flowId };
  const { flowId: flow, code } = received;
  return { ...(flow !== undefined && { flow }), refusal: code };
}

/** The fields of a form, or why there is none to take. A method or a form that is wrong is told in words, never by a status alone. */
export async function formOf(
  deps: HttpDeps,
  request: Request,
  response: Response,
): Promise<Form | RefusalCode> {
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

export function idOf({ params }: Request): string {
  return String(params['connectionId']).toLowerCase();
}

export function contextOf({ clock, log }: HttpDeps, response: Response): Context {
  const actor = { kind: 'system', name: 'sign-in' } as const;
  const { traceId } = requestInfo(response);
  return { actor, authority: FULL_AUTHORITY, traceId, clock, log };
}

/** The connection of kind saml that the address names, in an active organization. */
export async function samlOf({ signIn }: HttpDeps, connectionId: string) {
  const connection = await signIn.protocols.find(connectionId);
  return connection?.kind === 'saml' ? connection : undefined;
}

export function goToFinish(deps: HttpDeps, response: Response, target: FinishTarget): void {
  const query = new URLSearchParams({ ...target }).toString();
  goTo(deps, response, query === '' ? FINISH_PATH : `${FINISH_PATH}?${query}`);
}

/** A path below our own: the host of a request decides nothing. */
export function goTo(deps: HttpDeps, response: Response, path: string): void {
  const location = `${pathOf(deps.http.publicUrl)}${path}`;
  sendAnswer(deps, response, { status: 303, headers: { location }, body: '' });
}
