import { Fault, instant, type Context, type Instant } from '#kernel/index.js';
import {
  compare,
  isForSignIn,
  type Connection,
  type Member,
  type Organization,
  type Readers,
  type SignInSession,
} from '#store/index.js';
import { enforcedAccess, type EnforcedAccess } from './enforcement.js';
import { isSecondStepOfProvider, showsContext } from './sign-in-strength.js';
import { concerns } from './step-up.js';

/** What an organization looks at when it is asked whether a session opens it. */
export interface JudgedAccess {
  readonly organization: Pick<
    Organization,
    'id' | 'slug' | 'policies' | 'signInEnforcement' | 'sessionsEndedAt'
  >;
  /** of the session's account here */
  readonly member: Member | undefined;
  /** by which the session was made, while it is there */
  readonly connection: Connection | undefined;
  /** milliseconds since 1970 */
  readonly now: number;
}

/** Fault `session.invalid`, if the session has ended, whatever organization is asked. */
export function endOfSession(
  { endedAt, expiresAt }: Pick<SignInSession, 'endedAt' | 'expiresAt'>,
  now: number,
): Fault | undefined {
  const isOver = endedAt !== undefined || Date.parse(expiresAt) <= now;
  return isOver ? new Fault('session.invalid') : undefined;
}

/**
 * Fault `session.login_required`, if the session does not open this organization (now): each one judges for itself, on every request and
 * again inside of every transaction. Details say why. Fault `step_up.required`: the organization asks this member for a second step at
 * sign-in, and the session has had none, here or at the provider where that counts.
 */
export function refusalOfSession(session: SignInSession, asked: JudgedAccess): Fault | undefined {
  const { member, organization } = asked;
  const { id: organizationId, slug, policies, signInEnforcement } = organization;
  const enforced = member && signInEnforcement && enforcedOf(session, asked, member);
  const reason = reasonOf(session, asked, enforced);
  if (reason !== undefined) {
    const { connectionIds } = signInEnforcement ?? {};
    const by = reason === 'sign_in_enforced' && connectionIds && { connections: connectionIds };
    return new Fault('session.login_required', { organizationId, slug, reason, ...by });
  }
  const { secondFactor: policy } = policies ?? {};
  const isAsked = policy?.signIn === true && member && concerns(policy, member, asked.now);
  return enforced === 'second_step' || (isAsked && !hasSecondStep(session, asked.connection))
    ? new Fault('step_up.required', { organizationId, slug, act: 'sign_in' })
    : undefined;
}

function hasSecondStep(session: SignInSession, connection: Connection | undefined): boolean {
  if (session.secondStepAt !== undefined) return true;
  return isForSignIn(connection) && isSecondStepOfProvider(session, connection);
}

function enforcedOf(
  session: SignInSession,
  { organization, connection }: JudgedAccess,
  member: Member,
): EnforcedAccess {
  const shown = { ...session, hasSecondStep: hasSecondStep(session, connection) };
  return enforcedAccess(shown, organization, member);
}

function reasonOf(
  session: SignInSession,
  { organization, member, connection }: JudgedAccess,
  enforced: EnforcedAccess | undefined,
): string | undefined {
  const { authenticatedAt, accountId, connectionId, method } = session;
  if (session.organizationId !== undefined && session.organizationId !== organization.id) {
    return 'other_organization';
  }
  if (member?.status !== 'active' || member.accountId !== accountId) return 'not_a_member';
  if (connectionId !== undefined && !isOpenProvider(connection, organization.id)) {
    return 'connection_closed';
  }
  if (isForSignIn(connection) && !showsContext(session, connection.signInContext)) {
    return 'authn_context_weak';
  }
  // an owner who is named to come in when the provider is down proves the mailbox, and a factor beside it, or has a passkey of their own
  const { breakGlassMemberIds = [] } = organization.signInEnforcement ?? {};
  const isNamed = member.standing === 'owner' && breakGlassMemberIds.includes(member.id);
  if (method === 'email_code' && organization.policies?.emailCode === 'refused' && !isNamed) {
    return 'email_code_refused';
  }
  if (method === 'passkey' && !letsPasskeysIn(organization) && !isNamed) return 'passkey_refused';
  const provider = isForSignIn(connection) ? connection.sessionsEndedAt : undefined;
  const ends = [member.sessionsEndedAt, organization.sessionsEndedAt, provider];
  const isEnded = ends.some((end) => end !== undefined && authenticatedAt <= end);
  if (isEnded || session.closedFor?.includes(organization.id)) return 'ended';
  if (enforced === 'closed') return 'sign_in_enforced';
  return enforced === 'break_glass' ? 'break_glass' : undefined;
}

/** An organization that refuses codes wants its people to come by its provider: a passkey alone is let in only where the policy says so. */
function letsPasskeysIn({ policies }: Pick<Organization, 'policies'>): boolean {
  return (policies?.passkey ?? policies?.emailCode) !== 'refused';
}

function isOpenProvider(connection: Connection | undefined, organizationId: string): boolean {
  return (
    isForSignIn(connection) &&
    connection.status === 'active' &&
    connection.organizationId === organizationId
  );
}

/**
 * The instant that ends every session that was made so far. Not before any of them: where a clock was set back, some began later than
 * now.
 */
export async function endOfSessionsSoFar(
  { clock }: Pick<Context, 'clock'>,
  { sessions }: Pick<Readers, 'sessions'>,
): Promise<Instant> {
  const now = instant(clock.now());
  // from the day on and not from now on: so it is one question, however often it is asked
  const { records } = await sessions.find({
    where: compare('authenticatedAt', 'gt', now.slice(0, 'yyyy-mm-dd'.length)),
    sort: [{ field: { column: 'authenticatedAt' }, descending: true }],
    limit: 1,
  });
  const last = records[0]?.authenticatedAt;
  return last !== undefined && last > now ? last : now;
}

/** When a new session begins: after every end that it has to outlast, whatever the clock says. */
export function beginOfSession(now: number, ends: readonly (Instant | undefined)[]): Instant {
  const after = ends.map((end) => (end === undefined ? 0 : Date.parse(end) + 1));
  return instant(Math.max(now, ...after));
}
