/** RFC 7644 section 3.12, RFC 9865 section 2.3: the closed list of SCIM error types. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

export const ERROR_URN = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** What a client receives: HTTP status, optional scimType, and a sentence that it may show. */
export class ScimError extends Error {
  override readonly name = 'ScimError';

  constructor(
    readonly status: number,
    readonly detail: string,
    readonly scimType?: ScimType,
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }
}

/** A 400 with its scimType: most refusals of the engine. */
export function badRequest(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, detail, scimType);
}

export interface ErrorBody {
  schemas: [typeof ERROR_URN];
  /** a string, and equal to the HTTP status (RFC 7644 section 3.12) */
  status: string;
  scimType?: ScimType;
  detail: string;
}

/** Details name what clients sent, and they may send much. */
const MAX_DETAIL_LENGTH = 2_000;

export function errorBody(error: ScimError): ErrorBody {
  const { detail } = error;
  return {
    schemas: [ERROR_URN],
    status: String(error.status),
    ...(error.scimType && { scimType: error.scimType }),
    detail: detail.length > MAX_DETAIL_LENGTH ? `${detail.slice(0, MAX_DETAIL_LENGTH)}…` : detail,
  };
}
