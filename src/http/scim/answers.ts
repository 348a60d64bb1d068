import { UNKNOWN_MESSAGE } from '#api/index.js';
import { isFault, type Fault, type FaultCode } from '#kernel/index.js';
import { toScimError } from '#provisioning/index.js';
import { errorResponse, ScimError, type ScimResponse, type ScimType } from '@muster/scim';
import type { HttpAnswer } from '../answers.js';
import { faultOf, headersOf, RETRY_SECONDS } from '../problems.js';

export function scimAnswer({ status, headers, body }: ScimResponse): HttpAnswer {
  return {
    status,
    headers: {
      ...headersOf(status),
      ...(status === 429 && { 'retry-after': RETRY_SECONDS }),
      ...headers,
      ...(body !== undefined && { 'content-type': 'application/scim+json; charset=utf-8' }),
    },
    body,
  };
}

/** Faults of HTTP itself; provisioning knows the SCIM errors of all others. */
const HTTP_FAULTS: Readonly<Partial<Record<FaultCode, readonly [number, ScimType?]>>> = {
  'request.malformed': [400, 'invalidSyntax'],
  'request.media_type': [415],
  'request.encoding': [415],
  'request.charset': [415],
  'request.header': [400],
  'request.too_large': [413],
  'request.too_many': [429],
  'route.missing': [404],
  'credential.missing': [401],
  'credential.invalid': [401],
  'service.busy': [503],
  'service.stopping': [503],
};

/** The answer to whatever was thrown, as RFC 7644 section 3.12 shapes it. */
export function scimErrorAnswer(error: unknown, traceId: string): HttpAnswer {
  const answer = scimAnswer(errorResponse(scimErrorOf(error, traceId)));
  const fault = faultOf(error);
  const headers: Record<string, string | number> = { ...answer.headers };
  if (isFault(fault, 'credential.invalid')) {
    headers['www-authenticate'] = 'Bearer realm="muster", error="invalid_token"';
  }
  const retryAfter = fault?.details['retryAfter'];
  if (answer.status === 429 && typeof retryAfter === 'number') headers['retry-after'] = retryAfter;
  return { ...answer, headers };
}

function scimErrorOf(error: unknown, traceId: string): ScimError {
  if (error instanceof ScimError) return error;
  const fault = faultOf(error);
  if (!fault) return new ScimError(500, `${UNKNOWN_MESSAGE} Trace id: ${traceId}`);
  const [status, scimType] = HTTP_FAULTS[fault.code] ?? [];
  return status === undefined
    ? toScimError(fault)
    : new ScimError(status, detailOf(fault), scimType);
}

/** The public sentence with the figures of the case. */
function detailOf(fault: Fault): string {
  const { limit, reason, accepted, charset, header } = fault.details;
  if (isFault(fault, 'request.malformed') && typeof reason === 'string') return reason;
  if (typeof limit === 'number') return `${fault.message} The limit is ${limit} bytes.`;
  if (Array.isArray(accepted)) return `The body must be ${accepted.join(' or ')}.`;
  if (typeof header === 'string') return `${fault.message} It is ${header}.`;
  if (typeof charset === 'string') return `${fault.message} The request says ${charset}.`;
  return fault.message;
}
