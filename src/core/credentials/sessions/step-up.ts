import { Fault, instant, isFault, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  isForSignIn,
  type Connection,
  type SignInSession,
  type StepUpMethod,
} from '#store/index.js';
import {
  endOfSession,
  findAll,
  inInstallation,
  inOrganization,
  nextVersion,
  refusalOfSession,
  saysSecondStep,
  showsContext,
  type CoreDeps,
  type InstallationScope,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { newToken, personOf, requireAccount, type MadeSession } from './create.js';
import { endSessions } from './end.js';

type SessionOf = Pick<SignInSession, 'id' | 'accountId' | 'organizationId'>;

/** What the provider said of how the person signed in anew. */
export type SaidAnew = Pick<SignInSession, 'authnContext' | 'authnMethods' | 'authnInstant'>;

const SECOND_STEPS: ReadonlySet<StepUpMethod> = new Set(['totp', 'passkey', 'recovery_code']);

/** Whether it was a second factor, and not once more what the session was made with. */
export function isSecondStep(by: StepUpMethod | undefined): boolean {
  return by !== undefined && SECOND_STEPS.has(by);
}

/** Another process was a moment earlier. */
const MAX_ATTEMPTS = 4;

/**
 * What a person changes of what they prove themselves by, as that person: in the organization whose provider made the session, with its
 * journal, else in the installation. Faults `account.missing`, `organization.disabled`, `organization.deleted`, and of a company's session
 * that opens its organization no more `session.invalid`, `session.login_required`.
 */
export async function inScopeOfSession<T>(
  deps: CoreDeps,
  ctx: Context,
  { id, accountId, organizationId }: SessionOf,
  work: (scope: InstallationScope) => Promise<T>,
): Promise<T> {
  const actor = personOf(await requireAccount(deps.store.read, accountId), id);
  if (organizationId !== undefined) {
    return inOrganization(deps, ctx, organizationId, async (scope) => {
      await requireAccess(scope, id);
      return work(scope.actingAs(actor));
    });
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inInstallation(deps, { ...ctx, actor }, accountId, work);
    } catch (error) {
      if (!isFault(error, 'record.exists', 'record.stale') || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** What no step-up mends. */
const ENDINGS: ReadonlySet<unknown> = new Set(['not_a_member', 'connection_closed', 'ended']);

/** What ends access to the organization ends what is under way in the session. Faults `session.invalid`, `session.login_required`. */
async function requireAccess(
  { ctx, tx, organization, connections }: OrganizationScope,
  sessionId: string,
): Promise<void> {
  const session = await tx.sessions.get(sessionId);
  const now = ctx.clock.now();
  const end = session && endOfSession(session, now);
  if (!session || end) throw end ?? new Fault('session.invalid');
  const { accountId, connectionId } = session;
  const here = all(equals('accountId', accountId), equals('organizationId', organization.id));
  const member = await tx.members.first(all(here, equals('status', 'active')));
  const connection = connectionId === undefined ? undefined : await connections.get(connectionId);
  const refusal = refusalOfSession(session, { organization, member, connection, now });
  if (refusal && ENDINGS.has(refusal.details?.['reason'])) throw refusal;
}

/**
 * The person has proved once more who they are: the same session under another cookie, so that a copy of the one before has no part in
 * it. Faults `session.invalid`, and those of `inScopeOfSession`.
 */
export function stepUpSession(
  deps: CoreDeps,
  ctx: Context,
  session: SessionOf,
  { by, said }: { readonly by: StepUpMethod; readonly said?: SaidAnew | undefined },
): Promise<MadeSession> {
  return inScopeOfSession(deps, ctx, session, (scope) => stepUpIn(scope, session, by, said));
}

/** The same in a transaction that checks the proof. Fault `session.invalid`. */
export async function stepUpIn(
  { ctx, tx, journal }: InstallationScope,
  { id, accountId }: SessionOf,
  steppedUpBy: StepUpMethod,
  said?: SaidAnew,
): Promise<MadeSession> {
  const { token, hash } = newToken();
  const before = await tx.sessions.get(id);
  const end = before && endOfSession(before, ctx.clock.now());
  if (!before || end) throw end ?? new Fault('session.invalid');
  const steppedUpAt = instant(ctx.clock.now());
  const connection = said && (await tx.connections.get(before.connectionId ?? ''));
  const { authnContext: _context, authnMethods: _methods, authnInstant: _at, ...rest } = before;
  const saidSince = said && saysMore(said, before, connection) ? { ...rest, ...said } : before;
  const session = nextVersion<SignInSession>(ctx, saidSince, {
    hash,
    steppedUpAt,
    steppedUpBy,
    ...(isSecondStep(steppedUpBy) && { secondStepAt: steppedUpAt }),
  });
  await tx.sessions.update(session);
  await journal.append({
    type: 'session.stepped_up',
    target: { kind: 'account', id: accountId },
    after: { sessionId: id, by: steppedUpBy },
  });
  return { session, token };
}

/** A step-up takes nothing away that the sign-in showed. */
function saysMore(said: SaidAnew, before: SaidAnew, connection: Connection | undefined): boolean {
  if (!isForSignIn(connection) || !showsContext(said, connection.signInContext)) return false;
  return saysSecondStep(said, connection) || !saysSecondStep(before, connection);
}

/**
 * The person's other sessions end, as far as the factor counts that was set up in this one: of the organization, or all of them. Resolves
 * to how many.
 */
export async function endOtherSessions(
  scope: InstallationScope,
  { id, accountId, organizationId }: SessionOf,
): Promise<number> {
  const found = await findAll(scope.tx.sessions, equals('accountId', accountId));
  const others = found.filter(
    (one) =>
      one.id !== id && (organizationId === undefined || one.organizationId === organizationId),
  );
  return endSessions(scope, others, 'revoked');
}
