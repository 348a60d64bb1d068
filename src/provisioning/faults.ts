import { ScimError, type ScimType } from '@muster/scim';
import type { Fault, FaultCode, FaultKind } from '#kernel/index.js';

const STATUS: Readonly<Record<FaultKind, readonly [status: number, scimType?: ScimType]>> = {
  invalid: [400, 'invalidValue'],
  missing: [404],
  conflict: [409, 'uniqueness'],
  stale: [412],
  forbidden: [403],
  gone: [404],
  rate: [429],
  limit: [429],
  unauthenticated: [401],
  unavailable: [503],
};

/** Faults for which SCIM has words of its own. */
const BY_CODE: Readonly<
  Partial<Record<FaultCode, readonly [status: number, scimType?: ScimType]>>
> = {
  'request.too_large': [413],
  'query.too_costly': [400, 'tooMany'],
  // by policy of the connection; 429 would say that waiting a moment helps
  'seat.none_free': [403],
};

/** The one table from Faults to SCIM errors. What is not a Fault stays what it is: a 500. */
export function toScimError(fault: Fault): ScimError {
  const [status, scimType] = BY_CODE[fault.code] ?? STATUS[fault.kind];
  const detail = hookDetails(fault) ?? fault.message + seatDetails(fault);
  return new ScimError(status, detail, scimType, { cause: fault });
}

/** The administrator of an identity provider sees this text and nothing else. */
function seatDetails({ code, details }: Fault): string {
  if (code !== 'seat.none_free') return '';
  return ` All ${String(details['seats'])} seats of ${String(details['product'])} are taken.`;
}

/** The hook's own words, with its code and the trace id: by these people ask whoever runs the hook. */
function hookDetails({ code, message, details }: Fault): string | undefined {
  if (!code.startsWith('hook.')) return undefined;
  const { message: words = message, code: reason = code, traceId } = details;
  return `${String(words)} (${String(reason)}; trace id ${String(traceId)})`;
}
