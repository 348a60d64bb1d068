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
  /** a member, for whom a host application speaks; `via` is the key it spoke with */
  | { readonly kind: 'member'; readonly id: string; readonly name: string; readonly via?: string }
  /** a host application in its own name */
  | { readonly kind: 'api_key'; readonly id: string; readonly name: string }
  /** somebody who holds a link and is nobody's member yet */
  | { readonly kind: 'invitee'; readonly name: string }
  | { readonly kind: 'system'; readonly name: string };

/**
 * What the caller may do. Made at the door out of roles and keys (directory/authority.ts), asked by the rules through
 * `directory/permissions.ts` only.
 */
export interface Authority {
  /** `members:read`, `seats:write:own` …; `all`: the operator, directories and the house itself, whose limits lie elsewhere */
  readonly permissions: ReadonlySet<string> | 'all';
  /** names of the roles it may give */
  readonly grants: ReadonlySet<string> | 'all';
  /** names of the roles whose holders it may touch */
  readonly manages: ReadonlySet<string> | 'all';
  /** the organization outside of which it may nothing; absent: every organization */
  readonly organizationId?: string;
  /** the member as whom it acts: what `own` means, and who cannot remove themselves */
  readonly memberId?: string;
}

export const FULL_AUTHORITY: Authority = { permissions: 'all', grants: 'all', manages: 'all' };

/** May nothing: whoever comes with a link and no key. What the link opens is the rule's business. */
export const NO_AUTHORITY: Authority = {
  permissions: new Set(),
  grants: new Set(),
  manages: new Set(),
};

/** First argument of every rule: who asks, what they may, what the clock says, where to say things, how to find it again. */
export interface Context {
  readonly actor: Actor;
  readonly authority: Authority;
  /** given to the caller with every error and written on every log line */
  readonly traceId: string;
  readonly clock: Clock;
  readonly log: Log;
}
