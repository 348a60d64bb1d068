import { SAML_REFUSALS, type SamlRefusalCode, type SamlSide } from './refusal-table.js';

export type RefusalDetails = Readonly<Record<string, string | number | boolean>>;

/** An answer, a request or metadata of a provider that is not taken. `details` are figures of the case, never a secret. */
export class SamlRefusal extends Error {
  override readonly name = 'SamlRefusal';

  constructor(
    readonly code: SamlRefusalCode,
    readonly details: RefusalDetails = {},
    options?: ErrorOptions,
  ) {
    super(SAML_REFUSALS[code].message, options);
  }
}

/** What happened, on whose side, and what to do next. */
export interface DecodedRefusal {
  readonly code: SamlRefusalCode;
  readonly side: SamlSide;
  readonly message: string;
  readonly next: string;
  readonly details: RefusalDetails;
}

/** The words for a code that was stored, with the details that were stored beside it. */
export function decodeRefusal(code: string, details: RefusalDetails = {}): DecodedRefusal {
  const known = code in SAML_REFUSALS ? (code as SamlRefusalCode) : 'xml_unreadable';
  return { code: known, ...SAML_REFUSALS[known], details };
}
