import { isFault, type Fault, type FaultCode } from '#kernel/index.js';
import { toScimError } from '#provisioning/index.js';
import { errorResponse, ScimError, type ScimResponse, type ScimType } from '@muster/scim';
import { UNKNOWN_MESSAGE } from '#api/index.js';
import { faultOf, headersOf, RETRY_SECONDS } from '../faults.js';

/** Faults of the door itself; all others have their place in provisioning. */
const OF_THE_DOOR: Readonly<Partial<Record<FaultCode, readonly [number, ScimType?]>>> = {
  'request.malformed': [400, 'invalidSyntax'],
  'request.media_type': [415],
  'request.encoding': [415],
  'request.too_large': [413],
  'request.too_many': [429],
  'route.missing': [404],
  'credential.missing': [401],
  'credential.invalid': [401],
  'service.busy': [503],
  'service.stopping': [503],
};

/** The Error body for whatever was thrown (RFC 7644 section 3.12). */
export function refusalOf(error: unknown, traceId: string): ScimResponse {
  if (error instanceof ScimError) return withHeaders(errorResponse(error));
  const fault = faultOf(error);
  if (!fault) {
    return errorResponse(new ScimError(500, `${UNKNOWN_MESSAGE} Trace id: ${traceId}`));
  }
  const [status, scimType] = OF_THE_DOOR[fault.code] ?? [];
  const refusal =
    status === undefined ? toScimError(fault) : new ScimError(status, detailOf(fault), scimType);
  return withHeaders(errorResponse(refusal), fault);
}

/** The public sentence with the figures of the case. */
function detailOf(fault: Fault): string {
  const { limit, reason, accepted } = fault.details;
  if (isFault(fault, 'request.malformed') && typeof reason === 'string') return reason;
  if (typeof limit === 'number') return `${fault.message} The limit is ${limit} bytes.`;
  if (Array.isArray(accepted)) return `The body must be ${accepted.join(' or ')}.`;
  return fault.message;
}

/** A 401 names the scheme, a 429 and a 503 say when to come again. */
export function withHeaders(response: ScimResponse, fault?: Fault): ScimResponse {
  const { status } = response;
  if (status !== 401 && status !== 429 && status !== 503) return response;
  const headers: Record<string, string> = { ...response.headers, ...headersOf(status) };
  if (status === 429)
    headers['retry-after'] = String(fault?.details['retryAfter'] ?? RETRY_SECONDS);
  if (fault && isFault(fault, 'credential.invalid')) {
    headers['www-authenticate'] = 'Bearer realm="muster", error="invalid_token"';
  }
  return { ...response, headers };
}
