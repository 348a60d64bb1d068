import type { Lab } from './labs.js';

/** One thing that a SCIM server should do, as it can be seen from outside. */
export interface Check {
  /** of the checklist (`1` to `110`) or of the providers' behaviour (`E22`) */
  readonly row: string;
  readonly title: string;
  /** Throws `Failed` through the lab, or `NotSeen`. */
  readonly run: (lab: Lab) => Promise<void>;
}

export interface CheckGroup {
  /** `A` to `I`, or a provider's name */
  readonly name: string;
  readonly title: string;
  readonly checks: readonly Check[];
}
