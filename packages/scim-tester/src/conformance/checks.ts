import type { ConformanceRun } from './conformance-run.js';

/** One thing that a SCIM server should do, as it can be seen from outside. */
export interface Check {
  /** of the checklist (`1` to `110`) or of the providers' behaviour (`E22`) */
  readonly row: string;
  readonly title: string;
  /** Throws `CheckFailed` through the run, or `NotCheckable`. */
  readonly verify: (run: ConformanceRun) => Promise<void>;
}

export interface CheckGroup {
  /** `A` to `I`, or a provider's name */
  readonly name: string;
  readonly title: string;
  readonly checks: readonly Check[];
}
