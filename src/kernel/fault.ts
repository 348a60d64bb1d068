import type { FaultKind } from './faults/entry.js';
import { INTEGRATION_FAULTS } from './faults/integrations.js';
import { REQUEST_FAULTS } from './faults/requests.js';
import { RULE_FAULTS } from './faults/rules.js';
import { SIGN_IN_FAULTS } from './faults/sign-in.js';

export type { FaultKind } from './faults/entry.js';

/**
 * The closed table of faults: docs/errors.md is generated from it and compared in the test run. A code is stable once
 * released; its message may be improved.
 */
export const FAULTS = {
  ...REQUEST_FAULTS,
  ...RULE_FAULTS,
  ...SIGN_IN_FAULTS,
  ...INTEGRATION_FAULTS,
} as const;

export type FaultCode = keyof typeof FAULTS;

/** Public figures and names of the case, as JSON. Never a secret, never a stack. */
export type FaultDetails = Readonly<Record<string, unknown>>;

/** The one error class of the server. `cause` is for the log and is never part of an answer. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly kind: FaultKind;

  constructor(
    readonly code: FaultCode,
    readonly details: FaultDetails = {},
    options?: ErrorOptions,
  ) {
    super(FAULTS[code].message, options);
    this.kind = FAULTS[code].kind;
  }
}

export function isFault(error: unknown, ...codes: FaultCode[]): error is Fault {
  return error instanceof Fault && (codes.length === 0 || codes.includes(error.code));
}
