import { statusOf, UNKNOWN_MESSAGE } from '#api/index.js';
import type { FaultCode } from '#kernel/index.js';
import { faultOf, RETRY_SECONDS } from '../faults.js';

/** RFC 6749 section 5.2, and of 4.1.2.1 the two for which 5.2 has no word. */
export type OauthCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'temporarily_unavailable'
  | 'server_error';

/** A refusal that the door itself speaks out. The description never quotes the request. */
export class OauthError extends Error {
  override readonly name = 'OauthError';
  constructor(
    readonly code: OauthCode,
    description: string,
  ) {
    super(description);
  }
}

export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly error: OauthCode; readonly error_description: string };
}

const BY_FAULT: Readonly<Partial<Record<FaultCode, OauthCode>>> = {
  'client.invalid': 'invalid_client',
  'client.scope': 'invalid_scope',
  'connection.disabled': 'unauthorized_client',
  'organization.disabled': 'unauthorized_client',
  'organization.deleted': 'unauthorized_client',
};

/** `basic`: the client spoke through the Authorization header, and is answered there too. */
export function refusalOf(error: unknown, traceId: string, basic: boolean): Refusal {
  if (error instanceof OauthError) {
    return refusal(error.code === 'invalid_client' ? 401 : 400, error.code, error.message, basic);
  }
  const fault = faultOf(error);
  if (!fault) return refusal(500, 'server_error', `${UNKNOWN_MESSAGE} Trace id: ${traceId}`, basic);
  const { reason, accepted, granted, retryAfter } = fault.details;
  const code = BY_FAULT[fault.code];
  const status = code === 'invalid_client' ? 401 : code ? 400 : statusOf(fault.code);
  const busy = fault.code === 'client.busy' || status === 429;
  const words =
    typeof reason === 'string'
      ? reason
      : Array.isArray(accepted)
        ? `The body must be ${accepted.join(' or ')}.`
        : fault.message;
  const more = Array.isArray(granted) ? ` It has: ${granted.join(' ')}.` : '';
  const other = busy || status === 503 ? 'temporarily_unavailable' : 'invalid_request';
  const made = refusal(busy ? 429 : status, code ?? other, words + more, basic);
  const seconds = String(retryAfter ?? RETRY_SECONDS);
  return other === 'invalid_request'
    ? made
    : { ...made, headers: { ...made.headers, 'retry-after': seconds } };
}

function refusal(status: number, error: OauthCode, description: string, basic: boolean): Refusal {
  return {
    status,
    headers:
      status === 401 && basic
        ? { 'www-authenticate': 'Basic realm="muster", charset="UTF-8"' }
        : {},
    // RFC 6749 section 5.2: these two characters may not be in a description
    body: { error, error_description: description.replace(/["\\]/g, "'") },
  };
}
