import { OIDC_REFUSALS } from './oidc-table.js';
import { SAML_REFUSALS } from './saml-table.js';
import type { RefusalSide } from './words.js';

/** Every reason for which something of a provider is not taken, by code. */
export const REFUSALS = { ...SAML_REFUSALS, ...OIDC_REFUSALS } as const;

export type RefusalCode = keyof typeof REFUSALS;

export type RefusalDetails = Readonly<Record<string, string | number | boolean>>;

/** An answer, a request or metadata of a provider that is not taken. `details` are figures of the case, never a secret. */
export class ProviderRefusal extends Error {
  override readonly name = 'ProviderRefusal';

  constructor(
    readonly code: RefusalCode,
    readonly details: RefusalDetails = {},
    options?: ErrorOptions,
  ) {
    super(REFUSALS[code].message, options);
  }
}

/** What happened, on whose side, and what to do next. */
export interface DecodedRefusal {
  readonly code: RefusalCode;
  readonly side: RefusalSide;
  readonly message: string;
  readonly next: string;
  readonly details: RefusalDetails;
}

/** The words for a code that was stored, with the details that were stored beside it. */
export function decodeRefusal(code: string, details: RefusalDetails = {}): DecodedRefusal {
  const known = code in REFUSALS ? (code as RefusalCode) : 'xml_unreadable';
  return { code: known, ...REFUSALS[known], details };
}
