import { FAULTS, type FaultCode, type FaultKind } from '#kernel/index.js';

const BY_KIND: Readonly<Record<FaultKind, number>> = {
  invalid: 400,
  missing: 404,
  conflict: 409,
  stale: 412,
  forbidden: 403,
  gone: 410,
  rate: 429,
  limit: 409,
  unauthenticated: 401,
  unavailable: 503,
};

/** Faults for which HTTP has a status of its own. */
const BY_CODE: Readonly<Partial<Record<FaultCode, number>>> = {
  'request.media_type': 415,
  'request.encoding': 415,
  'request.charset': 415,
  'request.too_large': 413,
  'request.too_many': 429,
  'sheet.too_large': 413,
  'route.method': 405,
  'avatar.unsupported': 501,
  'query.too_costly': 400,
};

/** The HTTP status that REST answers a fault with. */
export function statusOf(code: FaultCode): number {
  return BY_CODE[code] ?? BY_KIND[FAULTS[code].kind];
}
