import type { Clock, Instant } from './clock.js';
import type { Log } from './log.js';

/** Who makes a change. Written to the journal as it stands, so it carries names as they were at the time. */
export type Actor =
  | { readonly kind: 'operator'; readonly name: string }
  | {
      readonly kind: 'connection';
      readonly id: string;
      readonly name: string;
      readonly credentialId: string;
    }
  /** a member, for whom a host application makes the call; `via` is the id of its API key */
  | { readonly kind: 'member'; readonly id: string; readonly name: string; readonly via?: string }
  /**
   * A person who has signed in. `id` is the account, `sessionId` the session, never its secret. `memberId` is the person's membership
   * in the organization that the call concerns; absent where there is none.
   */
  | {
      readonly kind: 'person';
      readonly id: string;
      readonly name: string;
      readonly sessionId: string;
      readonly memberId?: string;
    }
  /** a host application in its own name */
  | { readonly kind: 'api_key'; readonly id: string; readonly name: string }
  /** a person who has an invitation link and is not yet a member */
  | { readonly kind: 'invitee'; readonly name: string }
  | { readonly kind: 'system'; readonly name: string };

/** Every `kind` of an actor. The console has words for each. */
export const ACTOR_KINDS = Object.keys({
  operator: true,
  connection: true,
  member: true,
  person: true,
  api_key: true,
  invitee: true,
  system: true,
} satisfies Record<Actor['kind'], true>) as readonly Actor['kind'][];

/** The actor as one text, by which journal lines are found and callers are counted: `member:0192…`, `operator:operator`. */
export function actorKeyOf(actor: Actor): string {
  return `${actor.kind}:${'id' in actor ? actor.id : actor.name}`;
}

/** Whether that kind of actor is a person whom members know by name: no key, directory, job or operator. */
export function isPerson(kind: string): boolean {
  return kind === 'member' || kind === 'person';
}

/** The member who acts, where the actor is one. */
export function actingMemberIdOf(actor: Actor): string | undefined {
  if (actor.kind === 'member') return actor.id;
  return actor.kind === 'person' ? actor.memberId : undefined;
}

/**
 * What the caller may do. Made of roles by core/tenancy/member-authority.ts and of keys by core/credentials; the rules ask through
 * core/access/permissions.ts only.
 */
export interface Authority {
  /** `members:read`, `seats:write:own` …; `all`: the operator, directories and jobs, whose limits lie elsewhere */
  readonly permissions: ReadonlySet<string> | 'all';
  /** names of the roles it may give */
  readonly grants: ReadonlySet<string> | 'all';
  /** names of the roles whose holders it may change */
  readonly manages: ReadonlySet<string> | 'all';
  /** the only organization in which it may do anything; absent: every organization */
  readonly organizationId?: string;
  /** the member as whom it acts: what `own` means, and who cannot remove themselves */
  readonly memberId?: string;
  /**
   * The permission that let an acting member in, asked again in every transaction: `members:write`, or `members:write:own` where that is
   * enough.
   */
  readonly asked?: string;
}

export const FULL_AUTHORITY: Authority = { permissions: 'all', grants: 'all', manages: 'all' };

/** No rights: for a caller with a link and no key. The rule decides what the link opens. */
export const NO_AUTHORITY: Authority = {
  permissions: new Set(),
  grants: new Set(),
  manages: new Set(),
};

/** First argument of every rule: the caller and their rights, the clock, the log, and the id that finds the call again. */
export interface Context {
  readonly actor: Actor;
  readonly authority: Authority;
  /** given to the caller with every error and written on every log line */
  readonly traceId: string;
  readonly clock: Clock;
  readonly log: Log;
  /** the end of the token that let the caller in, asked again in every transaction */
  readonly admittedUntil?: Instant;
  /** of a person with a session, read with it: whether they have stepped up a short time ago, and whether the organization asks that */
  readonly stepUp?: {
    readonly isFresh: boolean;
    readonly isAsked: boolean;
    readonly organizationId: string;
    readonly slug: string;
  };
  /** work that a person began and need not wait for: it goes on when they sign out, and stops when their access ends */
  readonly outlivesSession?: true;
  /** writes a step into the trace of the exchange, where the call has one */
  readonly note?: (step: string, detail: string) => void;
  /** how many inline hooks called one another until this call came to be; absent: none */
  readonly hookDepth?: number;
  /** work that follows from a committed change of the actor: it is finished, also when the actor is not admitted any more */
  readonly followsUp?: true;
}
