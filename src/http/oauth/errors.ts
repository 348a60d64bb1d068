import { statusOf, UNKNOWN_MESSAGE } from '#api/index.js';
import type { Fault, FaultCode } from '#kernel/index.js';
import type { HttpAnswer } from '../answers.js';
import { allowOf, faultOf, RETRY_SECONDS } from '../problems.js';
import { JSON_HEADERS } from './answers.js';

/** RFC 6749 section 5.2, and of 4.1.2.1 the two for which 5.2 has no word. */
export type OauthCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'temporarily_unavailable'
  | 'server_error';

/** What is wrong with a form. The description never quotes the request. */
export class OauthError extends Error {
  override readonly name = 'OauthError';
  constructor(
    readonly code: OauthCode,
    description: string,
  ) {
    super(description);
  }
}

const CODES: Readonly<Partial<Record<FaultCode, OauthCode>>> = {
  'client.invalid': 'invalid_client',
  'client.scope': 'invalid_scope',
  'connection.disabled': 'unauthorized_client',
  'organization.disabled': 'unauthorized_client',
  'organization.deleted': 'unauthorized_client',
};

/** The answer to whatever was thrown. `usedBasic`: the client used the Authorization header, and a 401 names its scheme. */
export function oauthErrorAnswer(error: unknown, traceId: string, usedBasic: boolean): HttpAnswer {
  const { status, code, description } = errorOf(error, traceId);
  const fault = faultOf(error);
  return {
    status,
    headers: {
      ...JSON_HEADERS,
      ...allowOf(error),
      ...(code === 'temporarily_unavailable' && {
        'retry-after': String(fault?.details['retryAfter'] ?? RETRY_SECONDS),
      }),
      ...(status === 401 &&
        usedBasic && { 'www-authenticate': 'Basic realm="muster", charset="UTF-8"' }),
    },
    // RFC 6749 section 5.2: these two characters may not be in a description
    body: JSON.stringify({ error: code, error_description: description.replace(/["\\]/g, "'") }),
  };
}

interface ErrorParts {
  readonly status: number;
  readonly code: OauthCode;
  readonly description: string;
}

function errorOf(error: unknown, traceId: string): ErrorParts {
  if (error instanceof OauthError) {
    const status = error.code === 'invalid_client' ? 401 : 400;
    return { status, code: error.code, description: error.message };
  }
  const fault = faultOf(error);
  if (!fault) {
    const description = `${UNKNOWN_MESSAGE} Trace id: ${traceId}`;
    return { status: 500, code: 'server_error', description };
  }
  const description = descriptionOf(fault);
  const code = CODES[fault.code];
  if (code) return { status: code === 'invalid_client' ? 401 : 400, code, description };
  const status = fault.code === 'client.busy' ? 429 : statusOf(fault.code);
  const isBusy = status === 429 || status === 503;
  return { status, code: isBusy ? 'temporarily_unavailable' : 'invalid_request', description };
}

function descriptionOf(fault: Fault): string {
  const { reason, accepted, granted, allow } = fault.details;
  if (typeof reason === 'string') return reason;
  if (typeof allow === 'string') return `This address takes ${allow}.`;
  if (Array.isArray(accepted)) return `The body must be ${accepted.join(' or ')}.`;
  return Array.isArray(granted) ? `${fault.message} It has: ${granted.join(' ')}.` : fault.message;
}
