import type { Clock } from './clock.js';
import type { Log } from './log.js';

/** Who does a thing. Written to the journal as it stands, so it carries names as they were at the time. */
export type Actor =
  | { readonly kind: 'operator'; readonly name: string }
  | {
      readonly kind: 'connection';
      readonly id: string;
      readonly name: string;
      readonly credentialId: string;
    }
  | { readonly kind: 'system'; readonly name: string };

/** First argument of every rule: who asks, what the clock says, where to say things, how to find the request again. */
export interface Context {
  readonly actor: Actor;
  /** given to the caller with every error and written on every log line */
  readonly traceId: string;
  readonly clock: Clock;
  readonly log: Log;
}
