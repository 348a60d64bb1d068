import { STATUS_CODES } from 'node:http';
import { ERRORS_PATH, statusOf, UNKNOWN_CODE, UNKNOWN_MESSAGE } from '#api/index.js';
import { SheetError } from '@muster/sheets';
import { errorChainOf, Fault, isFault, type Log } from '#kernel/index.js';
import type { HttpAnswer } from './answers.js';
import { JsonError } from './json.js';

/** Seconds after which it is worth trying again while the database is away or the process goes down. */
export const RETRY_SECONDS = 5;

/** The page where people sign in. */
const SIGN_IN_PATH = '/sign-in';
const STEP_UP_PATH = '/sign-in/step-up';

/** The problem document of RFC 9457. */
interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly traceId: string;
  /** the fields that are wrong */
  readonly errors?: unknown;
  /** figures and names of the case */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** RFC 9110 calls 413 otherwise than Node does. */
const TITLES: Readonly<Record<number, string | undefined>> = {
  ...STATUS_CODES,
  413: 'Content Too Large',
};

/** The Fault behind any thrown value. Errors of JSON and sheets become Faults; any other error is a defect of the server. */
export function faultOf(error: unknown): Fault | undefined {
  if (error instanceof JsonError) {
    return new Fault('request.malformed', { reason: error.message }, { cause: error });
  }
  if (error instanceof SheetError) {
    return new Fault(`sheet.${error.code}`, error.details, { cause: error });
  }
  return error instanceof Fault ? error : undefined;
}

function problemOf(error: unknown, traceId: string, base: string): Problem {
  const fault = faultOf(error);
  const code = fault?.code ?? UNKNOWN_CODE;
  const status = fault ? statusOf(fault.code) : 500;
  const { errors, ...given } = fault?.details ?? {};
  const details = { ...given, ...signInOf(fault, base) };
  return {
    type: `${base}${ERRORS_PATH}#${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail: fault?.message ?? UNKNOWN_MESSAGE,
    code,
    traceId,
    ...(errors !== undefined && { errors }),
    ...(Object.keys(details).length > 0 && { details }),
  };
}

/** Where a person gets a session that opens what was asked for, or proves once more who they are. */
function signInOf(fault: Fault | undefined, base: string): { readonly signIn?: string } {
  if (!isFault(fault, 'session.invalid', 'session.login_required', 'step_up.required')) return {};
  const { slug } = fault.details;
  const query = typeof slug === 'string' ? `?organization=${encodeURIComponent(slug)}` : '';
  const path = fault.code === 'step_up.required' ? STEP_UP_PATH : SIGN_IN_PATH;
  return { signIn: `${base}${path}${query}` };
}

/** Headers that belong to a status, in every part of the app. */
export function headersOf(status: number): Record<string, string> {
  if (status === 401) return { 'www-authenticate': 'Bearer realm="muster"' };
  return status === 503 ? { 'retry-after': String(RETRY_SECONDS) } : {};
}

/** Rules say in their details after how many seconds it is worth coming again. */
function retryOf(details: Problem['details']): Record<string, string> {
  const seconds = details?.['retryAfter'];
  return typeof seconds === 'number' ? { 'retry-after': String(seconds) } : {};
}

/** The answer to an error, as a problem document. */
export function problemAnswer(error: unknown, traceId: string, base: string): HttpAnswer {
  const problem = problemOf(error, traceId, base);
  return {
    status: problem.status,
    headers: {
      ...headersOf(problem.status),
      ...retryOf(problem.details),
      ...allowOf(error),
      'content-type': 'application/problem+json; charset=utf-8',
    },
    body: JSON.stringify(problem),
  };
}

/** RFC 9110 section 15.5.6: a 405 says which methods there are. */
export function allowOf(error: unknown): { allow?: string } {
  return isFault(error, 'route.method') ? { allow: String(error.details['allow']) } : {};
}

/**
 * An outage is one line; an unforeseen error is logged with its stack and the whole chain of causes. A request that a stopping process
 * refuses is neither: its own line says 503.
 */
export function logFailure(log: Log, error: unknown, fields: object): void {
  const fault = faultOf(error);
  if (fault) {
    if (fault.kind === 'unavailable' && fault.code !== 'service.stopping') {
      log.warn({ ...fields, code: fault.code, cause: errorChainOf(fault.cause) }, 'unavailable');
    }
    return;
  }
  log.error({ ...fields, error: errorChainOf(error) }, 'failed');
}
