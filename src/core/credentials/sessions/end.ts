import { Fault, instant, isFault, type Context } from '#kernel/index.js';
import { equals, oneOf, type SessionEndReason, type SignInSession } from '#store/index.js';
import {
  endOfSession,
  findAll,
  inInstallation,
  inOrganization,
  nextVersion,
  type CoreDeps,
  type InstallationScope,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { logoutKeyOf, logoutSessionKeyOf } from './logout-keys.js';

/**
 * Whom an identity provider signs out: NameID or `sub` as it was received, and some of its sessions, or all of them when none is named.
 * OpenID Connect may name sessions alone.
 */
export interface LogoutName {
  readonly nameId?: string;
  readonly nameQualifier?: string;
  readonly spNameQualifier?: string;
  readonly sessionIndexes?: readonly string[];
}

/** Marks a live session as ended; the caller appends the entry. */
export async function endSession(
  { ctx, tx }: Pick<InstallationScope, 'ctx' | 'tx'>,
  session: SignInSession,
  endReason: SessionEndReason,
): Promise<SignInSession> {
  const endedAt = instant(ctx.clock.now());
  const after = nextVersion<SignInSession>(ctx, session, { endedAt, endReason });
  await tx.sessions.update(after);
  return after;
}

/** Ends the session for one organization: as a whole where its provider made it, else for that organization only. */
export async function closeSession(
  scope: OrganizationScope,
  session: SignInSession,
): Promise<void> {
  const { ctx, tx, organization, journal } = scope;
  if (session.organizationId === organization.id) {
    await endSessions(scope, [session], 'revoked');
    return;
  }
  const closedFor = [...(session.closedFor ?? []), organization.id];
  await tx.sessions.update(nextVersion<SignInSession>(ctx, session, { closedFor }));
  await journal.append({
    type: 'session.closed',
    target: { kind: 'account', id: session.accountId },
    after: { sessionId: session.id },
  });
}

/** Ends what one sign-in identity of the account has made. */
export async function endSessionsOfIdentity(
  scope: Pick<InstallationScope, 'ctx' | 'tx' | 'journal'>,
  { id, accountId }: { readonly id: string; readonly accountId: string },
): Promise<void> {
  const found = await findAll(scope.tx.sessions, equals('accountId', accountId));
  const theirs = found.filter(({ identityId }) => identityId === id);
  await endSessions(scope, theirs, 'revoked');
}

/** Ends those that have not ended yet, one entry each. Resolves to how many. */
export async function endSessions(
  { ctx, tx, journal }: Pick<InstallationScope, 'ctx' | 'tx' | 'journal'>,
  sessions: readonly SignInSession[],
  reason: SessionEndReason,
): Promise<number> {
  const live = sessions.filter(({ endedAt }) => endedAt === undefined);
  for (const session of live) {
    await endSession({ ctx, tx }, session, reason);
    await journal.append({
      type: 'session.ended',
      target: { kind: 'account', id: session.accountId },
      after: { sessionId: session.id, reason },
    });
  }
  return live.length;
}

/**
 * What a LogoutRequest of the provider ends (SAML core section 3.7.3): found in the store, so no cookie is needed, and over for every
 * process when this resolves. Resolves to the sessions that it ended.
 */
export function endByLogout(
  deps: CoreDeps,
  ctx: Context,
  connection: { readonly id: string; readonly organizationId: string },
  name: LogoutName,
): Promise<readonly SignInSession[]> {
  const { nameId, sessionIndexes = [] } = name;
  const sessionKeys = sessionIndexes.map((index) => logoutSessionKeyOf(connection.id, index));
  const where =
    nameId === undefined
      ? oneOf('logoutSessionKey', sessionKeys)
      : equals('logoutKey', logoutKeyOf(connection.id, nameId));
  return inOrganization(
    deps,
    ctx,
    connection.organizationId,
    async (scope) => {
      const named = (await findAll(scope.tx.sessions, where)).filter(
        (session) => session.endedAt === undefined && isNamed(session, name),
      );
      await endSessions(scope, named, 'provider');
      return named;
    },
    'any',
  );
}

/** A qualifier counts where both sides said one: many providers leave it out of one of them. */
function isNamed({ logout }: SignInSession, name: LogoutName): boolean {
  const isSame = (left: string | undefined, right: string | undefined): boolean =>
    left === undefined || right === undefined || left === right;
  const { nameId, sessionIndexes = [] } = name;
  if (nameId === undefined) return sessionIndexes.includes(logout?.sessionIndex ?? '');
  return (
    logout !== undefined &&
    isSame(logout.nameQualifier, name.nameQualifier) &&
    isSame(logout.spNameQualifier, name.spNameQualifier) &&
    (sessionIndexes.length === 0 ||
      logout.sessionIndex === undefined ||
      sessionIndexes.includes(logout.sessionIndex))
  );
}

/** The person signs out of one session. Of what has ended already: nothing. */
export async function signOut(deps: CoreDeps, ctx: Context, session: SignInSession): Promise<void> {
  const work = async (scope: Pick<InstallationScope, 'ctx' | 'tx' | 'journal'>): Promise<void> => {
    const current = await scope.tx.sessions.get(session.id);
    if (current) await endSessions(scope, [current], 'signed_out');
  };
  const { organizationId, accountId } = session;
  if (organizationId === undefined) return inInstallation(deps, ctx, accountId, work);
  // signing out is never refused: neither by a closed organization nor because access is over
  await inOrganization(deps, { ...ctx, followsUp: true }, organizationId, work, 'any').catch(
    (error: unknown) => {
      if (!isFault(error, 'organization.missing')) throw error;
    },
  );
}

/** One of an account. Faults `session.missing` (also when it has ended), `account.missing`. */
export function endOneOfAccount(
  deps: CoreDeps,
  ctx: Context,
  accountId: string,
  id: string,
): Promise<void> {
  return inInstallation(deps, ctx, accountId, async (scope) => {
    const session = await scope.tx.sessions.get(id);
    const isTheirs = session?.accountId === accountId && !endOfSession(session, ctx.clock.now());
    if (!isTheirs) throw new Fault('session.missing', { id });
    await endSessions(scope, [session], 'revoked');
  });
}

/** All live sessions of an account, wherever they were made. Resolves to how many. */
export function endSessionsOfAccount(
  deps: CoreDeps,
  ctx: Context,
  accountId: string,
  { reason, except }: { readonly reason: SessionEndReason; readonly except?: string },
): Promise<number> {
  return inInstallation(deps, ctx, accountId, (scope) =>
    endSessionsIn(scope, accountId, { reason, ...(except !== undefined && { except }) }),
  );
}

/** The same in a transaction that ends the account. */
export async function endSessionsIn(
  scope: InstallationScope,
  accountId: string,
  { reason, except }: { readonly reason: SessionEndReason; readonly except?: string },
): Promise<number> {
  const found = await findAll(scope.tx.sessions, equals('accountId', accountId));
  const others = found.filter(({ id }) => id !== except);
  return endSessions(scope, others, reason);
}
